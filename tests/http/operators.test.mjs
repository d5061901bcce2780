// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// What operators do with cnopsctl, seen from both sides: the command line and the portal.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { Client } from '../lib/client.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { enterPassword, Journey, signIn } from '../lib/journey.mjs';
import { easyProofs, mount, startServer } from '../lib/server.mjs';

const space = `${mount}/espace`;

describe('operators', () => {
  let server;
  let members;

  before(async () => {
    server = await startServer('operators', { directives: easyProofs });
    members = new Members(server);
  });
  after(() => server?.stop());

  const ctl = (...args) =>
    new Promise((resolve) => {
      execFile(path.join(server.dir, 'cnopsctl'), args, (error, stdout, stderr) =>
        resolve({ status: error ? error.code : 0, stdout, stderr }));
    });
  const by = (operator, reason = 'Appel 1234') => ['--operator', operator, '--reason', reason];
  const show = async (ident) => {
    const { status, stdout } = await ctl('account', 'show', ident, ...by('lecture'), '--json');
    assert.equal(status, 0);
    return JSON.parse(stdout);
  };
  // The next message to this address that has these words; other messages are skipped.
  const nextMessage = async (to, words) => {
    for (;;) {
      const message = await server.outbox.next(to);
      if (words.test(message.subject ?? message.text)) return message;
    }
  };
  const newAccount = () => new Journey(server, answersOf(members.take())).reach('termine');

  it('account show shows the account without its secrets', async () => {
    const account = await newAccount();
    const client = new Client(server);
    await signIn(client, account.answers.cni, account.password);
    const { status, stdout } = await ctl('account', 'show', account.answers.cni, ...by('h.fictif'));
    assert.equal(status, 0);
    for (const secret of [account.email, account.phone, account.smsTo, account.password, account.answers.rib]) {
      assert.ok(!stdout.includes(secret), secret);
    }
    assert.match(stdout, /email: p•••@e•••\.ma/);
    const shown = await show(account.answers.immatriculation);
    assert.equal(shown.account.state, 'active');
    assert.equal(shown.counters.find((c) => c.use === 'person_answers').limit, 30);
    assert.equal(shown.account.sessions, 1);
    assert.equal(shown.memberships.length, 1);
    assert.deepEqual(shown.events.map((e) => e.event), ['shown', 'shown', 'device_new', 'account_created']);
    assert.equal(shown.events[1].actor, 'operator:h.fictif');
    assert.equal(shown.events[1].reason, 'Appel 1234');
  });

  it('nothing is done without an operator’s name and a reason, or for an unknown person', async () => {
    const { cni } = members.take();
    for (const command of ['show', 'unlock', 'close', 'reclaim']) {
      const calls = [[[], 2], [['--operator', 'h.fictif'], 2], [['--reason', 'x'], 2],
        [by('h.fictif', '  '), 1], [by('H Fictif'), 1]];
      for (const [options, expected] of calls) {
        assert.equal((await ctl('account', command, cni, ...options)).status, expected, `${command} ${options}`);
      }
      assert.equal((await ctl('account', command, 'ZZ999999', ...by('h.fictif'))).status, 1);
      assert.equal((await ctl('account', command, '!', ...by('h.fictif'))).status, 1);
      assert.equal((await ctl('account', command, ...by('h.fictif'))).status, 2);
      assert.equal((await ctl('account', command, '--help')).status, 0);
    }
    assert.deepEqual((await show(cni)).events.map((e) => e.event), ['shown']);
  });

  it('account unlock resets the failures of a person', async () => {
    const account = await newAccount();
    const { cni } = account.answers;
    for (let i = 0; i < 3; i++) await signIn(new Client(server), cni, 'pas-le-bon-1');
    const counted = (await show(cni)).counters.find((c) => c.use === 'signin_stranger');
    assert.equal(counted.count, 3);
    assert.equal(counted.proof_of_work, true);
    const stranger = new Client(server);
    const { jeton } = await stranger.data('/connexion');
    const fields = { jeton, identifiant: cni, mot_de_passe: account.password };
    assert.equal((await stranger.post('/connexion', fields)).status, 422);
    assert.equal((await ctl('account', 'unlock', cni, ...by('h.fictif'))).status, 0);
    assert.equal((await stranger.post('/connexion', fields)).location, `${mount}/connexion/code`);
  });

  it('account unlock helps the member’s known browser too', async () => {
    const account = await newAccount();
    const { cni } = account.answers;
    const known = new Client(server);
    await signIn(known, cni, account.password);
    const { jeton } = await known.data('/espace');
    await known.post('/deconnexion', { jeton });
    for (let i = 0; i < 3; i++) await enterPassword(known, cni, 'pas-le-bon-1');
    const own = (await show(cni)).counters.filter((c) => c.allowance === 'browser');
    assert.deepEqual(own.map(({ use, count, proof_of_work: owes }) => [use, count, owes]), [['signin_browser', 3, true]]);
    assert.equal((await ctl('account', 'unlock', cni, ...by('h.fictif'))).status, 0);
    assert.ok((await show(cni)).counters.every((c) => c.count === 0));
    const fields = { jeton: (await known.data('/connexion')).jeton, identifiant: cni, mot_de_passe: account.password };
    assert.equal((await known.post('/connexion', fields)).location, space);
  });

  it('account close ends every session and sends a message', async () => {
    const account = await newAccount();
    const client = new Client(server);
    await signIn(client, account.answers.cni, account.password);
    assert.equal((await ctl('account', 'close', account.answers.cni, ...by('h.fictif'))).status, 0);
    assert.equal((await client.get('/espace')).location, `${mount}/connexion`);
    assert.equal((await signIn(new Client(server), account.answers.cni, account.password)).status, 422);
    assert.match((await nextMessage(account.email, /fermé/)).text, /fermé votre compte/);
    await nextMessage(account.smsTo, /fermé/);
    const again = await ctl('account', 'close', account.answers.cni, ...by('h.fictif'));
    assert.equal(again.status, 1);
    assert.match(again.stderr, /closed already/);
  });

  it('account reclaim needs two operators; then the person can create an account again', async () => {
    const account = await newAccount();
    const { cni } = account.answers;
    const thief = new Client(server);
    await signIn(thief, cni, account.password);
    const call = (operator) => ctl('account', 'reclaim', cni, ...by(operator), '--json');
    assert.deepEqual(JSON.parse((await call('h.fictif')).stdout), { reclaim: 'asked' });
    assert.equal((await call('h.fictif')).status, 1);
    assert.equal((await thief.get('/espace')).status, 200);
    assert.deepEqual(JSON.parse((await call('z.autre')).stdout), { reclaim: 'done' });
    assert.equal((await thief.get('/espace')).location, `${mount}/connexion`);
    assert.equal((await signIn(new Client(server), cni, account.password)).status, 422);
    await nextMessage(account.email, /supprimé/);
    await nextMessage(account.smsTo, /supprimé/);
    const anew = await new Journey(server, account.answers).reach('termine');
    assert.equal((await signIn(new Client(server), cni, anew.password)).location, space);
    assert.equal((await call('z.autre')).stdout, '{"reclaim":"asked"}\n');
  });

  it('journal check finds rows that were changed', async () => {
    const heads = path.join(server.dir, 'data/heads');
    const check = (...args) => ctl('journal', 'check', '--json', ...args);
    const first = await check('--checkpoint', heads);
    assert.equal(first.status, 0, first.stderr);
    assert.deepEqual(JSON.parse(first.stdout).faults, []);
    const account = await newAccount();
    assert.equal((await check('--checkpoint', heads)).status, 0);
    assert.equal(JSON.parse((await check(account.answers.cni, '--checkpoint', heads)).stdout).chains, 1);

    const kept = await readFile(heads, 'utf8');
    await writeFile(heads, kept.replace(/\n1?\d* /, '\n1'));
    const forged = await check('--checkpoint', heads);
    assert.equal(forged.status, 1);
    assert.match(forged.stderr, /not as it was written/);
    await writeFile(heads, kept);
    assert.equal((await check('--checkpoint', heads)).status, 0);
    assert.equal((await check('ZZ999999')).status, 1);
  });

  it('purge by hand deletes only what has expired', async () => {
    const account = await newAccount();
    const client = new Client(server);
    await signIn(client, account.answers.cni, account.password);
    assert.equal((await ctl('purge')).status, 0);
    assert.equal((await client.get('/espace')).status, 200);
    const heads = path.join(server.dir, 'data/heads-of-purge');
    const checked = await ctl('purge', '--checkpoint', heads);
    assert.equal(checked.status, 0, checked.stderr);
    assert.match(checked.stdout, /^purged\njournal: \d+ chain\(s\), \d+ event\(s\), 0 fault\(s\)\njournal: 0 chain\(s\) cut, 0 event\(s\) deleted\n$/);
    const again = await ctl('purge', '--checkpoint', heads, '--json');
    assert.equal(again.status, 0, again.stderr);
    assert.deepEqual(JSON.parse(again.stdout.trim().split('\n').at(-1)), { chains_cut: 0, events_deleted: 0 });
    const kept = await readFile(heads, 'utf8');
    await writeFile(heads, kept.replace(/\n1?\d* /, '\n1'));
    const refused = await ctl('purge', '--checkpoint', heads);
    assert.equal(refused.status, 1, 'no event goes where a checkpoint was changed');
    assert.ok(!refused.stdout.includes('cut'));
  });
});
