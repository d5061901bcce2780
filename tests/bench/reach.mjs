// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// What the portal should reach: ratios of figures of the same run, and sizes.

import { cpuOf, median, ratiosOf } from './statistics.mjs';

const rate = ({ rate: value }) => value;
const p99 = ({ p99: value }) => value;

const of = (name, row, read) => ({ of: name, row, read });
const BARE = 'a bare SELECT by key';
const LIMIT = of('signin', 'the hash limit', rate);

// [what, upper, lower, {least} or {most}]
const ratios = [
  ['landing page: answers a second, to those of the C handler', of('landing', 'the portal', rate), of('landing', 'a C handler', rate), { least: 0.95 }],
  ['landing page: answers a second, to those of the static file', of('landing', 'the portal', rate), of('landing', 'a static file', rate), { least: 1.15 }],
  ['the space: CPU, to that of a bare SELECT', of('espace', 'one block', cpuOf), of('espace', BARE, cpuOf), { most: 4 }],
  ['the dashboard: CPU, to that of a bare SELECT', of('dashboard', 'one block', cpuOf), of('dashboard', BARE, cpuOf), { most: 10 }],
  ['twenty claims: CPU, to that of a bare SELECT', of('claims', 'one block', cpuOf), of('claims', BARE, cpuOf), { most: 8 }],
  ['identity: CPU, to that of a bare SELECT', of('identite', 'one block', cpuOf), of('identite', BARE, cpuOf), { most: 12 }],
  ['identity: p99 of one block, to that of many', of('identite', 'one block', p99), of('identite', 'many blocks', p99), { most: 2 }],
  ['sign-ins a second, 8 at once, to the hash limit', of('signin', '8 at once, one block', rate), LIMIT, { least: 0.95 }],
  ['sign-ins a second, 64 strangers at once, to the hash limit', of('signin', '64 strangers at once, one block', rate), LIMIT, { least: 0.9 }],
  ['sign-ins a second, 8 at once, to the stock hash limit', of('signin', '8 at once, one block', rate), LIMIT, { least: 1.6 }],
  ['papers: certificates a second, to WeasyPrint', of('papers', '8 at once', rate), of('papers', 'WeasyPrint, in one process', rate), { least: 5 }],
  ['pages while papers are made: p99, to that when it is quiet', of('papers', 'pages, while 20 ask for papers', p99), of('papers', 'pages, quiet', p99), { most: 2 }],
  ['import: rows a second, to those of LOAD DATA', of('import', 'cnopsctl import', rate), of('import', 'LOAD DATA', rate), { least: 0.5 }],
];

const sizes = [
  ['memory of httpd, quiet, MiB', 'quiet', { most: 45 }],
  ['memory of httpd while 32 sign in, MiB', 'while 32 sign in', { most: 80 }],
];

// [case, its row, what it is]
const growing = [
  ['espace', 'one block', 'the space'], ['identite', 'one block', 'identity'],
  ['lookups', 'its bare statements', 'statements of a sign-in'],
];
const GROWTH = { most: 1.2 };

function isReached(value, { least, most }) {
  return least === undefined ? value <= most : value >= least;
}

// values: those of the rounds, of which the median counts.
function line(what, values, limit) {
  const value = median(values);
  const word = value === undefined ? 'not measured' : isReached(value, limit) ? 'reached' : 'not reached';
  return { what, value, least: Math.min(...values), most: Math.max(...values), limit, word };
}

function growthLines({ samples, settings }) {
  const steps = settings.members.slice(1).map((size, i) => [settings.members[i], size]);
  return steps.flatMap(([small, big]) => growing.map(([name, row, title]) => {
    const side = (size) => ({ ...of(name, row, cpuOf), size });
    return line(`${title}: CPU among ${big} members, to that among ${small}`, ratiosOf(samples, side(big), side(small)), GROWTH);
  }));
}

// [{what, value, least, most, limit, word}]
export function reachOf(results) {
  const { samples, memory, settings: { members: [size] } } = results;
  const first = samples.filter((sample) => sample.size === undefined || sample.size === size);
  return [
    ...ratios.map(([what, upper, lower, limit]) => line(what, ratiosOf(first, upper, lower), limit)),
    ...sizes.map(([what, row, limit]) => line(what, memory.filter((each) => each.row === row).map(({ mib }) => mib), limit)),
    ...growthLines(results),
  ];
}
