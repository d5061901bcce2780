// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// An import into an empty database, beside LOAD DATA of the rows that it made into the same tables.

import { execFile } from 'node:child_process';
import { mkdir, rm, stat, chown } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { root } from '../../lib/server.mjs';
import { membersFile } from '../portal.mjs';

const run = promisify(execFile);

// Runs a program, and returns the µs of CPU that it and its children used.
async function runTimed(program, args, options) {
  const script = '"$@" >&2; verdict=$?; times; exit $verdict';
  const { stdout } = await run('/bin/sh', ['-c', script, 'sh', program, ...args], options);
  const [, ofChildren] = stdout.trim().split('\n');
  const seconds = [...ofChildren.matchAll(/(\d+)m([\d.]+)s/g)].map(([, minutes, rest]) => Number(minutes) * 60 + Number(rest));
  return seconds.reduce((sum, each) => sum + each, 0) * 1e6;
}

const ROWS = 20_000;
const DATABASE = 'cnops_bench_import';
// In the order of their references.
const TABLES = ['person', 'membership', 'person_version', 'membership_version'];

class Importing {
  constructor(portal) {
    this.portal = portal;
    this.home = portal.mariadb.dir;
    this.folder = path.join(this.home, 'rows');
  }

  async mariadb(...args) {
    const { stdout } = await run(path.join(root, 'packaging/mariadb'), [args[0], this.home, ...args.slice(1)]);
    return stdout.trim();
  }

  sql(text) {
    return this.mariadb('sql', DATABASE, '-N', '-B', '-e', text);
  }

  sqlTimed(text) {
    return runTimed(path.join(root, 'packaging/mariadb'), ['sql', this.home, DATABASE, '-e', text]);
  }

  // cnopsctl on the database of the import, as the user of the instance.
  async ctl(group, ...args) {
    const { dir } = this.portal.server;
    return runTimed(path.join(root, 'packaging/instance'), [
      'command', dir, path.join(root, 'build/bin/cnopsctl'), '--driver', 'mysql',
      '--params', await this.mariadb('params', DATABASE, ...group), '--keys', path.join(dir, 'keys'),
      '--migrations', path.join(root, 'sql/migrations'), '--htdocs', path.join(root, 'build/htdocs'),
      '--institution', path.join(root, 'build/institution/institution.json'), ...args,
    ], { env: { ...process.env, MARIADB_HOME: this.home } });
  }

  async empty() {
    await this.mariadb('database', DATABASE);
    await this.ctl(['cnops_migrate'], 'migrate');
    await rm(this.folder, { recursive: true, force: true });
    await mkdir(this.folder);
    const { uid, gid } = await stat(path.join(this.home, 'data'));
    await chown(this.folder, uid, gid);
  }

  async export() {
    for (const table of TABLES) await this.sql(`SELECT * FROM ${table} INTO OUTFILE '${this.folder}/${table}'`);
    await this.sql(`SET FOREIGN_KEY_CHECKS = 0; ${TABLES.map((table) => `TRUNCATE ${table};`).join(' ')}`);
  }

  load() {
    return this.sqlTimed(TABLES.map((table) => `LOAD DATA INFILE '${this.folder}/${table}' INTO TABLE ${table};`).join(' '));
  }
}

// act returns the CPU time of its client.
async function timed(portal, act) {
  let client;
  const figures = await portal.measure(async () => {
    const began = performance.now();
    client = await act();
    return { count: ROWS, seconds: (performance.now() - began) / 1000 };
  });
  return { ...figures, cpu: { client, mariadb: figures.cpu.mariadb } };
}

export const importCase = {
  names: ['import'],
  title: 'import of members',
  async round(stage) {
    const importing = new Importing(stage.portal);
    const file = await membersFile(ROWS);
    await importing.empty();
    stage.emit('import', 'cnopsctl import', await timed(stage.portal, () => importing.ctl([], 'import', 'members', file)));
    await importing.export();
    stage.emit('import', 'LOAD DATA', await timed(stage.portal, () => importing.load()));
    await importing.mariadb('sql', '-e', `DROP DATABASE ${DATABASE}`);
  },
};
