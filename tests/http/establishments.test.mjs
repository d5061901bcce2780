// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Establishments: what operators do with them, whom the API lets in, and that its description says
// what it does.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import Ajv from 'ajv/dist/2020.js';

import { addEstablishment, csvOf, Program, studentOf } from '../lib/establishments.mjs';
import { cnopsctl } from '../lib/recovery.mjs';
import { easyProofs, mount, root, startServer } from '../lib/server.mjs';

const keyForm = /^cnops_etab_[\w-]{49}$/;
const whoami = '/etablissement';
const wrongKey = `cnops_etab_${'A'.repeat(49)}`;

describe('establishments', () => {
  let server;

  before(async () => {
    // The block of the loopback has a limit of its own; programs of these tests may name another.
    const elsewhere = ['LoadModule remoteip_module /usr/lib/apache2/modules/mod_remoteip.so', 'RemoteIPHeader X-Test-Address'];
    server = await startServer('establishments', { directives: [...easyProofs, ...elsewhere, 'CnopsBlockFailures 60'] });
  });
  after(() => server?.stop());

  const run = (...words) => cnopsctl(server, 'establishment', ...words);
  const statusOf = async (key) => (await new Program(server, key).get(whoami)).status;

  async function done(...words) {
    const result = await run(...words);
    assert.equal(result.status, 0, result.stderr);
    return result.stdout;
  }

  async function refused(pattern, ...words) {
    const { status, stderr } = await run(...words);
    assert.equal(status, 1, words.join(' '));
    assert.match(stderr, pattern);
  }

  const listed = async (code) =>
    JSON.parse(await done('list', '--json')).establishments.find((one) => one.code === code);

  // The answer must be this problem, whole, and the log must have its reference.
  async function assertProblem(response, status, code) {
    assert.equal(response.status, status, response.text);
    assert.equal(response.headers['content-type'], 'application/problem+json');
    assert.equal(response.headers['set-cookie'], undefined);
    const problem = response.json();
    assert.deepEqual(Object.keys(problem).slice(0, 6), ['type', 'title', 'status', 'detail', 'code', 'reference']);
    assert.deepEqual([problem.status, problem.code], [status, code]);
    assert.ok(problem.type.endsWith(`${mount}/api/v1/openapi.json#/x-problems/${code}`), problem.type);
    assert.match(problem.reference, /^[0-9A-Z]{8}$/);
    assert.ok((await server.errorLog()).includes(`api refused: ${code}, reference ${problem.reference}`));
    return problem;
  }

  describe('as operators manage them', () => {
    it('a key is printed once, alone on the last line, and kept nowhere', async () => {
      const printed = (await done('add', 'UM5', 'Université « Mohammed V » جامعة')).trimEnd().split('\n');
      const key = printed.at(-1);
      assert.match(key, keyForm);
      assert.equal(await statusOf(key), 200);
      const { stdout } = await run('list');
      assert.match(stdout, /Université « Mohammed V » جامعة/);
      assert.ok(!stdout.includes(key) && !stdout.includes(key.slice(11, 54)));
      for (const file of await server.databaseFiles()) {
        assert.ok(!(await readFile(file)).includes(key.slice(11, 54)), file);
      }
      assert.ok(!(await server.errorLog()).includes(key.slice(11, 54)));
    });

    it('a code is given once, and has a form; so has a name', async () => {
      await refused(/taken/, 'add', 'UM5', 'Another');
      await refused(/A-Z/, 'add', 'um5', 'Small letters');
      await refused(/A-Z/, 'add', 'X', 'Too short');
      await refused(/80/, 'add', 'UH2', 'é'.repeat(81));
      assert.equal((await run('add', 'UH2')).status, 2);
      assert.match((await run('rotate', '--help')).stdout, /seven\s+more days/);
    });

    it('after a rotation the former key and the new one work', async () => {
      const former = await addEstablishment(server, 'ROT');
      const { key, former_key_until: until } = JSON.parse(await done('rotate', 'ROT', '--json'));
      assert.match(key, keyForm);
      assert.notEqual(key, former);
      assert.ok(Math.abs(Date.parse(until) - Date.now() - 7 * 86_400_000) < 120_000, until);
      assert.deepEqual([await statusOf(former), await statusOf(key)], [200, 200]);
      const { keys } = await listed('ROT');
      assert.deepEqual(keys.map(({ ends_at: end }) => end === null), [false, true]);
      assert.ok(keys.every(({ last_used_at: at }) => Date.parse(at) > Date.now() - 600_000));
    });

    it('a revocation ends all keys at once, for ever', async () => {
      const keys = [await addEstablishment(server, 'REV'), JSON.parse(await done('rotate', 'REV', '--json')).key];
      await done('revoke', 'REV');
      for (const key of keys) await assertProblem(await new Program(server, key).get(whoami), 403, 'key_revoked');
      await refused(/revoked/, 'rotate', 'REV');
      await refused(/revoked/, 'officer', 'add', 'REV', 'agent@univ.example');
      await refused(/taken/, 'add', 'REV', 'Again');
      assert.deepEqual((await listed('REV')).keys, []);
    });

    it('officers are added and removed by their address', async () => {
      await addEstablishment(server, 'OFF');
      await done('officer', 'add', 'OFF', 'Agent@univ.example');
      await refused(/already/, 'officer', 'add', 'OFF', 'agent@UNIV.example');
      await refused(/no address/, 'officer', 'add', 'OFF', 'agent');
      assert.deepEqual((await listed('OFF')).officers.map(({ email }) => email), ['Agent@univ.example']);
      await done('officer', 'remove', 'OFF', 'agent@univ.example');
      await refused(/no such officer/, 'officer', 'remove', 'OFF', 'agent@univ.example');
      assert.deepEqual((await listed('OFF')).officers, []);
    });

    it('an establishment has a webhook and a number of rows of its own', async () => {
      const program = new Program(server, await addEstablishment(server, 'SET'));
      await done('webhook', 'SET', 'https://univ.example/hook');
      await done('quota', 'SET', '20');
      assert.deepEqual([(await listed('SET')).webhook, (await listed('SET')).day_rows], ['https://univ.example/hook', 20]);
      assert.equal((await program.get(whoami)).json().day_rows_left, 20);
      await refused(/https/, 'webhook', 'SET', 'http://univ.example/hook');
      await refused(/user/, 'webhook', 'SET', 'https://me:secret@univ.example/hook');
      await refused(/number/, 'quota', 'SET', '0');
      await done('webhook', 'SET', 'none');
      await done('quota', 'SET', 'default');
      assert.deepEqual([(await listed('SET')).webhook, (await listed('SET')).day_rows], [null, 0]);
      await refused(/no establishment/, 'quota', 'NOBODY', '20');
    });
  });

  describe('as programs', () => {
    let key;

    before(async () => (key = await addEstablishment(server, 'API')));

    const ask = (headers, page = whoami) => new Program(server).get(page, headers);

    it('are let in by their key, without cookies', async () => {
      const response = await ask({ Authorization: `Bearer ${key}`, Cookie: 'cnops_session=x' });
      assert.equal(response.status, 200);
      assert.equal(response.headers['set-cookie'], undefined);
      assert.equal(response.headers['cache-control'], 'no-store');
      assert.deepEqual(response.json(), { code: 'API', name: 'École fictive API', day_rows: 500_000, day_rows_left: 500_000 });
    });

    it('are asked for a key, or told that it is wrong', async () => {
      const none = await ask({});
      await assertProblem(none, 401, 'key_missing');
      assert.equal(none.headers['www-authenticate'], 'Bearer realm="cnops"');
      await assertProblem(await ask({ Authorization: 'Basic Zm9vOmJhcg==' }), 401, 'key_missing');
      const wrong = await ask({ Authorization: `Bearer ${wrongKey}` });
      const problem = await assertProblem(wrong, 401, 'key_wrong');
      assert.match(wrong.headers['www-authenticate'], /^Bearer realm="cnops", error="invalid_token"/);
      assert.ok(!JSON.stringify(problem).includes(wrongKey));
    });

    it('get problems for addresses and methods too, before any key', async () => {
      await assertProblem(await ask({}, '/rien'), 404, 'not_found');
      for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
        const response = await new Program(server).request(method, whoami, {});
        await assertProblem(response, 405, 'method');
        assert.equal(response.headers.allow, 'GET, HEAD');
      }
      await assertProblem(await new Program(server).request('POST', '/inscriptions', { body: 'x', headers: { 'Content-Type': 'image/png' } }), 415, 'wrong_type');
    });

    it('send no more rows than their day has', async () => {
      const program = new Program(server, key);
      await done('quota', 'API', '3');
      await program.batch(csvOf([1, 2, 3].map((i) => studentOf(i))));
      const response = await program.send(csvOf([studentOf(4)]));
      await assertProblem(response, 429, 'day_rows');
      assert.ok(Number(response.headers['retry-after']) > 80_000);
      assert.equal((await program.get(whoami)).json().day_rows_left, 0);
    });

    it('with too many wrong keys wait, and those with a right one never do', async () => {
      const from = (address, sent) => ask({ Authorization: `Bearer ${sent}`, 'X-Test-Address': address });
      for (let i = 0; i < 60; i++) assert.equal((await from('203.0.113.5', wrongKey)).status, 401);
      const response = await from('203.0.113.77', wrongKey);
      await assertProblem(response, 429, 'wrong_keys');
      assert.ok(Number(response.headers['retry-after']) > 0);
      assert.equal((await from('203.0.113.5', key)).status, 200);
      assert.equal((await from('198.51.100.5', wrongKey)).status, 401);
    });
  });

  describe('and the description of the API', () => {
    let description;
    let program;

    before(async () => {
      const response = await new Program(server).get('/openapi.json');
      assert.equal(response.status, 200);
      assert.equal(response.headers['content-type'], 'application/json');
      description = response.json();
      program = new Program(server, await addEstablishment(server, 'DOC'));
    });

    // As OpenAPI 3.1 says: schemas are those of JSON Schema 2020-12.
    function schema(address, method, status, type = 'application/json') {
      const ajv = new Ajv({ strict: false });
      ajv.addSchema({ $id: 'description', components: description.components });
      const { schema: found } = description.paths[`/api/v1${address}`][method].responses[status].content[type];
      return ajv.compile({ $ref: found.$ref.replace('#', 'description#') });
    }

    const assertFits = (validate, value) => assert.ok(validate(value), JSON.stringify([validate.errors, value]));

    it('has each address of the table of addresses, and no other', async () => {
      const table = await readFile(path.join(root, 'mod_cnops/pages/routes.c'), 'utf8');
      const known = [...table.matchAll(/\.path = "(\/api\/v1\/[^"]*)"/g)].map((match) => match[1].replace('*', '{id}'));
      assert.ok(known.length >= 6, String(known));
      assert.deepEqual(Object.keys(description.paths).sort(), known.sort());
      assert.equal(description.openapi, '3.1.0');
      assert.equal(description.servers[0].url, `${server.origin}${mount}`);
    });

    it('says what the answers are', async () => {
      assertFits(schema('/etablissement', 'get', 200), (await program.get(whoami)).json());
      assertFits(schema('/etablissement', 'get', 401, 'application/problem+json'), (await new Program(server).get(whoami)).json());
      const sent = await program.send(csvOf([studentOf(1), studentOf(2, { sex: 'X' })]));
      assertFits(schema('/inscriptions', 'post', 202), sent.json());
      const { id } = sent.json();
      await program.done(id);
      assertFits(schema('/lots/{id}', 'get', 200), (await program.get(`/lots/${id}`)).json());
      const faults = (await program.get(`/lots/${id}/erreurs`)).json();
      assertFits(schema('/lots/{id}/erreurs', 'get', 200), faults);
      assert.equal(faults.errors.length, 1);
      const results = (await program.get(`/lots/${id}/resultats`)).json();
      assertFits(schema('/lots/{id}/resultats', 'get', 200), results);
      assert.equal(results.results.length, 1);
      const missing = await program.get(`/lots/${'A'.repeat(22)}`);
      assertFits(schema('/lots/{id}', 'get', 404, 'application/problem+json'), missing.json());
    });

    it('says what a row is', () => {
      const ajv = new Ajv({ strict: false });
      const validate = ajv.compile({ ...description.components.schemas.registration, components: description.components });
      assertFits(validate, studentOf(1));
      assert.ok(!validate({ ...studentOf(1), unknown: 'x' }));
      assert.ok(!validate({ ...studentOf(1), status: 'registered' }));
      assert.ok(!validate({ ...studentOf(1), cine: '' }));
    });
  });
});
