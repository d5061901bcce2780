// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// The portal under load: a private httpd on a private MariaDB, with one-time codes in memcached or in
// shared memory. The first members are imported, the others are copies (members.sql), which is much
// faster. All stay from run to run; what a run leaves (accounts of imported members, sessions,
// counters, messages) is deleted at the start of the next.

import { execFile, spawn } from 'node:child_process';
import { createWriteStream, existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';

import { Members, readIdentities, readMembers } from '../lib/identities.mjs';
import { Mariadb } from '../lib/mariadb.mjs';
import { directiveOf, startMemcacheds } from '../lib/memcached.mjs';
import { pickPort } from '../lib/ports.mjs';
import { easyProofs, root, Server } from '../lib/server.mjs';
import { yardstickDirectives } from './pages.mjs';
import { cpuOfAll, familyOf } from './processes.mjs';
import { out } from './settings.mjs';
import { Codes } from './visitors.mjs';

const run = promisify(execFile);
const instance = path.join(root, 'packaging/instance');

// Rows of members.csv and what they are for. The order of the rows is about that of the persons'
// ids, so the accounts are made for more persons than there are rows.
const IMPORTED = 10_000;
const HOLDERS = { first: 200, last: 700, margin: 100 };
const VISITORS = { first: 1000, last: 7000 };

// Of the rows up to the last holder; three of eight holders then have more than a page of claims.
const CLAIMS = 20 * (HOLDERS.last + HOLDERS.margin);
const PAGE = 20;

// The limits of an hour are raised, because all visitors come from few people; the loopback has an
// allowance already. What a visitor proves by computing costs the server the same when it is easy.
const directives = [
  ...easyProofs, 'LogLevel warn', 'MaxKeepAliveRequests 1000', 'KeepAliveTimeout 30', 'CnopsSmsBudget 0',
  'CnopsSigninSecondStep never', 'CnopsDestinationCodes 1000', 'CnopsPersonAnswers 10000',
];

// Everything that visitors leave.
const TRACES = [
  'session', 'device', 'event', 'change_request', 'challenge', 'counter', 'spent_token', 'outbox', 'link',
];

// --- members ---

// The first rows are the same whatever the count is.
export const membersFile = (count) => demoFile(`members-${count}.csv`, ['members', String(count)]);

// What cnops-demo prints; made once.
async function demoFile(name, words) {
  const file = path.join(out, name);
  if (existsSync(file)) return file;
  await mkdir(out, { recursive: true });
  const demo = spawn(path.join(root, 'build/bin/cnops-demo'), words, { stdio: ['ignore', 'pipe', 'inherit'] });
  await pipeline(demo.stdout, createWriteStream(`${file}.new`));
  await rename(`${file}.new`, file);
  return file;
}

// The claims of the first members.
async function claimsFile() {
  return demoFile(`claims-${CLAIMS}.csv`, ['claims', String(HOLDERS.last + HOLDERS.margin), String(CLAIMS)]);
}

// The immatriculations of those who have at least a page of claims.
async function readersOfClaims() {
  const counts = new Map();
  const lines = (await readFile(await claimsFile(), 'utf8')).trim().split('\n').slice(1);
  for (const line of lines) {
    const [, immatriculation] = line.split(',');
    counts.set(immatriculation, (counts.get(immatriculation) ?? 0) + 1);
  }
  return new Set([...counts].filter(([, count]) => count >= PAGE).map(([immatriculation]) => immatriculation));
}

// --- the servers ---

export async function startMariadb() {
  const mariadb = new Mariadb('mariadb', { folder: 'build/bench', settings: ['--innodb-buffer-pool-size=1G'] });
  if (existsSync(mariadb.dir)) await mariadb.stop();
  else await forgetPortals();
  await mariadb.start();
  return mariadb;
}

// Their databases are gone.
async function forgetPortals() {
  await mkdir(out, { recursive: true });
  const portals = (await readdir(out)).filter((name) => name.startsWith('portal-'));
  await Promise.all(portals.map((name) => rm(path.join(out, name), { recursive: true })));
}

export class Portal {
  // codes: 'memcached' or 'shm'.
  constructor(mariadb, { count, codes }) {
    Object.assign(this, { mariadb, count, codes, memcacheds: [] });
  }

  async start() {
    const server = new Server(`portal-${this.count}-${this.codes}`, await pickPort());
    this.server = server;
    await run(instance, [
      'make', server.dir, String(server.port), '--members', await membersFile(HOLDERS.last + HOLDERS.margin),
      '--db', 'mysql', '--mariadb', this.mariadb.dir,
    ]);
    // Imports number people in no order of their file. So the holders come in one of their own.
    await run(path.join(server.dir, 'cnopsctl'), ['import', 'members', await membersFile(Math.min(this.count, IMPORTED))]);
    await run(path.join(server.dir, 'cnopsctl'), ['import', 'claims', await claimsFile()]);
    if (this.codes === 'memcached') this.memcacheds = await startMemcacheds(`${server.dir}.codes`, 2);
    await this.#fill();
    await this.#configure([]);
    await server.start();
    await this.#readPeople();
    await this.#makeAccounts();
  }

  async stop() {
    for (const memcached of this.memcacheds) await memcached.kill();
    if (this.server?.process) await this.server.stop();
  }

  async #configure(more) {
    const all = [...directives, ...(this.memcacheds.length ? [directiveOf(this.memcacheds)] : []), ...more];
    const file = path.join(this.server.dir, 'conf.d/bench.conf');
    await writeFile(file, `${all.join('\n')}\n`);
    await chmod(file, 0o644);
  }

  // Starts httpd again, which forgets what it has learnt so far. hasYardsticks: with static files and
  // a handler that give the same answers as the portal.
  async restart({ hasYardsticks = false } = {}) {
    const more = hasYardsticks ? await yardstickDirectives(this.server) : [];
    await this.server.stop();
    await this.#configure(more);
    await this.server.start();
  }

  async #readPeople() {
    const { server } = this;
    const rows = await readMembers(await membersFile(Math.min(this.count, IMPORTED)));
    server.identities = await readIdentities(server.dir);
    server.members = rows.slice(HOLDERS.first, HOLDERS.last);
    const rest = new Members(server).rest.filter(({ status }) => status === 'active'); // others cannot sign in
    const readers = await readersOfClaims();
    this.holders = rest.map(({ cni }) => cni);
    this.claimants = rest.filter(({ immatriculation }) => readers.has(immatriculation)).map(({ cni }) => cni);
    server.members = rows.slice(VISITORS.first, VISITORS.last);
    this.members = new Members(server);
    server.outbox = new Codes(server.outbox.dir);
    for (const name of await readdir(server.outbox.dir)) await rm(path.join(server.outbox.dir, name));
  }

  query(sql) {
    return this.mariadb.query(this.server, sql);
  }

  // Adds the members after the imported ones, unless an earlier run has done so.
  async #fill() {
    const [last] = await this.query('SELECT MAX(id) FROM person');
    if (this.count <= IMPORTED || last > IMPORTED) return;
    const sql = await readFile(path.join(root, 'tests/bench/members.sql'), 'utf8');
    await this.query(sql.replaceAll('@COUNT@', this.count - IMPORTED));
    await this.query('ANALYZE TABLE person, membership, person_version, membership_version, account');
  }

  // Many accounts at once, all with the same password and contacts: copies of one whose password
  // was set by the portal itself.
  async #makeAccounts() {
    const columns = await this.#columnsOf('account');
    const taken = { id: 'NULL', person_id: 'p.id', journey_id: 'MD5(p.id)', email_digest: 'SHA2(p.id, 256)', phone_digest: 'SHA2(-p.id, 256)' };
    const values = columns.map((name) => taken[name] ?? `a.${name}`);
    const last = HOLDERS.last + HOLDERS.margin;
    await this.query(`SET FOREIGN_KEY_CHECKS = 0; ${TRACES.map((table) => `TRUNCATE ${table};`).join(' ')}
      INSERT IGNORE INTO account (${columns}) SELECT ${values} FROM person p JOIN
        (SELECT * FROM account ORDER BY id LIMIT 1) a WHERE p.id <= ${last};
      DELETE FROM account WHERE person_id BETWEEN ${last + 1} AND ${IMPORTED}`);
    this.password = this.server.identities.find(({ mot_de_passe }) => mot_de_passe).mot_de_passe;
  }

  async #columnsOf(table) {
    return this.query(`SELECT column_name FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = '${table}' ORDER BY ordinal_position`);
  }

  // The processes whose time a request costs.
  async groups() {
    return {
      httpd: await familyOf(this.server.process.pid),
      mariadb: [this.mariadb.pid],
      memcached: this.memcacheds.map(({ process: { pid } }) => pid),
    };
  }

  // Runs act, and returns its figures with `cpu`: the µs that each group of processes used meanwhile.
  async measure(act) {
    const groups = await this.groups();
    const before = await cpuOfAll(groups);
    const figures = await act();
    const after = await cpuOfAll(groups);
    const cpu = Object.fromEntries(Object.keys(groups).map((name) => [name, after[name] - before[name]]));
    return { ...figures, cpu };
  }
}
