// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// The pages that need no database, and their yardsticks in the same httpd: a static file, and a C
// handler that does nothing but answer, both with the bytes and headers that the portal answers.

import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { mount } from '../lib/server.mjs';
import { bytesOf, load } from './load.mjs';
import { out } from './settings.mjs';

const COMPRESSED = { 'Accept-Encoding': 'gzip, br' };

export const pages = [
  { name: 'landing', title: 'landing page', address: `${mount}/` },
  { name: 'conditions', title: 'conditions', address: `${mount}/creation/conditions` },
  { name: 'json', title: 'a JSON page', address: `${mount}/creation/conditions`, headers: { Accept: 'application/json' } },
  { name: '404', title: 'a page not found', address: `${mount}/nulle-part` },
  { name: 'asset', title: 'an asset', address: undefined }, // a style sheet, whose name the landing page tells
];

// The requests for a page: of the portal, of the static file, of the handler.
export function requestsFor(page, compressed) {
  const headers = { ...page.headers, ...(compressed && COMPRESSED) };
  const name = fileOf(page, compressed);
  return {
    portal: bytesOf('GET', page.address, { headers }),
    static: bytesOf('GET', `/bench/static/${name}`, { headers }),
    handler: bytesOf('GET', `/bench/handler/${name}`, { headers }),
  };
}

const fileOf = (page, compressed) => `${page.name}${compressed ? '-gz' : ''}`;

async function fetch(server, request) {
  const { answers: [answer] } = await load(server.port, [request], { keep: true });
  return answer;
}

async function findAsset(server) {
  const { text } = await fetch(server, requestsFor(pages[0], false).portal);
  const [address] = /[^"]*assets\/app\.[0-9a-f]+\.css/.exec(text);
  pages.find(({ name }) => name === 'asset').address = address.startsWith('/') ? address : `${mount}/${address}`;
}

// httpd adds these itself to every answer.
const OF_HTTPD = new Set(['date', 'server', 'content-length', 'content-type', 'connection', 'keep-alive']);

const headersOf = (answer) => answer.pairs.filter(([name]) => !OF_HTTPD.has(name.toLowerCase()));

const quoted = (value) => `"${value.replaceAll('%', '%%').replaceAll('"', '\\"')}"`;

function staticDirectives(name, answer) {
  const lines = headersOf(answer).map(([header, value]) => `  Header always add ${header} ${quoted(value)}`);
  const place = answer.status === 404 ? `${name}-document` : name;
  return [
    `<Location "/bench/static/${place}">`,
    `  ForceType ${quoted(answer.headers['content-type'])}`,
    '  Header unset Last-Modified', '  Header unset Accept-Ranges',
    ...lines,
    '</Location>',
    ...(answer.status === 404
      ? [`<Location "/bench/static/${name}">`, `  ErrorDocument 404 /bench/static/${place}`, '</Location>']
      : []),
  ];
}

// Writes one page for both yardsticks.
async function writePage(name, answer) {
  const head = [answer.status, answer.headers['content-type'], ...headersOf(answer).map((pair) => pair.join(': ')), '', ''];
  const place = answer.status === 404 ? `${name}-document` : name;
  for (const [file, bytes] of [
    [path.join(out, 'static', place), answer.bytes],
    [path.join(out, 'answers', `${name}.answer`), Buffer.concat([Buffer.from(head.join('\r\n')), answer.bytes])],
  ]) {
    await writeFile(file, bytes);
    await chmod(file, 0o644);
  }
}

// Asks the portal for every page, and returns the lines of configuration for both yardsticks.
export async function yardstickDirectives(server) {
  const folders = ['static', 'answers'].map((name) => path.join(out, name));
  for (const folder of folders) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
    await chmod(folder, 0o755);
  }
  await findAsset(server);
  const lines = [];
  for (const page of pages) {
    for (const compressed of [false, true]) {
      const answer = await fetch(server, requestsFor(page, compressed).portal);
      await writePage(fileOf(page, compressed), answer);
      lines.push(...staticDirectives(fileOf(page, compressed), answer));
    }
  }
  return [
    `LoadModule bench_module "${path.join(out, 'mod_bench.so')}"`,
    `BenchAnswers "${folders[1]}"`,
    '<Location "/bench/handler/">', '  SetHandler bench', '  Require all granted', '</Location>',
    `Alias "/bench/static/" "${folders[0]}/"`,
    `<Directory "${folders[0]}">`, '  Require all granted', '  FileETag None', '</Directory>',
    // Their requests are logged like those of the portal.
    'SetEnvIf Request_URI "^/bench/" cnops',
    ...lines,
  ];
}

// Fails where a yardstick does not answer what the portal answers.
export async function checkYardsticks(server) {
  for (const page of pages) {
    for (const compressed of [false, true]) {
      const requests = requestsFor(page, compressed);
      const shapes = {};
      for (const [name, request] of Object.entries(requests)) shapes[name] = shapeOf(await fetch(server, request));
      for (const name of ['static', 'handler']) {
        if (shapes[name] !== shapes.portal) {
          throw new Error(`${fileOf(page, compressed)}: ${name} answers\n${shapes[name]}\nthe portal\n${shapes.portal}`);
        }
      }
    }
  }
}

// Of an answer, what must be equal. A cookie is sealed anew each time, and the random token of a form
// is compressed to more or fewer bytes each time.
function shapeOf(answer) {
  const varies = ['date', 'keep-alive', ...(answer.headers['content-encoding'] ? ['content-length'] : [])];
  const headers = answer.pairs
    .filter(([name]) => !varies.includes(name.toLowerCase()))
    .map(([name, value]) => `${name.toLowerCase()}: ${value.replace(/(cnops_\w+)=[^;]*/, (all, cookie) => `${cookie}=${all.length}`)}`);
  return [answer.status, ...headers.sort()].join('\n');
}
