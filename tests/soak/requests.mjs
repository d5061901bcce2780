// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// requests.mjs COUNT: sends COUNT requests, and measures the memory of httpd's child processes
// after a tenth of them and after all. Ends with status 1 where a request failed, a child was
// replaced, or a child has grown. TEST_DB names the database.

import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { Client } from '../lib/client.mjs';
import { childrenOf } from '../lib/faults.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, signIn } from '../lib/journey.mjs';
import { mount, root, startServer } from '../lib/server.mjs';

const run = promisify(execFile);
const count = Number(process.argv[2] ?? 1_000_000);
const SLICE = 10; // s
const SLICES_MOST = 360;
const GROWTH_MOST = 1.1; // of the memory after a tenth

// The pages that are read, in the proportions of a usual day: mostly public, some private.
const visits = [
  { page: '/', share: 4 },
  { page: '/creation/conditions', share: 2 },
  { page: '/?lang=ar', share: 2 },
  { page: '/captcha/defi', share: 1 },
  { page: '/espace', share: 3, signedIn: true },
];

async function memoryOf(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^RssAnon:\s+(\d+) kB/m.exec(status)[1]);
}

async function memoryOfChildren(server) {
  const children = await childrenOf(server);
  const sizes = await Promise.all(children.map(memoryOf));
  return { children: children.join(' '), sizes };
}

async function signedInClients(server) {
  const people = server.identities.filter((identity) => identity.mot_de_passe);
  const clients = [];
  for (const { cni, mot_de_passe: password } of people) {
    const client = new Client(server);
    const response = await signIn(client, cni, password);
    if (response.location !== `${mount}/espace`) throw new Error(`${cni} cannot sign in: ${response.status}`);
    clients.push(client);
  }
  return clients;
}

async function writeRequests(server, clients) {
  const stranger = new Client(server);
  await stranger.get('/');
  const lines = [];
  for (const client of clients) {
    for (const { page, share, signedIn } of visits) {
      const cookie = (signedIn ? client : stranger).jar.header();
      for (let i = 0; i < share; i++) lines.push(`GET ${mount}${page} ${cookie}`);
    }
  }
  const file = path.join(server.dir, 'requests.txt');
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}

async function load(server, file) {
  const script = path.join(root, 'tests/soak/requests.lua');
  const options = ['-t', '1', '-c', '16', '-d', `${SLICE}s`, '-s', script, `http://127.0.0.1:${server.port}`, file];
  const { stdout } = await run('wrk', options);
  const [, requests, refused, broken] = /^TOTAL (\d+) (\d+) (\d+)$/m.exec(stdout).map(Number);
  return { requests, failed: refused + broken };
}

const megabytes = (sizes) => sizes.map((size) => (size / 1024).toFixed(1)).join(' + ');

const server = await startServer('soak');
const broken = [];
try {
  const members = new Members(server);
  const clients = await signedInClients(server);
  const file = await writeRequests(server, clients);
  let done = 0;
  let failed = 0;
  let early;
  const began = Date.now();
  for (let i = 0; i < SLICES_MOST && done < count; i++) {
    const slice = await load(server, file);
    done += slice.requests;
    failed += slice.failed;
    // A visitor who creates an account; and one request of each reader, whose session would
    // otherwise end as idle.
    await new Journey(server, answersOf(members.take())).reach('termine');
    for (const client of clients) await client.get('/espace');
    if (!early && done >= count / 10) early = { done, ...(await memoryOfChildren(server)) };
  }
  const late = await memoryOfChildren(server);
  const growth = Math.max(...late.sizes) / Math.max(...early.sizes);
  console.log(`${done} requests in ${Math.round((Date.now() - began) / 1000)} s, ${failed} failed`);
  console.log(`  memory of the children after ${early.done}: ${megabytes(early.sizes)} MB`);
  console.log(`  memory of the children after ${done}: ${megabytes(late.sizes)} MB, ratio ${growth.toFixed(3)}`);
  if (done < count) broken.push(`only ${done} of ${count} requests`);
  if (failed > 0) broken.push(`${failed} requests failed`);
  if (late.children !== early.children) broken.push(`children ${early.children} became ${late.children}`);
  if (growth > GROWTH_MOST) broken.push(`memory grew by ${growth.toFixed(3)}, want at most ${GROWTH_MOST}`);
} finally {
  await server.stop();
}
console.log(broken.length ? `limits were broken: ${broken.join('; ')}` : 'every limit held');
process.exitCode = broken.length ? 1 : 0;
