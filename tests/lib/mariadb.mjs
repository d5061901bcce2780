// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// A private MariaDB that a test may kill, stop and start again.

import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { root } from './server.mjs';

const run = promisify(execFile);
const program = path.join(root, 'packaging/mariadb');

export class Mariadb {
  // folder: below the root of the project. settings: of mariadbd, for instance
  // '--innodb-buffer-pool-size=1G'.
  constructor(name, { folder = 'build/test', settings = [] } = {}) {
    this.dir = path.join(root, folder, name);
    this.settings = settings;
  }

  // The `database` option of startServer.
  get options() {
    return ['--db', 'mysql', '--mariadb', this.dir];
  }

  async make() {
    await this.stop().catch(() => {});
    await rm(this.dir, { recursive: true, force: true });
    await this.start();
    return this;
  }

  async start() {
    await run(program, ['start', this.dir, ...this.settings]);
    this.pid = Number(await readFile(path.join(this.dir, 'mariadb.pid'), 'utf8'));
  }

  async stop() {
    await run(program, ['stop', this.dir]);
  }

  // Restarts it like a service manager.
  async restart() {
    await this.stop();
    await this.start();
  }

  async kill() {
    process.kill(this.pid, 'SIGKILL');
    for (;;) {
      try {
        process.kill(this.pid, 0);
      } catch {
        return;
      }
      await sleep(10);
    }
  }

  // Stops the process without ending it: the kernel still accepts connections, but no query is
  // answered.
  pause() {
    process.kill(this.pid, 'SIGSTOP');
  }

  resume() {
    process.kill(this.pid, 'SIGCONT');
  }

  // Runs SQL that concerns the whole server.
  async administer(sql) {
    await run(program, ['sql', this.dir, '-e', sql]);
  }

  // The rows of the answer, with tabs between the cells.
  async query(server, sql) {
    const schema = (await readFile(path.join(server.dir, 'data/database'), 'utf8')).trim();
    const { stdout } = await run(program, ['sql', this.dir, schema, '-N', '-B', '-e', sql]);
    return stdout.trim().split('\n').filter(Boolean);
  }
}
