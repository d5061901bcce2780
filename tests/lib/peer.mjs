// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// A real server that the portal talks to, with its own folder, ports and processes, as
// packaging/smtp and packaging/kannel run it. A test may kill, stop and restart it.

import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { root } from './server.mjs';

const PATIENCE = 30_000; // ms

export function isOpen(port) {
  return new Promise((resolve) => {
    const probe = net.connect(port, '127.0.0.1');
    probe.once('connect', () => resolve(Boolean(probe.destroy())));
    probe.once('error', () => resolve(false));
  });
}

export class Peer {
  // args: arguments of packaging/SCRIPT after "start DIR". port: open once the server is ready.
  constructor(script, name, port, args) {
    this.script = script;
    this.dir = path.join(root, process.env.TEST_INSTANCES ?? 'build/test', name);
    this.port = port;
    this.args = [String(port), ...args];
  }

  async start({ afresh = false } = {}) {
    if (afresh) await rm(this.dir, { recursive: true, force: true });
    this.output = '';
    // Its own process group, so that a signal reaches all of its processes.
    this.process = spawn(path.join(root, 'packaging', this.script), ['start', this.dir, ...this.args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const keep = (chunk) => (this.output = (this.output + chunk).slice(-10_000));
    this.process.stdout.on('data', keep);
    this.process.stderr.on('data', keep);
    this.ended = new Promise((resolve) => this.process.once('exit', resolve));
    const deadline = Date.now() + PATIENCE;
    while (!(await isOpen(this.port))) {
      if (this.process.exitCode !== null || Date.now() > deadline) {
        throw new Error(`${this.script} did not start:\n${this.output}`);
      }
      await sleep(50);
    }
    return this;
  }

  signal(name) {
    try {
      process.kill(-this.process.pid, name);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error; // it has ended already
    }
  }

  async kill() {
    this.signal('SIGKILL');
    await this.ended;
    while (await isOpen(this.port)) await sleep(10);
  }

  async stop() {
    if (!this.process || this.process.exitCode !== null || this.process.signalCode) return;
    this.signal('SIGCONT');
    process.kill(this.process.pid, 'SIGTERM');
    const late = Symbol('late');
    if ((await Promise.race([this.ended, sleep(PATIENCE, late, { ref: false })])) === late) {
      await this.kill();
      throw new Error(`${this.script} did not stop when told to`);
    }
    this.signal('SIGTERM'); // for the remaining child processes of a mail server
  }
}
