// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// An attacker who knows every fact of a member, but has neither contacts nor password, tries every
// address of the portal. Such an attacker is not rare: similar facts of two million people leaked
// elsewhere.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { Client } from '../lib/client.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, newContacts, signIn } from '../lib/journey.mjs';
import { LostContacts, Recovery } from '../lib/recovery.mjs';
import { easyProofs, mount, root, startServer } from '../lib/server.mjs';

const space = `${mount}/espace`;
const password = 'mot de passe du voleur 8';

const source = (name) => readFile(path.join(root, 'mod_cnops/pages', name), 'utf8');
const texts = (code, member) => [...code.matchAll(new RegExp(`\\.${member} = "([^"]+)"`, 'g'))].map((match) => match[1]);

// The steps that several courses share are macros: the name of each, and its row.
async function sharedRows() {
  const code = (await source('journey/steps.h')).replaceAll('\\\n', ' ');
  const rows = Object.fromEntries([...code.matchAll(/#define (CNOPS_STEP_\w+) (.*)/g)].map(([, name, row]) => [name, row]));
  assert.ok(Object.keys(rows).length >= 5, Object.keys(rows).join());
  return rows;
}

// The steps of a course, which are addresses.
async function stepsOf(course) {
  const rows = await sharedRows();
  const code = (await source(`journey/${course}.c`)).replaceAll(/CNOPS_STEP_\w+/g, (name) => rows[name]);
  const [base] = texts(code, 'base');
  const slugs = texts(code, 'slug');
  assert.ok(base && slugs.length > 5, `${course}: ${slugs}`);
  return slugs.map((slug) => `${base}/${slug}`);
}

// The tables themselves, so that an address added tomorrow is tried too.
async function routes() {
  const code = await source('routes.c');
  const named = texts(code.slice(code.indexOf('const cnops_route_t cnops_routes[]')), 'path');
  const courses = [...(await source('journey/courses.c')).matchAll(/&cnops_(\w+)_course/g)].map((match) => match[1]);
  assert.ok(courses.length >= 3, String(courses));
  const steps = await Promise.all(courses.map(stepsOf));
  return [...named, ...steps.flat()].map((address) => address.replace('*', 'test2.AAAA'));
}

describe('red team', () => {
  let server;
  let members;
  let addresses;

  before(async () => {
    const directives = [...easyProofs, 'CnopsDestinationCodes 1000', 'CnopsPowLevels 0'];
    server = await startServer('red_team', { directives });
    members = new Members(server);
    addresses = await routes();
    assert.ok(addresses.length > 35, String(addresses.length));
  });
  after(() => server?.stop());

  // Sends every known fact in every field that may ask for it; codes are guessed.
  const everything = (answers, contacts) => ({
    ...answers, accepte: 'oui', identifiant: answers.cni, code: '123456', canal: 'courriel',
    courriel: contacts.email, courriel_confirmation: contacts.email,
    telephone: contacts.phone, telephone_confirmation: contacts.phone,
    mot_de_passe: password, mot_de_passe_confirmation: password,
    code_lettre: 'ABCD-ABCD-ABCD-ABCD', motif: 'x', mot_de_passe_actuel: password,
  });

  // Requests every address by GET and POST, with the cookies that this browser has now.
  async function tryAll(client, fields) {
    for (const address of addresses) {
      const browser = client.copy();
      const seen = await browser.get(address, { Accept: 'application/json' });
      assert.ok(seen.status < 500 || seen.status === 503, `${address}: ${seen.status}`);
      const { jeton } = await browser.data('/connexion');
      for (const action of [undefined, 'renvoyer']) {
        const body = Object.fromEntries(Object.entries({ ...fields, jeton, action }).filter(([, v]) => v));
        const answer = await browser.post(address, body, { Accept: 'application/json' });
        assert.ok(answer.status < 500 || answer.status === 503, `${address}: ${answer.status}`);
        assert.ok(!answer.headers['set-cookie']?.some((c) => /cnops_(session|device)=[^;]/.test(c)), address);
      }
      assert.notEqual((await browser.get('/espace')).status, 200, `${address} gave a session`);
    }
  }

  const messageCount = async (owner) =>
    (await server.outbox.messages()).filter((m) => m.to === owner.email || m.to === owner.smsTo).length;

  async function assertUntouched(owner) {
    const client = new Client(server);
    assert.equal((await signIn(client, owner.answers.cni, password)).status, 422, 'the thief’s password');
    assert.equal((await signIn(owner.client, owner.answers.cni, owner.password)).location, space);
    const { email } = await owner.client.data('/espace');
    assert.equal(email[0], owner.email[0]);
  }

  async function makeOwner() {
    const owner = await new Journey(server, answersOf(members.take())).reach('termine');
    assert.equal((await signIn(owner.client, owner.answers.cni, owner.password)).location, space);
    await server.outbox.drain(owner.email);
    return owner;
  }

  it('facts alone give no access to an account, on whichever page they are sent', async () => {
    const owner = await makeOwner();
    const contacts = newContacts();
    const fields = everything(owner.answers, contacts);

    await tryAll(new Client(server), fields);
    await assertUntouched(owner);

    const recovery = await new Recovery(server, owner).reach('courriel-code');
    let before = await messageCount(owner);
    await tryAll(recovery.client, fields);
    await assertUntouched(owner);
    await server.outbox.drain(owner.email);
    assert.ok((await messageCount(owner)) >= before, 'told');

    before = await messageCount(owner);
    const creation = await new Journey(server, owner.answers).reach('questions');
    assert.match((await creation.submit('questions')).location, /\/recuperation\//);
    await server.outbox.drain(owner.email);
    assert.ok((await messageCount(owner)) > before, 'a creation is told');
    await tryAll(creation.client, fields);
    await assertUntouched(owner);
  });

  it('a request for other contacts is announced to the old ones, and changes nothing', async () => {
    const owner = await makeOwner();
    const recovery = await new Recovery(server, owner).reach('courriel-code');
    await server.outbox.drain(owner.email);
    const before = await messageCount(owner);
    const lost = await new LostContacts(recovery).reach('contact/termine');
    await server.outbox.drain(owner.email);
    assert.ok((await messageCount(owner)) >= before + 2, 'by e-mail and by SMS');
    await tryAll(lost.client, everything(owner.answers, lost));
    await assertUntouched(owner);
    // The attacker's own contacts can recover nothing: codes still go to the member's contacts.
    const again = await new Recovery(server, owner).reach('courriel-code');
    assert.equal((await server.outbox.fresh(lost.email)).filter((m) => /\b\d{6}\b/.test(m.text)).length, 0);
    await tryAll(again.client, everything(owner.answers, lost));
    await assertUntouched(owner);
  });

  it('where a person has no account, its creation is announced to the contacts on file', async () => {
    const victim = server.members.find(
      (m) => m.status === 'active' && m.email_on_file && m.birth_date.length === 10 && m.rib &&
        m.payment_mode === 'transfer' && members.rest.includes(m) && (m.scheme === 'student' || m.employee_no));
    members.rest.splice(members.rest.indexOf(victim), 1);
    const answers = answersOf(victim);
    await tryAll(new Client(server), everything(answers, newContacts()));
    const client = new Client(server);
    assert.equal((await signIn(client, victim.cni, password)).status, 422, 'nothing was made on the way');
    await new Journey(server, answers).reach('termine');
    const email = victim.email_on_file.toLowerCase();
    await server.outbox.drain('nobody');
    const heard = (await server.outbox.messages()).filter((m) => m.to.toLowerCase() === email);
    assert.ok(heard.length >= 1, `${email} was not told`);
  });
});
