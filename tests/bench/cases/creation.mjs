// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Whole creations of accounts: nine steps, both codes, the password. The visitors are programs of the
// tests, whose time is not that of the portal but is spent on the same machine.

import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from '../../lib/client.mjs';
import { answersOf } from '../../lib/identities.mjs';
import { Journey, steps } from '../../lib/journey.mjs';

const PAUSE = 500; // ms, before a visitor tries again

// How many create accounts at the same time, and how many accounts each of them.
const crowds = [[1, 2], [8, 4], [64, 2]];

// A browser sends a request again where the server has just closed the connection that it kept alive.
class Browser extends Client {
  async send(page, request) {
    const answer = await super.send(page, request).catch((error) => {
      if (error.code === 'ECONNRESET') return undefined;
      throw error;
    });
    return answer ?? super.send(page, request);
  }
}

// A visitor's agent: one connection, kept alive, from an address of its own block or of that of all.
function agentOf(number, isFromManyBlocks) {
  return new http.Agent({
    keepAlive: true, maxSockets: 1, family: 4,
    localAddress: isFromManyBlocks ? `127.0.${1 + number}.1` : '127.0.1.1',
  });
}

const contactOf = { 'courriel-code': 'email', 'telephone-code': 'smsTo' };

// Posts a step, again after a pause where the portal is too busy. Returns how often it was.
async function pass(journey, step) {
  const to = contactOf[step];
  const changes = to ? { code: await journey.server.outbox.nextCode(journey[to]) } : {};
  for (let refused = 0; ; refused++) {
    const response = await journey.submit(step, changes);
    if (response.status === 303) return refused;
    if (response.status !== 503) throw new Error(`${step}: ${response.status} ${response.text.slice(0, 2000)}`);
    await sleep(PAUSE);
  }
}

async function create(portal, agent, results) {
  const began = performance.now();
  const journey = new Journey(portal.server, answersOf(portal.members.take()));
  journey.client = new Browser(portal.server, { agent });
  for (const step of steps.slice(0, -1)) results.refused += await pass(journey, step);
  results.took.push((performance.now() - began) * 1000);
}

async function visit(portal, number, each, isFromManyBlocks, results) {
  const agent = agentOf(number, isFromManyBlocks);
  for (let i = 0; i < each; i++) await create(portal, agent, results);
  agent.destroy();
}

async function createAll(portal, visitors, each, isFromManyBlocks) {
  const began = performance.now();
  const results = { took: [], refused: 0 };
  await Promise.all(Array.from({ length: visitors }, (_, i) => visit(portal, i, each, isFromManyBlocks, results)));
  return { ...results, seconds: (performance.now() - began) / 1000 };
}

const quantile = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];

export const creationCase = {
  names: ['creation'],
  title: 'whole creations of accounts',
  async round(stage) {
    const { portal } = stage;
    for (const [visitors, each] of crowds) {
      for (const isFromManyBlocks of [false, true]) {
        const { took, refused, ...figures } = await portal.measure(() => createAll(portal, visitors, each, isFromManyBlocks));
        const sorted = took.sort((a, b) => a - b);
        const all = { count: sorted.length, p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) };
        stage.emit('creation', `${visitors} at once, ${isFromManyBlocks ? 'many blocks' : 'one block'}`, { ...figures, all, statuses: { 503: refused } });
      }
    }
  },
};
