// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// The report of a run, as Markdown.

import { reachOf } from './reach.mjs';
import { median, rowsOf, summaryOf } from './statistics.mjs';

const grouped = (number) => Math.round(number).toLocaleString('en-US');

// Three digits at least.
const figure = (number) => (number === undefined ? '' : number >= 100 ? grouped(number) : Number(number.toPrecision(3)).toString());

const milliseconds = (us) => (us === undefined ? '' : `${figure(us / 1000)} ms`);

function table(head, lines) {
  const rows = [head, head.map((cell, i) => (i === 0 ? '---' : '---:')), ...lines];
  return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const cpuWords = (cpu) => Object.entries(cpu).filter(([, used]) => used > 0).map(([who, used]) => `${who} ${figure(used)}`).join(', ');

function rowCells(row, several) {
  const name = [row.row, several && row.size ? `${grouped(row.size)} members` : '', row.statements ? `${row.statements} statements` : ''].filter(Boolean).join(', ');
  return [
    name, figure(row.rate), `${figure(row.least)}–${figure(row.most)}`, `${Math.round(row.noise * 100)} %`,
    `${figure(row.cpuInAll)} µs`, cpuWords(row.cpu), milliseconds(row.p50), milliseconds(row.p99), grouped(row.count),
  ];
}

const HEAD = ['', 'a second', 'least–most', 'noise', 'CPU of one', 'of it', 'p50', 'p99', 'measured'];

function caseTable(name, rows, several) {
  return `### ${name}\n\n${table(HEAD, rows.filter((row) => row.case === name).map((row) => rowCells(row, several)))}\n`;
}

const wanted = (limit) => (limit.least === undefined ? `≤ ${limit.most}` : `≥ ${limit.least}`);

function reachTable(results) {
  const lines = reachOf(results).map(({ what, value, least, most, limit, word }) =>
    [what, figure(value), value === undefined ? '' : `${figure(least)}–${figure(most)}`, wanted(limit), word]);
  return table(['', 'median', 'of the rounds', 'wanted', ''], lines);
}

// Programs of others change ratios of rates, since they slow down few threads more than many; ratios
// of CPU stay nearly as they are.
function unrestOf({ load, cores }) {
  if (load < cores / 4) return '';
  return `**The machine was not quiet: its load was ${figure(load)} before the run. Ratios of rates and of times may be wrong by a multiple.**\n`;
}

// What makes a row worth less than it looks.
function faultsOf(rows) {
  const words = { broken: 'requests were not answered', wrong: 'answers had another status than the right one', failed: 'statements failed' };
  return rows.flatMap((row) => Object.entries(words).filter(([name]) => row[name] > 0)
    .map(([name, said]) => `- ${row.case}, ${row.row}: ${grouped(row[name])} ${said}`));
}

function memoryTable(memory) {
  const names = [...new Set(memory.map(({ row }) => row))];
  return table(['httpd', 'PSS'], names.map((name) =>
    [name, `${figure(median(memory.filter(({ row }) => row === name).map(({ mib }) => mib)))} MiB`]));
}

export function report(results) {
  const { settings, samples, memory } = results;
  const rows = rowsOf(samples).map(summaryOf);
  const names = [...new Set(rows.map((row) => row.case))];
  const faults = [...results.faults.map((fault) => `- failed: ${fault}`), ...faultsOf(rows)];
  return [
    '# What the portal reaches\n',
    `${results.at}, ${results.cores} cores (${results.processor}), ${settings.members.map(grouped).join(' and ')} members, ` +
      `${settings.rounds} rounds. Each figure is the median of the rounds; noise is the distance from the least to the most of them. ` +
      'CPU is that of all processes of one request, of httpd, MariaDB and memcached; of a bare statement, that of client and server.\n',
    unrestOf(results),
    faults.length ? `Not everything was answered as it should:\n\n${faults.join('\n')}\n` : 'No socket error, no wrong answer.\n',
    '## Reach\n', `${reachTable(results)}\n`,
    '## Measured\n',
    ...names.map((name) => caseTable(name, rows, settings.members.length > 1)),
    ...(memory.length ? ['### memory\n', `${memoryTable(memory)}\n`] : []),
  ].filter(Boolean).join('\n');
}
