// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// A private httpd, made like that of `make run`. Each test file has its own, so that it begins
// with the same members and with empty counters.

import { execFile, spawn } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { readIdentities, readMembers } from './identities.mjs';
import { addCodeServers, stopCodeServers } from './memcached.mjs';
import { Outbox } from './outbox.mjs';
import { pickPort } from './ports.mjs';

const run = promisify(execFile);

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const mount = '/mon_compte';

const PATIENCE = 30_000; // ms, for a start or a stop on a busy machine
const MEMBERS = 200;

// Allows many sign-ins to one account from unknown browsers. The real limits on codes are tested
// in codes.test and second_step.test.
export const manyCodes = ['CnopsSigninCodes 1000', 'CnopsDestinationCodes 1000'];

// Makes proofs of work cheap. The real costs are tested in captcha.test.
export const easyProofs = ['CnopsPowBits 4', 'CnopsPowCost 1'];

function answers(origin) {
  return new Promise((resolve) => {
    const request = http.get(`${origin}${mount}/`, (response) => {
      response.resume();
      resolve(true);
    });
    request.on('error', () => resolve(false));
    request.setTimeout(2000, () => request.destroy());
  });
}

async function writeMembers(dir, count) {
  const file = `${dir}.members.csv`;
  await mkdir(path.dirname(file), { recursive: true });
  const demo = path.join(root, 'build/bin/cnops-demo');
  const { stdout } = await run(demo, ['members', String(count)], { maxBuffer: 1 << 26 });
  await writeFile(file, stdout);
  return file;
}

// The normal form of an identifier: without blanks, in upper case, with digits 0-9.
function plain(identifier) {
  return identifier
    .replaceAll(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.codePointAt(0) & 0xf))
    .replaceAll(/[^0-9a-z]/gi, '')
    .toUpperCase();
}

// TEST_DB=mysql uses the server of tests/with-mariadb instead of an SQLite file.
export function databaseOptions(mariadb = process.env.TEST_MARIADB) {
  if (process.env.TEST_DB !== 'mysql') return [];
  if (!mariadb) throw new Error('TEST_DB=mysql needs TEST_MARIADB: see tests/with-mariadb');
  return ['--db', 'mysql', '--mariadb', mariadb];
}

export class Server {
  constructor(name, port) {
    // Another build has another folder, so that its logs do not replace those of the first.
    this.dir = path.join(root, process.env.TEST_INSTANCES ?? 'build/test', name);
    this.port = port;
    this.origin = `http://localhost:${port}`;
    this.outbox = new Outbox(path.join(this.dir, 'outbox'));
    this.accounts = new Map();
  }

  // Remembers that codes for sign-ins with one of these identifiers go to these contacts.
  remember(identifiers, contacts) {
    for (const identifier of identifiers) this.accounts.set(plain(identifier), contacts);
  }

  contactsOf(identifier) {
    return this.accounts.get(plain(identifier));
  }

  url(page) {
    return `${this.origin}${mount}${page}`;
  }

  // Every file of the database, including the logs of the database server.
  async databaseFiles() {
    if (!this.mariadb) return (await readdir(path.join(this.dir, 'data'))).map((name) => path.join(this.dir, 'data', name));
    const data = path.join(this.mariadb, 'data');
    const schema = (await readFile(path.join(this.dir, 'data/database'), 'utf8')).trim();
    const own = (await readdir(path.join(data, schema))).map((name) => path.join(data, schema, name));
    const common = (await readdir(data)).filter((name) => /^(ib_logfile|ibdata|undo|aria_log)/.test(name));
    return [...own, ...common.map((name) => path.join(data, name))];
  }

  async errorLog() {
    return readFile(path.join(this.dir, 'logs/error.log'), 'utf8').catch(() => '');
  }

  async start() {
    this.output = '';
    this.process = spawn(path.join(root, 'packaging/instance'), ['start', this.dir], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (chunk) => (this.output = (this.output + chunk).slice(-10_000));
    this.process.stdout.on('data', keep);
    this.process.stderr.on('data', keep);
    this.ended = new Promise((resolve) => this.process.once('exit', resolve));
    const deadline = Date.now() + PATIENCE;
    while (!(await answers(this.origin))) {
      if (this.process.exitCode !== null || Date.now() > deadline) {
        throw new Error(`httpd did not start:\n${this.output}\n${await this.errorLog()}`);
      }
      await sleep(50);
    }
  }

  // Restarts httpd like an administrator who has changed the configuration.
  async restartGracefully() {
    const generations = (await this.errorLog()).split('resuming normal operations').length;
    this.process.kill('SIGUSR1');
    const deadline = Date.now() + PATIENCE;
    while ((await this.errorLog()).split('resuming normal operations').length === generations) {
      if (Date.now() > deadline) throw new Error('httpd did not restart');
      await sleep(50);
    }
  }

  // Stops httpd, and fails where one of its processes has crashed: the last assertion of every
  // test file. Stops gracefully, because at SIGTERM the event MPM of httpd 2.4 closes sockets
  // that its workers are just freeing, and may crash itself.
  async stop() {
    try {
      await this.end();
    } finally {
      await stopCodeServers(this);
    }
  }

  // Ends httpd as stop() does, and starts it again beside the same servers.
  async restart() {
    await this.end();
    await this.start();
  }

  async end() {
    this.process.kill('SIGWINCH');
    const late = Symbol('late');
    const ended = await Promise.race([this.ended, sleep(PATIENCE, late, { ref: false })]);
    if (ended === late) {
      this.process.kill('SIGKILL');
      throw new Error('httpd did not stop when told to');
    }
    const log = (await this.errorLog()).split('\n');
    // The tests in tests/faults kill processes on purpose.
    const isKill = (line) => this.wasKilled && /exit signal Killed/.test(line);
    const isCrash = (line) => /exit signal|Assertion|Sanitizer:|runtime error:/.test(line) && !isKill(line);
    const crash = log.findIndex(isCrash);
    if (crash >= 0) throw new Error(`httpd crashed:\n${log.slice(crash, crash + 60).join('\n')}`);
  }
}

// directives: additional lines of httpd configuration for this instance, or a function of the
// server that returns them.
export async function startServer(
  name,
  { directives = easyProofs, database = databaseOptions(), members: count = MEMBERS } = {},
) {
  const server = new Server(name, await pickPort());
  if (database.length) server.mariadb = database.at(-1);
  const members = await writeMembers(server.dir, count);
  await rm(server.dir, { recursive: true, force: true });
  await run(path.join(root, 'packaging/instance'), [
    'make', server.dir, String(server.port), '--members', members, ...database,
  ]);
  const extra = path.join(server.dir, 'conf.d/test.conf');
  const own = typeof directives === 'function' ? await directives(server) : directives;
  const all = [...own, ...(await addCodeServers(server))];
  await writeFile(extra, `${all.join('\n')}\n`);
  await chmod(extra, 0o644); // the user of the instance must read it, whatever our umask is
  await server.start();
  server.members = await readMembers(members);
  server.identities = await readIdentities(server.dir);
  for (const { cni, immatriculation, courriel, telephone } of server.identities) {
    if (courriel) server.remember([cni, immatriculation], { email: courriel, smsTo: telephone });
  }
  return server;
}
