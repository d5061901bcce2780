// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Figures of all rounds together.

export function median(values) {
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  if (sorted.length === 0) return undefined;
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const sum = (values) => values.reduce((total, value) => total + value, 0);

export const cpuOf = (sample) => sum(Object.values(sample.cpu));

// The samples of a row: [{case, row, size, samples}], in the order of their first measurement.
export function rowsOf(samples) {
  const rows = new Map();
  for (const sample of samples) {
    const key = JSON.stringify([sample.case, sample.row, sample.size]);
    if (!rows.has(key)) rows.set(key, { case: sample.case, row: sample.row, size: sample.size, samples: [] });
    rows.get(key).samples.push(sample);
  }
  return [...rows.values()];
}

// One line of the report.
export function summaryOf({ samples, ...row }) {
  const pick = (read) => median(samples.map(read));
  const rates = samples.map(({ rate }) => rate);
  const [least, most] = [Math.min(...rates), Math.max(...rates)];
  const rate = median(rates);
  const cpu = Object.fromEntries(Object.keys(samples[0].cpu).map((who) => [who, pick((sample) => sample.cpu[who])]));
  return {
    ...row, rate, least, most, noise: (most - least) / rate, cpu, cpuInAll: pick(cpuOf),
    p50: pick(({ p50 }) => p50), p99: pick(({ p99 }) => p99), statements: samples[0].statements,
    count: sum(samples.map(({ count }) => count)),
    ...Object.fromEntries(['broken', 'repeated', 'failed', 'wrong'].map((name) => [name, sum(samples.map((sample) => sample[name]))])),
  };
}

// The ratios of two figures in each round. A figure is {of: case, row, size, read}; a row that is
// measured several times in a round counts with its mean.
export function ratiosOf(samples, upper, lower) {
  const rounds = [...new Set(samples.map(({ round }) => round))];
  return rounds.map((round) => {
    const [a, b] = [upper, lower].map((side) => figureOf(samples, side, round));
    return a === undefined || b === undefined ? undefined : a / b;
  }).filter((ratio) => ratio !== undefined);
}

function figureOf(samples, { of, row, size, read }, round) {
  const found = samples.filter((sample) =>
    sample.case === of && sample.row === row && sample.round === round && (size === undefined || sample.size === size));
  return found.length ? sum(found.map(read)) / found.length : undefined;
}
