// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Visitors who create accounts while parts of the portal fail, and try again after a 503. The
// time of every request is measured, and every wrong answer is kept.

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { answersOf } from './identities.mjs';
import { Journey, locationOf, signIn, steps } from './journey.mjs';
import { mount } from './server.mjs';

const PAUSE = 150; // ms before a visitor tries again
const PATIENCE = 60_000; // ms for one step

class Unavailable extends Error {}

// The results of one phase.
export class Tally {
  constructor() {
    Object.assign(this, { requests: 0, unavailable: 0, slow: 0, longest: 0, wrong: [], people: [] });
  }

  note(what, response, took) {
    this.requests += 1;
    this.longest = Math.max(this.longest, took);
    if (took > 1000) this.slow += 1;
    if (response.status !== 503) {
      if (response.status >= 500) this.wrong.push(`${what}: ${response.status}`);
      return;
    }
    this.unavailable += 1;
    if (!/^\d+$/.test(response.headers['retry-after'] ?? '')) this.wrong.push(`${what}: 503 without Retry-After`);
  }
}

// Makes a client measure its requests and throw Unavailable for a 503.
function watched(client, tally) {
  const request = client.request.bind(client);
  client.request = async (method, page, options) => {
    const began = performance.now();
    const response = await request(method, page, options);
    tally.note(`${method} ${page}`, response, performance.now() - began);
    if (response.status === 503) throw new Unavailable(`${method} ${page}`);
    return response;
  };
  return client;
}

async function insist(act) {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      assert.ok(Date.now() < deadline, `still unavailable: ${error.message}`);
    }
    await sleep(PAUSE);
  }
}

// Types the code of the newest message: an older one may have been sent although its answer was
// lost.
async function typeCode(journey, step, to) {
  for (;;) {
    const code = await journey.server.outbox.nextCode(to);
    const response = await insist(() => journey.submit(step, { code }));
    if (response.status === 303) return response;
    const errors = journey.codesOf(response);
    assert.ok(errors.includes('code_wrong') && (await journey.server.outbox.fresh(to)).length > 0, `${step}: ${errors}`);
  }
}

const contactOf = { 'courriel-code': 'email', 'telephone-code': 'smsTo' };

async function createAccount(server, member, tally) {
  const journey = new Journey(server, answersOf(member));
  watched(journey.client, tally);
  for (const [i, step] of steps.slice(0, -1).entries()) {
    const to = contactOf[step] && journey[contactOf[step]];
    const response = to ? await typeCode(journey, step, to) : await insist(() => journey.submit(step));
    assert.equal(response.location, locationOf(steps[i + 1]), `${step}: ${response.text.slice(0, 600)}`);
  }
  return { member, journey };
}

// Runs `count` visitors at the same time, each one journey after the other, until stopped().
export async function visit(server, members, tally, count, stopped) {
  const one = async () => {
    while (!stopped()) tally.people.push(await createAccount(server, members.take(), tally));
  };
  await Promise.all(Array.from({ length: count }, one));
}

export async function canSignIn({ member, journey }) {
  const response = await signIn(journey.client.copy(), member.cni, journey.password);
  return response.location === `${mount}/espace`;
}
