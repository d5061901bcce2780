// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Scenes of certificates: what is offered, what was drawn, what is refused.

import { answersOf, importMembers } from '../identities.mjs';
import { signIn } from '../journey.mjs';

const page = '/espace/attestations';

async function enter(w, account) {
  const client = w.client();
  await signIn(client, account.answers.cni, account.password);
  return client;
}

const rowOf = (w, { answers }) => w.server.members.find(({ cni }) => cni === answers.cni);

// What each language shares: two members of whom an import says something new after they have papers.
async function changed(w, status) {
  const account = await w.account();
  const client = await enter(w, account);
  await w.post(client, page, { type: 'immatriculation' });
  await importMembers(w.server, { ...rowOf(w, account), ...status });
  return account;
}

export async function* certificates(w) {
  const account = await w.account();
  const client = await enter(w, account);
  yield w.scene(`${page}, none yet`, await w.open(client, page));
  yield w.scene(`${page}, drawn`, await w.post(client, page, { type: 'couverture' }));
  await w.post(client, page, { type: 'immatriculation' });
  yield w.scene(`${page}, several`, await w.open(client, page));
  yield w.scene(`${page}, sent twice`, await w.post(client, page, { type: 'immatriculation' }));
  yield w.scene(`${page}, unknown type`, await w.post(client, page, { type: 'autre' }));
  yield w.scene(`${page}, no such year`, await w.post(client, page, { type: 'couverture', annee: '1999-2000' }));
  yield w.scene(`${page}, malformed year`, await w.post(client, page, { type: 'couverture', annee: '2025-2027' }));

  const student = await enter(w, await w.account({ answers: answersOf(w.members.take({ scheme: 'student' })) }));
  await w.post(student, page, { type: 'couverture', annee: '2026-2027' });
  yield w.scene(`${page}, of a student`, await w.open(student, page));
  yield w.scene(`${page}, without a year`, await w.post(student, page, { type: 'couverture' }));

  const closed = await enter(w, await w.once('closed with papers', () => changed(w, { status: 'closed' })));
  yield w.scene(`${page}, closed`, await w.open(closed, page));
  yield w.scene(`${page}, refused to closed`, await w.post(closed, page, { type: 'immatriculation' }));
  const over = await enter(w, await w.once('rights over with papers', () => changed(w, { rights_to: '2026-01-31' })));
  yield w.scene(`${page}, rights over`, await w.open(over, page));
}

// Of a server that draws two a day.
export async function* manyCertificates(w) {
  const client = await enter(w, await w.account({ answers: answersOf(w.members.take({ scheme: 'student' })) }));
  await w.post(client, page, { type: 'immatriculation' });
  await w.post(client, page, { type: 'couverture', annee: '2025-2026' });
  yield w.scene(`${page}, too many a day`, await w.post(client, page, { type: 'couverture', annee: '2026-2027' }));
}
