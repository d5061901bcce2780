// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Officers of establishments: their sign-in, the files that they send, and single rows.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { Client } from '../lib/client.mjs';
import { addEstablishment, columns, csvOf, studentOf } from '../lib/establishments.mjs';
import { eventually } from '../lib/faults.mjs';
import { cnopsctl } from '../lib/recovery.mjs';
import { easyProofs, manyCodes, startServer } from '../lib/server.mjs';

const officer = 'responsable@universite.example.ma';
const boundary = 'XyZ123';
const json = { Accept: 'application/json' };
const excel = (students) =>
  [columns, ...students.map((student) => columns.map((name) => student[name] ?? ''))].map((row) => row.join(';')).join('\r\n') + '\r\n';

const bodyOf = (jeton, file, { name = 'liste.csv', field = 'fichier' } = {}) =>
  Buffer.concat([
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="jeton"\r\n\r\n${jeton}\r\n` +
      `--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\nContent-Type: text/csv\r\n\r\n`),
    Buffer.from(file),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);

describe('officers of establishments', () => {
  let server;
  let key;
  let client;

  const jetonOf = async (who, page) => (await who.data(page)).jeton;
  const upload = (who, body) =>
    who.request('POST', '/etablissements/lots', {
      headers: { ...json, 'Content-Type': `multipart/form-data; boundary=${boundary}` },
      body,
    });
  const sendFile = async (file, options) => upload(client, bodyOf(await jetonOf(client, '/etablissements/lots'), file, options));
  const enter = async (fields) => {
    const who = new Client(server);
    const jeton = await jetonOf(who, '/etablissements');
    return { who, response: await who.post('/etablissements', { jeton, ...fields }) };
  };
  const page = (location) => location.replace('/mon_compte', '');
  const settled = async (path) => {
    await eventually(async () => !(await client.data(path)).working);
    return client.data(path);
  };
  const act = async (path, fields) => client.post(path, { jeton: await jetonOf(client, path), ...fields });

  before(async () => {
    server = await startServer('officers', { directives: [...easyProofs, ...manyCodes] });
    key = await addEstablishment(server, 'UM5');
    const added = await cnopsctl(server, 'establishment', 'officer', 'add', 'UM5', officer);
    assert.equal(added.status, 0, added.stderr);
  });
  after(() => server?.stop());

  it('lead to the sign-in without a session, also in JSON, whatever the jeton', async () => {
    const stranger = new Client(server);
    for (const path of ['/etablissements/lots', `/etablissements/lots/${'A'.repeat(22)}`]) {
      for (const response of [await stranger.get(path), await stranger.get(path, json), await stranger.post(path, { jeton: 'x' })]) {
        assert.deepEqual([response.status, response.location], [303, '/mon_compte/etablissements']);
      }
    }
    assert.equal((await upload(stranger, bodyOf('x', 'a'))).status, 303);
  });

  it('answer alike to a wrong key and to an address of nobody, and send them nothing', async () => {
    const wrong = `${key.slice(0, -1)}${key.endsWith('a') ? 'b' : 'a'}`;
    for (const fields of [{ cle: wrong, courriel: 'x1@example.ma' }, { cle: key, courriel: 'x2@example.ma' }]) {
      const { who, response } = await enter(fields);
      assert.deepEqual([response.status, response.location], [303, '/mon_compte/etablissements/code']);
      const data = await who.data('/etablissements/code');
      assert.equal(data.destination, fields.courriel);
      assert.equal(data.unsent, false);
      const refused = await who.postJson('/etablissements/code', { jeton: data.jeton, code: '123456' });
      assert.deepEqual([refused.status, refused.json().errors[0].code], [422, 'code_wrong']);
    }
  });

  it('open a session with the key, the address and the code', async () => {
    const { who, response } = await enter({ cle: key, courriel: officer });
    assert.equal(response.status, 303);
    const code = await server.outbox.nextCode(officer);
    const { jeton } = await who.data('/etablissements/code');
    const opened = await who.post('/etablissements/code', { jeton, code });
    assert.deepEqual([opened.status, opened.location], [303, '/mon_compte/etablissements/lots']);
    client = who;
    const data = await client.data('/etablissements/lots');
    assert.equal(data.officer, officer);
    assert.deepEqual(data.batches, []);
    const messages = await server.outbox.messages();
    assert.ok(!messages.some((message) => /^x[12]@/.test(message.to)), 'nobody gets a code');
  });

  it('preview what Excel saves, send it, and say who did', async () => {
    const students = [1, 2].map((n) => studentOf(n, { family_name: 'BÉNÉ' }));
    const file = Buffer.from(excel([...students, studentOf(3, { sex: 'X' })]), 'latin1');
    const response = await sendFile(file);
    assert.equal(response.status, 303, response.text);
    const path = page(response.location);
    const said = await client.data(path);
    assert.match(said.notice, /point-virgule.*Windows.1252/);
    const preview = await settled(path);
    assert.deepEqual([preview.state, preview.rows, preview.accepted, preview.refused], ['preview', 3, 2, 1]);
    assert.equal(preview.sender, officer);
    assert.deepEqual([preview.faults[0].line, preview.faults[0].field, preview.faults[0].code], [4, 'sex', 'invalid_sex']);
    assert.equal((await act(path, { action: 'envoyer' })).status, 303);
    const done = await settled(path);
    assert.deepEqual([done.state, done.accepted, done.refused], ['done', 2, 1]);
    const results = await client.get(`${path}/resultats.csv`);
    assert.equal(results.status, 200);
    assert.equal(results.text.trim().split('\n').length, 3);
    assert.match((await client.get(`${path}/erreurs.csv`)).text, /^4,.*sex,invalid_sex/m);
  });

  it('give a preview up once', async () => {
    const path = page((await sendFile(csvOf([studentOf(20)]))).location);
    await settled(path);
    assert.equal((await act(path, { action: 'abandonner' })).status, 303);
    assert.equal((await client.data(path)).state, 'abandoned');
    await act(path, { action: 'envoyer' });
    assert.equal((await client.data(path)).state, 'abandoned');
  });

  it('send one row by a form, which becomes a batch of that officer', async () => {
    const path = page((await sendFile(csvOf([studentOf(30, { status: 'other_cover' })]))).location);
    await settled(path);
    await act(path, { action: 'envoyer' });
    await settled(path);
    const { row } = await client.data(`${path}?ligne=2`);
    assert.equal(row.purpose, 'correction');
    const refused = await act(path, { action: 'ligne', intervention: 'inconnu', ...studentOf(31, { sex: 'X' }) });
    assert.equal(refused.status, 422);
    const sent = await act(path, { action: 'ligne', intervention: 'couverture', ...studentOf(30) });
    assert.equal(sent.status, 303, sent.text);
    const done = await settled(page(sent.location));
    assert.deepEqual([done.state, done.accepted, done.sender], ['done', 1, officer]);
    assert.match((await client.get(`${page(sent.location)}/resultats.csv`)).text, /ZQ000030,sent/);
  });

  it('refuse what is no file of registrations, with what to do', async () => {
    const codeOf = (response) => [response.status, response.json().errors[0].code];
    assert.deepEqual(codeOf(await sendFile('PK\x03\x04zip')), [422, 'file_workbook']);
    assert.deepEqual(codeOf(await sendFile('', { name: '' })), [422, 'file_required']);
    const columnsOf = await sendFile('cine;nom\r\n');
    assert.deepEqual(codeOf(columnsOf), [422, 'file_columns']);
    assert.equal(columnsOf.json().column, 'nom');
    assert.equal((await upload(client, bodyOf('x', csvOf([studentOf(1)])))).status, 403);
    assert.equal((await client.post('/etablissements/lots', { jeton: 'x' })).status, 415);
    const jeton = await jetonOf(client, '/etablissements/lots');
    assert.equal((await upload(client, bodyOf(jeton, 'x').subarray(0, 120))).status, 422);
  });

  it('see nothing of another establishment', async () => {
    const otherKey = await addEstablishment(server, 'UH2');
    await cnopsctl(server, 'establishment', 'officer', 'add', 'UH2', 'autre@universite.example.ma');
    const { who } = await enter({ cle: otherKey, courriel: 'autre@universite.example.ma' });
    const { jeton } = await who.data('/etablissements/code');
    await who.post('/etablissements/code', { jeton, code: await server.outbox.nextCode('autre@universite.example.ma') });
    const { batches } = await client.data('/etablissements/lots');
    assert.ok(batches.length > 0);
    const path = `/etablissements/lots/${batches[0].reference}`;
    for (const address of [path, `${path}/erreurs.csv`, `${path}/resultats.csv`]) assert.equal((await who.get(address)).status, 404);
    assert.deepEqual((await who.data('/etablissements/lots')).batches, []);
  });

  it('are signed out when they are removed', async () => {
    await cnopsctl(server, 'establishment', 'officer', 'remove', 'UM5', officer);
    assert.equal((await client.get('/etablissements/lots')).status, 303);
  });
});
