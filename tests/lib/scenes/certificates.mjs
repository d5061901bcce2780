// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Scenes of certificates: what is offered, what was drawn, what is refused.

import { answersOf, importMembers } from '../identities.mjs';
import { cnopsctl } from '../recovery.mjs';
import { mount } from '../server.mjs';
import { changeRows } from '../sql.mjs';

const page = '/espace/attestations';

const rowOf = (w, { answers }) => w.server.members.find(({ cni }) => cni === answers.cni);

// What each language shares: two members of whom an import says something new after they have papers.
async function changed(w, status) {
  const account = await w.account();
  const client = await w.enter(account);
  await w.post(client, page, { type: 'immatriculation' });
  await importMembers(w.server, { ...rowOf(w, account), ...status });
  return account;
}

// A student with a paper in each state. Nobody else here has papers of these years, by which their rows are found.
async function aged(w) {
  const row = { ...w.members.take({ scheme: 'student' }), rights_from: '2023-09-01', rights_to: '2026-08-31' };
  await importMembers(w.server, row);
  const account = await w.account({ answers: answersOf(row) });
  const client = await w.enter(account);
  for (const annee of ['2023-2024', '2024-2025', '2025-2026']) await w.post(client, page, { type: 'couverture', annee });
  await w.post(client, page, { type: 'immatriculation' });
  const { certificates: [, { code, href }] } = await client.data(page);
  await cnopsctl(w.server, 'certificate', 'revoke', code, '--operator', 'h.fictif', '--reason', 'Papier perdu');
  await changeRows(w.server, "UPDATE certificate SET issued_at = 1701388800000000, expires_on = '2024-02-29' WHERE academic_year = 2023");
  await changeRows(w.server, "UPDATE certificate SET facts_sealed = 'damaged' WHERE academic_year = 2024");
  return { ...account, revoked: href.slice(mount.length) };
}

export async function* certificates(w) {
  const account = await w.account();
  const client = await w.enter(account);
  yield w.scene(`${page}, none yet`, await w.open(client, page));
  yield w.scene(`${page}, drawn`, await w.post(client, page, { type: 'couverture' }));
  await w.post(client, page, { type: 'immatriculation' });
  yield w.scene(`${page}, several`, await w.open(client, page));
  yield w.scene(`${page}, sent twice`, await w.post(client, page, { type: 'immatriculation' }));
  yield w.scene(`${page}, unknown type`, await w.post(client, page, { type: 'autre' }));
  yield w.scene(`${page}, no such year`, await w.post(client, page, { type: 'couverture', annee: '1999-2000' }));
  yield w.scene(`${page}, malformed year`, await w.post(client, page, { type: 'couverture', annee: '2025-2027' }));

  const student = await w.enter(await w.account({ answers: answersOf(w.members.take({ scheme: 'student' })) }));
  await w.post(student, page, { type: 'couverture', annee: '2026-2027' });
  yield w.scene(`${page}, of a student`, await w.open(student, page));
  yield w.scene(`${page}, without a year`, await w.post(student, page, { type: 'couverture' }));

  const { client: closed } = await w.enterShared('closed with papers', () => changed(w, { status: 'closed' }));
  yield w.scene(`${page}, closed`, await w.open(closed, page));
  yield w.scene(`${page}, refused to closed`, await w.post(closed, page, { type: 'immatriculation' }));
  const { client: over } = await w.enterShared('rights over with papers', () => changed(w, { rights_to: '2026-01-31' }));
  yield w.scene(`${page}, rights over`, await w.open(over, page));

  const { client: reader, revoked } = await w.enterShared('papers of all states', () => aged(w));
  yield w.scene(`${page}, expired, revoked and unreadable`, await w.open(reader, page));
  yield w.scene(`${page}/*.pdf, revoked`, await w.open(reader, revoked));
}

const RUSH = 60; // papers at once: more than one engine makes in its time

// The answer that comes too late, whichever it is.
async function rush(client, href) {
  for (;;) {
    const answers = await Promise.all(Array.from({ length: RUSH }, () => client.copy().get(href)));
    const late = answers.find(({ status }) => status === 503);
    if (late) return { ...late, path: href, cookie: client.jar.header() };
  }
}

// Of a server that draws two a day, and makes one file at a time.
export async function* manyCertificates(w) {
  const client = await w.enter(await w.account({ answers: answersOf(w.members.take({ scheme: 'student' })) }));
  await w.post(client, page, { type: 'immatriculation' });
  await w.post(client, page, { type: 'couverture', annee: '2025-2026' });
  yield w.scene(`${page}, too many a day`, await w.post(client, page, { type: 'couverture', annee: '2026-2027' }));
  const [{ href }] = (await client.data(page)).certificates;
  yield w.scene(`${page}/*.pdf, too many at once`, await rush(client, href.slice(mount.length)));
}
