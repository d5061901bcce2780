// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Scenes of data rights: what is held about a member, and the end of the account.

import { signIn } from '../journey.mjs';
import { by, cnopsctl, linkOf } from '../recovery.mjs';

const page = '/espace/donnees';

export async function* rights(w) {
  const account = await w.account();
  const { client } = account;
  await signIn(client, account.answers.cni, account.password);
  yield w.scene(page, await w.open(client, page));
  await w.post(client, '/espace/profil', { langue: w.lang, prospection: 'oui' });
  await w.post(client, '/espace/profil', { langue: w.lang });
  await cnopsctl(w.server, 'account', 'show', account.answers.cni, ...by('h.fictif'), '--htdocs', w.htdocs);
  yield w.scene(`${page}, consent and looks`, await w.open(client, page));
  for (const form of ['rectification', 'opposition']) {
    yield w.scene(`${page}/${form}`, await w.open(client, `${page}/${form}`));
    yield w.scene(`${page}/${form}, blank`, await w.blank(client, `${page}/${form}`));
  }
  const asked = { donnee: 'identite', message: 'Mon prénom s’écrit avec un h.' };
  yield w.scene(`${page}/rectification, sent`, await w.post(client, `${page}/rectification`, asked));
}

export async function* closing(w) {
  const account = await w.account();
  const { client } = account;
  const path = `${page}/cloture`;
  await signIn(client, account.answers.cni, account.password);
  yield w.scene(path, await w.open(client, path));
  yield w.scene(`${path}, wrong password`, await w.post(client, path, { mot_de_passe_actuel: 'pas le bon 12' }));
  yield w.scene(`${path}, code by e-mail`, await w.post(client, path, { mot_de_passe_actuel: account.password }));
  yield w.scene(`${path}, code by SMS`, await w.post(client, path, { code: await w.server.outbox.nextCode(account.email) }));
  yield w.scene(`${path}, asked`, await w.post(client, path, { code: await w.server.outbox.nextCode(account.smsTo) }));
  yield w.scene('/espace, being closed', await w.open(client, '/espace'));
  const message = await w.server.outbox.next(account.email, ({ text }) => text.includes('/opposition/'));
  yield w.scene('/opposition/…, closing', await w.open(w.client(), linkOf(message, 'opposition')));
  yield w.scene(`${path}, kept`, await w.post(client, path, { action: 'garder' }));
}
