// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Scenes of what members ask of the insurer: the form of a complaint, the list, and a request in each state.

import { claimsOf, importClaims } from '../claims.mjs';
import { signIn } from '../journey.mjs';
import { by, cnopsctl } from '../recovery.mjs';
import { mount } from '../server.mjs';

const page = '/espace/demandes';
const answers = [
  [],
  ['--ask-more', '--answer', 'Envoyez-nous une copie de l’ordonnance :\nService des réclamations, rue Tindouf, Rabat.'],
  ['--accept'],
  ['--partly', '--answer', 'Les deux premières boîtes sont remboursées.'],
  ['--refuse', '--answer', 'Ce médicament n’est pas remboursable.'],
];

async function makeAsker(w) {
  const account = await w.account();
  const member = w.server.members.find(({ cni }) => cni === account.answers.cni);
  await importClaims(w.server, claimsOf(member, 8, `RECLAME-${w.lang}`));
  return account;
}

export async function* tickets(w) {
  const account = await makeAsker(w);
  const client = w.client();
  await signIn(client, account.answers.cni, account.password);
  yield w.scene(`${page}, none`, await w.open(client, page));
  const { claims } = await client.data('/espace/dossiers');
  const forms = claims.map(({ href }) => `${href.slice(mount.length)}/reclamation`);
  const fields = { objet: 'montant', message: 'Le remboursement ne correspond pas au barème.\nMerci de vérifier. طلب توضيح' };
  yield w.scene('/espace/dossiers/…/reclamation', await w.open(client, forms[0]));
  yield w.scene('/espace/dossiers/…/reclamation, blank', await w.blank(client, forms[0]));
  yield w.scene(`${page}/…, sent`, await w.post(client, forms[0], fields));
  yield w.scene(`${page}/…, sent twice`, await w.post(client, forms[0], fields));
  const { requests: [{ href }] } = await client.data(page);
  yield w.scene(`${page}/…, withdrawn`, await w.post(client, href.slice(mount.length), { action: 'retirer' }));
  for (const [i, options] of answers.entries()) {
    await w.post(client, forms[i + 1], { ...fields, objet: 'delai' });
    const { requests: [{ reference }] } = await client.data(page);
    if (options.length) await cnopsctl(w.server, 'request', 'decide', reference, ...options, ...by('accueil'), '--htdocs', w.htdocs);
  }
  const { requests } = await client.data(page);
  yield w.scene(page, await w.open(client, page));
  for (const { href: each, state } of requests.slice(0, -1)) {
    yield w.scene(`${page}/…, ${state}`, await w.open(client, each.slice(mount.length)));
  }
}
