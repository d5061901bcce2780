// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Scenes of claims: the list in all its states, and a claim in each status.

import { claimsOf, importClaims } from '../claims.mjs';
import { mount } from '../server.mjs';

const page = '/espace/dossiers';

async function makeOwner(w) {
  const account = await w.account();
  const member = w.server.members.find(({ cni }) => cni === account.answers.cni);
  await importClaims(w.server, claimsOf(member, 25));
  return account;
}

export async function* claims(w) {
  const nothing = await w.enter(await w.account());
  yield w.scene(`${page}, before an import, if there was none yet`, await w.open(nothing, page));
  const { client } = await w.enterShared('a member with claims', () => makeOwner(w));
  yield w.scene(`${page}, no claim`, await w.open(nothing, page));
  yield w.scene(page, await w.open(client, page));
  const { next_page: next } = await client.data(page);
  yield w.scene(`${page}, the second page`, await w.open(client, next.slice(mount.length)));
  yield w.scene(`${page}, filtered`, await w.open(client, `${page}?statut=paid`));
  yield w.scene(`${page}, nothing found`, await w.open(client, `${page}?annee=2019`));
  yield w.scene(`${page}, no such reference`, await w.open(client, `${page}?reference=INCONNU`));
  yield w.scene(`${page}, malformed`, await w.open(client, `${page}?statut=x&reference=a%20b&annee=x`));
  for (const statut of ['received', 'in_process', 'document_asked', 'paid', 'rejected']) {
    const { claims: [claim] } = await client.data(`${page}?statut=${statut}`);
    yield w.scene(`${page}/…, ${statut}`, await w.open(client, claim.href.slice(mount.length)));
  }
}
