// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// How passwords are hashed: in arenas, or without the arena library. Visitors see no difference.

import assert from 'node:assert/strict';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { Client } from '../lib/client.mjs';
import { childrenOf } from '../lib/faults.mjs';
import { signIn } from '../lib/journey.mjs';
import { easyProofs, manyCodes, mount, root, startServer } from '../lib/server.mjs';

const own = [...easyProofs, ...manyCodes, 'CnopsSigninFree 100'];

async function assertSignsIn(server) {
  const { cni, mot_de_passe: password } = server.identities.find((identity) => identity.mot_de_passe);
  const client = new Client(server);
  const wrong = await signIn(client, cni, `${password}x`);
  assert.equal(wrong.status, 422);
  assert.equal((await signIn(client, cni, password)).location, `${mount}/espace`);
}

const arenaLines = async (server) => (await server.errorLog()).split('\n').filter((line) => line.includes('CNOPS006'));

// The largest mapping of a process that has the size of the arenas, as the kernel describes it.
async function arenasOf(pid, kib) {
  const smaps = await readFile(`/proc/${pid}/smaps`, 'utf8');
  return smaps.split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m).find((mapping) => new RegExp(`^Size: +${kib} kB`, 'm').test(mapping));
}

describe('with arenas', () => {
  let server;

  before(async () => (server = await startServer('hashing', { directives: [...own, 'CnopsHashSlots 3'] })));
  after(() => server?.stop());

  it('the log says so, and a member signs in', async () => {
    const lines = await arenaLines(server);
    assert.equal(lines.length, 1, lines.join('\n'));
    assert.match(lines[0], /cnops:notice.*passwords are hashed in 3 arenas of 19456 KiB/);
    await assertSignsIn(server);
  });

  it('every child has the arenas, outside its core dumps', async () => {
    for (const pid of await childrenOf(server)) {
      const arenas = await arenasOf(pid, 3 * 20 * 1024);
      assert.match(arenas ?? 'none', /^VmFlags:.*\bdd\b/m, `child ${pid}`);
      assert.match(arenas, /^[0-9a-f]+-[0-9a-f]+ rw-s/, 'shared by all children');
    }
  });

  it('a graceful restart with other costs makes other arenas', async () => {
    const extra = path.join(server.dir, 'conf.d/test.conf');
    await writeFile(extra, `${await readFile(extra, 'utf8')}CnopsArgon2Memory 24576\nCnopsHashSlots 2\n`);
    for (let i = 0; i < 3; i++) {
      await server.restartGracefully();
      await assertSignsIn(server);
    }
    assert.match((await arenaLines(server)).at(-1), /2 arenas of 24576 KiB/);
  });
});

describe('without the arena library', () => {
  const { MODULE } = process.env;
  let server;

  before(async () => {
    const alone = path.join(root, process.env.TEST_INSTANCES ?? 'build/test', 'hashing-module', 'mod_cnops.so');
    await mkdir(path.dirname(alone), { recursive: true });
    await copyFile(MODULE ?? path.join(root, 'build/mod_cnops.so'), alone);
    process.env.MODULE = alone;
    server = await startServer('hashing-alone', { directives: own });
  });
  after(async () => {
    if (MODULE) process.env.MODULE = MODULE;
    else delete process.env.MODULE;
    await server?.stop();
  });

  it('the log says why, and a member signs in', async () => {
    const lines = await arenaLines(server);
    assert.equal(lines.length, 1, lines.join('\n'));
    assert.match(lines[0], /cnops:warn.*CnopsHashArena: .*cnops_arena\.so: cannot open shared object file/);
    await assertSignsIn(server);
  });
});

describe('with CnopsHashArena off', () => {
  let server;

  before(async () => (server = await startServer('hashing-off', { directives: [...own, 'CnopsHashArena off'] })));
  after(() => server?.stop());

  it('the log has no line about it, and a member signs in', async () => {
    assert.deepEqual(await arenaLines(server), []);
    await assertSignsIn(server);
  });
});
