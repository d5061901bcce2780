// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Relay and gateway are killed, stopped, restarted, or refuse, while visitors create accounts:
// pages never wait for them, no message is lost, and a message is sent twice only where the
// answer of relay or gateway was lost. The counts are in build/test/faults-relay.txt.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { Client } from '../lib/client.mjs';
import { killChildren } from '../lib/faults.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, locationOf, signIn, steps } from '../lib/journey.mjs';
import { Gateway, RealOutbox } from '../lib/kannel.mjs';
import { codeOf } from '../lib/outbox.mjs';
import { easyProofs, mount, root, startServer } from '../lib/server.mjs';
import { Relay } from '../lib/smtp.mjs';

const run = promisify(execFile);
const PATIENCE = 90_000; // ms: a lease, and the time until another watchdog takes over
const OUTAGE = 3_000; // ms
const EARLY = 3; // journeys whose message may be in flight when the fault happens
const LATE = 3; // journeys that ask for a message during the fault

const nextOf = (step) => steps[steps.indexOf(step) + 1];

describe('relay and gateway at fault', () => {
  let relay;
  let gateway;
  let server;
  let members;
  const table = [];

  before(async () => {
    relay = await Relay.start('faults-relay-smtp', { auth: true });
    gateway = await Gateway.start('faults-relay-kannel');
    server = await startServer('faults-relay', {
      directives: [
        ...easyProofs, ...relay.directives, ...gateway.directives,
        'CnopsSmtpConnectTimeout 1s', 'CnopsSmtpTimeout 2s', 'CnopsSmsTimeout 2s',
      ],
    });
    server.outbox = new RealOutbox(relay, gateway);
    members = new Members(server);
  });
  after(async () => {
    await server?.stop();
    await gateway?.stop();
    await relay?.stop();
    await keepTable();
  });

  async function keepTable() {
    const head = ['fault', 'requests', 'failed', 'longest ms', 'half accounts', 'messages', 'lost', 'doubled'];
    const lines = [head, ...table].map((row) => row.map((cell, i) => (i ? String(cell).padStart(14) : cell.padEnd(40))).join(''));
    await mkdir(path.join(root, 'build/test'), { recursive: true });
    await writeFile(path.join(root, 'build/test/faults-relay.txt'), `${lines.join('\n')}\n`);
  }

  const cnopsctl = async (...args) => (await run(path.join(server.dir, 'cnopsctl'), args)).stdout;
  const dueIds = async () => (await listed('--due')).map((line) => JSON.parse(line).message_id);
  const listed = async (state) => (await cnopsctl('outbox', 'list', '--json', state)).split('\n').filter(Boolean);

  // A visitor whose requests are counted and measured.
  function start(counts) {
    const member = members.take();
    const journey = new Journey(server, answersOf(member));
    const { client } = journey;
    const request = client.request.bind(client);
    client.request = async (...args) => {
      const began = performance.now();
      counts.requests += 1;
      const response = await request(...args).catch((error) => ({ status: error.code, json: () => ({}) }));
      counts.longest = Math.max(counts.longest, performance.now() - began);
      if (![200, 303].includes(response.status)) counts.failed += 1;
      return response;
    };
    return { member, journey };
  }

  // Waits for the next message to an address; undefined where none comes.
  async function await_(to) {
    const deadline = Date.now() + PATIENCE;
    const box = server.outbox.boxOf(to);
    for (;;) {
      const [message] = await box.fresh(to);
      if (message) {
        box.seen.add(message.name);
        return message;
      }
      if (Date.now() > deadline) return undefined;
      await sleep(50);
    }
  }

  async function submit(journey, step, changes = {}) {
    const response = await journey.submit(step, changes);
    assert.equal(response.location, locationOf(nextOf(step)), `${step}: ${response.text?.slice(0, 500)}`);
  }

  // Completes a journey from a step on, and counts lost messages and accounts that do not work.
  async function finish({ member, journey }, step, counts) {
    for (let at = step; at !== 'termine'; at = nextOf(at)) {
      const to = { 'courriel-code': journey.email, 'telephone-code': journey.smsTo }[at];
      const message = to && (await await_(to));
      if (to && !message) {
        counts.lost += 1;
        return;
      }
      await submit(journey, at, message ? { code: codeOf(message) } : {});
    }
    if (!(await await_(journey.email))) counts.lost += 1; // the message about the account
    const answer = await signIn(new Client(server), member.cni, journey.password);
    if (answer.location !== `${mount}/espace`) counts.half += 1;
  }

  // Two messages count as one sent twice where they have the same Message-ID, or, without one, the
  // same text to the same address.
  async function countDoubled() {
    const all = await server.outbox.messages();
    const ids = all.map((message) => message.headers?.['message-id'] ?? `${message.to} ${message.text}`);
    return { messages: all.length, doubled: all.length - new Set(ids).size };
  }

  // asks: the step that sends a message of the faulty channel; other: that of the other channel.
  async function suffer(name, { asks, other, hurt, heal, doubles }, diagnostic) {
    const counts = { requests: 0, failed: 0, longest: 0, half: 0, lost: 0 };
    const past = await countDoubled();
    const early = Array.from({ length: EARLY }, () => start(counts));
    const late = Array.from({ length: LATE }, () => start(counts));
    const crossing = start(counts);
    for (const { journey } of [...early, ...late]) await journey.reach(asks);
    await crossing.journey.reach(other);

    await Promise.all(early.map(({ journey }) => submit(journey, asks)));
    await hurt();
    // During the fault, pages are answered and the messages of the other channel arrive.
    await Promise.all([...late, crossing].map(({ journey }, i) => submit(journey, i < LATE ? asks : other)));
    const to = other === 'courriel' ? crossing.journey.email : crossing.journey.smsTo;
    const message = await await_(to);
    assert.ok(message, 'the other channel does not send');
    await submit(crossing.journey, nextOf(other), { code: codeOf(message) });
    await sleep(OUTAGE);
    await heal();

    await Promise.all([...early, ...late].map((person) => finish(person, nextOf(asks), counts)));
    await finish(crossing, nextOf(nextOf(other)), counts);
    const now = await countDoubled();
    const doubled = now.doubled - past.doubled;
    table.push([name, counts.requests, counts.failed, Math.round(counts.longest), counts.half,
      now.messages - past.messages, counts.lost, doubled]);
    diagnostic(`${name}: ${counts.requests} requests, ${counts.failed} failed, longest ${Math.round(counts.longest)} ms, `
      + `${counts.half} half accounts, ${now.messages - past.messages} messages, ${counts.lost} lost, ${doubled} doubled`);
    assert.deepEqual({ failed: counts.failed, half: counts.half, lost: counts.lost }, { failed: 0, half: 0, lost: 0 });
    assert.ok(doubled <= doubles, `${doubled} doubled`);
  }

  // The last number: how many messages may be sent twice. A lane has one message in flight at a
  // time, so at most one answer can be lost.
  const faults = [
    ['relay killed -9', 'courriel', (of) => of.relay.kill(), (of) => of.relay.start(), 1],
    ['relay stopped (SIGSTOP)', 'courriel', (of) => of.relay.signal('SIGSTOP'), (of) => of.relay.signal('SIGCONT'), 1],
    ['relay restarted', 'courriel', (of) => of.relay.stop(), (of) => of.relay.start(), 1],
    ['relay answers 451', 'courriel', (of) => of.relay.answer('defer'), (of) => of.relay.answer(null), 0],
    ['gateway killed -9', 'telephone', (of) => of.gateway.kill(), (of) => of.gateway.start(), 1],
    ['gateway stopped (SIGSTOP)', 'telephone', (of) => of.gateway.signal('SIGSTOP'), (of) => of.gateway.signal('SIGCONT'), 1],
    ['gateway restarted', 'telephone', (of) => of.gateway.stop(), (of) => of.gateway.start(), 1],
  ];
  for (const [name, asks, hurt, heal, doubles] of faults) {
    it(name, async (t) => {
      const of = { relay, gateway };
      await suffer(name, {
        asks,
        other: asks === 'courriel' ? 'telephone' : 'courriel',
        hurt: () => hurt(of),
        heal: () => heal(of),
        doubles,
      }, (line) => t.diagnostic(line));
    });
  }

  it('relay answers 550, and an operator makes all messages be tried again', async (t) => {
    await suffer('relay answers 550, then retry', {
      asks: 'courriel',
      other: 'telephone',
      hurt: () => relay.answer('deny'),
      heal: async () => {
        const deadline = Date.now() + PATIENCE;
        while ((await listed('--due')).length > 0) {
          assert.ok(Date.now() < deadline, 'messages still wait');
          await sleep(100);
        }
        assert.ok((await listed('--dead')).length >= LATE);
        await relay.answer(null);
        await cnopsctl('outbox', 'retry', '--all-dead', '--operator', 'salma', '--reason', 'relais réparé');
        assert.equal((await listed('--dead')).length, 0);
      },
      doubles: 0,
    }, (line) => t.diagnostic(line));
  });

  it('httpd killed -9 while an e-mail is in flight: it is sent after its lease', async (t) => {
    const counts = { requests: 0, failed: 0, longest: 0, half: 0, lost: 0 };
    const past = await countDoubled();
    const person = start(counts);
    await person.journey.reach('courriel');
    relay.signal('SIGSTOP');
    const others = new Set(await dueIds()); // messages of earlier tests, which may still wait
    await submit(person.journey, 'courriel');
    const [id] = (await dueIds()).filter((due) => !others.has(due));
    await sleep(1000); // by now the courier has the message and waits for the relay
    await killChildren(server);
    relay.signal('SIGCONT');
    const letter = await await_(person.journey.email);
    assert.ok(letter, 'lost');
    assert.match(letter.headers['message-id'], new RegExp(`^<${id}@`));
    await submit(person.journey, 'courriel-code', { code: codeOf(letter) });
    await finish(person, 'telephone', counts);
    const now = await countDoubled();
    const doubled = now.doubled - past.doubled;
    table.push(['httpd killed -9, e-mail in flight', counts.requests, counts.failed, Math.round(counts.longest),
      counts.half, now.messages - past.messages, counts.lost, doubled]);
    t.diagnostic(`${doubled} doubled`);
    assert.deepEqual({ failed: counts.failed, half: counts.half, lost: counts.lost }, { failed: 0, half: 0, lost: 0 });
    assert.ok(doubled <= 1);
  });
});
