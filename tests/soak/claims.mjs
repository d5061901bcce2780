// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// claims.mjs MEMBERS CLAIMS: imports so many claims of so many members into a private MariaDB, and the
// same file again; then asks for pages of the heaviest member (2,000 claims) there, and of a member
// with three claims on a portal with 10,000 members. Prints figures, and ends with status 1 where a
// limit below is broken. Needs 2.5 KB of disk for each member and 1.5 KB for each claim.

import { execFile, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { bytesOf, load } from '../bench/load.mjs';
import { cpuOfAll, familyOf } from '../bench/processes.mjs';
import { Client } from '../lib/client.mjs';
import { readIdentities } from '../lib/identities.mjs';
import { enterPassword } from '../lib/journey.mjs';
import { Mariadb } from '../lib/mariadb.mjs';
import { pickPort } from '../lib/ports.mjs';
import { easyProofs, mount, root, Server } from '../lib/server.mjs';

const run = promisify(execFile);
const [members, claims] = process.argv.slice(2).map(Number);

const SMALL = 10_000; // members of the other portal
const HEAVIEST = '100000155'; // immatriculations of cases of cnops-demo
const LIGHTEST = '100000144';
const PAGES = 100; // of the heaviest member
const SECONDS = 3; // of one measurement
const ROUNDS = 3;

// The limits.
const MEMORY_MOST = 64; // MB
const RATIO_MOST = 1.5; // CPU of a page of the heaviest member, to that of one of a member with three
const PACE_LEAST = 2000; // rows a second: ten million in less than an hour and a half

const dir = path.join(root, 'build/soak-claims');
const temporary = path.join(dir, 'tmp'); // cnopsctl runs as the user of the instance
const broken = [];

function tell(what, value, unit = '', holds = true, wanted = '') {
  console.log(`  ${what.padEnd(58)} ${String(value).padStart(10)} ${unit}${holds ? '' : `  BROKEN, want ${wanted}`}`);
  if (!holds) broken.push(what);
}

async function demo(name, ...words) {
  const file = path.join(dir, name);
  const child = spawn(path.join(root, 'build/bin/cnops-demo'), words.map(String), { stdio: ['ignore', 'pipe', 'inherit'] });
  await pipeline(child.stdout, createWriteStream(file, { mode: 0o644 }));
  return file;
}

// --- imports ---

// The peak of a process's own memory so far, in MB; 0: it has ended.
async function peakOf(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
}

// {seconds, memory, counts}: counts is what --json prints. The wrapper replaces itself by cnopsctl.
async function importFile(server, kind, file) {
  const began = Date.now();
  const child = spawn(path.join(server.dir, 'cnopsctl'), ['import', kind, file, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TMPDIR: temporary },
  });
  let text = '';
  let memory = 0;
  child.stdout.on('data', (chunk) => (text += chunk));
  const ended = new Promise((resolve) => child.once('close', resolve));
  let status;
  while ((status = await Promise.race([ended, sleep(200)])) === undefined) memory = Math.max(memory, await peakOf(child.pid));
  if (status !== 0) throw new Error(`import ${kind} ended with ${status}: ${text}`);
  return { seconds: (Date.now() - began) / 1000, memory, counts: JSON.parse(text) };
}

async function importClaims(server, file) {
  const first = await importFile(server, 'claims', file);
  const pace = Math.round(first.counts.rows / first.seconds);
  tell(`${first.counts.rows} claims`, first.seconds.toFixed(1), 's');
  tell('  rows a second', pace, '/s', pace >= PACE_LEAST, `>= ${PACE_LEAST}`);
  tell('  memory at most', first.memory.toFixed(1), 'MB', first.memory > 0 && first.memory <= MEMORY_MOST, `<= ${MEMORY_MOST}`);
  tell('  added', first.counts.added, '', first.counts.added === first.counts.rows, 'all');
  const again = await importFile(server, 'claims', file);
  const pace2 = Math.round(again.counts.rows / again.seconds);
  tell('the same file again', again.seconds.toFixed(1), 's');
  tell('  rows a second', pace2, '/s', pace2 >= PACE_LEAST, `>= ${PACE_LEAST}`);
  tell('  memory at most', again.memory.toFixed(1), 'MB', again.memory > 0 && again.memory <= MEMORY_MOST, `<= ${MEMORY_MOST}`);
  tell('  unchanged', again.counts.unchanged, '', again.counts.unchanged === again.counts.rows, 'all');
}

// --- pages ---

async function reader(server, immatriculation) {
  const { cni, mot_de_passe: password } = server.identities.find((identity) => identity.immatriculation === immatriculation);
  const client = new Client(server);
  const { location } = await enterPassword(client, cni, password);
  if (location !== `${mount}/espace`) throw new Error(`${cni} cannot sign in`);
  return client;
}

// The address of a page of the list, which only the page before it knows.
async function addressOf(client, page) {
  let address = '/espace/dossiers';
  for (let i = 1; i < page; i += 1) {
    const { next_page: next } = await client.data(address);
    if (!next) throw new Error(`there are only ${i} pages`);
    address = next.startsWith(mount) ? next.slice(mount.length) : next;
  }
  return address;
}

// µs of CPU, of httpd and MariaDB together, for one request.
async function cpuOf(server, mariadb, client, address) {
  const request = bytesOf('GET', `${mount}${address}`, { headers: { Cookie: client.jar.header() } });
  const groups = { all: [...(await familyOf(server.process.pid)), mariadb.pid] };
  const before = await cpuOfAll(groups);
  const { all, statuses } = await load(server.port, [request], { connections: 4, seconds: SECONDS });
  const after = await cpuOfAll(groups);
  if (statuses[200] !== all.count) throw new Error(`${address}: ${JSON.stringify(statuses)}`);
  return (after.all - before.all) / all.count;
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

// sides: [{name, server, client, address}]. The sides take turns, so that both meet the same machine.
async function measure(mariadb, sides) {
  const figures = sides.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [i, { server, client, address }] of sides.entries()) figures[i].push(await cpuOf(server, mariadb, client, address));
  }
  return figures.map(median);
}

async function comparePages(mariadb, big, small) {
  const heaviest = await reader(big, HEAVIEST);
  const lightest = await reader(small, LIGHTEST);
  const sides = [
    { server: small, client: lightest, address: '/espace/dossiers' },
    { server: big, client: heaviest, address: '/espace/dossiers' },
    { server: big, client: heaviest, address: await addressOf(heaviest, PAGES) },
  ];
  const [light, first, last] = await measure(mariadb, sides);
  tell(`the page of a member with three claims, among ${SMALL}`, Math.round(light), 'µs');
  for (const [name, cpu] of [['first', first], [`page ${PAGES}`, last]]) {
    const ratio = cpu / light;
    tell(`${name} of a member with 2,000, among ${members}`, Math.round(cpu), 'µs');
    tell('  ratio', ratio.toFixed(2), '', ratio <= RATIO_MOST, `<= ${RATIO_MOST}`);
  }
}

// --- ---

const directives = [...easyProofs, 'CnopsSigninSecondStep never', 'LogLevel warn', 'MaxKeepAliveRequests 100000'];

async function startPortal(name, count, mariadb) {
  const server = new Server(name, await pickPort());
  const file = await demo(`${name}.csv`, 'members', count);
  await run(path.join(root, 'packaging/instance'), ['make', server.dir, String(server.port), '--members', file, ...mariadb.options]);
  await rm(file);
  await writeFile(path.join(server.dir, 'conf.d/soak.conf'), `${directives.join('\n')}\n`, { mode: 0o644 });
  await server.start();
  server.identities = await readIdentities(server.dir);
  return server;
}

await rm(dir, { recursive: true, force: true });
await mkdir(temporary, { recursive: true });
await chmod(temporary, 0o1777);
const mariadb = new Mariadb('mariadb', { folder: 'build/soak-claims', settings: ['--innodb-buffer-pool-size=1G', '--innodb-log-file-size=96M'] });
const servers = [];
try {
  await mariadb.make();
  console.log(`claims, MariaDB, ${claims} claims of ${members} members:`);
  servers.push(await startPortal('big', members, mariadb));
  servers.push(await startPortal('small', SMALL, mariadb));
  const [big, small] = servers;
  await importClaims(big, await demo('claims.csv', 'claims', members, claims));
  await importFile(small, 'claims', await demo('small.csv', 'claims', SMALL, 10 * SMALL));
  const [size] = await mariadb.query(big, "SELECT ROUND(SUM(data_length + index_length) / 1048576) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name LIKE 'claim%'");
  tell('the tables of claims', size, 'MB');
  await comparePages(mariadb, big, small);
} finally {
  await Promise.allSettled(servers.map((server) => server.stop()));
  await mariadb.stop().catch(() => {});
  await rm(dir, { recursive: true, force: true });
}
console.log(broken.length ? 'limits were broken' : 'every limit held');
process.exitCode = broken.length ? 1 : 0;
