// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Scenes for everybody: texts, pages that say what went wrong, signing in.

import { solved } from '../altcha.mjs';
import { enterCode, enterPassword, signIn } from '../journey.mjs';

export async function* texts(w) {
  const pages = ['/', '/connexion', '/etudiants', '/employeurs', '/feuille-de-soins', '/conditions', '/mentions-legales', '/aide', '/accessibilite', '/rester', '/styles'];
  for (const address of pages) yield w.scene(address, await w.open(w.client(), address));
}

// The statuses that a visitor can meet anywhere.
export async function* statuses(w) {
  const client = w.client();
  yield w.scene('404', await w.open(client, '/nulle-part'));
  yield w.scene('405', await w.open(client, '/deconnexion'));
  yield w.scene('403', await w.post(client, '/connexion', { jeton: 'faux' }));
  const typed = { headers: { 'Content-Type': 'text/plain' }, body: 'x' };
  yield w.scene('415', { ...(await client.request('POST', '/connexion', typed)), path: '/connexion' });
  const form = 'Content-Type: application/x-www-form-urlencoded';
  yield w.scene('413', await w.raw(['POST /mon_compte/connexion', form, 'Content-Length: 70000'], 'x'.repeat(70_000)));
  yield w.scene('400', await w.raw(['POST /mon_compte/connexion', form, 'Transfer-Encoding: chunked'], 'zz\r\n'));
}

export async function* signingIn(w) {
  const account = await w.account();
  const { cni } = account.answers;
  const stranger = w.client();
  const typed = { identifiant: cni, mot_de_passe: 'pas le bon 12' };
  const wrong = async () => w.post(stranger, '/connexion', { ...typed, altcha: await solved(stranger) });
  yield w.scene('/connexion, blank', await w.blank(stranger, '/connexion'));
  yield w.scene('/connexion, wrong', await wrong());
  for (let i = 0; i < 3; i++) await wrong();
  yield w.scene('/connexion, robot box', await w.post(stranger, '/connexion', { ...typed, altcha: '' }));
  yield w.scene('/connexion, picture', await w.post(stranger, '/connexion?captcha=image', { ...typed, captcha: '' }));
  let answer;
  do answer = await wrong(); while (answer.status === 422);
  yield w.scene('/connexion, wait', answer);
  const { client } = account;
  await signIn(client, cni, account.password);
  const { jeton } = await client.data('/espace');
  yield w.scene('signed out', await w.post(client, '/deconnexion', { jeton }));
}

export async function* secondStep(w) {
  const account = await w.account();
  const { cni } = account.answers;
  const client = w.client();
  await enterPassword(client, cni, account.password);
  const page = '/connexion/code';
  yield w.scene(page, await w.open(client, page));
  yield w.scene(`${page}, blank`, await w.blank(client, page, { canal: 'courriel' }));
  yield w.scene(`${page}, too soon`, await w.post(client, page, { action: 'renvoyer' }));
  yield w.scene(`${page}, by SMS`, await w.post(client, page, { canal: 'sms' }));
  const code = await w.server.outbox.nextCode(account.email);
  const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
  for (const name of ['wrong', '', '', '', '', 'exhausted']) {
    const answer = await w.post(client, page, { canal: 'courriel', code: wrong });
    if (name) yield w.scene(`${page}, ${name}`, answer);
  }
  const late = client.copy();
  const other = w.client();
  await enterPassword(other, cni, account.password);
  await enterCode(other, cni);
  const { jeton } = await other.data('/espace/securite');
  const password = 'cèdre rouge 82 amandes';
  await other.post('/espace/securite', {
    jeton, action: 'mot-de-passe', mot_de_passe_actuel: account.password, mot_de_passe: password, mot_de_passe_confirmation: password,
  });
  yield w.scene(`${page}, void`, await w.open(late, page));
}

// On a server with low limits.
export async function* limits(w) {
  const account = await w.account();
  const { cni } = account.answers;
  await enterPassword(w.client(), cni, account.password);
  const client = w.client();
  await enterPassword(client, cni, account.password);
  yield w.scene('/connexion/code, none was sent', await w.open(client, '/connexion/code'));

  const other = await w.journey().reach('courriel');
  const taken = { courriel: account.email, courriel_confirmation: account.email };
  yield w.scene('/creation/courriel, taken', await w.attempt(other, 'courriel', taken));
  const shared = `partagee.${w.lang}@exemple.ma`;
  let answer;
  do {
    const journey = await w.journey().reach('courriel');
    answer = await w.attempt(journey, 'courriel', { courriel: shared, courriel_confirmation: shared });
  } while (answer.status === 200);
  yield w.scene('/creation/courriel, too many codes', answer);

  const picture = await w.journey().reach('identite');
  const address = '/creation/identite?captcha=image';
  await w.open(picture.client, address);
  const page = await picture.client.data(address);
  const copied = { captcha_id: page.captcha_image?.id, captcha: '222222', ...(await picture.fieldsOf('identite', page, {})) };
  yield w.scene('/creation/identite, wrong picture', await w.post(picture.client, address, copied));
}

// On a server whose code servers do not answer, and whose queue for passwords is full at once.
export async function* outages(w) {
  const journey = await w.journey().reach('courriel');
  yield w.scene('503, codes', await w.attempt(journey, 'courriel'));
  // Once the queue was full, everybody owes a proof of work.
  const tries = Array.from({ length: 10 }, async (_, i) => {
    const client = w.client();
    const fields = { identifiant: `Z${w.lang[0].toUpperCase()}99999${i}`, mot_de_passe: 'pas le bon 12', altcha: await solved(client) };
    return w.post(client, '/connexion', fields);
  });
  const answers = await Promise.all(tries);
  yield w.scene('503', answers.find(({ status }) => status === 503));
}
