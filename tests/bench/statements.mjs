// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Prepared statements run by build/bench/bare, with nothing around them. The statements that a page
// needs are taken from MariaDB's log while the page is asked for, so they are always those of the
// portal that is measured.

import { chown, open, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { runProgram } from './load.mjs';

// The courier and the watchdog work at any time, not for a page.
const OF_OTHERS = /\bFROM outbox\b|UPDATE outbox|^DELETE FROM \w+ WHERE .* LIMIT \d|^SET |^SHOW |^SELECT @@|^DO 0/i;

// Executed as text, for a transaction.
const EXECUTED = /^(?:\d{6}\s+\d+:\d+:\d+)?\s*(\d+) (Execute|Query)\s(.*)$/;

// MariaDB notes the values of a prepared statement only where the log was on as it was prepared. Such
// a statement is slower from then on: httpd must start after start(), and again after stop().
export class StatementLog {
  constructor(mariadb) {
    this.mariadb = mariadb;
    this.file = path.join(mariadb.dir, 'general.log');
  }

  async start() {
    await writeFile(this.file, '');
    const { uid, gid } = await stat(path.join(this.mariadb.dir, 'data'));
    await chown(this.file, uid, gid);
    await this.mariadb.administer(`SET GLOBAL general_log_file = '${this.file}', GLOBAL general_log = 1`);
  }

  async stop() {
    await this.mariadb.administer('SET GLOBAL general_log = 0');
    await rm(this.file);
  }

  // The statements that the server executes while act runs, with their values.
  async during(act) {
    const { size } = await stat(this.file);
    await act();
    const handle = await open(this.file);
    const { size: end } = await handle.stat();
    const { buffer } = await handle.read({ buffer: Buffer.alloc(end - size), position: size });
    await handle.close();
    return buffer.toString('utf8').split('\n')
      .map((line) => EXECUTED.exec(line)?.[3])
      .filter((sql) => sql && !OF_OTHERS.test(sql));
  }
}

// A row can be inserted once only, so its keys become other ones each time.
export function repeatable(sql) {
  if (!/^INSERT/i.test(sql)) return sql;
  return sql.replaceAll(/'([0-9a-f]{32,64})'/g, (all, hex) => `?x${hex.length}`);
}

// Runs sets of statements from this many connections; returns what bare.c prints, with `cpu` in µs:
// of this program as client, and of the server.
export async function runBare(portal, sets, { connections, seconds }) {
  const { mariadb } = portal;
  const [database] = await portal.query('SELECT DATABASE()');
  const [user] = await portal.query("SELECT SUBSTRING_INDEX(USER(), '@', 1)");
  const input = sets.map((set) => `${set.join('\n')}\n`).join('\n');
  let client;
  const figures = await portal.measure(async () => {
    const result = await runProgram('bare', [mariadb.dir, database, user, connections, seconds],
      { input, instance: portal.server.dir });
    client = result.cpu * 1e6;
    return result;
  });
  return { ...figures, cpu: { client, mariadb: figures.cpu.mariadb } };
}

// One row of a table by its primary key, another one each time.
export async function runBareSelect(portal, how) {
  const [last] = await portal.query('SELECT MAX(id) FROM person');
  return runBare(portal, [[`SELECT id, document_digest, key_id FROM person WHERE id = ?${last}`]], how);
}
