// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Tests whether the time or the bytes of an answer reveal that a person is known. Posts every
// form that takes an identity, alternately for known and for unknown people, and compares the
// times of the two by their ranks (Mann and Whitney, two-sided). TRIES=300 of each kind.

import { performance } from 'node:perf_hooks';

import { solved } from '../lib/altcha.mjs';
import { Client } from '../lib/client.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey } from '../lib/journey.mjs';
import { Recovery } from '../lib/recovery.mjs';
import { easyProofs, startServer } from '../lib/server.mjs';

const TRIES = Number(process.env.TRIES ?? 300);
const ACCOUNTS = 20;
const PROBABLE = 0.001; // below this probability, the ranks distinguish the two

// Raises the limits, so that all tries take the path of most visitors.
const directives = [
  ...easyProofs, 'CnopsPowLevels 0', 'CnopsSigninFree 100', 'CnopsSigninDelayMax 50ms',
  'CnopsPersonAnswers 10000', 'CnopsHashDeadline 30s',
];

// --- statistics ---

// The probability that two samples of the same distribution have ranks at least as uneven.
export function rankTest(a, b) {
  const all = [...a.map((value) => [value, 0]), ...b.map((value) => [value, 1])].sort((x, y) => x[0] - y[0]);
  let ranks = 0;
  let ties = 0;
  for (let i = 0; i < all.length;) {
    let end = i;
    while (end < all.length && all[end][0] === all[i][0]) end += 1;
    const rank = (i + 1 + end) / 2;
    for (let j = i; j < end; j++) if (all[j][1] === 0) ranks += rank;
    ties += (end - i) ** 3 - (end - i);
    i = end;
  }
  const [n, m] = [a.length, b.length];
  const mean = (n * (n + m + 1)) / 2;
  const variance = ((n * m) / 12) * (n + m + 1 - ties / ((n + m) * (n + m - 1)));
  return 2 * (1 - normal(Math.abs(ranks - mean) / Math.sqrt(variance)));
}

// The normal distribution: Abramowitz and Stegun 26.2.17, exact to 7 digits.
function normal(z) {
  const t = 1 / (1 + 0.2316419 * z);
  const sum = [0.319381530, -0.356563782, 1.781477937, -1.821255978, 1.330274429]
    .reduce((total, factor, i) => total + factor * t ** (i + 1), 0);
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

// --- one try ---

// Unknown person number i.
const unknownAt = (i) => ({
  mode: 'immatriculation', immatriculation: `99${String(1_000_000 + i)}`, identifiant_employeur: `ZX${100_000 + i}`,
  cni: `ZX${100_000 + i}`, date_naissance: '13/03/1983', rib: '99999998', etat_civil: '998/1983',
});

const wrong = { rib: '00000001', etat_civil: '1/1901', identifiant_employeur: 'FAUX01', immatriculation: '999999998' };

// The data of a page without the masked values that its recap shows: they come from what this
// visitor typed at the step before.
function withoutRecap(text) {
  const data = JSON.parse(text);
  for (const row of data.recap?.rows ?? []) row.value = '?';
  return JSON.stringify(data);
}

// An answer without its tokens and without the values that were typed.
function shapeOf(response, typed) {
  const cookies = (response.headers['set-cookie'] ?? []).map((line) => line.replace(/=[^;]*/, (value) => `=${value.length}`));
  const isData = response.headers['content-type']?.startsWith('application/json');
  let text = isData ? withoutRecap(response.text) : response.text;
  text = text.replace(/"(jeton|id|png|wav)":"[^"]*"/g, '"$1":""');
  for (const value of typed) if (value) text = text.replaceAll(value, '?');
  return JSON.stringify([response.status, Object.keys(response.headers).sort(), response.location, cookies, text]);
}

async function timed(act) {
  const start = performance.now();
  const response = await act();
  return [performance.now() - start, response];
}

// Posts both steps that take an identity, with wrong answers.
async function tryFacts(name, begun) {
  const journey = await begun.reach('identite');
  const results = {};
  for (const step of ['identite', 'questions']) {
    const page = await journey.page(step);
    const given = { ...(await journey.fieldsOf(step, page, {})) };
    if (step === 'questions') for (const field of Object.keys(given)) given[field] = wrong[field];
    if (page.captcha === 'required') given.altcha = await solved(journey.client);
    const [took, response] = await timed(() =>
      journey.client.post(`${journey.base}/${step}`, { ...given, jeton: page.jeton }, { Accept: 'application/json' }));
    results[`${name}: ${step}`] = { took, shape: shapeOf(response, Object.values(given)) };
  }
  return results;
}

// Each probe makes one try, and returns {took, shape} for every form that it measures, by name.
const probes = {
  async signIn(server, answers) {
    const client = new Client(server);
    const { jeton } = await client.data('/connexion');
    const fields = { jeton, identifiant: answers.cni, mot_de_passe: 'pas le bon 12', altcha: await solved(client) };
    const [took, response] = await timed(() => client.post('/connexion', fields, { Accept: 'application/json' }));
    return { 'sign-in': { took, shape: shapeOf(response, [answers.cni]) } };
  },

  creation: (server, answers) =>
    tryFacts('creation', new Journey(server, { ...answers, mode: 'immatriculation' })),

  recovery: (server, answers) =>
    tryFacts('recovery', new Recovery(server, { answers: { ...answers, mode: 'immatriculation' } })),
};

// --- the comparison ---

async function compare(server, probe, known) {
  const lots = {};
  const keep = (side, results) => {
    for (const [form, result] of Object.entries(results)) {
      lots[form] ??= [{ times: [], shapes: new Map() }, { times: [], shapes: new Map() }];
      lots[form][side].times.push(result.took);
      const { shapes } = lots[form][side];
      shapes.set(result.shape, (shapes.get(result.shape) ?? 0) + 1);
    }
  };
  for (let i = 0; i < TRIES; i++) {
    const people = [known[i % known.length], unknownAt(i % known.length)];
    for (const side of i % 2 ? [1, 0] : [0, 1]) keep(side, await probe(server, people[side]));
  }
  return lots;
}

// Compares shapes as two sets. The questions differ from person to person, but must not differ
// between known and unknown people.
function tellsApart([known, unknown]) {
  const shapes = [...known.shapes.keys()].filter((shape) => !unknown.shapes.has(shape))
    .concat([...unknown.shapes.keys()].filter((shape) => !known.shapes.has(shape)));
  return { p: rankTest(known.times, unknown.times), shapes };
}

function tell(form, who, lots, { p, shapes }) {
  const figures = lots.map((lot) => `${median(lot.times).toFixed(2)} ms`).join(' / ');
  const said = shapes.length ? `BYTES DIFFER ${shapes[0].slice(0, 600)}` : 'same bytes';
  console.log(`  ${form.padEnd(22)} ${who.padEnd(16)} ${figures.padEnd(22)} p = ${p.toFixed(4)}  ${said}`);
}

async function run(server) {
  const members = new Members(server);
  const withAccount = [];
  // Both modes of payment, because unknown people are asked both kinds of question.
  const someone = (i) => answersOf(members.take({ payment_mode: i % 2 ? 'transfer' : 'money_order' }));
  for (let i = 0; i < ACCOUNTS; i++) {
    withAccount.push((await new Journey(server, someone(i)).reach('termine')).answers);
  }
  const without = Array.from({ length: ACCOUNTS }, (_, i) => someone(i));
  let broken = false;
  for (const [name, who, known] of [
    ['signIn', 'with account', withAccount], ['signIn', 'without account', without],
    ['creation', 'with account', withAccount], ['creation', 'without account', without],
    ['recovery', 'with account', withAccount], ['recovery', 'without account', without],
  ]) {
    await compare(server, probes[name], known.slice(0, 2)); // a warm-up, not measured
    let lots = await compare(server, probes[name], known);
    // One comparison in a thousand is uneven by chance, so only two in a row count.
    if (Object.values(lots).some((pair) => tellsApart(pair).p < PROBABLE)) lots = await compare(server, probes[name], known);
    for (const [form, pair] of Object.entries(lots)) {
      const verdict = tellsApart(pair);
      tell(form, who, pair, verdict);
      broken ||= verdict.p < PROBABLE || verdict.shapes.length > 0;
    }
  }
  return broken;
}

const server = await startServer('timing', { directives });
try {
  console.log(`known / unknown, ${TRIES} tries of each, medians:`);
  const broken = await run(server);
  console.log(broken ? 'known people can be told from unknown ones' : 'nothing tells known people from unknown ones');
  process.exitCode = broken ? 1 : 0;
} finally {
  await server.stop();
}
