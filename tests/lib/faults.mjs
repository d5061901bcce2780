// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Faults of a server (killed processes, broken connections), and clients that try again.

import assert from 'node:assert/strict';
import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE = 20_000; // ms

function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error; // it has ended already
  }
}

export async function childrenOf(server) {
  const { pid } = server.process;
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.trim().split(/\s+/).filter(Boolean).map(Number);
}

// Kills every process that answers requests. The parent process of httpd starts new ones.
export async function killChildren(server) {
  const children = await childrenOf(server);
  assert.ok(children.length > 0, 'httpd has no child to kill');
  server.wasKilled = true;
  children.forEach(kill);
  return children;
}

// Kills the whole server at once, like a power cut.
export async function killServer(server) {
  const children = await childrenOf(server);
  server.wasKilled = true;
  kill(server.process.pid);
  children.forEach(kill);
  await server.ended;
  while (children.some((pid) => isAlive(pid))) await sleep(5);
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

// The result of act; undefined where the server broke the connection. Other errors are thrown.
export async function unlessBroken(act) {
  try {
    return await act();
  } catch (error) {
    if (['ECONNRESET', 'ECONNREFUSED', 'EPIPE'].includes(error.code)) return undefined;
    throw error;
  }
}

// Repeats act, like a visitor who reloads the page, until there is an answer.
export async function insist(act) {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const answer = await unlessBroken(act);
    if (answer !== undefined) return answer;
    assert.ok(Date.now() < deadline, 'the server did not come back');
    await sleep(50);
  }
}

// Counts how often each message is put into the folder of the outbox. A message that is sent
// again replaces its own file, so the files alone would not show it.
export class Deliveries {
  constructor(outbox) {
    this.counts = new Map();
    this.watcher = watch(outbox.dir, (event, name) => {
      if (event !== 'rename' || name.startsWith('.')) return;
      this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
      this.noticed?.();
    });
  }

  // Resolves as soon as the next message is there. Its sender has not marked it as sent by then.
  next() {
    return new Promise((resolve) => (this.noticed = resolve));
  }

  get repeated() {
    return [...this.counts.values()].reduce((sum, count) => sum + count - 1, 0);
  }

  close() {
    this.watcher.close();
  }
}

// Waits until check returns true; at most 45 s, which is longer than a lease of the outbox (30 s).
export async function eventually(check, what) {
  const deadline = Date.now() + 45_000;
  while (!(await check())) {
    assert.ok(Date.now() < deadline, what);
    await sleep(200);
  }
}
