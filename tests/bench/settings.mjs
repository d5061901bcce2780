// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// What a run of the bench measures, from the environment.

import path from 'node:path';

import { root } from '../lib/server.mjs';

const words = (text) => text.split(/[\s,]+/).filter(Boolean);

function positive(name, usual) {
  const number = Number(process.env[name] || usual);
  if (!Number.isInteger(number) || number < 1) throw new Error(`${name} must be a number from 1 on`);
  return number;
}

// CASES: names; none means all. MEMBERS: one size or several; the cases that show how the portal
// grows are measured with each of them, and all others with the first.
export const settings = {
  cases: words(process.env.CASES ?? ''),
  rounds: positive('ROUNDS', 5),
  seconds: positive('SECONDS', 2),
  members: words(process.env.MEMBERS || '10000').map(Number),
};

export const out = path.join(root, 'build/bench');

// The connections of a load, unless the case says otherwise.
export const CONNECTIONS = 32;
