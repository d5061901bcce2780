// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// CPU time and memory of processes, from /proc.

import { readFile } from 'node:fs/promises';

const TICK = 1e6 / 100; // µs; USER_HZ is 100 on every Linux

async function cpuOf(pid) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name of the program, in brackets, may contain blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [utime, stime] = [Number(fields[11]), Number(fields[12])];
  return (utime + stime) * TICK;
}

async function childrenOf(pid) {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.trim().split(/\s+/).filter(Boolean).map(Number);
}

export const familyOf = async (pid) => [pid, ...(await childrenOf(pid))];

const sum = (values) => values.reduce((total, value) => total + value, 0);

// groups: {name: [pid…]}. Returns {name: µs of CPU so far}, all threads included.
export async function cpuOfAll(groups) {
  const entries = Object.entries(groups).map(async ([name, pids]) => [name, sum(await Promise.all(pids.map(cpuOf)))]);
  return Object.fromEntries(await Promise.all(entries));
}

async function pssOf(pid) {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => ''); // it may just have ended
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0);
}

// MiB of a process and its children; pages that they share count once.
export async function pssOfFamily(pid) {
  const sizes = await Promise.all((await familyOf(pid)).map(pssOf));
  return sum(sizes) / 1024;
}
