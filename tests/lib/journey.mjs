// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// A person who goes through the nine steps, and may stop, go back or get it wrong.

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

// Contacts nobody else uses.
export function newContacts() {
  serial += 1;
  const digits = String(10_000_000 + serial);
  return { email: `personne${serial}@exemple.ma`, phone: `06${digits}`, smsTo: `+2126${digits}` };
}

const present = (fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

// Wrong answers raise what a proof must be worth: then the page asks for another one.
async function payProof(client, post) {
  for (;;) {
    const response = await post(await solved(client));
    const harder = response.status === 422 && response.json().errors.some((e) => e.code === 'captcha_harder');
    if (!harder) return response;
  }
}

export class Journey {
  // answers: identities.mjs answersOf.
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

  // What this person types at a step, given the page's data.
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

  // Posts a step as it should be, but for what `changes` says; undefined removes a field.
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

  // Does every step before `last`, each accepted at once.
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

// The password alone, as the form asks; a proof of work is paid where the form shows one.
export async function enterPassword(client, identifiant, password, changes = {}) {
  const page = await client.data('/connexion');
  const fields = { jeton: page.jeton, identifiant, mot_de_passe: password, ...changes };
  const post = (all) => client.post('/connexion', present(all), { Accept: 'application/json' });
  if (page.captcha !== 'required' || 'altcha' in changes) return post(fields);
  return payProof(client, (altcha) => post({ ...fields, altcha }));
}

// What a browser not seen before is asked for after the password: the code, out of the mail.
export async function enterCode(client, identifiant, since) {
  const { jeton } = await client.data('/connexion/code');
  const code = await client.server.outbox.nextCode(client.server.contactsOf(identifiant).email, since);
  return client.post('/connexion/code', { jeton, code, canal: 'courriel' }, { Accept: 'application/json' });
}

// All of it: the last answer.
export async function signIn(client, identifiant, password, changes = {}) {
  const began = Date.now();
  const response = await enterPassword(client, identifiant, password, changes);
  const asksCode = response.location === `${mount}/connexion/code`;
  return asksCode ? enterCode(client, identifiant, began) : response;
}
