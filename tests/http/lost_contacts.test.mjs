// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Lost contacts: anyone who knows the facts may ask for new ones, an old contact may refuse them, and a
// letter or operators apply them.

import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { Client } from '../lib/client.mjs';
import { eventually } from '../lib/faults.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, signIn } from '../lib/journey.mjs';
import { by, cnopsctl, linkOf, LostContacts, Recovery } from '../lib/recovery.mjs';
import { easyProofs, mount, startServer } from '../lib/server.mjs';

const space = `${mount}/espace`;
const DELAY = 3; // seconds, instead of 72 hours
const directives = [...easyProofs, `CnopsOppositionDelay ${DELAY}s`, 'CnopsDestinationCodes 1000'];

describe('lost contacts', () => {
  let server;
  let members;
  let serial = 0;

  before(async () => {
    server = await startServer('lost_contacts', { directives });
    members = new Members(server);
  });
  after(() => server?.stop());

  // Makes an account, and a visitor who knows its facts and has asked for other contacts.
  async function ask(headers) {
    const owner = await new Journey(server, answersOf(members.take()), { headers }).reach('termine');
    await server.outbox.drain(owner.email);
    await server.outbox.drain(owner.smsTo);
    const recovery = await new Recovery(server, owner, { headers }).reach('courriel-code');
    await server.outbox.drain(owner.email);
    const lost = await new LostContacts(recovery).reach('contact/termine');
    assert.equal((await lost.client.get('/recuperation/contact/termine')).status, 200);
    return { owner, lost };
  }

  async function letters(...options) {
    serial += 1;
    const file = path.join(server.dir, 'run', `letters${serial}.txt`);
    const { status, stdout, stderr } = await cnopsctl(server, 'export', 'letters', file, '--text', '--json', ...by('poste.fictive'), ...options);
    assert.equal(status, 0, stderr);
    return { file, text: await readFile(file, 'utf8'), count: JSON.parse(stdout).letters };
  }

  const codeOf = (text) => /[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/.exec(text)[0];
  const idOf = async () => JSON.parse((await cnopsctl(server, 'request', 'list', '--json')).stdout).requests.at(-1).id;

  async function typeLetter(client, code) {
    const { jeton } = await client.data('/recuperation/lettre');
    return client.post('/recuperation/lettre', { jeton, code_lettre: code }, { Accept: 'application/json' });
  }

  it('a letter applies the request, once, after the delay', async () => {
    const { owner, lost } = await ask();
    const warned = await server.outbox.next(owner.email);
    assert.match(warned.text, /\/opposition\//);
    assert.ok(!warned.text.includes(lost.email), 'the new address is masked');
    assert.match((await server.outbox.next(owner.smsTo)).text, /\/opposition\//);

    const { file, text, count } = await letters();
    assert.equal(count, 1);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.ok(!text.includes(lost.email));
    assert.equal((await letters()).count, 0, 'a letter is exported once');
    const again = await letters('--again', 'all');
    assert.equal(again.count, 1);
    assert.equal((await typeLetter(new Client(server), codeOf(text))).status, 422, 'the former code is void');

    const answer = await typeLetter(lost.client, codeOf(again.text).toLowerCase().replaceAll('-', ' '));
    assert.equal(answer.location, `${mount}/connexion`);
    assert.equal((await typeLetter(lost.client, codeOf(again.text))).status, 303, 'the same again is the same');
    await eventually(async () => (await server.outbox.fresh(lost.email)).some((m) => m.text.includes(mount)), 'it was not applied');
    const recovery = new Recovery(server, { ...owner, email: lost.email, smsTo: lost.smsTo });
    for (const contact of [lost.email, lost.smsTo, owner.email, owner.smsTo]) await server.outbox.drain(contact);
    await recovery.reach('termine');
    assert.equal((await signIn(recovery.client, owner.answers.cni, recovery.password)).location, space);
  });

  it('an old contact can refuse; opening the link alone does not refuse', async () => {
    const { owner, lost } = await ask();
    const link = linkOf(await server.outbox.next(owner.email), 'opposition');
    const { text } = await letters();
    const scanner = new Client(server);
    assert.equal((await scanner.get(link)).status, 200);
    assert.equal((await scanner.data(link)).state, 'open');
    const { jeton } = await scanner.data(link);
    assert.equal((await scanner.post(link, { jeton, motif: 'Je n’ai rien demandé.' })).status, 303);
    assert.equal((await scanner.data(link)).state, 'over');
    const log = await readFile(path.join(server.dir, 'logs/access.log'), 'utf8');
    assert.match(log, /\/recuperation\/contact/);
    assert.ok(!log.includes(link.split('/').pop()), 'a right in a log');
    assert.equal((await typeLetter(lost.client, codeOf(text))).status, 422);
    const next = await new Recovery(server, owner).reach('courriel-code');
    const { jeton: token } = await next.client.data('/recuperation/contact');
    assert.equal((await next.client.post('/recuperation/contact', { jeton: token })).status, 422, 'frozen');
  });

  // In a line of Arabic, a number of several groups is shown with its last group first unless it is isolated.
  it('in Arabic, contacts and codes are written from left to right', async () => {
    const { owner } = await ask({ 'Accept-Language': 'ar' });
    const contacts = /\u2066p•••@e•••\.ma\u2069، \u206606 •• •• •• \d\d\u2069/;
    assert.match((await server.outbox.next(owner.email)).text, contacts);
    const { text } = await letters();
    assert.match(text, contacts);
    assert.match(text, /\u2066[0-9A-Z]{4}(-[0-9A-Z]{4}){3}\u2069/);
  });

  it('two operators can apply the request earlier, one can refuse it', async () => {
    const { owner, lost } = await ask();
    const id = String(await idOf());
    const shown = await cnopsctl(server, 'request', 'show', id, ...by('salma.fictive'));
    assert.equal(shown.status, 0);
    assert.ok(shown.stdout.includes(owner.answers.cni));
    assert.ok(!shown.stdout.includes(lost.email));
    const decide = (...args) => cnopsctl(server, 'request', 'decide', id, ...args);
    assert.equal((await decide('--accept')).status, 2, 'nobody signs');
    assert.equal((await decide(...by('salma.fictive'))).status, 2, 'nothing is decided');
    assert.equal((await decide('--accept', ...by('salma.fictive'))).status, 0);
    assert.equal((await decide('--accept', ...by('salma.fictive'))).status, 1, 'the same operator');
    assert.equal((await decide('--accept', ...by('karim.fictif'))).status, 0);
    assert.doesNotMatch((await server.outbox.next(lost.email)).text, /\b\d{6}\b/, 'it took effect');
    assert.equal((await decide('--refuse', ...by('karim.fictif'))).status, 1, 'it is over');
    await new Recovery(server, owner).reach('courriel-code');
    assert.match((await server.outbox.next(lost.email)).text, /\b\d{6}\b/, 'codes go there now');

    const other = await ask();
    const second = String(await idOf());
    assert.equal((await cnopsctl(server, 'request', 'decide', second, '--refuse', ...by('salma.fictive'))).status, 0);
    await eventually(async () => (await server.outbox.fresh(other.lost.email)).length > 0, 'nobody was told');
    assert.equal((await cnopsctl(server, 'request', 'show', '999999', ...by('salma.fictive'))).status, 1);
    assert.equal((await cnopsctl(server, 'journal', 'check')).status, 0);
  });

  it('an export of letters names the operator in each person’s journal', async () => {
    const { owner } = await ask();
    const file = path.join(server.dir, 'run', 'unsigned.txt');
    const unsigned = (...options) => cnopsctl(server, 'export', 'letters', file, '--text', ...options);
    assert.equal((await unsigned()).status, 2);
    assert.equal((await unsigned('--operator', 'poste.fictive')).status, 2);
    assert.equal((await unsigned(...by('Poste Fictive'))).status, 1);
    assert.equal((await unsigned(...by('poste.fictive'), '--keys', '/nowhere/keys')).status, 1);
    await assert.rejects(stat(file), { code: 'ENOENT' });
    assert.equal((await letters()).count, 1);
    const shown = await cnopsctl(server, 'account', 'show', owner.answers.cni, '--json', ...by('salma.fictive'));
    const event = JSON.parse(shown.stdout).events.find(({ note }) => note === 'letter exported');
    assert.deepEqual([event.actor, event.reason], ['operator:poste.fictive', by()[3]]);
  });

  it('the code of a letter is only in the exported file', async () => {
    await ask();
    const { text } = await letters();
    const code = codeOf(text);
    for (const name of [...(await server.databaseFiles()), path.join(server.dir, 'logs/error.log')]) {
      const bytes = await readFile(name);
      for (const form of [code, code.replaceAll('-', '')]) assert.equal(bytes.indexOf(form), -1, name);
    }
  });
});
