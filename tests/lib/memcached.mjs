// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Private memcached servers, started by packaging/memcached, which a test may kill, freeze and
// restart.

import { spawn } from 'node:child_process';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { pickPort } from './ports.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const PATIENCE = 15_000; // ms

function answers(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write('version\r\n'));
    const end = (yes) => {
      socket.destroy();
      resolve(yes);
    };
    socket.setTimeout(500, () => end(false));
    socket.on('data', () => end(true));
    socket.on('error', () => end(false));
  });
}

// Kills every server at the end of the test process, also when a test has failed.
const running = new Set();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

export class Memcached {
  constructor(dir, port) {
    this.dir = dir;
    this.port = port;
    this.address = `127.0.0.1:${port}`;
  }

  async start() {
    const child = spawn(path.join(root, 'packaging/memcached'), ['start', this.dir, String(this.port)],
      { stdio: ['ignore', 'ignore', 'inherit'] });
    child.unref();
    running.add(child);
    child.once('exit', () => running.delete(child));
    this.process = child;
    this.ended = new Promise((resolve) => child.once('exit', resolve));
    const deadline = Date.now() + PATIENCE;
    while (!(await answers(this.port))) {
      if (child.exitCode !== null || Date.now() > deadline) throw new Error('memcached did not start');
      await sleep(20);
    }
  }

  // The answer of the server to one line, up to a match of `end`.
  ask(line, end = /END\r\n$/) {
    return new Promise((resolve, reject) => {
      let text = '';
      const socket = net.connect(this.port, '127.0.0.1', () => socket.write(`${line}\r\n`));
      socket.setTimeout(PATIENCE, () => socket.destroy(new Error(`no answer to ${line}`)));
      socket.on('error', reject);
      socket.on('data', (chunk) => {
        text += chunk;
        if (!end.test(text)) return;
        socket.destroy();
        resolve(text);
      });
    });
  }

  // Everything that the server stores: a list of [key, value].
  async contents() {
    const dump = await this.ask('lru_crawler metadump all');
    const keys = [...dump.matchAll(/^key=(\S+)/gm)].map((match) => decodeURIComponent(match[1]));
    return Promise.all(keys.map(async (key) => {
      const lines = (await this.ask(`get ${key}`)).split('\r\n');
      return [key, lines[1]];
    }));
  }

  // kill -9: connections are reset, and all codes in it are lost.
  async kill() {
    this.process?.ref();
    this.process?.kill('SIGKILL');
    await this.ended;
    this.process = undefined;
  }

  async restart() {
    await this.kill();
    await this.start();
  }

  // Stops the process without ending it: the kernel still accepts connections, but no request is
  // answered.
  freeze() {
    this.process.kill('SIGSTOP');
  }

  thaw() {
    this.process.kill('SIGCONT');
  }
}

export async function startMemcacheds(dir, count) {
  const servers = [];
  for (let i = 0; i < count; i++) {
    const server = new Memcached(path.join(dir, `memcached-${i + 1}`), await pickPort());
    await server.start();
    servers.push(server);
  }
  return servers;
}

export const directiveOf = (servers) => `CnopsCodeServers ${servers.map((s) => s.address).join(' ')}`;

// With TEST_CODES=memcached in the environment, any suite keeps codes in two servers instead of
// shared memory. Sets server.codeServers; returns the directives.
export async function addCodeServers(server) {
  if (process.env.TEST_CODES !== 'memcached') return [];
  server.codeServers = await startMemcacheds(`${server.dir}.codes`, 2);
  return [directiveOf(server.codeServers)];
}

export async function stopCodeServers(server) {
  for (const each of server.codeServers ?? []) await each.kill();
}
