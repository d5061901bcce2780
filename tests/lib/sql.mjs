// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Changes rows behind the portal's back: what no visitor and no command can do.

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { root } from './server.mjs';

const run = promisify(execFile);
const program = 'import sqlite3, sys; d = sqlite3.connect(sys.argv[1], timeout=10); d.execute(sys.argv[2]); d.commit()';

// One statement, which both engines know.
export async function changeRows(server, sql) {
  if (!server.mariadb) {
    await run('/usr/bin/python3', ['-c', program, path.join(server.dir, 'data/cnops.sqlite'), sql]);
    return;
  }
  const schema = (await readFile(path.join(server.dir, 'data/database'), 'utf8')).trim();
  await run(path.join(root, 'packaging/mariadb'), ['sql', server.mariadb, schema, '-e', sql]);
}
