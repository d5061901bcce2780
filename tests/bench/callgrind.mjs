// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Counts of instructions of an httpd that runs under callgrind (tests/bench/httpd-callgrind).

import { execFile } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { root } from '../lib/server.mjs';

const run = promisify(execFile);
const PATIENCE = 60_000; // ms

const add = (counts, key, count) => counts.set(key, (counts.get(key) ?? 0) + count);

// Reads a file of callgrind. Returns two maps from 'OBJECT FUNCTION' to instructions: `own` of the
// function alone, `all` with those of the functions that it called.
export function readProfile(text) {
  const names = { ob: new Map(), fn: new Map() };
  const own = new Map();
  const all = new Map();
  const now = { ob: '?', fn: '?', cob: undefined, cfn: '?' };
  let isCall = false;
  for (const line of text.split('\n')) {
    const spec = /^(c?)(ob|fn)=(\(\d+\))(?: (.*))?$/.exec(line);
    if (spec) {
      const [, called, kind, id, value] = spec;
      if (value) names[kind].set(id, kind === 'ob' ? path.basename(value) : value.replace(/'\d+$/, ''));
      now[called + kind] = names[kind].get(id);
    } else if (line.startsWith('calls=')) {
      isCall = true; // the next line has what the called function took
    } else if (/^[+\-*\d]/.test(line)) {
      const count = Number(line.split(' ')[1]);
      if (isCall) add(all, `${now.cob ?? now.ob} ${now.cfn}`, count);
      else add(own, `${now.ob} ${now.fn}`, count);
      if (isCall) now.cob = undefined;
      isCall = false;
    }
  }
  return { own, all };
}

export class Callgrind {
  // dir: folder of the instance, whose user owns the process. out: the beginning of the names of
  // callgrind's files.
  constructor(dir, out) {
    this.dir = dir;
    this.out = out;
  }

  // callgrind_control ends with 0 also where it fails, and reaches only processes of its own user.
  async #control(pid, option) {
    const program = path.join(root, 'packaging/instance');
    const words = ['command', this.dir, 'callgrind_control', option, String(pid)];
    const { stdout, stderr } = await run(program, words, { timeout: PATIENCE });
    if (!/^\s*OK\.$/m.test(stdout)) throw new Error(`callgrind_control ${option}: ${stdout}${stderr}`);
  }

  start(pid) {
    return this.#control(pid, '--instr=on');
  }

  // What was counted since the last call, of the threads in which the function `mark` ran.
  async take(pid, mark) {
    await this.#control(pid, '--dump');
    const sum = { own: new Map(), all: new Map() };
    const dir = path.dirname(this.out);
    for (const name of await readdir(dir)) {
      if (!name.startsWith(`${path.basename(this.out)}.`)) continue;
      const { own, all } = readProfile(await readFile(path.join(dir, name), 'utf8'));
      await rm(path.join(dir, name));
      if (![...own.keys()].some((key) => key.endsWith(` ${mark}`))) continue;
      own.forEach((count, key) => add(sum.own, key, count));
      all.forEach((count, key) => add(sum.all, key, count));
    }
    if (sum.own.size === 0) throw new Error(`callgrind has counted nothing in a thread with ${mark}`);
    return sum;
  }
}
