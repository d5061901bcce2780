// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Pages of a signed-in member, beside a prepared SELECT by primary key and beside the statements that
// the page needs.

import { enterPassword } from '../../lib/journey.mjs';
import { mount } from '../../lib/server.mjs';
import { bytesOf, load } from '../load.mjs';
import { CONNECTIONS } from '../settings.mjs';
import { runBare, runBareSelect } from '../statements.mjs';
import { Crowd } from '../visitors.mjs';

const READERS = 64;

const AT_ONCE = 2; // who signs in with others would owe a proof of work

// Clients of members who have signed in, whose browsers are known from now on. Each has a page of
// claims at least.
export async function signedIn(portal, count) {
  const crowd = new Crowd(portal.server);
  const people = portal.claimants.slice(0, count);
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

const requestsOf = (clients, address, headers) =>
  clients.map(({ jar }) => bytesOf('GET', `${mount}${address}`, { headers: { ...headers, Cookie: jar.header() } }));

async function statementsOf(portal, log, requests) {
  const sets = [];
  for (const request of requests) sets.push(await log.during(() => load(portal.server.port, [request])));
  return sets;
}

async function measure(stage, portal, name) {
  const { requests, compressed, sets } = portal.readers[name];
  const how = { connections: CONNECTIONS, seconds: stage.seconds };
  const about = { size: portal.count };
  const ours = async (row, list, blocks) => stage.emit(name, row,
    await portal.measure(() => load(portal.server.port, list, { ...how, blocks })), { ...about, expected: 200 });
  await ours('one block', requests, 1);
  stage.emit(name, 'a bare SELECT by key', await runBareSelect(portal, how), about);
  await ours('many blocks', requests, CONNECTIONS);
  stage.emit(name, 'its bare statements', await runBare(portal, sets, how), { ...about, statements: sets[0].length });
  await ours('one block, compressed', compressed, 1);
}

// Signed in once, whichever of these cases are measured.
async function readersOf(portal) {
  portal.clients ??= await signedIn(portal, READERS);
  return portal.clients;
}

// name: of the case; address: of the page.
const caseOf = (name, title, address) => ({
  names: [name],
  title,

  async capture(stage, portal, log) {
    const clients = await readersOf(portal);
    const requests = requestsOf(clients, address);
    await load(portal.server.port, requests); // whatever happens only the first time
    const sets = await statementsOf(portal, log, requests.slice(0, CONNECTIONS));
    portal.readers ??= {};
    portal.readers[name] = { requests, compressed: requestsOf(clients, address, { 'Accept-Encoding': 'gzip, br' }), sets };
  },

  async round(stage) {
    for (const portal of stage.portals) await measure(stage, portal, name);
  },
});

export const spaceCases = [
  caseOf('espace', 'a page of the space of a member', '/espace/profil'),
  caseOf('dashboard', 'the first page of a member', '/espace'),
  caseOf('claims', 'a page of twenty claims', '/espace/dossiers'),
];
