// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Scenes of creating an account.

import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { answersOf, unknownPerson } from '../identities.mjs';
import { signIn } from '../journey.mjs';
import { cnopsctl, exportLetters, linkOf } from '../recovery.mjs';

// Each step of a journey, as it opens and with nothing filled in.
export async function* everyStep(w, journey, { untouched = [] } = {}) {
  const { steps, base, client } = journey;
  for (const step of steps) {
    const address = `${base}/${step}`;
    yield w.scene(address, await w.open(client, address));
    if (step === steps.at(-1)) return;
    if (!untouched.includes(step)) yield w.scene(`${address}, blank`, await w.blank(client, address));
    await journey.submit(step);
  }
}

export async function* creation(w) {
  yield* everyStep(w, w.journey());
}

// What differs for others: the number at the employer, money orders, students.
export async function* otherPeople(w) {
  const money = { scheme: 'public', payment_mode: 'money_order' };
  const journey = await w.journey({ way: money, mode: 'employeur' }).reach('identite');
  const address = '/creation/identite';
  yield w.scene(`${address}, employer`, await w.attempt(journey, 'identite', { cni: 'x', altcha: '' }));
  await journey.submit('identite');
  yield w.scene('/creation/questions, employer, money order', await w.open(journey.client, '/creation/questions'));
  yield w.scene('/creation/questions, employer, blank', await w.blank(journey.client, '/creation/questions'));
  yield w.scene(`${address}, back`, await w.open(journey.client, address));
  yield w.scene('/, begun', await w.open(journey.client, '/'));

  const student = w.journey({ way: { scheme: 'student', payment_mode: 'transfer' } });
  await w.open(student.client, '/creation/conditions?entree=etudiants');
  await student.submit('conditions');
  yield w.scene(`${address}, student`, await w.open(student.client, address));
  yield w.scene(`${address}, student, blank`, await w.blank(student.client, address));
  await student.submit('identite');
  yield w.scene('/creation/questions, student', await w.open(student.client, '/creation/questions'));
}

// Everything that can be mistyped.
export async function* mistakes(w) {
  const journey = await w.journey().reach('identite');
  const { client } = journey;
  const bad = { immatriculation: '!', cni: '!', date_naissance: '31/02/1980', altcha: 'x' };
  yield w.scene('/creation/identite, malformed', await w.attempt(journey, 'identite', bad));
  const picture = '/creation/identite?captcha=image';
  yield w.scene('/creation/identite, picture', await w.open(client, picture));
  const typed = { mode: 'employeur', identifiant_employeur: 'AB12', cni: journey.answers.cni };
  yield w.scene('/creation/identite, kept', await w.post(client, '/creation/identite', { ...typed, altcha: '', garder: 'image' }));
  yield w.scene('/creation/identite, picture, blank', await w.blank(client, picture, { captcha: '', altcha: undefined }));
  await journey.submit('identite');
  yield w.scene('/creation/questions, malformed', await w.attempt(journey, 'questions', { rib: 'x', identifiant_employeur: '!' }));
  yield w.scene('/creation/questions, wrong', await w.attempt(journey, 'questions', { rib: '00000001' }));
  await journey.submit('questions');
  yield w.scene('/creation/courriel, malformed', await w.attempt(journey, 'courriel', { courriel: 'personne@exemple', courriel_confirmation: 'autre@exemple.ma' }));
  yield w.scene('/creation/courriel, not the same', await w.attempt(journey, 'courriel', { courriel_confirmation: 'autre@exemple.ma' }));
  await journey.submit('courriel');
  const code = await w.server.outbox.nextCode(journey.email);
  const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
  const page = '/creation/courriel-code';
  yield w.scene(`${page}, malformed`, await w.post(client, page, { code: '12' }));
  yield w.scene(`${page}, too soon`, await w.post(client, page, { action: 'renvoyer' }));
  const spent = client.copy();
  for (const name of ['wrong', '', '', '', '', 'exhausted']) {
    const answer = await w.post(spent, page, { code: wrong });
    if (name) yield w.scene(`${page}, ${name}`, answer);
  }
  yield w.scene('/creation/courriel, back', await w.open(client, '/creation/courriel'));

  const late = await w.journey().reach('telephone');
  yield w.scene('/creation/telephone, malformed', await w.attempt(late, 'telephone', { telephone: 'abc', telephone_confirmation: 'abcd' }));
  for (const step of ['telephone', 'telephone-code']) await late.submit(step);
  for (const [name, password] of [['short', 'Court1'], ['no digit', 'sans aucun chiffre'], ['no small letter', 'SANSMINUSCULE47'], ['common', 'azerty123'], ['long', `a1${'é'.repeat(127)}`]]) {
    const typed = { mot_de_passe: password, mot_de_passe_confirmation: password };
    yield w.scene(`/creation/mot-de-passe, ${name}`, await w.attempt(late, 'mot-de-passe', typed));
  }
  yield w.scene('/creation/mot-de-passe, not the same', await w.attempt(late, 'mot-de-passe', { mot_de_passe_confirmation: 'autre chose 12' }));
}

export async function* ends(w) {
  const closed = await w.journey({ answers: { ...unknownPerson, cni: `ZX${1000 + w.lang.charCodeAt(0)}` } }).reach('questions');
  let answer;
  do answer = await w.attempt(closed, 'questions'); while (answer.status === 422);
  yield w.scene('journey closed after wrong answers', answer);

  const owner = await w.account();
  const again = await w.journey({ answers: owner.answers }).reach('questions');
  yield w.scene('an account exists', await w.attempt(again, 'questions'));

  const near = await w.journey().reach('questions');
  yield w.scene('/creation/questions, soon over', await w.open(near.client, '/creation/questions'), { seconds: 90 });
  yield w.scene('/creation/questions, over', await w.open(near.client, '/creation/questions'), { seconds: 0 });
  yield w.scene('/rester, in a journey', await w.open(near.client, '/rester'));
}

// On a server where everything is soon over.
export async function* lateness(w) {
  const journey = await w.journey().reach('courriel-code');
  const page = '/creation/courriel-code';
  await sleep(1100);
  yield w.scene(`${page}, sent again`, await w.post(journey.client, page, { action: 'renvoyer' }));
  const proof = await w.journey().reach('identite');
  const picture = '/creation/identite?captcha=image';
  const shown = await proof.client.data(picture);
  await sleep(6200);
  yield w.scene(`${page}, expired`, await w.post(journey.client, page, { code: '123456' }));
  const typed = await proof.fieldsOf('identite', shown, {});
  yield w.scene('/creation/identite, picture expired', await w.post(proof.client, picture, { ...typed, captcha_id: shown.captcha_image?.id, captcha: '222222' }));
}

// On a server whose journeys and sessions are short.
export async function* expiry(w) {
  const owner = await w.account();
  await signIn(owner.client, owner.answers.cni, owner.password);
  const journey = await w.journey().reach('identite');
  await sleep(2100);
  yield w.scene('session over', await w.open(owner.client, '/espace'));
  await sleep(5000);
  yield w.scene('journey over', await w.open(journey.client, '/creation/identite'));
}

// On a server where an account is opened by a letter.
export async function* letters(w) {
  const journey = w.journey();
  await journey.reach('courriel');
  yield w.scene('/creation/courriel, letter', await w.open(journey.client, '/creation/courriel'));
  for (const step of ['courriel', 'courriel-code', 'telephone', 'telephone-code', 'mot-de-passe']) await journey.submit(step);
  yield w.scene('/creation/termine, letter', await w.open(journey.client, '/creation/termine'));
  yield w.scene('the account waits for its letter', await w.post(journey.client, '/connexion', { identifiant: journey.answers.cni, mot_de_passe: journey.password }));
  for (const code of await exportLetters(w.server, w.htdocs)) {
    const answer = await w.post(journey.client.copy(), '/recuperation/lettre', { code_lettre: code });
    if (answer.status === 200) yield w.scene('the letter opens the account', answer);
  }
}

// The fictional insurer has e-mail addresses on file, but no mobile; this adds some.
async function addTelephones(server) {
  const text = await readFile(`${server.dir}.members.csv`, 'utf8');
  let serial = 0;
  const more = text.replaceAll(/(@[a-z]+\.ma),(\r?)$/gm, (_, end, cr) => `${end},06${20_000_000 + (serial += 1)}${cr}`);
  const file = path.join(server.dir, 'run/telephones.csv');
  await writeFile(file, more);
  await chmod(file, 0o644);
  const { status, stderr } = await cnopsctl(server, 'import', 'members', file);
  assert.equal(status, 0, stderr);
}

// On a server where a contact on file, or a letter, opens the account.
export async function* onFile(w) {
  await w.once('telephones on file', () => addTelephones(w.server));
  const wanted = w.members.rest.findIndex((m) => m.email_on_file && m.status === 'active' && m.birth_date.length === 10 && m.rib);
  const [member] = w.members.rest.splice(wanted, 1);
  const journey = w.journey({ answers: answersOf(member) });
  await journey.reach('courriel');
  yield w.scene('/creation/courriel, on file', await w.open(journey.client, '/creation/courriel'));
  for (const step of ['courriel', 'courriel-code', 'telephone', 'telephone-code', 'mot-de-passe']) await journey.submit(step);
  const link = linkOf(await w.server.outbox.next(member.email_on_file, ({ text }) => text.includes('/opposition/')), 'opposition');
  yield w.scene('/opposition/…, opening', await w.open(w.client(), link));
  yield w.scene('/opposition/…, opening, done', await w.post(w.client(), link, { motif: '' }));
}
