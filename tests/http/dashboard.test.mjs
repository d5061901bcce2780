// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// /espace: what the member has to do first, then the latest of everything.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { claimsOf, importClaims } from '../lib/claims.mjs';
import { Client } from '../lib/client.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, signIn } from '../lib/journey.mjs';
import { easyProofs, manyCodes, mount, startServer } from '../lib/server.mjs';

const page = '/espace';

describe('the first page of the space', () => {
  let server;
  let members;

  before(async () => {
    server = await startServer('dashboard', { directives: [...easyProofs, ...manyCodes] });
    members = new Members(server);
  });
  after(() => server?.stop());

  async function enter(claims) {
    const account = await new Journey(server, answersOf(members.take())).reach('termine');
    const member = server.members.find(({ cni }) => cni === account.answers.cni);
    const rows = claimsOf(member, claims, `R${member.immatriculation}`);
    if (claims) await importClaims(server, rows);
    const client = new Client(server);
    await signIn(client, account.answers.cni, account.password);
    return { client, rows };
  }

  const cardsOf = (data) => data.todo.map(({ kind, reference }) => [kind, reference]);

  it('says that there is nothing to do, and shows the memberships and contacts', async () => {
    const { client } = await enter(0);
    const data = await client.data(page);
    assert.deepEqual([data.todo, data.claims, data.requests], [[], [], []]);
    assert.equal(data.memberships.length, 1);
    assert.ok(data.email && data.phone);
    const html = await client.get(page);
    assert.match(html.text, /Rien à faire pour le moment/);
    for (const path of ['/espace/dossiers', '/espace/demandes', '/espace/coordonnees']) {
      assert.ok(html.text.includes(`href="${mount}${path}"`), path);
    }
  });

  it('shows what is asked of the member, then the latest three claims, the same in JSON and in HTML', async () => {
    const { client, rows } = await enter(6);
    const data = await client.data(page);
    const asked = rows.filter(({ status }) => status === 'document_asked');
    assert.deepEqual(cardsOf(data), asked.map(({ reference }) => ['document', reference]));
    assert.deepEqual(data.claims.map(({ reference }) => reference), rows.slice(0, 3).map(({ reference }) => reference));
    assert.equal(data.more_claims, true);
    const [card] = data.todo;
    assert.equal(card.about, asked[0].document_asked);
    const { text } = await client.get(page);
    const shown = [card.label, card.about, card.reference, card.action, ...data.claims.map(({ status_label: label }) => label)];
    for (const words of shown) assert.ok(text.includes(words), words);
    assert.ok(text.indexOf(card.label) < text.indexOf(data.claims[0].reference), 'what is to do comes first');
    assert.equal((await client.get(card.href.slice(mount.length))).status, 200, 'each card leads to its page');
  });

  it('shows what a request waits for', async () => {
    const { client } = await enter(1);
    const { claims: [claim] } = await client.data(page);
    const path = `${claim.href.slice(mount.length)}/reclamation`;
    const form = await client.data(path);
    const { options } = form.fields.find(({ name }) => name === 'objet');
    const sent = await client.post(path, { jeton: form.jeton, objet: options[0].value, message: 'Le montant me semble faux.' });
    assert.equal(sent.status, 303);
    const { requests, todo } = await client.data(page);
    assert.equal(requests.length, 1);
    assert.equal(requests[0].state, 'open');
    assert.deepEqual(todo, []);
    assert.equal((await client.get(requests[0].href.slice(mount.length))).status, 200);
  });

  it('speaks the three languages', async () => {
    const { client } = await enter(5);
    const labels = new Set();
    for (const lang of ['fr', 'ar', 'en']) {
      const { todo: [card] } = await client.data(`${page}?lang=${lang}`);
      labels.add(card.label);
      labels.add(card.action);
    }
    assert.equal(labels.size, 6);
    for (const label of labels) assert.doesNotMatch(label, /^todo/);
  });

  it('is for members only', async () => {
    assert.equal((await new Client(server).get(page)).location, `${mount}/connexion`);
  });
});
