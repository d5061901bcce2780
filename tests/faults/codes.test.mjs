// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// The servers that keep codes are killed, frozen and started again while visitors create
// accounts. With one of two down, no request fails. With both down, no code is sent or accepted,
// and nothing is lost or counted.

import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from '../lib/client.mjs';
import { childrenOf, Deliveries, eventually } from '../lib/faults.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, locationOf, signIn, steps } from '../lib/journey.mjs';
import { directiveOf, startMemcacheds } from '../lib/memcached.mjs';
import { codeOf, tellsOfAccount } from '../lib/outbox.mjs';
import { easyProofs, mount, root, startServer } from '../lib/server.mjs';

const TOGETHER = 4; // visitors at once
const AWAY = 1500; // ms, how long a server is down
const HUNG = 5000; // ms: a request that takes longer had no time limit
const TIMEOUT = 250; // ms: CnopsCodeTimeout

const nextOf = (step) => steps[steps.indexOf(step) + 1];

describe('servers that keep codes', () => {
  let server;
  let members;
  let a;
  let b;
  let deliveries;
  const table = [];

  before(async () => {
    [a, b] = await startMemcacheds(path.join(root, 'build/test/faults-codes.servers'), 2);
    server = await startServer('faults-codes', {
      directives: [...easyProofs, directiveOf([a, b]), 'CnopsResendAfter 1s', 'CnopsDestinationCodes 2'],
    });
    members = new Members(server);
    deliveries = new Deliveries(server.outbox);
  });
  after(async () => {
    deliveries?.close();
    await server?.stop();
    for (const each of [a, b]) await each?.kill();
  });

  const takeAny = () => members.take(members.rest.some((m) => m.scheme === 'public' && m.rib
    && m.status === 'active' && m.birth_date.length === 10 && m.employee_no
    && m.payment_mode === 'transfer') ? {} : { scheme: 'student' });

  const newJourney = () => {
    const member = takeAny();
    return Object.assign(new Journey(server, answersOf(member)), { member });
  };

  const toOf = (journey, step) => (step === 'courriel-code' ? journey.email : journey.smsTo);

  // Waits until every living process has seen that all servers answer again.
  const healed = () => eventually(async () => {
    const reports = (await server.errorLog()).matchAll(/pid (\d+):.*CNOPS104: code server (\S+) is (out|back)/g);
    const alive = await childrenOf(server);
    const states = new Map([...reports].map(([, pid, name, state]) => [`${pid} ${name}`, state]));
    return ![...states].some(([key, state]) => state === 'out' && alive.includes(parseInt(key, 10)));
  }, 'a code server stays out');

  // A visitor who creates an account, and counts failures and waits.
  class Person {
    constructor() {
      this.journey = newJourney();
      this.tally = { requests: 0, failed: 0, lost: 0, dead: 0, longest: 0, longestCode: 0 };
      const { client } = this.journey;
      const request = client.request.bind(client);
      client.request = async (method, page, options) => {
        const began = Date.now();
        const response = await request(method, page, options);
        this.note(method, page, Date.now() - began, response.status);
        return response;
      };
    }

    note(method, page, took, status) {
      const { tally } = this;
      tally.requests += 1;
      tally.failed += status >= 500 ? 1 : 0;
      tally.longest = Math.max(tally.longest, took);
      if (method === 'POST' && /courriel|telephone/.test(page)) tally.longestCode = Math.max(tally.longestCode, took);
    }

    // The code of the newest message, which is the valid one.
    async newestCode(step) {
      let messages = [];
      await eventually(async () => {
        messages = await server.outbox.fresh(toOf(this.journey, step));
        return messages.length > 0;
      }, `no code at ${step}`);
      messages.forEach((message) => server.outbox.seen.add(message.name));
      return codeOf(messages.at(-1));
    }

    // Asks for another code until it is sent.
    async sendAgain(step) {
      for (;;) {
        const response = await this.journey.submit(step, { action: 'renvoyer', code: undefined });
        if (response.status === 303) return;
        assert.ok([429, 503].includes(response.status), response.text.slice(0, 500));
        await sleep(300);
      }
    }

    async submitCode(step) {
      this.code ??= await this.newestCode(step);
      const response = await this.journey.submit(step, { code: this.code });
      const [refusal] = response.status === 422 ? this.journey.codesOf(response) : [];
      if (refusal === 'code_wrong') {
        // The request for this code was answered 503, but its message was sent all the same.
        // Another message is about to come.
        this.tally.dead += 1;
        this.code = undefined;
      } else if (refusal) {
        assert.equal(refusal, 'code_expired');
        this.tally.lost += 1;
        await this.sendAgain(step);
        this.code = undefined;
      } else if (response.status === 303) {
        this.code = undefined;
      }
      return response;
    }

    async createAccount() {
      for (let step = steps[0]; step !== 'termine';) {
        const response = await (step.endsWith('-code') ? this.submitCode(step) : this.journey.submit(step));
        if (response.status === 303) {
          assert.equal(response.location, locationOf(nextOf(step)));
          step = nextOf(step);
        } else {
          assert.ok([422, 503].includes(response.status), `${step}: ${response.text.slice(0, 500)}`);
          await sleep(200);
        }
      }
    }
  }

  const inbox = async (to) => (await server.outbox.messages()).filter((message) => message.to === to);

  // An account is whole if its owner can sign in and was informed of it exactly once.
  async function isHalf({ journey }) {
    const answer = await signIn(new Client(server), journey.member.cni, journey.password);
    const welcome = (await inbox(journey.email)).filter(tellsOfAccount);
    return answer.location !== `${mount}/espace` || welcome.length !== 1;
  }

  async function countHalf(people) {
    await sleep(1000); // the courier needs some time
    let half = 0;
    for (const person of people) half += (await isHalf(person)) ? 1 : 0;
    return half;
  }

  // Runs journeys during a fault. They begin one after the other, so that each is at another step
  // when it happens.
  async function under(name, fault, heal) {
    const people = Array.from({ length: TOGETHER }, () => new Person());
    const repeated = deliveries.repeated;
    const journeys = people.map(async (person, i) => {
      await sleep(120 * i);
      await person.createAccount();
    });
    await sleep(350);
    await fault();
    await sleep(AWAY);
    await heal();
    const late = sleep(60_000, 'late', { ref: false });
    assert.notEqual(await Promise.race([Promise.all(journeys), late]), 'late', 'a journey did not end');
    await healed();
    const sum = (key) => people.reduce((total, { tally }) => total + tally[key], 0);
    const max = (key) => Math.max(...people.map(({ tally }) => tally[key]));
    const row = {
      fault: name,
      requests: sum('requests'),
      failed: sum('failed'),
      codesLost: sum('lost'),
      deadMessages: sum('dead'),
      longest: max('longest'),
      longestCode: max('longestCode'),
      half: await countHalf(people),
      doubled: deliveries.repeated - repeated,
    };
    table.push(row);
    return row;
  }

  function assertWhole(row) {
    assert.equal(row.half, 0, 'an account is whole');
    assert.equal(row.doubled, 0, 'no message came twice');
    assert.ok(row.deadMessages <= row.failed, 'only a request that was answered 503 may send an invalid code');
    assert.ok(row.longest < HUNG, `a request took ${row.longest} ms`);
  }

  const nothing = () => {};

  it('without a fault', async () => {
    const row = await under('none', nothing, nothing);
    assertWhole(row);
    assert.deepEqual([row.failed, row.codesLost], [0, 0]);
  });

  it('each server has every code, and only as keyed digests', async () => {
    const journey = await newJourney().reach('courriel-code');
    const code = await server.outbox.nextCode(journey.email);
    const known = [journey.email, journey.member.cni, journey.member.immatriculation];
    const [ofA, ofB] = await Promise.all([a.contents(), b.contents()]);
    assert.ok(ofA.length > 0);
    assert.deepEqual(new Map(ofA), new Map(ofB));
    for (const [key, value] of ofA) {
      assert.match(key, /^cnops:[0-9a-f]{64}$/);
      assert.match(value, /^[0-9a-f]{64}$/);
      const plain = `${key} ${value} ${Buffer.from(value, 'hex').toString('latin1')}`;
      for (const word of known) assert.ok(!plain.includes(word), 'a word in clear');
    }
    assert.equal(ofA.length, new Set(ofA.map(([, value]) => value)).size, 'no two digests are alike');
    assert.equal((await journey.submit('courriel-code', { code })).status, 303);
  });

  for (const [letter, pick] of [['A', () => a], ['B', () => b]]) {
    it(`${letter} of two killed -9: no request fails`, async () => {
      const row = await under(`${letter} killed`, () => pick().kill(), () => pick().start());
      assertWhole(row);
      assert.deepEqual([row.failed, row.codesLost], [0, 0]);
    });

    it(`${letter} of two frozen: no request fails`, async () => {
      const row = await under(`${letter} frozen`, () => pick().freeze(), () => pick().thaw());
      assertWhole(row);
      assert.deepEqual([row.failed, row.codesLost], [0, 0]);
    });

    it(`${letter} of two restarted, empty: no request fails`, async () => {
      const row = await under(`${letter} restarted`, () => pick().restart(), nothing);
      assertWhole(row);
      assert.deepEqual([row.failed, row.codesLost], [0, 0]);
    });
  }

  it('both restarted: codes in use are asked for again, every account is whole', async () => {
    const row = await under('both restarted', () => Promise.all([a.restart(), b.restart()]), nothing);
    assertWhole(row);
  });

  it('both killed: visitors wait, and all get their account', async () => {
    const row = await under('both killed', () => Promise.all([a.kill(), b.kill()]),
      () => Promise.all([a.start(), b.start()]));
    assertWhole(row);
    assert.ok(row.failed > 0, 'the fault was met');
  });

  it('both frozen: visitors wait, all get their account, no code is lost', async () => {
    const row = await under('both frozen', () => [a, b].forEach((s) => s.freeze()),
      () => [a, b].forEach((s) => s.thaw()));
    assertWhole(row);
    assert.ok(row.failed > 0, 'the fault was met');
    assert.equal(row.codesLost, 0);
  });

  it('A frozen, B killed: visitors wait, and all get their account', async () => {
    const row = await under('A frozen, B killed', async () => { a.freeze(); await b.kill(); },
      async () => { a.thaw(); await b.start(); });
    assertWhole(row);
    assert.ok(row.failed > 0, 'the fault was met');
  });

  it('both down: no code is accepted, no try is counted, and the page says what to do', async () => {
    const journey = await newJourney().reach('courriel-code');
    const code = await server.outbox.nextCode(journey.email);
    const wrong = code === '000000' ? '111111' : '000000';
    [a, b].forEach((each) => each.freeze());
    for (let i = 0; i < 8; i++) {
      const answer = await journey.submit('courriel-code', { code: i % 2 ? code : wrong });
      assert.equal(answer.status, 503);
      assert.ok(Number(answer.headers['retry-after']) > 0);
      assert.match(answer.json().message, /Rien n’est perdu/);
      assert.ok(answer.json().retry.href.endsWith('/creation/courriel-code'));
    }
    for (const step of ['telephone', 'telephone-code', 'mot-de-passe', 'termine']) {
      assert.equal((await journey.client.get(`/creation/${step}`)).location, locationOf('courriel-code'), step);
    }
    for (const [lang, words] of [['ar', /لم يضع شيء/], ['en', /Nothing is lost/]]) {
      const page = await journey.page('courriel-code');
      const answer = await journey.client.post(`/creation/courriel-code?lang=${lang}`, { jeton: page.jeton, code });
      assert.equal(answer.status, 503);
      assert.match(answer.text, words);
    }
    [a, b].forEach((each) => each.thaw());
    await healed();
    // Five tries are allowed, and none of the tries above was counted.
    assert.equal((await journey.submit('courriel-code', { code })).location, locationOf('telephone'));
  });

  it('both down: no code is sent; once a server is back, the first one is sent at once', async () => {
    const journey = await newJourney().reach('courriel');
    await Promise.all([a.kill(), b.kill()]);
    for (let i = 0; i < 3; i++) assert.equal((await journey.submit('courriel')).status, 503);
    await b.start();
    await eventually(async () => (await journey.submit('courriel')).status === 303, 'no code can be sent');
    const code = await server.outbox.nextCode(journey.email);
    // Each process of httpd finds out for itself that the server is back; until then it answers 503.
    await eventually(async () => (await journey.submit('courriel-code', { code })).location === locationOf('telephone'), 'the code is not taken');
    assert.equal((await inbox(journey.email)).length, 1, 'one message');
    await a.start();
    await healed();
  });

  it('a code that both servers have lost is sent again without waiting a minute, and not counted', async () => {
    const journey = await newJourney().reach('courriel-code');
    const lost = await server.outbox.nextCode(journey.email);
    for (let round = 0; round < 3; round++) { // two an hour are allowed
      await Promise.all([a.restart(), b.restart()]);
      assert.deepEqual(journey.codesOf(await journey.submit('courriel-code', { code: lost })), ['code_expired']);
      await eventually(async () =>
        (await journey.submit('courriel-code', { action: 'renvoyer', code: undefined })).status === 303,
      'a lost code cannot be sent again');
      await server.outbox.next(journey.email);
    }
    await journey.submit('courriel-code', { code: lost });
    await eventually(async () =>
      (await journey.submit('courriel-code', { action: 'renvoyer', code: undefined })).status === 303,
    'a code that counts cannot be sent again');
    assert.equal((await journey.submit('courriel-code')).location, locationOf('telephone'));
  });

  it('a server that was down does not answer with an old code', async () => {
    for (const away of [a, b]) {
      const journey = await newJourney().reach('courriel-code');
      const old = await server.outbox.nextCode(journey.email);
      away.freeze();
      await sleep(1100);
      assert.equal((await journey.submit('courriel-code', { action: 'renvoyer', code: undefined })).status, 303);
      const fresh = await server.outbox.nextCode(journey.email);
      away.thaw();
      await healed();
      if (old !== fresh) {
        assert.deepEqual(journey.codesOf(await journey.submit('courriel-code', { code: old })), ['code_wrong']);
      }
      assert.equal((await journey.submit('courriel-code', { code: fresh })).location, locationOf('telephone'));
    }
  });

  it('httpd restarts and stops while a server hangs', async () => {
    const journey = await newJourney().reach('courriel-code');
    a.freeze();
    await journey.submit('courriel-code', { code: 'abc' });
    const began = Date.now();
    await server.restartGracefully();
    assert.equal((await journey.submit('courriel-code')).location, locationOf('telephone'));
    assert.ok(Date.now() - began < 20_000, 'the restart was delayed');
    a.thaw();
    await healed();
  });

  it('the table', async (t) => {
    const columns = Object.keys(table[0]);
    const widths = columns.map((c) => Math.max(c.length, ...table.map((row) => String(row[c]).length)));
    const line = (values) => values.map((value, i) => String(value).padEnd(widths[i])).join('  ').trimEnd();
    const text = [line(columns), ...table.map((row) => line(columns.map((c) => row[c])))];
    const file = path.join(root, 'build/test/faults-codes.txt');
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, `${text.join('\n')}\n`);
    text.forEach((each) => t.diagnostic(each));
    assert.equal((await readFile(file, 'utf8')).split('\n').length, table.length + 2);
    const calm = table[0].longestCode;
    const worst = Math.max(...table.map((row) => row.longestCode));
    t.diagnostic(`longest wait at a code: ${worst} ms; ${calm} ms without a fault; bound ${TIMEOUT} ms a call`);
    assert.equal(table.reduce((sum, row) => sum + row.half + row.doubled, 0), 0);
  });
});
