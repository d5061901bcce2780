// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Steps of a creation that cost writes. Many visitors go together from step to step; where a step is
// to be measured, the time of their POSTs is taken.

import { answersOf } from '../../lib/identities.mjs';
import { CONNECTIONS } from '../settings.mjs';
import { repeatable, runBare, runBareSelect } from '../statements.mjs';
import { Crowd } from '../visitors.mjs';

const VISITORS_A_SECOND = 400;
const PEOPLE = 400; // who begin a creation, again and again
const CAPTURED = 32; // visitors whose statements are run bare

const order = ['conditions', 'identite', 'questions', 'courriel', 'courriel-code'];
// The case that measures a step.
const caseOf = { identite: 'identite', questions: 'questions', 'courriel-code': 'code' };

const lastOf = (wanted) => order.findLastIndex((step) => wanted.has(caseOf[step]));

function newJourneys(crowd, portal, count) {
  portal.people ??= Array.from({ length: PEOPLE }, () => answersOf(portal.members.take()));
  return crowd.journeys(Array.from({ length: count }, (_, i) => portal.people[i % PEOPLE]));
}

// Prepares the POST of a step of all journeys; returns what sends them, which returns the figures with
// the journeys that may go on.
async function hold(crowd, journeys, step) {
  const send = await crowd.hold(journeys, (journey) => journey.submit(step));
  return async (how) => {
    const { answers, ...figures } = await send(how);
    const accepted = journeys.filter((journey, i) => answers[i].status === 303);
    if (accepted.length < journeys.length / 2) {
      const { status, text } = answers.find((answer) => answer.status !== 303);
      throw new Error(`${step}: most of ${journeys.length} were refused: ${status} ${text.slice(0, 2000)}`);
    }
    return { ...figures, accepted };
  };
}

async function walk(stage, portal, row, blocks) {
  const crowd = new Crowd(portal.server);
  let journeys = newJourneys(crowd, portal, VISITORS_A_SECOND * stage.seconds);
  for (const step of order.slice(0, lastOf(stage.wanted) + 1)) {
    const send = await hold(crowd, journeys, step);
    const { accepted, ...figures } = await portal.measure(() => send({ connections: CONNECTIONS, blocks }));
    if (stage.wanted.has(caseOf[step])) stage.emit(caseOf[step], row, figures, { size: portal.count, expected: 303 });
    journeys = accepted;
  }
}

// The statements of some visitors at each measured step, each visitor's in a set of its own.
async function statementsOf(stage, portal, log) {
  const crowd = new Crowd(portal.server);
  const journeys = newJourneys(crowd, portal, CAPTURED);
  const sets = {};
  for (const step of order.slice(0, lastOf(stage.wanted) + 1)) {
    sets[step] = [];
    for (const journey of journeys) {
      const send = await hold(crowd, [journey], step);
      sets[step].push((await log.during(send)).map(repeatable));
    }
  }
  return sets;
}

async function measureBare(stage, portal) {
  const how = { connections: CONNECTIONS, seconds: stage.seconds };
  const size = portal.count;
  if (stage.wanted.has('identite')) stage.emit('identite', 'a bare SELECT by key', await runBareSelect(portal, how), { size });
  for (const [step, sets] of Object.entries(portal.steps)) {
    if (!stage.wanted.has(caseOf[step])) continue;
    stage.emit(caseOf[step], 'its bare statements', await runBare(portal, sets, how), { size, statements: sets[0].length });
  }
}

export const stepsCase = {
  names: Object.values(caseOf),
  title: 'steps of a creation',

  async capture(stage, portal, log) {
    portal.steps = await statementsOf(stage, portal, log);
  },

  async round(stage) {
    for (const portal of stage.portals) {
      await walk(stage, portal, 'one block', 1);
      await measureBare(stage, portal);
      await walk(stage, portal, 'many blocks', CONNECTIONS);
    }
  },
};

// The same code, kept in the shared memory of one machine.
export const sharedMemoryCase = {
  names: ['code-shm'],
  title: 'a code, kept in shared memory',
  needsSharedMemory: true,
  async round(stage) {
    const other = { ...stage, wanted: new Set(['code']), emit: (name, row, figures, about) => stage.emit('code-shm', row, figures, about) };
    await walk(other, stage.sharedMemory, 'one block', 1);
  },
};
