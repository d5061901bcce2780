// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// A private httpd of our own, as `make run` makes them: one a test file, so that each begins
// with the same members and empty counters.

import { execFile, spawn } from 'node:child_process';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { readIdentities, readMembers } from './identities.mjs';
import { Outbox } from './outbox.mjs';

const run = promisify(execFile);

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const mount = '/mon_compte';

const PORTS = { first: 20000, last: 31999 };
const PATIENCE = 30_000; // ms, for a start or a stop on a busy machine
const MEMBERS = 200;

// Proofs of work that cost nothing: what they must be worth is the business of captcha.test.
export const easyProofs = ['CnopsPowBits 4', 'CnopsPowCost 1'];

function isFree(port) {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

export async function pickPort() {
  for (;;) {
    const port = PORTS.first + Math.floor(Math.random() * (PORTS.last - PORTS.first));
    if (await isFree(port)) return port;
  }
}

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

async function writeMembers(dir) {
  const file = `${dir}.members.csv`;
  await mkdir(path.dirname(file), { recursive: true });
  const demo = path.join(root, 'build/bin/cnops-demo');
  const { stdout } = await run(demo, ['members', String(MEMBERS)], { maxBuffer: 1 << 26 });
  await writeFile(file, stdout);
  return file;
}

export class Server {
  constructor(name, port) {
    // Another folder for another build: its logs must not cover the first one's.
    this.dir = path.join(root, process.env.TEST_INSTANCES ?? 'build/test', name);
    this.port = port;
    this.origin = `http://localhost:${port}`;
    this.outbox = new Outbox(path.join(this.dir, 'outbox'));
  }

  url(page) {
    return `${this.origin}${mount}${page}`;
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

  // As a sysadmin who changed the configuration.
  async restartGracefully() {
    const generations = (await this.errorLog()).split('resuming normal operations').length;
    this.process.kill('SIGUSR1');
    const deadline = Date.now() + PATIENCE;
    while ((await this.errorLog()).split('resuming normal operations').length === generations) {
      if (Date.now() > deadline) throw new Error('httpd did not restart');
      await sleep(50);
    }
  }

  // Also the last assertion of every file: nothing crashed. Gracefully, since at SIGTERM the
  // event MPM of httpd 2.4 closes sockets that its workers are just freeing, and may crash itself.
  async stop() {
    this.process.kill('SIGWINCH');
    const late = Symbol('late');
    const ended = await Promise.race([this.ended, sleep(PATIENCE, late, { ref: false })]);
    if (ended === late) {
      this.process.kill('SIGKILL');
      throw new Error('httpd did not stop when told to');
    }
    const log = (await this.errorLog()).split('\n');
    // tests/faults kills on purpose.
    const isKill = (line) => this.wasKilled && /exit signal Killed/.test(line);
    const isCrash = (line) => /exit signal|Assertion|Sanitizer:|runtime error:/.test(line) && !isKill(line);
    const crash = log.findIndex(isCrash);
    if (crash >= 0) throw new Error(`httpd crashed:\n${log.slice(crash, crash + 60).join('\n')}`);
  }
}

// directives: lines of httpd configuration that this instance has besides the usual ones.
export async function startServer(name, { directives = easyProofs } = {}) {
  const server = new Server(name, await pickPort());
  const members = await writeMembers(server.dir);
  await rm(server.dir, { recursive: true, force: true });
  await run(path.join(root, 'packaging/instance'), [
    'make', server.dir, String(server.port), '--members', members,
  ]);
  const extra = path.join(server.dir, 'conf.d/test.conf');
  await writeFile(extra, `${directives.join('\n')}\n`);
  await chmod(extra, 0o644); // the instance's user reads it, whatever our umask
  await server.start();
  server.members = await readMembers(members);
  server.identities = await readIdentities(server.dir);
  return server;
}
