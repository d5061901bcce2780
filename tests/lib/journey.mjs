// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// A visitor on a journey: by default through all nine steps of a creation. A test may also stop
// at a step, go back, or send wrong fields.

import assert from 'node:assert/strict';

import { solved } from './altcha.mjs';
import { Client } from './client.mjs';
import { mount } from './server.mjs';

export const steps = [
  'conditions', 'identite', 'questions', 'courriel', 'courriel-code',
  'telephone', 'telephone-code', 'mot-de-passe', 'termine',
];

export const pathOf = (step) => `/creation/${step}`;
export const locationOf = (step) => `${mount}${pathOf(step)}`;

let serial = 0;

// Contacts that no other test uses.
export function newContacts() {
  serial += 1;
  const digits = String(10_000_000 + serial);
  return { email: `personne${serial}@exemple.ma`, phone: `06${digits}`, smsTo: `+2126${digits}` };
}

const present = (fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

// Posts with a proof of work. Wrong answers raise the required work while this runs; the page
// then refuses the proof as too cheap, and this tries again with a harder one.
async function payProof(client, post) {
  for (;;) {
    const response = await post(await solved(client));
    const harder = response.status === 422 && response.json().errors.some((e) => e.code === 'captcha_harder');
    if (!harder) return response;
  }
}

export class Journey {
  // answers: from answersOf in identities.mjs.
  constructor(server, answers, { headers, json = false, password = 'zellige bleu 47 figues' } = {}) {
    this.base = '/creation';
    this.steps = steps;
    this.server = server;
    this.client = new Client(server, { headers });
    this.answers = answers;
    this.json = json;
    this.password = password;
    Object.assign(this, newContacts());
  }

  page(step) {
    return this.client.data(`${this.base}/${step}`);
  }

  // The fields that this visitor fills in at a step. page: the data of the page.
  async fieldsOf(step, page, changes) {
    const { answers } = this;
    const asked = (page.fields ?? []).map((field) => field.name);
    const pick = (...names) =>
      Object.fromEntries(names.filter((n) => asked.includes(n) && answers[n]).map((n) => [n, answers[n]]));
    switch (step) {
      case 'conditions':
        return { accepte: 'oui' };
      case 'identite': {
        const number = answers.mode === 'employeur' ? 'identifiant_employeur' : 'immatriculation';
        return pick('mode', number, 'cni', 'date_naissance');
      }
      case 'questions':
        return pick('immatriculation', 'identifiant_employeur', 'rib', 'etat_civil');
      case 'courriel':
        return { courriel: this.email, courriel_confirmation: this.email };
      case 'courriel-code':
        return 'code' in changes ? {} : { code: await this.server.outbox.nextCode(this.email) };
      case 'telephone':
        return { telephone: this.phone, telephone_confirmation: this.phone };
      case 'telephone-code':
        return 'code' in changes ? {} : { code: await this.server.outbox.nextCode(this.smsTo) };
      case 'mot-de-passe':
        return { mot_de_passe: this.password, mot_de_passe_confirmation: this.password };
      default:
        throw new Error(`nothing is asked at ${step}`);
    }
  }

  // Posts a step with correct fields, except those in `changes`; undefined removes a field.
  async submit(step, changes = {}) {
    const page = await this.page(step);
    assert.equal(page.step, step.split('/').pop(), `${step} is not open`);
    const fields = { jeton: page.jeton, ...(await this.fieldsOf(step, page, changes)), ...changes };
    const send = this.json ? this.client.postJson : this.client.post;
    const address = `${this.base}/${step}`;
    const post = (all) => send.call(this.client, address, present(all), { Accept: 'application/json' });
    const pays = page.captcha === 'required' && !('altcha' in changes);
    const response = pays ? await payProof(this.client, (altcha) => post({ ...fields, altcha })) : await post(fields);
    if (response.location === locationOf('termine')) this.#remember();
    return response;
  }

  #remember() {
    const { cni, immatriculation } = this.answers;
    this.server.remember([cni, immatriculation].filter(Boolean), { email: this.email, smsTo: this.smsTo });
  }

  // Submits every step before `last`. Each one must be accepted at the first try.
  async reach(last) {
    for (const step of this.steps.slice(0, this.steps.indexOf(last))) {
      const response = await this.submit(step);
      const errors = response.status === 422 ? this.codesOf(response) : [];
      assert.equal(response.status, 303, `${step}: ${errors} ${response.text.slice(0, 2000)}`);
      const next = this.steps[this.steps.indexOf(step) + 1];
      assert.equal(response.location, `${mount}${this.base}/${next}`);
    }
    return this;
  }

  codesOf(response) {
    return response.json().errors.map((error) => error.code);
  }
}

// The first step of signing in: posts the password, with a proof of work where the form asks for
// one.
export async function enterPassword(client, identifiant, password, changes = {}) {
  const page = await client.data('/connexion');
  const fields = { jeton: page.jeton, identifiant, mot_de_passe: password, ...changes };
  const post = (all) => client.post('/connexion', present(all), { Accept: 'application/json' });
  if (page.captcha !== 'required' || 'altcha' in changes) return post(fields);
  return payProof(client, (altcha) => post({ ...fields, altcha }));
}

// The second step of signing in, which is asked of unknown browsers: posts the code of the e-mail.
export async function enterCode(client, identifiant, since) {
  const { jeton } = await client.data('/connexion/code');
  const code = await client.server.outbox.nextCode(client.server.contactsOf(identifiant).email, since);
  return client.post('/connexion/code', { jeton, code, canal: 'courriel' }, { Accept: 'application/json' });
}

// Signs in, with both steps where the second one is asked. Returns the last answer.
export async function signIn(client, identifiant, password, changes = {}) {
  const began = Date.now();
  const response = await enterPassword(client, identifiant, password, changes);
  const asksCode = response.location === `${mount}/connexion/code`;
  return asksCode ? enterCode(client, identifiant, began) : response;
}
