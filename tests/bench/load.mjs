// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Sends prepared requests with build/bench/load, which costs little of the machine's time.

import { spawn } from 'node:child_process';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';

import { root } from '../lib/server.mjs';
import { out } from './settings.mjs';

const scratch = path.join(out, 'scratch');
let serial = 0;

// Runs a program of the bench, and returns the JSON object that it prints. instance: the folder of
// the instance whose user runs it; MariaDB asks the kernel who connects.
export function runProgram(name, args, { input = '', instance } = {}) {
  return new Promise((resolve, reject) => {
    const line = [...(instance ? [path.join(root, 'packaging/instance'), 'command', instance] : []), path.join(out, name), ...args];
    const child = spawn(line[0], line.slice(1).map(String), { stdio: ['pipe', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (chunk) => (text += chunk));
    child.stdin.on('error', () => {}); // a program that reads no input may have ended
    child.on('error', reject);
    child.on('close', (status) => (status === 0 ? resolve(JSON.parse(text)) : reject(new Error(`${name} ended with ${status}`))));
    child.stdin.end(input);
  });
}

// The bytes of a request.
export function bytesOf(method, address, { headers = {}, body = '' } = {}) {
  const lines = Object.entries({ Host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${address} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}

async function writeRequests(file, requests) {
  const handle = await open(file, 'w');
  const parts = requests.flatMap((bytes) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    return [length, bytes];
  });
  await handle.writeFile(Buffer.concat(parts));
  await handle.close();
}

// An answer as the tests' client gives it.
function parseAnswer(bytes) {
  const end = bytes.indexOf('\r\n\r\n');
  const [first, ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const pairs = lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]);
  const headers = {};
  for (const [name, value] of pairs) {
    const key = name.toLowerCase();
    if (key === 'set-cookie') (headers[key] ??= []).push(value);
    else headers[key] = value;
  }
  const body = bytes.subarray(end + 4);
  return { status: Number(first.split(' ')[1]), headers, pairs, bytes: body, text: body.toString('utf8') };
}

async function readAnswers(file) {
  const bytes = await readFile(file);
  const answers = [];
  for (let at = 0; at < bytes.length;) {
    const [number, length] = [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)];
    answers[number] = parseAnswer(bytes.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return answers;
}

// Sends the requests to 127.0.0.1:port from this many connections and address blocks. seconds: how
// long they are repeated; 0: each is sent once. Returns what load.c prints, and with keep also
// answers, in the order of the requests (undefined where none came).
export async function load(port, requests, { connections = 1, blocks = 1, seconds = 0, keep = false } = {}) {
  await mkdir(scratch, { recursive: true });
  serial += 1;
  const file = path.join(scratch, `requests-${serial}`);
  const kept = path.join(scratch, `answers-${serial}`);
  try {
    await writeRequests(file, requests);
    const args = [port, connections, Math.min(blocks, 250), seconds, file, ...(keep ? [kept] : [])];
    const result = await runProgram('load', args);
    if (keep) result.answers = await readAnswers(kept);
    return result;
  } finally {
    await Promise.all([file, kept].map((name) => rm(name, { force: true })));
  }
}
