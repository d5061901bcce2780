// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Sign-ins, beside the number of passwords that the machine can check at all.

import { setTimeout as sleep } from 'node:timers/promises';
import os from 'node:os';

import { solved } from '../../lib/altcha.mjs';
import { enterPassword } from '../../lib/journey.mjs';
import { mount } from '../../lib/server.mjs';
import { load, runProgram } from '../load.mjs';
import { pssOfFamily } from '../processes.mjs';
import { Crowd } from '../visitors.mjs';
import { signedIn } from './space.mjs';

const KNOWN = 64; // members whose browsers are known
const SIGNINS_A_SECOND = 80;
const AT_ONCE = [2, 8, 32];
const CROWD = 64; // strangers at once
const STRANGERS_A_SECOND = 1500; // more than are answered
const SAMPLE = 100; // ms, between two looks at the memory

// Sign-ins of known browsers.
async function measureKnown(stage, portal, atOnce, blocks) {
  const count = Math.max(2 * atOnce, SIGNINS_A_SECOND * stage.seconds);
  const crowd = new Crowd(portal.server);
  const visitors = Array.from({ length: count }, (_, i) => portal.known[i % KNOWN]);
  const send = await crowd.hold(visitors, (known) => {
    const client = crowd.client({ jar: known.jar.copy() });
    client.jar.cookies.delete('cnops_session');
    return enterPassword(client, known.cni, portal.password);
  });
  const { answers, ...figures } = await portal.measure(() => send({ connections: atOnce, blocks }));
  const row = `${atOnce} at once, ${blocks > 1 ? 'many blocks' : 'one block'}`;
  stage.emit('signin', row, { ...figures, served: countServed(answers) }, { expected: 303 });
}

const countServed = (answers) => answers.filter(({ location }) => location === `${mount}/espace`).length;

// Strangers with the right password. Whoever is refused posts at once again, as somebody else: each
// connection is always waiting for an answer.
async function prepareStrangers(portal, count) {
  const crowd = new Crowd(portal.server);
  const visitors = Array.from({ length: count }, (_, i) => portal.holders[i % portal.holders.length]);
  const { requests } = await crowd.collect(visitors, (cni) => postAsStranger(crowd, cni, portal.password));
  return requests.map(({ bytes }) => bytes);
}

async function postAsStranger(crowd, identifiant, password) {
  const client = crowd.client();
  const { jeton } = await client.data('/connexion');
  const fields = { jeton, identifiant, mot_de_passe: password, altcha: await solved(client) };
  return client.post('/connexion', fields, { Accept: 'application/json' });
}

async function measureStrangers(stage, portal) {
  const requests = await prepareStrangers(portal, STRANGERS_A_SECOND * stage.seconds);
  for (const blocks of [1, CROWD]) {
    const half = requests.splice(0, Math.ceil(requests.length / (blocks === 1 ? 2 : 1)));
    const figures = await portal.measure(() => load(portal.server.port, half, { connections: CROWD, seconds: stage.seconds, blocks }));
    const row = `${CROWD} strangers at once, ${blocks > 1 ? 'many blocks' : 'one block'}`;
    stage.emit('signin', row, { ...figures, served: figures.statuses[303] ?? 0 });
  }
}

export const signinCase = {
  names: ['signin'],
  title: 'sign-in',
  async round(stage) {
    const { portal } = stage;
    portal.known ??= await signedIn(portal, KNOWN);
    for (const atOnce of AT_ONCE) {
      await measureHashes(stage, 'signin');
      for (const blocks of [1, atOnce]) await measureKnown(stage, portal, atOnce, blocks);
    }
    await measureStrangers(stage, portal);
  },
};

// --- the limit ---

// Argon2id as the portal is set: 19 MiB, 2 passes.
export async function measureHashes(stage, name) {
  const result = await runProgram('hashes', [os.cpus().length, Math.ceil(stage.seconds / 2), 19456, 2]);
  stage.emit(name, 'the hash limit', { ...result, cpu: { client: result.cpu * 1e6 } });
}

// --- memory ---

async function mostDuring(pid, act) {
  let most = 0;
  let isOver = false;
  const end = act.finally(() => (isOver = true));
  while (!isOver) {
    most = Math.max(most, await pssOfFamily(pid));
    await sleep(SAMPLE);
  }
  await end;
  return most;
}

const nobody = { wanted: new Set(), emit() {} };

export const memoryCase = {
  names: ['memory'],
  title: 'memory of httpd',
  async round(stage) {
    const { portal } = stage;
    const pid = portal.server.process.pid;
    if (stage.round === 1) stage.emitMemory('memory', 'quiet', await pssOfFamily(pid));
    portal.known ??= await signedIn(portal, KNOWN);
    const most = await mostDuring(pid, measureKnown({ ...stage, ...nobody }, portal, 32, 1));
    stage.emitMemory('memory', 'while 32 sign in', most);
    stage.emitMemory('memory', 'after that', await pssOfFamily(pid));
  },
};
