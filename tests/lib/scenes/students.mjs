// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Scenes of students without an account: the tracking of their registrations.

import { eachStatus, importRegistrations, newStudent, registered, trackingOf } from '../registrations.mjs';
import { mount } from '../server.mjs';

const page = '/etudiants/suivi';

// One with a year in each status, and one without an e-mail on file.
async function makeStudents({ server }) {
  const [student, without] = [newStudent(), newStudent({ email: '' })];
  await importRegistrations(server, [...eachStatus(student), registered(without)]);
  return [student, without];
}

export async function* students(w) {
  const [student] = await w.once('registrations', () => makeStudents(w));
  const client = w.client();
  yield w.scene(page, await w.open(client, page));
  yield w.scene(`${page}, picture`, await w.open(client, `${page}?captcha=image`));
  yield w.scene(`${page}, blank`, await w.blank(client, page));
  yield w.scene(`${page}, mistakes`, await w.post(client, page, { cine: '123', massar: 'G12', date_naissance: '31/02/2005' }));
  yield w.scene(`${page}, nothing found`, await w.post(client, page, { ...trackingOf(student), cine: `ZZ99999${w.lang.codePointAt(0) % 10}`, massar: 'Z000000000' }));
  const found = await w.post(client, page, trackingOf(student));
  yield w.scene(`${page}, found`, found);
  const href = /href="([^"]*\.pdf)"/.exec(found.text)[1].slice(mount.length);
  await client.get(href); // a message tells of it
  yield w.scene(`${page}, link of another browser`, await w.open(w.client(), href));
}

export async function* byEmail(w) {
  const [student, without] = await w.once('registrations', () => makeStudents(w));
  const client = w.client();
  yield w.scene(`${page}, sent by e-mail`, await w.post(client, page, trackingOf(student)));
  yield w.scene(`${page}, no e-mail on file`, await w.post(client, page, trackingOf(without)));
  let last = await w.post(client, page, trackingOf(student));
  for (let i = 0; i < 3; i += 1) last = await w.post(client, page, trackingOf(student));
  yield w.scene(`${page}, sent too often`, last);
}

export async function* byAccount(w) {
  const [student] = await w.once('registrations', () => makeStudents(w));
  yield w.scene(`${page}, with an account only`, await w.post(w.client(), page, trackingOf(student)));
}
