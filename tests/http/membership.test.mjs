// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// /espace/adhesion: a member of several schemes chooses what the space shows.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { Client } from '../lib/client.mjs';
import { tags, textOf } from '../lib/html.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, signIn } from '../lib/journey.mjs';
import { cnopsctl } from '../lib/recovery.mjs';
import { easyProofs, manyCodes, mount, startServer } from '../lib/server.mjs';

const page = '/espace/adhesion';
const json = { Accept: 'application/json' };

describe('the choice of a membership', () => {
  let server;
  let two; // the rows of a person with two memberships
  let account;

  before(async () => {
    server = await startServer('membership', { directives: [...easyProofs, ...manyCodes, 'CnopsDayCertificates 30'] });
    const { members } = server;
    two = members.filter((one) => members.some((other) => other !== one && other.cni === one.cni)).slice(0, 2);
    assert.equal(two[0].cni, two[1].cni);
    account = await new Journey(server, answersOf(two[0])).reach('termine');
  });
  after(() => server?.stop());

  async function enter({ answers, password } = account) {
    const client = new Client(server);
    assert.equal((await signIn(client, answers.cni, password)).location, `${mount}/espace`);
    return client;
  }

  async function choose(client, fields) {
    const { jeton } = await client.data(page);
    return client.post(page, { jeton, ...fields }, json);
  }

  const currentOn = async (client, address) => (await client.data(address)).adhesions.find(({ current }) => current).immatriculation;

  it('holds in this session, on every page', async () => {
    const client = await enter();
    const [one, other] = two.map(({ immatriculation }) => immatriculation);
    assert.equal(await currentOn(client, '/espace'), one);
    assert.equal((await choose(client, { adhesion: other })).location, `${mount}/espace`);
    for (const address of ['/espace', '/espace/profil', page]) assert.equal(await currentOn(client, address), other, address);
    assert.equal(await currentOn(await enter(), '/espace'), one, 'another session has its own');
    // As people type it: lower case, with a blank.
    assert.equal((await choose(client, { adhesion: ` ${one.toLowerCase()} ` })).status, 303);
    assert.equal(await currentOn(client, '/espace'), one);
  });

  it('works without a script, from the top of every page, and returns to that page', async () => {
    const client = await enter();
    for (const address of ['/espace/profil', '/espace/securite', '/espace/coordonnees', '/espace']) {
      const { text } = await client.get(address);
      const form = text.slice(text.indexOf('class="switch"'), text.indexOf('</details>', text.indexOf('class="switch"')));
      const fields = Object.fromEntries(tags(form, 'input').map(({ name, value }) => [name, value]));
      const [button] = tags(form, 'button');
      const row = two.find(({ immatriculation }) => immatriculation === button.value);
      assert.ok(row, address);
      for (const each of two) assert.ok(textOf(form).includes(each.immatriculation), 'scheme, number and status of both');
      const response = await client.post(page, { ...fields, [button.name]: button.value });
      assert.deepEqual([response.status, response.location], [303, `${mount}${address}`]);
      assert.equal(await currentOn(client, address), row.immatriculation);
    }
  });

  it('its page shows the same, in HTML and JSON', async () => {
    const client = await enter();
    const { adhesions } = await client.data(page);
    assert.deepEqual(adhesions.map(({ immatriculation }) => immatriculation).sort(), two.map(({ immatriculation }) => immatriculation).sort());
    for (const each of adhesions) assert.ok(each.scheme && each.scheme_label && each.status && each.status_label);
    const { text } = await client.get(page);
    for (const each of adhesions) {
      for (const word of [each.immatriculation, each.scheme_label, each.status_label]) assert.ok(textOf(text).includes(word), word);
    }
  });

  it('takes no other number, and tells nothing about it', async () => {
    const client = await enter();
    const before = await currentOn(client, '/espace');
    const stranger = server.members.find(({ cni, scheme }) => cni !== two[0].cni && scheme === 'public');
    const answers = [];
    for (const adhesion of [stranger.immatriculation, '999999998']) {
      const response = await choose(client, { adhesion });
      assert.equal(response.status, 422);
      answers.push(response.json().errors);
    }
    assert.deepEqual(answers[0], answers[1]);
    assert.deepEqual(answers[0].map(({ field, code }) => [field, code]), [['adhesion', 'not_yours']]);
    assert.equal((await choose(client, {})).json().errors[0].code, 'required');
    assert.equal(await currentOn(client, '/espace'), before);
  });

  it('has the certificates about it on full pages, and says on each page which are held', async () => {
    const client = await enter();
    const list = '/espace/attestations';
    const [one, other] = two.map(({ immatriculation }) => immatriculation);
    const draw = async (wanted) => {
      const { jeton, offers } = await client.data(list);
      const { type, year } = offers.find((offer) => offer.type === wanted);
      assert.equal((await client.post(list, { jeton, type, ...(year && { annee: year }) }, json)).status, 303);
    };
    const revoke = ({ code }) => cnopsctl(server, 'certificate', 'revoke', code, '--operator', 'h.fictif', '--reason', 'Essai');
    await choose(client, { adhesion: one });
    await draw('immatriculation');
    await choose(client, { adhesion: other });
    await draw('couverture');
    // One that says the same is drawn only after the former is revoked.
    for (let i = 0; i < 20; i += 1) {
      await draw('immatriculation');
      if (i < 19) await revoke((await client.data(list)).certificates[0]);
    }
    const first = await client.data(list);
    assert.equal(first.certificates.length, 20);
    const second = await client.data(first.next_page.slice(mount.length));
    assert.deepEqual([second.certificates.map(({ type }) => type), second.next_page], [['couverture'], null]);
    assert.equal(second.offers[0].held_until, first.certificates[0].expires_on);
    await choose(client, { adhesion: one });
    const own = await client.data(list);
    assert.deepEqual([own.certificates.length, own.next_page], [1, null]);
  });

  it('leads to no address of others', async () => {
    const client = await enter();
    const adhesion = two[1].immatriculation;
    for (const retour of ['//exemple.org/', 'https://exemple.org/espace', '/deconnexion', '/espace/../connexion', 'x'.repeat(3000)]) {
      assert.equal((await choose(client, { adhesion, retour })).headers.location, `${mount}/espace`, retour);
    }
  });

  it('members of one scheme see no choice', async () => {
    const member = await new Journey(server, answersOf(new Members(server).take())).reach('termine');
    const client = await enter(member);
    assert.doesNotMatch((await client.get('/espace')).text, /class="switch"/);
    assert.equal((await client.data(page)).adhesions.length, 1);
  });
});
