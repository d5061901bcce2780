// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Reads the memory of the child processes of an instance, and searches it.

import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { childrenOf } from './faults.mjs';
import { root } from './server.mjs';

const PATIENCE = 30_000; // ms

// Must be called before startServer: httpd is then started with tests/memory/memory.c, which
// writes its memory on request. Not possible with sanitizers: they keep freed memory, and
// reserve nearly all of the address space.
export function makeMemoryReadable(name) {
  delete process.env.MODULE;
  process.env.HTTPD = path.join(root, 'tests/memory/httpd');
  process.env.MEMORY_DIR = path.join(root, process.env.TEST_INSTANCES ?? 'build/test', name, 'run');
  return process.env.MEMORY_DIR;
}

export function makeMemoryUnreadable() {
  delete process.env.HTTPD;
  delete process.env.MEMORY_DIR;
}

// All writable memory of each child process: [{pid, bytes}].
export async function readMemory(server, dir) {
  const children = await childrenOf(server);
  assert.ok(children.length > 1, 'two children at least');
  const ask = path.join(dir, 'ask');
  await writeFile(ask, '');
  const files = children.map((pid) => path.join(dir, `${pid}.mem`));
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const names = await readdir(dir);
    if (files.every((file) => names.includes(path.basename(file)))) break;
    assert.ok(Date.now() < deadline, `no memory of ${children} in ${names}`);
    await sleep(50);
  }
  await rm(ask);
  const memory = [];
  for (const [i, file] of files.entries()) {
    memory.push({ pid: children[i], bytes: await readFile(file) });
    await rm(file);
  }
  return memory;
}

const isDigit = (byte) => byte >= 0x30 && byte <= 0x39;
const isHex = (byte) => isDigit(byte) || (byte >= 0x61 && byte <= 0x66);

// Whether the place is inside a digest in hexadecimal. Six digits in a row are not rare in
// digests, and a database has many of them.
export function isInDigest(bytes, at) {
  let first = at;
  let last = at;
  while (isHex(bytes[first - 1])) first -= 1;
  while (isHex(bytes[last])) last += 1;
  return last - first >= 32;
}

// The offsets of text in bytes. A number is not found inside a longer number.
export function placesOf(bytes, text) {
  const wanted = Buffer.from(text);
  const isNumber = /^\d+$/.test(text);
  const places = [];
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) {
    if (!isNumber || !(isDigit(bytes[at - 1]) || isDigit(bytes[at + wanted.length]))) places.push(at);
  }
  return places;
}

// The printable bytes around a place: they help to find out what wrote it.
export function around(bytes, at, distance = 96) {
  return bytes.subarray(Math.max(0, at - distance), at + distance).toString('latin1').replace(/[^\x20-\x7e]+/g, '·');
}
