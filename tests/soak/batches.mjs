// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// `make soak-batches`: a batch of ROWS rows, 1 % of them faulty, of every kind. Prints rows a second, memory, and how
// long pages take meanwhile beside how long they take before. Kills httpd in the middle. Fails where a row is lost or
// doubled, a fault is not reported, a good row cannot be read, or memory grows.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from '../lib/client.mjs';
import { addEstablishment, csvRow, header, Program, studentOf } from '../lib/establishments.mjs';
import { childrenOf, killChildren } from '../lib/faults.mjs';
import { easyProofs, startServer } from '../lib/server.mjs';

const ROWS = Number(process.argv[2] ?? 100_000);
const MOST_GROWTH = 16_384; // KB of one process
const faults = [
  { academic_year: '2025' }, { cine: '' }, { massar: '1' }, { birth_date: '2005-13-01' }, { family_name: '' },
  { given_name: 'x'.repeat(81) }, { sex: 'X' }, { address: 'x'.repeat(201) }, { email: 'x' }, { status: 'registered' },
  { received_on: '2025-10-01' }, { status: 'errors', errors: 'x' },
];
const faultOf = (i) => (i % 100 === 50 ? faults[Math.floor(i / 100) % faults.length] : undefined);

const say = (text) => process.stdout.write(`${text}\n`);
const range = (count) => Array.from({ length: count }, (_, i) => i);

async function* body() {
  yield header;
  for (let from = 0; from < ROWS; from += 500)
    yield range(Math.min(500, ROWS - from)).map((i) => csvRow(studentOf(from + i, faultOf(from + i)))).join('');
}

const memoryOf = async (pid, name) =>
  Number(new RegExp(`${name}:\\s+(\\d+)`).exec(await readFile(`/proc/${pid}/status`, 'utf8').catch(() => ''))?.[1] ?? 0);
const largest = async (server, name) => Math.max(...(await Promise.all((await childrenOf(server)).map((pid) => memoryOf(pid, name)))));

const percentile = (times, share) => times.toSorted((a, b) => a - b)[Math.floor(share * (times.length - 1))];

// How long pages take, in ms, one after the other, until told to stop.
async function timePages(server, stop) {
  const times = [];
  while (!stop.now) {
    const start = performance.now();
    const response = await new Client(server).get('/creation/identite').catch(() => ({ status: 0 })); // killed meanwhile
    if (response.status) times.push(performance.now() - start);
    await sleep(5);
  }
  return times;
}

async function timeFor(server, ms) {
  const stop = { now: false };
  const times = timePages(server, stop);
  await sleep(ms);
  stop.now = true;
  return times;
}

const server = await startServer('soak-batches', { directives: [...easyProofs, 'CnopsApiDayRows 10000000'] });
try {
  const program = new Program(server, await addEstablishment(server, 'UM5'));
  await program.done(await program.batch(header + range(500).map((i) => csvRow(studentOf(9_000_000 + i))).join('')));
  const quiet = await timeFor(server, 5000);
  const before = await largest(server, 'VmHWM');

  let start = performance.now();
  const id = await program.batch(body(), { key: 'soak' });
  const taken = (performance.now() - start) / 1000;
  say(`taken: ${ROWS} rows in ${taken.toFixed(1)} s, ${Math.round(ROWS / taken)} a second`);

  const stop = { now: false };
  const loaded = timePages(server, stop);
  start = performance.now();
  let growth = 0;
  let isKilled = false;
  let progress;
  do {
    await sleep(200);
    progress = await program.progress(id).catch(() => ({ state: 'running', accepted: 0 }));
    growth = Math.max(growth, (await largest(server, 'VmHWM')) - before);
    if (!isKilled && progress.accepted > ROWS / 2) {
      isKilled = true;
      await killChildren(server);
      say('killed its children in the middle');
    }
  } while (progress.state !== 'done');
  const worked = (performance.now() - start) / 1000;
  stop.now = true;
  const times = await loaded;
  say(`worked off: ${Math.round(ROWS / worked)} rows a second, ${worked.toFixed(0)} s with the pause after the kill`);
  say(`memory: ${growth} KB more in the largest process`);
  for (const share of [0.5, 0.99])
    say(
      `pages, p${share * 100}: ${percentile(times, share).toFixed(1)} ms, ` +
        `${(percentile(times, share) / percentile(quiet, share)).toFixed(1)} times as long as before`,
    );

  const wanted = range(ROWS).filter((i) => faultOf(i));
  assert.deepEqual([progress.rows, progress.accepted, progress.refused], [ROWS, ROWS - wanted.length, wanted.length]);
  assert.deepEqual((await program.faults(id)).map(({ line }) => line), wanted.map((i) => i + 2));
  start = performance.now();
  const results = await program.results(id);
  say(`results: ${results.length} in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  assert.deepEqual(results.map(({ line }) => line), range(ROWS).filter((i) => !faultOf(i)).map((i) => i + 2));
  assert.equal(new Set(results.map(({ key }) => key)).size, ROWS - wanted.length);
  assert.equal(await program.batch(body(), { key: 'soak' }), id);
  assert.ok(growth < MOST_GROWTH, `memory grew by ${growth} KB`);
  say('no row lost, none doubled, every fault reported');
} finally {
  await server.stop();
}
