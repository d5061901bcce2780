// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// `make bench`: measures the portal beside its yardsticks. In each round every case and its
// yardsticks run one after the other; the report has the medians of the rounds. Writes
// build/bench/results.json and report.md.

import { mkdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { creationCase } from './cases/creation.mjs';
import { importCase } from './cases/import.mjs';
import { lookupsCase } from './cases/lookups.mjs';
import { pageCases } from './cases/pages.mjs';
import { papersCase } from './cases/papers.mjs';
import { memoryCase, signinCase } from './cases/signin.mjs';
import { spaceCases } from './cases/space.mjs';
import { sharedMemoryCase, stepsCase } from './cases/steps.mjs';
import { checkYardsticks } from './pages.mjs';
import { Portal, startMariadb } from './portal.mjs';
import { report } from './report.mjs';
import { out, settings } from './settings.mjs';
import { StatementLog } from './statements.mjs';

// Memory comes first: it begins quiet.
const cases = [memoryCase, ...pageCases, ...spaceCases, stepsCase, sharedMemoryCase, signinCase, papersCase, lookupsCase, creationCase, importCase];
const CASE_MOST = 300_000; // ms, for one round of a case
const TIME_MOST = 2 * 3600 * 1000; // ms; a million members alone take minutes
const known = cases.flatMap(({ names }) => names);

class Stage {
  constructor() {
    this.seconds = settings.seconds;
    this.samples = [];
    this.memory = [];
    this.faults = [];
    this.wanted = new Set(settings.cases.length ? settings.cases : known);
    for (const name of this.wanted) {
      if (!known.includes(name)) throw new Error(`no case ${name}; there are ${known.join(', ')}`);
    }
    this.cases = cases.filter(({ names }) => names.some((name) => this.wanted.has(name)));
    this.portals = [];
    this.others = [];
    this.emit = this.emit.bind(this);
    this.emitMemory = this.emitMemory.bind(this);
  }

  async start() {
    [this.load] = os.loadavg();
    this.mariadb = await startMariadb();
    const log = new StatementLog(this.mariadb);
    await log.start();
    for (const count of settings.members) await this.#open(this.portals, { count, codes: 'memcached' });
    [this.portal] = this.portals;
    for (const portal of this.portals) await this.#capture(portal, log);
    await log.stop();
    await this.#openSharedMemory();
    for (const portal of this.portals) await portal.restart({ hasYardsticks: portal === this.portal });
    await checkYardsticks(this.portal.server);
  }

  async #capture(portal, log) {
    for (const each of this.cases) await each.capture?.(this, portal, log);
  }

  async #openSharedMemory() {
    if (!this.cases.some((each) => each.needsSharedMemory)) return;
    await this.#open(this.others, { count: Math.min(...settings.members, 10_000), codes: 'shm' });
    [this.sharedMemory] = this.others;
  }

  async #open(list, options) {
    const portal = new Portal(this.mariadb, options);
    list.push(portal);
    await portal.start();
  }

  // Once, whoever asks first. Stops all servers, also where one of them does not stop as it should.
  stop() {
    this.stopping ??= this.#stopAll();
    return this.stopping;
  }

  async #stopAll() {
    const ends = await Promise.allSettled([...this.portals, ...this.others].map((portal) => portal.stop()));
    await this.mariadb?.stop();
    const failed = ends.find(({ status }) => status === 'rejected');
    if (failed) throw failed.reason;
  }

  // Keeps one measurement. figures: those of load.c or of another program, with cpu in µs.
  // expected: the only status that counts as right.
  emit(name, row, figures, { size, expected, statements } = {}) {
    const count = figures.served ?? figures.all?.count ?? figures.sets ?? figures.count;
    const answered = figures.all?.count ?? count;
    const wrong = expected ? answered - (figures.statuses?.[expected] ?? 0) : 0;
    const times = figures.good?.count && figures.served !== undefined ? figures.good : figures.all;
    const cpu = Object.fromEntries(Object.entries(figures.cpu).map(([who, used]) => [who, used / count]));
    this.samples.push({
      case: name, row, size, statements, round: this.round, count, answered,
      rate: count / figures.seconds, cpu, p50: times?.p50, p99: times?.p99,
      broken: figures.broken ?? 0, repeated: figures.repeated ?? 0, failed: figures.failed ?? 0, wrong,
      statuses: figures.statuses,
    });
  }

  // MiB.
  emitMemory(name, row, amount) {
    this.memory.push({ case: name, row, round: this.round, mib: amount });
  }

  async run() {
    for (this.round = 1; this.round <= settings.rounds; this.round++) {
      for (const each of this.cases) await this.#runCase(each);
    }
  }

  // A case that fails must not cost the figures of the others.
  async #runCase(each) {
    const began = Date.now();
    const late = sleep(CASE_MOST, undefined, { ref: false }).then(() => { throw new Error('it takes too long'); });
    const failed = await Promise.race([each.round(this), late]).then(() => undefined, (error) => error);
    const took = `${((Date.now() - began) / 1000).toFixed(1)} s`;
    console.log(`round ${this.round} of ${settings.rounds}: ${each.title}, ${failed ? `failed: ${failed.stack}` : took}`);
    if (failed) this.faults.push(`${each.title}, round ${this.round}: ${failed.message.slice(0, 200)}`);
  }

  results() {
    return {
      at: new Date().toISOString(), settings, cores: os.cpus().length, load: this.load, processor: os.cpus()[0].model,
      samples: this.samples, memory: this.memory, faults: this.faults,
    };
  }
}

async function write(results) {
  await mkdir(out, { recursive: true });
  await writeFile(path.join(out, 'results.json'), `${JSON.stringify(results, null, 1)}\n`);
  const text = report(results);
  await writeFile(path.join(out, 'report.md'), text);
  console.log(text);
}

const stage = new Stage();

// The servers end with this program, whatever its end is.
async function abandon(why) {
  console.error(`bench: ${why}`);
  process.on('unhandledRejection', () => {}); // whatever was under way fails now
  await stage.stop().catch((error) => console.error(error.message));
  process.exit(1);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => abandon(signal));
setTimeout(() => abandon('it takes too long'), TIME_MOST).unref();

try {
  await stage.start();
  await stage.run();
} finally {
  await stage.stop();
}
await write(stage.results());
process.exitCode = stage.faults.length ? 1 : 0;
