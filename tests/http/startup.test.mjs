// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// What a sysadmin is told before the portal starts, and by cnopsctl doctor.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';

import { root, startServer } from '../lib/server.mjs';

const run = promisify(execFile);

describe('starting', () => {
  let server;

  before(async () => (server = await startServer('startup')));
  after(() => server?.stop());

  // What httpd -t says when these directives are added.
  function test(...directives) {
    const options = ['start', server.dir, '-t', ...directives.flatMap((directive) => ['-c', directive])];
    return run(path.join(root, 'packaging/instance'), options).then(
      ({ stderr }) => ({ status: 0, said: stderr }),
      ({ code, stderr }) => ({ status: code, said: stderr }),
    );
  }

  async function testWith(changes) {
    const institution = JSON.parse(await readFile(path.join(root, 'conf/institution.json'), 'utf8'));
    const file = path.join(server.dir, 'institution.json');
    await writeFile(file, JSON.stringify({ ...institution, ...changes }));
    await chmod(file, 0o644);
    return test(`CnopsInstitution "${file}"`);
  }

  it('a version of the terms must fit into its column', async () => {
    for (const version of ['1', '2026-01', 'x'.repeat(32)]) {
      const { status, said } = await testWith({ terms_version: version });
      assert.equal(status, 0, said);
    }
    for (const version of ['', 'x'.repeat(33), 2026, undefined]) {
      const { status, said } = await testWith({ terms_version: version });
      assert.notEqual(status, 0, String(version));
      assert.match(said + (await server.errorLog()), /terms_version must be a text of 1 to 32/);
    }
  });

  it('a missing part is named, with the command that makes it', async () => {
    const cases = [
      [/CnopsKeyFile \/nowhere\/keys: .*cnopsctl key new/, 'CnopsKeyFile "/nowhere/keys"'],
      [/CnopsInstitution \/nowhere\/it\.json: .*institution\.json that came with/, 'CnopsInstitution "/nowhere/it.json"'],
      [/DBDParams \/nowhere\/it\.sqlite: .*cnopsctl migrate/, 'DBDriver sqlite3', 'DBDParams "/nowhere/it.sqlite"'],
    ];
    for (const [expected, ...directives] of cases) {
      const { status, said } = await test(...directives);
      assert.notEqual(status, 0, directives.join());
      assert.match(said + (await server.errorLog()), expected);
    }
  });

  it('cnopsctl doctor says the same in text and in JSON', async () => {
    const ask = (...options) => run(path.join(server.dir, 'cnopsctl'), ['doctor', ...options]).catch((error) => error);
    const { stdout: text } = await ask();
    const checks = JSON.parse((await ask('--json')).stdout);
    assert.deepEqual(checks.map(({ check }) => check), ['keys', 'locked memory', 'database', 'MariaDB', 'schema', 'outbox', 'codes', 'sms']);
    for (const { check, ok, said } of checks) {
      const line = text.split('\n').find((row) => row.includes(`  ${check} `));
      assert.ok(line.startsWith(ok ? 'ok' : '!!'), line);
      assert.ok(line.endsWith(said), line);
    }
  });
});
