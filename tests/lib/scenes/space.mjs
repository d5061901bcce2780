// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Scenes of the space of a member who has signed in.

import { changeClaims, claimsOf, importClaims } from '../claims.mjs';
import { answersOf } from '../identities.mjs';
import { Journey, newContacts, signIn } from '../journey.mjs';
import { by, cnopsctl, linkOf, LostContacts, Recovery } from '../recovery.mjs';
import { importRegistrations, registrationOf } from '../registrations_file.mjs';
import { mount } from '../server.mjs';

const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0';
const other = 'cèdre rouge 82 amandes';

export async function* space(w) {
  const account = await w.account();
  const client = await w.enter(account, { 'User-Agent': firefox });
  for (const page of ['/espace', '/espace/securite', '/espace/coordonnees', '/espace/profil']) {
    yield w.scene(page, await w.open(client, page));
  }
  // The parts of this page follow the fragment of its address.
  for (const part of ['appareils', 'historique', 'mot-de-passe']) {
    const path = `/espace/securite#${part}`;
    yield w.scene(path, await w.open(client, '/espace/securite'), { path });
  }
  yield w.scene('/espace, soon over', await w.open(client, '/espace'), { seconds: 90 });
  yield w.scene('/espace, over', await w.open(client, '/espace'), { seconds: 0 });
  yield w.scene('/rester, in a session', await w.open(client, '/rester'));
  yield w.scene('/espace/profil, saved', await w.post(client, '/espace/profil', { langue: w.lang, prospection: 'oui' }));
  yield w.scene('/espace/profil, blank', await w.blank(client, '/espace/profil'));

  const { client: several } = await w.enterShared('two memberships', () => {
    const { members } = w.server;
    const member = members.find((one, i) => members.some((other, j) => j !== i && other.cni === one.cni));
    return w.account({ answers: answersOf(member) });
  });
  yield w.scene('/espace, two memberships', await w.open(several, '/espace'));
  yield w.scene('/espace/adhesion', await w.open(several, '/espace/adhesion'));
  yield w.scene('/espace/adhesion, not one’s own', await w.post(several, '/espace/adhesion', { adhesion: '999999998' }));
  yield* address(w, client);
}

// settled: a client of a member whose address is not to be confirmed.
async function* address(w, settled) {
  const page = '/espace/adresse';
  const { client } = await w.enterShared('pending address', () => {
    const member = w.server.members.find((one) => one.address_pending === '1' && one.status === 'active' && one.rib);
    return w.account({ answers: answersOf(member) });
  });
  yield w.scene(`${page}, to confirm`, await w.open(client, '/espace'));
  yield w.scene(`${page}, blank`, await w.blank(client, page, { action: 'corriger' }));
  yield w.scene(page, await w.open(settled, page));
  const correction = { action: 'corriger', adresse: '4, avenue des Palmiers', code_postal: '20000', ville: 'Casablanca' };
  yield w.scene(`${page}, corrected`, await w.post(settled, page, correction));
}

// The member is told of a changed claim, by e-mail and then by SMS, and refuses.
export async function* news(w) {
  const account = await w.account();
  const client = await w.enter(account);
  const profile = '/espace/profil';
  const isNews = ({ text }) => text.includes('/desabonnement/');
  yield w.scene(`${profile}, with SMS`, await w.post(client, profile, { langue: w.lang, nouvelles: 'courriel' }));
  await changeClaims(w.server, [account.answers.immatriculation]);
  const link = linkOf(await w.server.outbox.next(account.email, isNews), 'desabonnement');
  yield w.scene('/desabonnement/…', await w.open(w.client(), link));
  yield w.scene('/desabonnement/…, done', await w.post(w.client(), link, { 'List-Unsubscribe': 'One-Click' }));
  yield w.scene('/desabonnement/…, over', await w.open(w.client(), `${link}x`));
  yield* registrations(w, isNews);

  const other = await w.account();
  await w.post(await w.enter(other), profile, { langue: w.lang, nouvelles: 'sms' });
  await changeClaims(w.server, [other.answers.immatriculation]);
  await w.server.outbox.next(other.smsTo, isNews);
}

let students = 0;

// A student is told of a registration, and refuses.
async function* registrations(w, isNews) {
  const row = registrationOf((students += 1), { status: 'registered' });
  await importRegistrations(w.server, [row]);
  const link = linkOf(await w.server.outbox.next(row.email, isNews), 'desabonnement');
  yield w.scene('/desabonnement/…, of a student', await w.open(w.client(), link));
  yield w.scene('/desabonnement/…, of a student, done', await w.post(w.client(), link, { 'List-Unsubscribe': 'One-Click' }));
  const other = registrationOf((students += 1), { status: 'in_process' });
  await importRegistrations(w.server, [other]);
  await w.server.outbox.next(other.email, isNews);
}

export async function* security(w) {
  const account = await w.account();
  const page = '/espace/securite';
  const client = await w.enter(account, { 'User-Agent': firefox });
  const others = [await w.enter(account), await w.enter(account)];
  yield w.scene(`${page}, several sessions`, await w.open(client, page));
  const change = { action: 'mot-de-passe', mot_de_passe_actuel: account.password, mot_de_passe: other, mot_de_passe_confirmation: other };
  yield w.scene(`${page}, blank`, await w.blank(client, page, { action: 'mot-de-passe' }));
  yield w.scene(`${page}, wrong password`, await w.post(client, page, { ...change, mot_de_passe_actuel: 'pas le bon 12' }));
  const { sessions } = await others[0].data(page);
  const { session } = sessions.find(({ current }) => current);
  yield w.scene(`${page}, session ended`, await w.post(client, page, { action: 'fermer-session', session }));
  yield w.scene(`${page}, sessions ended`, await w.post(client, page, { action: 'fermer-autres' }));
  const { browsers } = await client.data(page);
  const { navigateur } = browsers.find(({ current }) => !current);
  yield w.scene(`${page}, browser forgotten`, await w.post(client, page, { action: 'oublier-navigateur', navigateur }));
  yield w.scene(`${page}, browsers forgotten`, await w.post(client, page, { action: 'oublier-navigateurs' }));
  yield w.scene(`${page}, the same password`, await w.post(client, page, { ...change, mot_de_passe: account.password, mot_de_passe_confirmation: account.password }));
  yield w.scene(`${page}, password changed`, await w.post(client, page, change));
  const warning = await w.server.outbox.next(account.email, ({ text }) => text.includes('/opposition/'));
  yield w.scene('/opposition/…, device', await w.open(w.client(), linkOf(warning, 'opposition')));
  let answer;
  do answer = await w.post(client, page, { ...change, mot_de_passe_actuel: 'pas le bon 12' }); while (answer.status === 422);
  yield w.scene(`${page}, wait`, answer);
}

export async function* contacts(w) {
  const account = await w.account();
  const { client } = account;
  const page = '/espace/coordonnees';
  await signIn(client, account.answers.cni, account.password);
  await w.server.outbox.drain(account.email);
  const { email, phone, smsTo } = newContacts();
  const byEmail = { canal: 'courriel', courriel: email, courriel_confirmation: email, mot_de_passe_actuel: account.password };
  yield w.scene(`${page}, blank`, await w.blank(client, page));
  yield w.scene(`${page}, malformed`, await w.post(client, page, { ...byEmail, courriel: 'x', courriel_confirmation: 'x' }));
  yield w.scene(`${page}, the same`, await w.post(client, page, { ...byEmail, courriel: account.email, courriel_confirmation: account.email }));
  yield w.scene(`${page}, code to the old one`, await w.post(client, page, byEmail));
  yield w.scene(`${page}, code, blank`, await w.blank(client, page));
  yield w.scene(`${page}, cancelled`, await w.post(client, page, { action: 'annuler' }));
  await w.post(client, page, { canal: 'sms', telephone: phone, telephone_confirmation: phone, mot_de_passe_actuel: account.password });
  const old = await w.server.outbox.nextCode(account.smsTo);
  yield w.scene(`${page}, code to the new one`, await w.post(client, page, { code: old }));
  yield w.scene(`${page}, changed`, await w.post(client, page, { code: await w.server.outbox.nextCode(smsTo) }));
  const warning = await w.server.outbox.next(account.email, ({ text }) => text.includes('/opposition/'));
  yield w.scene('/opposition/…, contact changed', await w.open(w.client(), linkOf(warning, 'opposition')));
  await w.server.outbox.drain(account.email);
  await w.post(client, page, byEmail);
  await w.post(client, page, { code: await w.server.outbox.nextCode(account.email) });
  await w.post(client, page, { code: await w.server.outbox.nextCode(email) });
}

export async function* journal(w) {
  const account = await w.account();
  const page = '/espace/journal';
  const client = await w.enter(account, { 'User-Agent': firefox });
  yield w.scene(`${page}, of a new account`, await w.open(client, page));
  yield w.scene(`${page}, nothing of a kind`, await w.open(client, `${page}?filtre=demandes`));
  for (let i = 0; i < 2; i++) {
    const again = await new Journey(w.server, account.answers).reach('questions');
    await again.submit('questions');
    await w.post(client, '/deconnexion');
    await signIn(client, account.answers.cni, account.password);
  }
  for (const name of ['h.fictif', 'z.autre']) await cnopsctl(w.server, 'account', 'show', account.answers.cni, ...by(name), '--htdocs', w.htdocs);
  const change = { action: 'mot-de-passe', mot_de_passe_actuel: account.password, mot_de_passe: other, mot_de_passe_confirmation: other };
  await w.post(client, '/espace/securite', change);
  await w.server.outbox.drain(account.email);
  await new LostContacts(await new Recovery(w.server, account).reach('courriel-code')).reach('contact/termine');
  yield w.scene(page, await w.open(client, page));
  yield w.scene(`${page}, attempts`, await w.open(client, `${page}?filtre=tentatives`));
  yield w.scene(`${page}, unknown action`, await w.post(client, page, { action: 'autre' }));
  const { events } = await client.data(page);
  const entreeOf = (kind) => events.find((line) => line.kind === kind).refusals[0].entree;
  yield w.scene(`${page}, request refused`, await w.post(client, page, { action: 'refuser', entree: entreeOf('request_made') }));
  yield w.scene(`${page}, sign-in refused`, await w.post(client, page, { action: 'refuser', entree: entreeOf('signed_in') }));
}

export async function* dashboard(w) {
  const account = await w.account();
  const member = w.server.members.find(({ cni }) => cni === account.answers.cni);
  await importClaims(w.server, claimsOf(member, 6, `R${member.immatriculation}`));
  const client = await w.enter(account);
  const { claims: [claim] } = await client.data('/espace');
  const path = `${claim.href.slice(mount.length)}/reclamation`;
  const { fields } = await client.data(path);
  const objet = fields.find(({ name }) => name === 'objet').options[0].value;
  await w.post(client, path, { objet, message: 'Le montant remboursé me semble faux.' });
  yield w.scene('/espace, with something to do', await w.open(client, '/espace'));
}
