// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Scenes of forgotten passwords, lost contacts, refusals, and of what strangers cause.

import { setTimeout as sleep } from 'node:timers/promises';

import { signIn } from '../journey.mjs';
import { by, cnopsctl, exportLetters, linkOf, LostContacts, Recovery } from '../recovery.mjs';
import { everyStep } from './creation.mjs';

const has = (name) => ({ text }) => text.includes(`/${name}/`);

const recover = (w, owner) => new Recovery(w.server, owner, { headers: w.headers });

async function makeOwner(w) {
  const owner = await w.account();
  for (const to of [owner.email, owner.smsTo]) await w.server.outbox.drain(to);
  return owner;
}

export async function* recovery(w) {
  const owner = await makeOwner(w);
  yield* everyStep(w, recover(w, owner));
  const link = linkOf(await w.server.outbox.next(owner.email, has('opposition')), 'opposition');
  yield w.scene('/opposition/…, password', await w.open(w.client(), link));
  yield w.scene('/opposition/…, password, done', await w.post(w.client(), link, { motif: '' }));

  const nobody = await recover(w, { answers: w.answers(), email: 'x', smsTo: 'y' }).reach('questions');
  yield w.scene('there is no account', await w.attempt(nobody, 'questions'));
}

export async function* lostContacts(w) {
  const owner = await makeOwner(w);
  const known = await recover(w, owner).reach('courriel-code');
  await w.server.outbox.drain(owner.email);
  const lost = new LostContacts(known);
  lost.client.headers = w.headers;
  yield* everyStep(w, lost, { untouched: ['contact'] });
  const letter = '/recuperation/lettre';
  yield w.scene(letter, await w.open(w.client(), letter));
  yield w.scene(`${letter}, blank`, await w.blank(w.client(), letter));
  yield w.scene(`${letter}, malformed`, await w.post(w.client(), letter, { code_lettre: 'x' }));
  yield w.scene(`${letter}, wrong`, await w.post(w.client(), letter, { code_lettre: '0000-0000-0000-0000' }));

  const link = linkOf(await w.server.outbox.next(owner.email, has('opposition')), 'opposition');
  await w.server.outbox.next(owner.smsTo, has('opposition'));
  yield w.scene('/opposition/…, contact', await w.open(w.client(), link));
  yield w.scene('/opposition/…, contact, done', await w.post(w.client(), link, { motif: '…' }));
  yield w.scene('/opposition/…, over', await w.open(w.client(), link));
  await signIn(owner.client, owner.answers.cni, owner.password);
  yield w.scene('/espace/coordonnees, frozen', await w.open(owner.client, '/espace/coordonnees'));
  const next = await recover(w, owner).reach('courriel-code');
  yield w.scene('/recuperation/contact, frozen', await w.post(next.client, '/recuperation/contact'));
}

// On a server with low limits: too many wrong answers about one person.
export async function* ceilings(w) {
  const owner = await makeOwner(w);
  const thief = { ...owner, answers: { ...owner.answers, rib: '00000001' } };
  const guesses = await recover(w, thief).reach('questions');
  for (let i = 0; i < 3; i++) await guesses.submit('questions');
  const stopped = await recover(w, owner).reach('identite');
  yield w.scene('too many wrong answers about a person', await w.attempt(stopped, 'identite'));
  const link = linkOf(await w.server.outbox.next(owner.email, has('suite')), 'suite');
  const client = w.client();
  yield w.scene('/suite/…', await w.open(client, link));
  yield w.scene('/suite/…, done', await w.post(client, link));
}

// On a server where the time for refusals is short, and a letter applies the change.
export async function* byLetter(w) {
  for (const wait of [0, 4500]) {
    const owner = await makeOwner(w);
    const known = await recover(w, owner).reach('courriel-code');
    const lost = await new LostContacts(known).reach('contact/termine');
    await sleep(wait);
    for (const code of await exportLetters(w.server, w.htdocs)) {
      const answer = await w.post(lost.client.copy(), '/recuperation/lettre', { code_lettre: code });
      if (answer.status === 200) yield w.scene(`the letter is right, ${wait ? 'the time for refusals is over' : 'refusals are possible'}`, answer);
    }
  }
}

// On a server where the time for refusals is short, and where nobody else needs to agree.
export async function* unopposed(w) {
  const owner = await makeOwner(w);
  const known = await recover(w, owner).reach('courriel-code');
  const lost = new LostContacts(known);
  lost.client.headers = w.headers;
  yield w.scene('/recuperation/contact, without letter', await w.open(lost.client, '/recuperation/contact'));
  await lost.reach('contact/termine');
  yield w.scene('/recuperation/contact/termine, without letter', await w.open(lost.client, '/recuperation/contact/termine'));
  await w.server.outbox.next(owner.email, ({ text }) => !text.includes('/opposition/'));
}

// What operators do to an account.
export async function* operators(w) {
  const [closed, reclaimed] = [await w.account(), await w.account()];
  const ctl = (...args) => cnopsctl(w.server, ...args, '--htdocs', w.htdocs);
  await ctl('account', 'close', closed.answers.cni, ...by('h.fictif'));
  yield w.scene('/connexion, closed account', await w.post(closed.client, '/connexion', { identifiant: closed.answers.cni, mot_de_passe: closed.password }));
  for (const name of ['h.fictif', 'z.autre']) await ctl('account', 'reclaim', reclaimed.answers.cni, ...by(name));
}
