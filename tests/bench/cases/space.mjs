// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// The first page of a signed-in member, beside a prepared SELECT by primary key and beside the
// statements that the page needs.

import { enterPassword } from '../../lib/journey.mjs';
import { mount } from '../../lib/server.mjs';
import { bytesOf, load } from '../load.mjs';
import { CONNECTIONS } from '../settings.mjs';
import { runBare, runBareSelect } from '../statements.mjs';
import { Crowd } from '../visitors.mjs';

const READERS = 64;

const AT_ONCE = 2; // who signs in with others would owe a proof of work

// Clients of members who have signed in, whose browsers are known from now on.
export async function signedIn(portal, count) {
  const crowd = new Crowd(portal.server);
  const people = portal.holders.slice(0, count);
  const clients = [];
  while (people.length > 0) clients.push(...(await Promise.all(people.splice(0, AT_ONCE).map((cni) => signIn(portal, crowd, cni)))));
  return clients;
}

async function signIn(portal, crowd, cni) {
  const client = crowd.client();
  const { status, location, text } = await enterPassword(client, cni, portal.password);
  if (location !== `${mount}/espace`) throw new Error(`${cni} cannot sign in: ${status} ${text}`);
  return Object.assign(client, { cni });
}

const requestsOf = (clients, headers) =>
  clients.map(({ jar }) => bytesOf('GET', `${mount}/espace`, { headers: { ...headers, Cookie: jar.header() } }));

async function statementsOf(portal, log, requests) {
  const sets = [];
  for (const request of requests) sets.push(await log.during(() => load(portal.server.port, [request])));
  return sets;
}

async function measure(stage, portal) {
  const { requests, compressed, sets } = portal.readers;
  const how = { connections: CONNECTIONS, seconds: stage.seconds };
  const about = { size: portal.count };
  const ours = async (row, list, blocks) => stage.emit('espace', row,
    await portal.measure(() => load(portal.server.port, list, { ...how, blocks })), { ...about, expected: 200 });
  await ours('one block', requests, 1);
  stage.emit('espace', 'a bare SELECT by key', await runBareSelect(portal, how), about);
  await ours('many blocks', requests, CONNECTIONS);
  stage.emit('espace', 'its bare statements', await runBare(portal, sets, how), { ...about, statements: sets[0].length });
  await ours('one block, compressed', compressed, 1);
}

export const spaceCase = {
  names: ['espace'],
  title: 'the space of a member',

  async capture(stage, portal, log) {
    const clients = await signedIn(portal, READERS);
    const requests = requestsOf(clients);
    await load(portal.server.port, requests); // whatever happens only the first time
    const sets = await statementsOf(portal, log, requests.slice(0, CONNECTIONS));
    portal.readers = { requests, compressed: requestsOf(clients, { 'Accept-Encoding': 'gzip, br' }), sets };
  },

  async round(stage) {
    for (const portal of stage.portals) await measure(stage, portal);
  },
};
