// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// A member goes through the whole portal and makes mistakes on the way. Every secret of this member
// is a word that occurs nowhere else. Then all that the portal stores, logs, sends and keeps in
// memory is searched for those words.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { Client, sendRaw } from '../lib/client.mjs';
import { childrenOf } from '../lib/faults.mjs';
import { around, isInDigest, makeMemoryReadable, makeMemoryUnreadable, placesOf, readMemory } from '../lib/memory.mjs';
import { Journey, signIn } from '../lib/journey.mjs';
import { JsonGateway } from '../lib/json_gateway.mjs';
import { RealOutbox } from '../lib/kannel.mjs';
import { easyProofs, mount, root, startServer } from '../lib/server.mjs';

const run = promisify(execFile);
const name = 'canaries';

// Words that no answer may show, not even to the visitor who typed them.
const facts = { employee: 'QJ7XW94VKZ', rib: '90417263', civil: 'VQX84927W31', number: '7390417263915' };
const passwords = { password: 'Zx48figuesQwv71', wrong: 'Zx48figuesQwv72', lost: 'Kv93olivesXqz15' };
const wrongFacts = { rib: '90417264', civil: 'VQX84927W32', employee: 'QJ7XW94VKY' };

// Words that only the visitor who typed them may see again.
const person = {
  cni: 'ZW7391846',
  born: '31/07/1961',
  iso: '1961-07-31',
  immatriculation: '739184655',
  family: 'Zqkanari',
  given: 'Wxjamila',
};
const contacts = [
  { email: 'zq.kanari84@exemple.ma', phone: '0689417352', smsTo: '+212689417352' },
  { email: 'wx.kanari93@exemple.ma', phone: '0789417353', smsTo: '+212789417353' },
];

// A query string that no page uses. httpd has it in memory, but nothing may store or log it.
const query = 'Pq62requeteZvx88';

const header =
  'immatriculation,document_type,cni,birth_date,family_name,given_name,family_name_ar,given_name_ar,' +
  'scheme,employee_no,payment_mode,rib,civil_status_no,massar,mutuelle,affiliation_no,address,' +
  'postal_code,city,address_pending,status,rights_from,rights_to,email_on_file,phone_on_file';

function rowOf(immatriculation, cni, payment) {
  return (
    `${immatriculation},cnie,${cni},${person.iso},${person.family},${person.given},,,public,` +
    `${facts.employee},${payment},0112300000000000${facts.rib},${facts.civil},,,,,,,0,active,,,,`
  );
}

// Two people, so that mistakes can be made with the second while the first has an account. Together they
// are asked every kind of question.
const people = [
  { immatriculation: person.immatriculation, cni: person.cni, payment: 'transfer', contact: contacts[0] },
  { immatriculation: '739184656', cni: 'ZW7391847', payment: 'money_order', contact: contacts[1] },
];

const answersOf = ({ immatriculation, cni }, mode) => ({
  mode,
  immatriculation,
  identifiant_employeur: facts.employee,
  cni,
  date_naissance: person.born,
  rib: facts.rib,
  etat_civil: facts.civil,
});

// Records everything that is sent to the server and received from it.
class Recorder {
  constructor() {
    this.answers = []; // {url, bytes}
    this.codes = new Set();
    this.links = new Set(); // tokens that give a right
  }

  watch(client) {
    const request = client.request.bind(client);
    client.request = async (method, page, options) => {
      const response = await request(method, page, options);
      this.answers.push({ what: `${method} ${page}`, status: response.status, response });
      return response;
    };
    return client;
  }

  // The headers in the order in which they came, and the body.
  get texts() {
    return this.answers.map(({ what, response }) => ({
      what,
      cookies: (response.headers['set-cookie'] ?? []).join('\n'),
      location: response.headers.location ?? '',
      bytes: Buffer.concat([Buffer.from(JSON.stringify(response.headers)), response.bytes]),
    }));
  }
}

describe('canaries', () => {
  let server;
  let gateway; // of SMS; its answers repeat what it was sent
  let dir;
  const recorder = new Recorder();

  async function journeyOf(who, options) {
    const journey = new Journey(server, answersOf(who, options.mode), { password: passwords.password, ...options });
    Object.assign(journey, who.contact);
    recorder.watch(journey.client);
    return journey;
  }

  async function accept(journey, step, changes) {
    const response = await journey.submit(step, changes);
    assert.equal(response.status, 303, `${step}: ${response.text.slice(0, 500)}`);
  }

  async function refuse(journey, step, changes) {
    const response = await journey.submit(step, changes);
    assert.equal(response.status, 422, `${step}: ${response.text.slice(0, 500)}`);
  }

  // Submits each step, first with wrong values.
  async function createAccount(who, options) {
    const journey = await journeyOf(who, options);
    await accept(journey, 'conditions');
    await accept(journey, 'identite', { garder: 'ar', identifiant_employeur: facts.employee });
    await accept(journey, 'identite');
    await accept(journey, 'questions', { garder: 'retour' });
    const other = options.mode === 'employeur' ? {} : { identifiant_employeur: wrongFacts.employee };
    await refuse(journey, 'questions', { ...other, rib: wrongFacts.rib, etat_civil: wrongFacts.civil });
    await accept(journey, 'questions');
    await refuse(journey, 'courriel', { courriel_confirmation: `x${who.contact.email}` });
    await accept(journey, 'courriel');
    await refuse(journey, 'courriel-code', { code: '000000' });
    await accept(journey, 'courriel-code');
    await accept(journey, 'telephone');
    await accept(journey, 'telephone-code');
    await refuse(journey, 'mot-de-passe', { mot_de_passe_confirmation: passwords.wrong });
    await accept(journey, 'mot-de-passe');
    return journey;
  }

  async function enter(json) {
    const client = recorder.watch(new Client(server));
    await signIn(client, person.cni, passwords.wrong);
    const page = await client.data('/connexion');
    const send = json ? client.postJson : client.post;
    const fields = { jeton: page.jeton, identifiant: person.cni, mot_de_passe: passwords.password };
    const response = await send.call(client, '/connexion', fields);
    assert.equal(response.location, `${mount}/connexion/code`);
    const half = await client.data('/connexion/code');
    const code = await server.outbox.nextCode(contacts[0].email);
    const wrong = await send.call(client, '/connexion/code', { jeton: half.jeton, code: '000000' });
    assert.equal(wrong.status, 422);
    const last = await send.call(client, '/connexion/code', { jeton: half.jeton, code });
    assert.equal(last.location, `${mount}/espace`);
    await client.get('/espace');
    await client.data('/espace');
    await errInSpace(client, send);
    return client;
  }

  // Visits the pages that ask for the password again.
  async function errInSpace(client, send) {
    const { jeton } = await client.data('/espace/securite');
    const change = { mot_de_passe: passwords.lost, mot_de_passe_confirmation: passwords.lost };
    const contact = { canal: 'courriel', courriel: contacts[1].email, courriel_confirmation: contacts[1].email };
    for (const [page, fields] of [['/espace/securite', change], ['/espace/coordonnees', contact]]) {
      const asked = await send.call(client, page, { jeton, mot_de_passe_actuel: passwords.wrong, ...fields });
      assert.equal(asked.status, 422, page);
    }
    const short = { ...change, mot_de_passe: 'court1', mot_de_passe_confirmation: 'court1' };
    const refused = await send.call(client, '/espace/securite', { jeton, mot_de_passe_actuel: passwords.password, ...short });
    assert.equal(refused.status, 422);
  }

  // Sends bodies that no page reads or can read.
  async function err() {
    const client = recorder.watch(new Client(server));
    const { jeton } = await client.data('/connexion');
    const form = new URLSearchParams({ jeton, identifiant: person.cni, mot_de_passe: passwords.lost });
    const json = JSON.stringify({ jeton, identifiant: person.cni, mot_de_passe: passwords.lost });
    await client.post('/connexion', `${form}&%zz=1`);
    await client.post('/connexion', `${form}&mot_de_passe=${passwords.lost}`);
    await client.post('/connexion', `jeton=faux&${form}`);
    await client.postJson('/connexion', json.slice(0, -1));
    await client.postJson('/connexion', `${json.slice(0, -1)},"mot_de_passe":"${passwords.lost}"}`);
    await client.postJson('/connexion', json.replace(`"${passwords.lost}"`, `["${passwords.lost}"]`));
    await client.post('/connexion', `${form}`, { 'Content-Type': 'text/plain' });
    await client.post('/connexion', `${form}&x=${'y'.repeat(20_000)}`);
    await client.get(`/connexion?mot_de_passe=${query}`, { Referer: `http://localhost/?q=${query}` });
    await client.get(`/${query}`);
    const cut = `POST ${mount}/connexion HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n` +
      `Content-Length: 400\r\n\r\nmot_de_passe=${passwords.lost}`;
    await sendRaw(server, cut, { silence: 300 });
    for (let i = 0; i < 20; i++) {
      await client.post('/rien', `${form}`);
      await client.post('/etudiants', `${form}`);
      await client.post('/connexion', `${form}&x=${'y'.repeat(20_000)}`);
      await client.request('PUT', '/connexion', { body: `${form}` });
      await client.postJson('/connexion', json);
      await client.postJson('/connexion', `{"jeton":"${jeton}","mot_de_passe":${facts.number}}`);
    }
  }

  before(async () => {
    dir = makeMemoryReadable(name);
    gateway = await JsonGateway.start();
    server = await startServer(name, {
      directives: async (made) => [
        ...easyProofs, 'LogLevel debug cnops:trace8', 'CnopsSigninDelayMax 1s',
        ...gateway.directives(await gateway.writeKey(made)),
      ],
    });
    server.outbox = new RealOutbox({ mailbox: server.outbox }, gateway);
    const file = path.join(server.dir, 'kanari.csv');
    await writeFile(file, `${header}\n${people.map((p) => rowOf(p.immatriculation, p.cni, p.payment)).join('\n')}\n`);
    await chmod(file, 0o644);
    await run(path.join(server.dir, 'cnopsctl'), ['import', 'members', file]);
    const next = server.outbox.nextCode.bind(server.outbox);
    server.outbox.nextCode = async (to) => {
      const code = await next(to);
      recorder.codes.add(code);
      return code;
    };
    await createAccount(people[0], { mode: 'immatriculation' });
    await createAccount(people[1], { mode: 'employeur', json: true });
    await enter(false);
    await enter(true);
    await err();
    await sleep(1000); // lets the watchdog run several times
    for (const to of [contacts[0].email, contacts[0].smsTo])
      for (const message of await server.outbox.drain(to))
        for (const [, token] of message.text.matchAll(/\/opposition\/([\w-]+)/g)) recorder.links.add(token);
  });
  after(async () => {
    await server?.stop();
    await gateway?.stop();
  });

  const codes = () => [...recorder.codes];
  const secrets = () => [...Object.values(facts), ...Object.values(wrongFacts), ...Object.values(passwords), ...codes()];
  const all = () => [...secrets(), ...Object.values(person), ...contacts.flatMap((c) => [c.email, c.phone.slice(1)]), ...people.map((p) => p.cni)];

  function assertAbsent(where, bytes, words, isHarmless = () => false) {
    const found = words.flatMap((word) => placesOf(bytes, word).filter((at) => !isHarmless(bytes, at))
      .map((at) => `${word}: ${around(bytes, at)}`));
    assert.deepEqual(found, [], where);
  }

  it('the member has reached every page', () => {
    assert.ok(recorder.codes.size >= 3, 'codes were seen');
    assert.ok(recorder.links.size >= 1, 'links were seen');
    for (const status of [200, 303, 403, 404, 405, 413, 415, 422]) {
      assert.ok(recorder.answers.some((answer) => answer.status === status), `no answer was ${status}`);
    }
  });

  it('the database has none of them', async () => {
    const files = await server.databaseFiles();
    assert.ok(files.some((file) => /cnops\.sqlite$|outbox\.ibd$/.test(file)), `this is no database: ${files}`);
    for (const file of files) {
      const bytes = await readFile(file);
      if (file.endsWith('.sqlite')) assert.ok(bytes.includes('person_version'), file);
      assertAbsent(file, bytes, [...all(), ...recorder.links, query], isInDigest);
    }
  });

  it('the logs have none of them', async () => {
    for (const file of await readdir(path.join(server.dir, 'logs'))) {
      const bytes = await readFile(path.join(server.dir, 'logs', file));
      assert.ok(bytes.length > 0, file);
      assertAbsent(file, bytes, [...all(), ...recorder.links]);
      // The log has paths, but neither query strings nor referrers.
      const lines = bytes.toString('latin1').split('\n').filter((line) => line.includes(query));
      assert.ok(lines.every((line) => line.includes(`/${query} `) && !line.includes(`=${query}`)), lines.join('\n'));
    }
    assertAbsent('output', Buffer.from(server.output), [...all(), query]);
  });

  it('cookies and addresses have none of them', () => {
    for (const { what, cookies, location } of recorder.texts) {
      const opened = cookies.split(/[=;.,\s]+/).map((part) => Buffer.from(part, 'base64url').toString('latin1'));
      assertAbsent(`${what}: cookies`, Buffer.from([cookies, ...opened].join('\n'), 'latin1'), [...all(), query]);
      assertAbsent(`${what}: Location`, Buffer.from(location), [...all(), query]);
    }
  });

  it('answers show the member only what the member may see', () => {
    // A form may show again what the visitor typed, and a page what a signed-in member may read.
    const typed = [person.cni, people[1].cni, person.born, person.immatriculation];
    const allowed = [
      { at: /\/creation\/(identite|questions)$/, words: typed },
      { at: /\/creation\/(courriel|courriel-code)$/, words: contacts.map((c) => c.email) },
      { at: /\/creation\/(telephone|telephone-code)$/, words: contacts.map((c) => c.phone.slice(1)) },
      { at: /\/connexion$/, words: [person.cni] },
      { at: /^POST \/espace\/coordonnees$/, words: [contacts[1].email] },
      { at: /^GET \/espace$/, words: [person.immatriculation, person.family, person.given] },
    ];
    for (const { what, bytes } of recorder.texts) {
      const shown = allowed.filter(({ at }) => at.test(what)).flatMap(({ words }) => words);
      const echoed = what.includes(`/${query}`) ? all() : [...all(), query]; // the links to other languages repeat the query
      assertAbsent(what, bytes, echoed.filter((word) => !shown.includes(word)));
    }
  });

  it('no child remembers a password, a code, a link or a fact', async () => {
    const memory = await readMemory(server, dir);
    // These words show that what was read really is the memory of our children.
    assert.ok(memory.some(({ bytes }) => bytes.includes('CnopsSigninDelayMax') || bytes.includes('cnops_session')), 'this is no memory of ours');
    // A part of a secret is searched too: the rest could be guessed from it.
    const pieces = [...secrets(), ...recorder.links].flatMap((word) => (word.length > 9 ? [word, word.slice(0, 8), word.slice(-8)] : [word]));
    const found = memory.flatMap(({ pid, bytes }) =>
      [...new Set(pieces)].flatMap((word) => placesOf(bytes, word).map((at) => `${pid} ${word} at ${at}: ${around(bytes, at)}`)));
    assert.deepEqual(found, []);
  });
});

describe('a child that crashes', () => {
  let server;

  before(async () => {
    makeMemoryUnreadable();
    // httpd inherits this limit. Without it there would be no core file in any case.
    await run('prlimit', ['--pid', String(process.pid), '--core=unlimited:']);
    server = await startServer('crash', { directives: easyProofs });
  });
  after(async () => {
    server?.process.kill('SIGWINCH');
    await server?.ended;
  });

  it('leaves no core', async () => {
    const children = await childrenOf(server);
    // In /proc, a process that cannot be dumped belongs to root, another one to its user.
    const { uid } = await stat(`/proc/${children[0]}/environ`);
    assert.equal(uid, 0, 'the child can be dumped');
    process.kill(children[0], 'SIGABRT');
    const deadline = Date.now() + 10_000;
    let line;
    while (!line && Date.now() < deadline) {
      await sleep(100);
      line = (await server.errorLog()).split('\n').find((l) => l.includes(`child pid ${children[0]} exit signal`));
    }
    assert.match(line, /Abort/);
    assert.doesNotMatch(line, /core ?dump/);
  });
});
