// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Scenes of officers of establishments: sign-in, files, single rows.

import { addEstablishment, csvOf, studentOf } from '../establishments.mjs';
import { eventually } from '../faults.mjs';
import { cnopsctl } from '../recovery.mjs';
import { mount } from '../server.mjs';

const entry = '/etablissements';
const lots = `${entry}/lots`;
const boundary = 'SceneBoundary';

async function makeEstablishment(w, code, email) {
  const key = await addEstablishment(w.server, code);
  await cnopsctl(w.server, 'establishment', 'officer', 'add', code, email);
  return key;
}

async function sendFile(client, file) {
  const { jeton } = await client.data(lots);
  const head = `--${boundary}\r\nContent-Disposition: form-data; name=`;
  const body = `${head}"jeton"\r\n\r\n${jeton}\r\n${head}"fichier"; filename="liste.csv"\r\n\r\n${file}\r\n--${boundary}--\r\n`;
  return client.request('POST', lots, { headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` }, body });
}

const checked = (client, path) => eventually(async () => !(await client.data(path)).working);

export async function* officers(w) {
  const code = `SCENE-${w.lang.toUpperCase()}`;
  const courriel = `responsable.${w.lang}@universite.example.ma`;
  const cle = await w.once(`establishment ${w.lang}`, () => makeEstablishment(w, code, courriel));
  const client = w.client();
  yield w.scene(entry, await w.open(client, entry));
  yield w.scene(`${entry}, blank`, await w.blank(client, entry));
  await w.post(client, entry, { cle, courriel });
  yield w.scene(`${entry}/code`, await w.open(client, `${entry}/code`));
  yield w.scene(`${entry}/code, blank`, await w.blank(client, `${entry}/code`));
  await w.post(client, `${entry}/code`, { code: await w.server.outbox.nextCode(courriel) });
  yield w.scene(`${lots}, none`, await w.open(client, lots));
  yield w.scene(`${lots}, no registrations`, await sendFile(client, 'cine;nom\r\n'));
  const rows = [studentOf(1), studentOf(2, { sex: 'X' }), studentOf(3, { cine: '' })];
  const sent = await sendFile(client, csvOf(rows).replaceAll(',', ';'));
  const path = sent.location.slice(mount.length);
  await checked(client, path);
  yield w.scene(`${lots}/*, preview`, await w.open(client, path));
  await w.post(client, path, { action: 'envoyer' });
  await checked(client, path);
  yield w.scene(`${lots}/*, done`, await w.open(client, path));
  yield w.scene(`${lots}/*, a row`, await w.open(client, `${path}?ligne=3&cle=2025-2026/ZQ000002`));
  yield w.scene(`${lots}/*, a row with mistakes`, await w.post(client, path, { action: 'ligne', ...rows[1] }));
  yield w.scene(lots, await w.open(client, lots));
}
