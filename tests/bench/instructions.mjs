// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// instructions.mjs: counts the instructions that httpd executes for one request of each case
// (callgrind), and compares them with instructions.txt beside this file. Ends with status 1 where a
// case needs more than there by over TOLERANCE. With KEEP=1 in the environment it writes that file
// first. With several sizes in MEMBERS it also compares their counts. MariaDB is not counted: its
// processes are not those of httpd.
//
// A case is measured three times with COUNT requests, and the middle one counts: now and then a
// connection to the database is made anew, which costs as much as three pages. Only threads that answer
// requests count, so what the watchdog does meanwhile does not.

import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { promisify } from 'node:util';

import { solved } from '../lib/altcha.mjs';
import { Client } from '../lib/client.mjs';
import { answersOf } from '../lib/identities.mjs';
import { enterPassword, Journey } from '../lib/journey.mjs';
import { mount, root } from '../lib/server.mjs';
import { Callgrind } from './callgrind.mjs';
import { Portal, startMariadb } from './portal.mjs';
import { out, settings } from './settings.mjs';

const run = promisify(execFile);
const COUNT = 16;
const TOLERANCE = 0.01; // repeated counts differ by 0.2 %
const GROWTH_MOST = 1.1;
const TOP = 15; // functions in the report
const file = path.join(root, 'tests/bench/instructions.txt');
const report = path.join(out, 'instructions.txt');

// --- cases: each makes one request, which httpd must answer with the status. `without`:
// libraries that do not count ---

const FORM = 'application/x-www-form-urlencoded';

async function identityRequest(server, member) {
  const journey = await new Journey(server, answersOf(member)).reach('identite');
  const page = await journey.page('identite');
  const fields = { jeton: page.jeton, ...(await journey.fieldsOf('identite', page, {})) };
  if (page.captcha === 'required') fields.altcha = await solved(journey.client);
  return {
    method: 'POST',
    path: '/creation/identite',
    headers: { Cookie: journey.client.jar.header(), 'Content-Type': FORM },
    body: new URLSearchParams(fields).toString(),
  };
}

async function signinRequest(portal, client) {
  const visitor = client.copy();
  visitor.jar.cookies.delete('cnops_session');
  const { jeton } = await visitor.data('/connexion');
  return {
    method: 'POST',
    path: '/connexion',
    headers: { Cookie: visitor.jar.header(), 'Content-Type': FORM },
    body: new URLSearchParams({ jeton, identifiant: client.cni, mot_de_passe: portal.password }).toString(),
  };
}

async function casesOf(portal) {
  const { server, members, claimants: [cni] } = portal;
  const reader = Object.assign(new Client(server), { cni });
  const { location } = await enterPassword(reader, cni, portal.password);
  if (location !== `${mount}/espace`) throw new Error(`nobody can sign in: ${location}`);
  return [
    { name: 'landing', status: 200, make: () => ({ path: '/' }) },
    { name: 'espace', status: 200, make: () => ({ path: '/espace', headers: { Cookie: reader.jar.header() } }) },
    { name: 'claims', status: 200, make: () => ({ path: '/espace/dossiers', headers: { Cookie: reader.jar.header() } }) },
    { name: 'identite', status: 303, make: () => identityRequest(server, members.take()) },
    // The hash of the password is most of it, and would hide everything else. callgrind does not
    // know the names of libraries that cnops_arena.so is loaded with: they are "???".
    { name: 'connexion', status: 303, without: ['libsodium', '???'], make: () => signinRequest(portal, reader) },
  ];
}

// Makes the requests of all cases, which takes ten times as long under callgrind.
async function prepared(portal) {
  const cases = await casesOf(portal);
  for (const each of cases) {
    each.requests = [];
    for (let i = 0; i < 4 * COUNT; i++) each.requests.push(await each.make());
  }
  return cases;
}

// --- measuring ---

// All requests use one connection, so that none of them pays for a new one.
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function send(server, { method = 'GET', path: page, headers = {}, body }, status) {
  const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const options = { agent, method, headers: { ...headers, ...length } };
    const request = http.request(server.url(page), options, (response) => {
      response.resume();
      response.on('end', () => {
        if (response.statusCode === status) resolve();
        else reject(new Error(`${page}: ${response.statusCode} instead of ${status}`));
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

const sumOf = (counts) => [...counts.values()].reduce((sum, count) => sum + count, 0);

const perRequest = (counts) => [...counts].map(([key, count]) => [key, count / COUNT]).sort((a, b) => b[1] - a[1]);

async function measure(server, callgrind, { name, status, without, requests }) {
  agent.destroy(); // a connection that was idle for long may be closed
  const { pid } = server.process;
  const sendNext = async (count) => {
    for (const request of requests.splice(0, count)) await send(server, request, status);
    return callgrind.take(pid, 'cnops_handler');
  };
  await sendNext(COUNT); // whatever happens only the first times
  const batches = [await sendNext(COUNT), await sendNext(COUNT), await sendNext(COUNT)];
  const [, middle] = batches.sort((a, b) => sumOf(a.own) - sumOf(b.own));
  const own = perRequest(middle.own).filter(([key]) => !without?.some((library) => key.startsWith(library)));
  const libraries = new Map();
  for (const [key, count] of own) {
    const library = key.slice(0, key.indexOf(' '));
    libraries.set(library, (libraries.get(library) ?? 0) + count);
  }
  return {
    name,
    total: own.reduce((sum, [, count]) => sum + count, 0),
    libraries: [...libraries].sort((a, b) => b[1] - a[1]).filter(([, count]) => count >= 1000),
    own,
    all: perRequest(middle.all).filter(([key]) => key.startsWith('mod_cnops.so ')),
  };
}

// --- what the counts depend on ---

// The packages of the libraries, with their versions. '' where dpkg is not there.
async function versionsOf(results) {
  const libraries = new Set(results.flatMap(({ libraries: list }) => list.map(([name]) => name)));
  libraries.delete('mod_cnops.so');
  libraries.delete('???'); // code without a file
  const versions = new Set();
  for (const library of libraries) {
    const owner = await run('dpkg-query', ['-S', `*/${library}`]).catch(() => ({ stdout: '' }));
    const name = /^([^:,\s]+)/.exec(owner.stdout)?.[1];
    if (!name) continue;
    const { stdout } = await run('dpkg-query', ['-W', '-f', '${Package} ${Version}\n', name]);
    versions.add(stdout.trim().split('\n')[0]);
  }
  const { stdout: compiler } = await run('gcc', ['-dumpfullversion']);
  return [`gcc ${compiler.trim()}`, ...[...versions].sort()];
}

// --- the file, and the comparison with it ---

const round = (count) => String(Math.round(count)).padStart(9);

function textOf(results, versions) {
  const lines = [
    '# SPDX-FileCopyrightText: 2026 The mod_cnops founders',
    '# SPDX-License-Identifier: Apache-2.0',
    '#',
    '# Instructions that httpd executes for one request. Written by `make bench-instructions KEEP=1`,',
    '# read by `make bench-instructions`. Libraries choose their code by the processor. connexion is without\n# the hash of a password, which takes some 60 million.',
    '',
    ...versions.map((version) => `with ${version}`),
  ];
  for (const { name, total, libraries } of results) {
    lines.push('', `case ${name.padEnd(24)}${round(total)}`);
    for (const [library, count] of libraries) lines.push(`  in ${library.padEnd(24)}${round(count)}`);
  }
  return `${lines.join('\n')}\n`;
}

async function readFormer() {
  const text = await readFile(file, 'utf8');
  return {
    totals: new Map([...text.matchAll(/^case (\S+)\s+(\d+)$/gm)].map(([, name, count]) => [name, Number(count)])),
    versions: [...text.matchAll(/^with (.+)$/gm)].map(([, version]) => version),
  };
}

// Returns what is wrong, as lines.
async function compare(results, versions) {
  const former = await readFormer();
  console.log('instructions of httpd for one request, and how they differ from tests/bench/instructions.txt:');
  const wrong = [];
  for (const { name, total } of results) {
    const before = former.totals.get(name);
    const change = total / before - 1;
    console.log(`${name.padEnd(12)}${round(total)} instructions, ${change < 0 ? '' : '+'}${(100 * change).toFixed(1)} %`);
    if (!(change <= TOLERANCE)) wrong.push(`${name}: ${Math.round(total)} instructions instead of ${before}`);
    if (change < -TOLERANCE) console.log('  fewer: `make bench-instructions KEEP=1` keeps that');
  }
  const changed = versions.filter((version) => !former.versions.includes(version));
  if (changed.length) console.log(`the file was made with other versions than: ${changed.join(', ')}`);
  return wrong;
}

// The functions that need most, for people.
function profileOf({ name, total, libraries, own, all }) {
  const list = (rows) => rows.map(([key, count]) => `  ${round(count)} ${((100 * count) / total).toFixed(1).padStart(5)} %  ${key}`);
  return [
    `${name}: ${Math.round(total)} instructions for one request`, ...list(libraries),
    ' functions, by their own instructions:', ...list(own.slice(0, TOP)),
    ' functions of mod_cnops, with what they call:', ...list(all.slice(0, 4 * TOP)), '',
  ].join('\n');
}

// --- a run ---

// The results of all cases among this many members.
async function measureAmong(mariadb, count) {
  const portal = new Portal(mariadb, { count, codes: 'memcached' });
  try {
    await portal.start();
    const { server } = portal;
    const cases = await prepared(portal);
    process.env.CALLGRIND_OUT = path.join(server.dir, 'logs/callgrind');
    process.env.HTTPD = path.join(root, 'tests/bench/httpd-callgrind');
    await portal.restart();
    const callgrind = new Callgrind(server.dir, process.env.CALLGRIND_OUT);
    await callgrind.start(server.process.pid);
    const results = [];
    for (const each of cases) results.push(await measure(server, callgrind, each));
    return results;
  } finally {
    agent.destroy();
    delete process.env.HTTPD;
    // A single process of httpd knows no graceful stop.
    portal.server.process?.kill('SIGTERM');
    await portal.server.ended;
    delete portal.server.process;
    await portal.stop();
  }
}

// How the counts grow from size to size, as lines; `wrong` gets what grows too much.
function compareSizes(sizes, wrong) {
  for (let i = 1; i < sizes.length; i++) {
    const [small, big] = [sizes[i - 1], sizes[i]];
    for (const [j, { name, total }] of big.results.entries()) {
      const ratio = total / small.results[j].total;
      const line = `${name} among ${big.count} members: ${ratio.toFixed(3)} of the instructions among ${small.count}`;
      console.log(line);
      if (!(ratio <= GROWTH_MOST)) wrong.push(line);
    }
  }
}

const mariadb = await startMariadb();
const sizes = [];
try {
  for (const count of settings.members) sizes.push({ count, results: await measureAmong(mariadb, count) });
} finally {
  await mariadb.stop();
}
const [{ results }] = sizes;
const versions = await versionsOf(results);
await writeFile(report, results.map(profileOf).join('\n'));
if (process.env.KEEP) await writeFile(file, textOf(results, versions));
const wrong = await compare(results, versions);
compareSizes(sizes, wrong);
if (wrong.length) console.log(`over the limits:\n  ${wrong.join('\n  ')}`);
process.exitCode = wrong.length ? 1 : 0;
console.log(`the functions that need most: ${path.relative(process.cwd(), report)}`);
