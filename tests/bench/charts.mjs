// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// charts.mjs RESULTS OUT: draws the charts of README.md from build/bench/results.json, one SVG file
// each: bars with their figures, in the colours of the reader's theme.

import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { rowsOf, summaryOf } from './statistics.mjs';

const WIDTH = 640;
const LABELS = 220; // width of their column
const FIGURES = 90;
const BAR = 18;
const STEP = 28;
const TOP = 46;

const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #1b2b2b }
  .title { font-weight: 600; font-size: 15px }
  .figure { font-variant-numeric: tabular-nums }
  .ours { fill: #00706b }
  .beside { fill: #a9b8b6 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e4eceb }
    .ours { fill: #3fb8ae }
    .beside { fill: #5b6b69 }
  }`;

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const grouped = (number) => (number >= 10 ? Math.round(number).toLocaleString('en-US') : Number(number.toPrecision(2)).toString());

function bar({ label, value, isOurs }, i, { most, unit }) {
  const y = TOP + i * STEP;
  const width = Math.max(1, (value / most) * (WIDTH - LABELS - FIGURES));
  return [
    `<text x="${LABELS - 8}" y="${y + 14}" text-anchor="end">${escaped(label)}</text>`,
    `<rect class="${isOurs ? 'ours' : 'beside'}" x="${LABELS}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" rx="2"/>`,
    `<text class="figure" x="${(LABELS + width + 6).toFixed(1)}" y="${y + 14}">${grouped(value)}${unit}</text>`,
  ].join('\n');
}

// bars: [{label, value, isOurs}]
export function chart({ title, unit = '', bars }) {
  const most = Math.max(...bars.map(({ value }) => value));
  const height = TOP + bars.length * STEP + 4;
  const said = `${title}: ${bars.map(({ label, value }) => `${label} ${grouped(value)}${unit}`).join(', ')}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">
<title>${escaped(said)}</title>
<style>${STYLE}
</style>
<text class="title" x="8" y="24">${escaped(title)}</text>
${bars.map((each, i) => bar(each, i, { most, unit })).join('\n')}
</svg>
`;
}

// --- the charts of README.md ---

const rate = (row) => row.rate;
const cpu = (row) => row.cpuInAll;

// [file, title, unit, figure, [[label, case, row, isOurs]…]]
const charts = [
  ['pages', 'Landing page: answers a second', '', rate, [
    ['mod_cnops', 'landing', 'the portal', true],
    ['a C handler that only answers', 'landing', 'a C handler'],
    ['the same bytes as a static file', 'landing', 'a static file'],
  ]],
  ['data', 'CPU of one request, database included', ' µs', cpu, [
    ['space of a member', 'espace', 'one block', true],
    ['its bare statements', 'espace', 'its bare statements'],
    ['identity step', 'identite', 'one block', true],
    ['its bare statements', 'identite', 'its bare statements'],
    ['one bare SELECT by key', 'espace', 'a bare SELECT by key'],
  ]],
  ['signin', 'Sign-ins a second', '', rate, [
    ['2 at once', 'signin', '2 at once, one block', true],
    ['8 at once', 'signin', '8 at once, one block', true],
    ['32 at once', 'signin', '32 at once, one block', true],
    ['64 strangers at once', 'signin', '64 strangers at once, one block', true],
    ['passwords that can be checked', 'signin', 'the hash limit'],
  ]],
  ['import', 'Import of members: rows a second', '', rate, [
    ['cnopsctl import', 'import', 'cnopsctl import', true],
    ['LOAD DATA of the same rows', 'import', 'LOAD DATA'],
  ]],
];

function barsOf(rows, figure, wanted) {
  return wanted.map(([label, name, row, isOurs]) => {
    const found = rows.find((each) => each.case === name && each.row === row);
    if (!found) throw new Error(`the run has not measured ${name}: ${row}; make bench first`);
    return { label, value: figure(found), isOurs };
  });
}

const [file, out] = process.argv.slice(2);
const { samples } = JSON.parse(await readFile(file, 'utf8'));
const rows = rowsOf(samples).map(summaryOf);
for (const [name, title, unit, figure, wanted] of charts) {
  await writeFile(path.join(out, `bench-${name}.svg`), chart({ title, unit, bars: barsOf(rows, figure, wanted) }));
}
