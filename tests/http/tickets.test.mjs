// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// What members ask of the insurer: /espace/demandes, the complaint about a claim, and the back office (export
// requests, import decisions, request list, show and decide).

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { Client } from '../lib/client.mjs';
import { textOf } from '../lib/html.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, signIn } from '../lib/journey.mjs';
import { easyProofs, manyCodes, mount, startServer } from '../lib/server.mjs';

const list = '/espace/demandes';
const by = ['--operator', 'amina', '--reason', 'Lot du jour'];
const canary = 'Canari-jaune-47';

describe('requests of members', () => {
  let server;
  let members;
  let serial = 0;
  let shared;

  before(async () => {
    server = await startServer('tickets', { directives: [...easyProofs, ...manyCodes, 'CnopsOpenRequests 4', 'CnopsDayRequests 100'] });
    members = new Members(server);
    shared = await newMember(5);
  });
  after(() => server?.stop());

  const ctl = (...args) =>
    new Promise((resolve) => {
      execFile(path.join(server.dir, 'cnopsctl'), args, (error, stdout, stderr) =>
        resolve({ status: error ? error.code : 0, stdout, stderr }));
    });
  const fileOf = (name) => path.join(server.dir, 'data', name);
  async function imported(kind, rows, ...options) {
    const file = fileOf(`${kind}.csv`);
    await writeFile(file, `${rows.join('\n')}\n`);
    return { file, ...await ctl('import', kind, file, ...options) };
  }
  const decisions = (rows, ...options) =>
    imported('decisions', ['reference,decision,reason,decided_on', ...rows], ...by, '--json', ...options);

  // A member with an account and so many claims.
  async function newMember(claims = 1) {
    const account = await new Journey(server, answersOf(members.take())).reach('termine');
    await signIn(account.client, account.answers.cni, account.password);
    account.references = Array.from({ length: claims }, () => `R-2026-${++serial}`);
    const { status, stderr } = await imported('claims', [
      'reference,immatriculation,received_on,care_kind,beneficiary,amount_spent,amount_refunded,status,paid_on,payment_mode',
      ...account.references.map((reference) =>
        `${reference},${account.answers.immatriculation},2026-11-01,pharmacie,Quelqu’un,1000,,received,,`),
    ]);
    assert.equal(status, 0, stderr);
    return account;
  }

  // The member that most tests share, without a request that waits.
  async function member() {
    const { requests } = await shared.client.data(list);
    for (const { href } of requests.filter(({ state }) => state === 'open' || state === 'more_asked')) {
      await post(shared.client, href.slice(mount.length), { action: 'retirer' });
    }
    return shared;
  }

  // The page of the complaint about each claim, newest first.
  async function complaintsOf({ client }) {
    const { claims } = await client.data('/espace/dossiers');
    return claims.map(({ href }) => `${href.slice(mount.length)}/reclamation`);
  }

  async function post(client, page, fields, headers) {
    const { jeton } = await client.data(page);
    return client.post(page, { jeton, ...fields }, { Accept: 'application/json', ...headers });
  }
  const complain = (client, page) => post(client, page, { objet: 'montant', message: `Pourquoi ?\nMerci. ${canary}` });

  // Events of one kind that follow each other stand in one line.
  const countOf = (events, wanted) =>
    events.filter(({ kind }) => kind === wanted).reduce((sum, { count }) => sum + (count ?? 1), 0);

  // A complaint; the address of its request below the mount.
  async function opened(account, index = 0) {
    const page = (await complaintsOf(account))[index];
    const { status, location } = await complain(account.client, page);
    assert.equal(status, 303);
    return location.slice(mount.length);
  }

  it('a complaint becomes a request with reference, state and clock', async () => {
    const account = await member();
    const { client } = account;
    assert.deepEqual((await client.data(list)).requests, []);
    const [page] = await complaintsOf(account);
    assert.ok((await client.get(page.slice(0, -'/reclamation'.length))).text.includes(`href="${mount}${page}"`));
    const form = await client.data(page);
    assert.deepEqual(form.fields.map(({ name, kind, max }) => [name, kind, max]), [['objet', 'choice', 20], ['message', 'note', 2000]]);
    const claim = page.slice(0, -'/reclamation'.length);
    assert.equal((await client.data(claim)).complaint_href, `${mount}${page}`);
    const address = await opened(account);
    const shown = await client.data(address);
    assert.match(shown.reference, /^D[0-9A-HJKMNP-TV-Z]{9}$/);
    assert.deepEqual([shown.kind, shown.state, shown.late, shown.can_withdraw], ['complaint', 'open', false, true]);
    assert.ok(shown.notice);
    assert.equal(shown.days, 30);
    assert.deepEqual(shown.asked.map(({ name }) => name), ['claim', 'subject', 'message']);
    assert.ok(account.references.includes(shown.asked[0].value));
    assert.equal(shown.asked[1].value, 'Le montant remboursé');
    assert.match(shown.asked[2].value, /^Pourquoi \?\r?\nMerci/);
    const { requests, next_page: next } = await client.data(list);
    assert.equal(next, null);
    assert.deepEqual(requests.map(({ href, reference }) => [href, reference]), [[`${mount}${address}`, shown.reference]]);
    for (const secret of [shown.reference, ...account.references]) assert.ok(!address.includes(secret));
    for (const lang of ['fr', 'ar', 'en']) {
      const { complaint_href: href, complaint_open: open } = await client.data(`${claim}?lang=${lang}`);
      assert.deepEqual([href, open], [`${mount}${address}`, true]);
      assert.ok((await client.get(claim)).text.includes(`href="${mount}${address}"`));
    }
    await client.get(`${claim}?lang=fr`);
  });

  const waiting = async ({ client }) =>
    (await client.data(list)).requests.filter(({ state }) => state === 'open').length;

  it('the e-mail about it says where to read, and nothing else', async () => {
    const account = await member();
    await server.outbox.drain(account.email);
    const address = await opened(account);
    const { reference } = await account.client.data(address);
    const message = await server.outbox.next(account.email);
    assert.match(message.subject, /demande est enregistrée/);
    assert.match(message.text, /\/mon_compte\/espace\/demandes\n/);
    for (const secret of [reference, ...account.references, canary, 'montant', address.split('/').pop()]) {
      assert.ok(!message.text.includes(secret), secret);
    }
  });

  it('French, Arabic and JSON show the same values', async () => {
    const account = await member();
    const address = await opened(account);
    for (const lang of ['fr', 'ar', 'en']) {
      const headers = { 'Accept-Language': lang };
      const shown = await account.client.data(`${address}?lang=${lang}`, headers);
      const { status, text } = await account.client.get(address);
      assert.equal(status, 200);
      assert.equal(shown.lang, lang);
      for (const value of [shown.reference, shown.kind_label, shown.state_label, shown.opened_on, shown.due_on, canary]) {
        assert.ok(textOf(text).includes(value), `${lang}: ${value}`);
      }
      assert.doesNotMatch(textOf(text), /ticket_|option\.|[[\]]/, lang);
      const [item] = (await account.client.data(list)).requests;
      const page = textOf((await account.client.get(list)).text);
      for (const value of [item.reference, item.kind_label, item.state_label, item.opened_on, item.due_on]) {
        assert.ok(page.includes(value), `${lang}: ${value}`);
      }
    }
  });

  it('one complaint about a claim at a time; another claim is another complaint', async () => {
    const account = await member();
    const [first, second] = await complaintsOf(account);
    const one = await complain(account.client, first);
    const again = await complain(account.client, first);
    assert.deepEqual([again.status, again.location], [303, one.location]);
    const other = await complain(account.client, second);
    assert.notEqual(other.location, one.location);
    assert.equal(await waiting(account), 2);
  });

  it('two clicks at once make one complaint', async () => {
    const account = await member();
    const [page] = await complaintsOf(account);
    const { jeton } = await account.client.data(page);
    const fields = { jeton, objet: 'delai', message: 'Toujours rien.' };
    const answers = await Promise.all([1, 2, 3, 4].map(() => account.client.copy().post(page, fields)));
    for (const { status } of answers) assert.equal(status, 303);
    assert.equal(await waiting(account), 1);
  });

  it('a member has so many requests at a time, and is told so', async () => {
    const account = await member();
    const pages = await complaintsOf(account);
    for (const page of pages.slice(0, 4)) assert.equal((await complain(account.client, page)).status, 303);
    const refused = await complain(account.client, pages[4]);
    assert.equal(refused.status, 422);
    assert.deepEqual(refused.json().errors.map(({ code }) => code), ['too_many_requests']);
    assert.equal(refused.json().fields[1].value.split(/\r?\n/)[0], 'Pourquoi ?');
    const [{ href }] = (await account.client.data(list)).requests;
    await post(account.client, href.slice(mount.length), { action: 'retirer' });
    assert.equal((await complain(account.client, pages[4])).status, 303);
  });

  it('a request is withdrawn; twice is harmless', async () => {
    const account = await member();
    const address = await opened(account);
    const { jeton } = await account.client.data(address);
    for (let i = 0; i < 2; i++) {
      const { status, location } = await account.client.post(address, { jeton, action: 'retirer' });
      assert.deepEqual([status, location], [303, `${mount}${address}`]);
    }
    const shown = await account.client.data(address);
    assert.deepEqual([shown.state, shown.can_withdraw, shown.days], ['withdrawn', false, null]);
    const { events } = await account.client.data('/espace/securite');
    const kinds = events.map(({ kind }) => kind).filter((kind) => kind.startsWith('ticket'));
    assert.deepEqual(kinds.slice(0, 2), ['ticket_withdrawn', 'ticket_opened']);
  });

  it('nobody reaches the request or the claim of another member', async () => {
    const account = await member();
    const stranger = await newMember();
    const address = await opened(account);
    const [page] = await complaintsOf(account);
    for (const where of [address, page, `${address}x`, `${list}/junk`, '/espace/dossiers/junk/reclamation', `${list}?suite=junk`]) {
      assert.equal((await stranger.client.get(where)).status, 404, where);
    }
    const { jeton } = await stranger.client.data(list);
    assert.equal((await stranger.client.post(address, { jeton, action: 'retirer' })).status, 404);
    assert.equal((await stranger.client.post(page, { jeton, objet: 'autre', message: 'x' })).status, 404);
    assert.equal((await new Client(server).get(address)).location, `${mount}/connexion`);
    assert.equal((await account.client.data(address)).state, 'open');
  });

  it('junk is refused with its fields', async () => {
    const account = await member();
    const [page] = await complaintsOf(account);
    const calls = [
      [{}, ['objet', 'message']],
      [{ objet: 'tlh', message: 'x' }, ['objet']],
      [{ objet: 'autre', message: '   ' }, ['message']],
      [{ objet: 'autre', message: 'é'.repeat(2001) }, ['message']],
      [{ objet: 'autre', message: 'x\u0001y' }, ['message']],
    ];
    for (const [fields, expected] of calls) {
      const response = await post(account.client, page, fields);
      assert.equal(response.status, 422, JSON.stringify(fields).slice(0, 60));
      assert.deepEqual(response.json().errors.map(({ field }) => field), expected);
    }
    const longest = await post(account.client, page, { objet: 'autre', message: 'ص'.repeat(2000) });
    assert.equal(longest.status, 303);
    const address = longest.location.slice(mount.length);
    for (const fields of [{}, { action: 'junk' }]) assert.equal((await post(account.client, address, fields)).status, 422);
    assert.equal((await account.client.data(address)).asked[2].value.length, 2000);
  });

  it('twenty requests a page', async () => {
    const account = await member();
    const [page] = await complaintsOf(account);
    const { jeton } = await account.client.data(list);
    for (;;) {
      if ((await account.client.data(list)).next_page) break;
      const { location } = await account.client.post(page, { jeton, objet: 'autre', message: 'x' });
      assert.equal((await account.client.post(location.slice(mount.length), { jeton, action: 'retirer' })).status, 303);
    }
    const first = await account.client.data(list);
    assert.equal(first.requests.length, 20);
    const { text } = await account.client.get(list);
    assert.ok(text.includes(`rel="next" href="${first.next_page}"`));
    const rest = await account.client.data(first.next_page.slice(mount.length));
    assert.equal(rest.requests.length, 1);
    assert.equal(rest.next_page, null);
    assert.equal(new Set([...first.requests, ...rest.requests].map(({ reference }) => reference)).size, 21);
  });

  // --- the back office ---

  const exported = async (...options) => {
    const file = fileOf('requests');
    await rm(file, { force: true });
    const { status, stderr } = await ctl('export', 'requests', file, ...by, ...options);
    assert.equal(status, 0, stderr);
    return { mode: (await stat(file)).mode & 0o777, text: await readFile(file, 'utf8'), file };
  };

  it('export requests writes what waits, and the journal knows', async () => {
    const account = await member();
    const { reference, asked } = await account.client.data(await opened(account));
    const { mode, text, file } = await exported();
    assert.equal(mode, 0o600);
    const [header, ...rows] = text.trimEnd().split('\r\n');
    assert.equal(header, 'reference,kind,immatriculation,opened_on,due_on,payload');
    const row = rows.find((each) => each.startsWith(reference));
    const [, kind, immatriculation, openedOn, dueOn] = row.split(',');
    assert.deepEqual([kind, immatriculation], ['complaint', account.answers.immatriculation]);
    assert.equal((Date.parse(dueOn) - Date.parse(openedOn)) / 86_400_000, 30);
    assert.ok(row.includes(`""claim"":""${asked[0].value}""`));
    assert.equal((await ctl('export', 'requests', file, ...by)).status, 1);
    const all = JSON.parse((await exported('--json')).text);
    const item = all.find((each) => each.reference === reference);
    assert.deepEqual(Object.keys(item), ['reference', 'kind', 'immatriculation', 'opened_on', 'due_on', 'payload']);
    assert.equal(item.payload.subject, 'montant');
    assert.ok(item.payload.message.endsWith(canary));
    const { events } = await account.client.data('/espace/securite');
    assert.equal(countOf(events.filter(({ by_operator: yes }) => yes), 'ticket_exported'), 2);
    assert.equal((await ctl('export', 'requests', fileOf('other'))).status, 2);
  });

  it('no text of a member begins a cell where the semicolon separates cells', async () => {
    const account = await member();
    const [page] = await complaintsOf(account);
    const message = `x;=cmd|' /C calc'!A0;`;
    const { location } = await post(account.client, page, { objet: 'montant', message });
    const { reference } = await account.client.data(location.slice(mount.length));
    const row = (await exported()).text.split('\r\n').find((each) => each.startsWith(reference));
    assert.ok(!row.includes(';'), row);
    const payload = row.slice(row.indexOf('"') + 1, -1).replaceAll('""', '"');
    assert.equal(JSON.parse(payload).message, message);
    const all = JSON.parse((await exported('--json')).text);
    assert.equal(all.find((each) => each.reference === reference).payload.message, message);
  });

  it('import decisions answers, and tells the member once', async () => {
    const account = await newMember(2);
    const address = await opened(account);
    const other = await opened(account, 1);
    const { reference } = await account.client.data(address);
    const { reference: second, opened_on: day } = await account.client.data(other);
    const today = day.split('/').reverse().join('-');
    await server.outbox.drain(account.email);
    const rows = [`${reference},refused,"Le barème est de 70 %, voir ""Tarifs"".",${today}`, `${second},more_asked,Envoyez l’ordonnance.,${today}`];
    const first = await decisions(rows);
    assert.equal(first.status, 0, first.stderr);
    assert.deepEqual(JSON.parse(first.stdout), { rows: 2, added: 2, changed: 0, unchanged: 0, closed: 0, refused: 0, written: true });
    for (let i = 0; i < 2; i++) {
      const message = await server.outbox.next(account.email);
      assert.match(message.subject, /réponse/);
      assert.match(message.text, /\/mon_compte\/espace\/demandes\n/);
      for (const secret of [reference, second, 'barème', 'ordonnance']) assert.ok(!message.text.includes(secret), secret);
    }
    assert.deepEqual((await account.client.data(list)).requests.map(({ news }) => news), [true, true]);
    const shown = await account.client.data(address);
    assert.deepEqual([shown.state, shown.reason, shown.decided_on, shown.can_withdraw], ['refused', 'Le barème est de 70 %, voir "Tarifs".', day, false]);
    assert.ok(textOf((await account.client.get(address)).text).includes('Le barème est de 70 %'));
    const { jeton } = await account.client.data(address);
    assert.equal((await account.client.post(address, { jeton, action: 'retirer' })).status, 303);
    assert.equal((await account.client.data(address)).state, 'refused');
    assert.deepEqual((await account.client.data(list)).requests.map(({ news }) => news), [true, false]);

    const again = await decisions(rows);
    assert.equal(again.status, 0);
    assert.equal(JSON.parse(again.stdout).unchanged, 2);
    const later = await decisions([rows[0], `${second},accepted,,${today}`]);
    assert.deepEqual(JSON.parse(later.stdout), { rows: 2, added: 0, changed: 1, unchanged: 1, closed: 0, refused: 0, written: true });
    assert.equal((await account.client.data(other)).state, 'accepted');
    // Three messages in all: the same file again sent none.
    assert.match((await server.outbox.next(account.email)).subject, /réponse/);
    const { events } = await account.client.data('/espace/securite');
    assert.equal(countOf(events, 'ticket_decided'), 3);
  });

  it('import decisions names each fault by its line; all or nothing, unless --keep-going', async () => {
    const account = await member();
    const address = await opened(account);
    const withdrawn = await opened(account, 1);
    const { reference, opened_on: day } = await account.client.data(address);
    const { reference: gone } = await account.client.data(withdrawn);
    await post(account.client, withdrawn, { action: 'retirer' });
    const today = day.split('/').reverse().join('-');
    const rows = [
      `${reference},accepted,,${today}`,
      `${reference},refused,Non,${today}`,
      `${gone},accepted,,${today}`,
      `D000000000,accepted,,${today}`,
      `X1,accepted,,${today}`,
      `${reference},perhaps,,${today}`,
      `${reference},refused,,${today}`,
      `${reference},accepted,,2099-01-01`,
      ',,,',
    ];
    const faults = [
      /:3: reference: an earlier row/, /:4: reference: withdrawn/, /:5: reference: no such request/, /:6: reference: want D/,
      /:7: decision: want accepted/, /:8: reason: empty/, /:9: reference: an earlier row/,
    ];
    const refused = await decisions(rows);
    assert.equal(refused.status, 1);
    for (const fault of faults) assert.match(refused.stderr, fault);
    assert.deepEqual(JSON.parse(refused.stdout), { rows: 9, added: 0, changed: 0, unchanged: 0, closed: 0, refused: 7, written: false });
    assert.ok(!refused.stderr.includes(reference));
    assert.equal((await account.client.data(address)).state, 'open');
    for (const [date, fault] of [['2099-01-01', /future/], ['2001-01-01', /before/]]) {
      const { status, stderr } = await decisions([`${reference},accepted,,${date}`]);
      assert.equal(status, 1);
      assert.match(stderr, fault);
    }
    const taken = await decisions(rows, '--keep-going');
    assert.equal(taken.status, 0, taken.stderr);
    assert.equal(JSON.parse(taken.stdout).added, 1);
    assert.equal((await account.client.data(address)).state, 'accepted');
    const late = await decisions([`${reference},refused,Non,${today}`]);
    assert.match(late.stderr, /:2: reference: has another decision already/);
    assert.equal((await ctl('import', 'decisions', fileOf('decisions.csv'))).status, 2);
    const header = await imported('decisions', ['reference;decision;reason;decided_on'], ...by);
    assert.equal(header.status, 1);
    assert.match(header.stderr, /:1: row: .*semicolons/);
  });

  it('request list, show and decide know these requests too', async () => {
    const account = await member();
    const address = await opened(account);
    const { reference } = await account.client.data(address);
    const { requests } = JSON.parse((await ctl('request', 'list', '--json')).stdout);
    const item = requests.find((each) => each.reference === reference);
    assert.deepEqual([item.kind, item.state, item.late], ['complaint', 'open', false]);
    assert.ok(!JSON.stringify(requests).includes(canary));
    assert.equal((await ctl('request', 'show', reference)).status, 2);
    const shown = JSON.parse((await ctl('request', 'show', reference.toLowerCase(), ...by, '--json')).stdout);
    assert.equal(shown.person.cni, account.answers.cni);
    assert.equal(shown.person.immatriculation, account.answers.immatriculation);
    assert.ok(account.references.includes(shown.payload.claim));
    for (const [options, status] of [[[], 2], [['--accept', '--refuse'], 2], [['--refuse'], 2], [['--partly'], 2]]) {
      assert.equal((await ctl('request', 'decide', reference, ...options, ...by)).status, status, options.join());
    }
    const asked = await ctl('request', 'decide', reference, '--ask-more', '--answer', 'Quelle date ?', ...by);
    assert.equal(asked.status, 0, asked.stderr);
    assert.equal((await account.client.data(address)).reason, 'Quelle date ?');
    const partly = await ctl('request', 'decide', reference, '--partly', '--answer', 'La moitié.', ...by, '--json');
    assert.deepEqual(JSON.parse(partly.stdout), { request: 'partly' });
    assert.equal((await account.client.data(address)).state, 'partly');
    assert.match((await ctl('request', 'decide', reference, '--accept', ...by)).stderr, /not open/);
    assert.match((await ctl('request', 'show', 'D000000000', ...by)).stderr, /no request/);
    assert.match((await ctl('request', 'show', 'junk', ...by)).stderr, /request list/);
    assert.equal((await ctl('request', 'decide', '1', '--partly', '--answer', 'x', ...by)).status, 2);
  });

  it('what members write reaches no log', async () => {
    const log = await readFile(path.join(server.dir, 'logs/error.log'), 'utf8');
    const access = await readFile(path.join(server.dir, 'logs/access.log'), 'utf8');
    for (const text of [log, access]) assert.ok(!text.includes(canary) && !/R-2026-|\bD[0-9A-Z]{9}\b/.test(text));
  });
});
