// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// /espace/dossiers: the list, one claim, and the files. The claims come by an import, as they do in
// production.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { textOf } from '../lib/html.mjs';
import { claimsOf, importClaims } from '../lib/claims.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, signIn } from '../lib/journey.mjs';
import { easyProofs, manyCodes, mount, startServer } from '../lib/server.mjs';

const page = '/espace/dossiers';
const json = { Accept: 'application/json' };
const thisYear = new Date().getUTCFullYear();
const plain = (text) => text.replace(/[\s\u00a0\u202f\u2066-\u2069]+/g, ' ');

describe('claims', () => {
  let server;
  let members;
  let owner;
  let other;
  let rows;

  async function newMember() {
    const member = members.take();
    const account = await new Journey(server, answersOf(member)).reach('termine');
    await signIn(account.client, account.answers.cni, account.password);
    return { ...account, member, client: account.client };
  }

  before(async () => {
    server = await startServer('claims', { directives: [...easyProofs, ...manyCodes, 'CnopsClaimDelay * 45'] });
    members = new Members(server);
    owner = await newMember();
    other = await newMember();
    rows = claimsOf(owner.member, 47);
    rows.push({ ...rows[0], reference: 'TOO-OLD', received_on: `${thisYear - 7}-01-01` });
    await importClaims(server, [...rows, ...claimsOf(other.member, 3, 'THEIRS')]);
  });
  after(() => server?.stop());

  const shown = () => rows.filter(({ reference }) => reference !== 'TOO-OLD');

  async function everyPage(client, address = page) {
    const claims = [];
    for (let next = address; next; ) {
      const data = await client.data(next);
      claims.push(...data.claims);
      assert.ok(data.claims.length <= 20);
      next = data.next_page?.slice(mount.length);
    }
    return claims;
  }

  it('lists all claims once, the newest first', async () => {
    const claims = await everyPage(owner.client);
    assert.deepEqual(claims.map(({ reference }) => reference).sort(), shown().map(({ reference }) => reference).sort());
    const days = claims.map(({ received_on: day }) => day);
    assert.deepEqual(days, [...days].sort().reverse());
  });

  it('has the columns of the file', async () => {
    const claims = await everyPage(owner.client);
    for (const row of shown()) {
      const claim = claims.find(({ reference }) => reference === row.reference);
      assert.equal(claim.immatriculation, row.immatriculation);
      assert.equal(claim.received_on, row.received_on);
      assert.equal(claim.amount_spent, row.amount_spent);
      assert.equal(claim.amount_refunded, row.amount_refunded === '' ? null : row.amount_refunded);
      assert.equal(claim.status, row.status);
      assert.equal(claim.paid_on, row.paid_on || null);
      assert.equal(claim.payment_mode, row.payment_mode || null);
      assert.equal(claim.document_asked, row.document_asked || null);
      assert.equal(claim.reason, row.reason || null);
      assert.ok(!claim.href.includes(row.reference), 'no reference in an address');
    }
  });

  it('adds up the years, rejected claims apart', async () => {
    const { totals } = await owner.client.data(page);
    for (const year of new Set(shown().map(({ received_on: day }) => day.slice(0, 4)))) {
      const counted = shown().filter(({ received_on: day, status }) => day.startsWith(year) && status !== 'rejected');
      const spent = counted.reduce((sum, { amount_spent: amount }) => sum + amount, 0);
      const refunded = counted.reduce((sum, { amount_refunded: amount }) => sum + Number(amount), 0);
      assert.equal(totals[year].spent, spent, year);
      assert.equal(totals[year].refunded, refunded, year);
      assert.equal(totals[year].left, spent - refunded, year);
    }
  });

  it('filters by status, year and beneficiary, on all pages', async () => {
    for (const statut of ['received', 'in_process', 'document_asked', 'paid', 'rejected']) {
      const claims = await everyPage(owner.client, `${page}?statut=${statut}`);
      assert.equal(claims.length, shown().filter(({ status }) => status === statut).length, statut);
      assert.ok(claims.every(({ status }) => status === statut), statut);
    }
    for (const annee of [thisYear, thisYear - 1, 1999]) {
      const claims = await everyPage(owner.client, `${page}?annee=${annee}`);
      assert.equal(claims.length, shown().filter(({ received_on: day }) => day.startsWith(String(annee))).length, String(annee));
    }
    const { fields } = await owner.client.data(page);
    const { options } = fields.find(({ name }) => name === 'beneficiaire');
    const child = options.find(({ label }) => label === 'Lina FICTIVE');
    assert.doesNotMatch(child.value, /lina/i);
    const claims = await everyPage(owner.client, `${page}?beneficiaire=${child.value}`);
    assert.equal(claims.length, shown().filter(({ beneficiary }) => beneficiary === 'Lina FICTIVE').length);
  });

  it('finds one claim by its exact reference', async () => {
    const { reference } = shown()[3];
    const found = await owner.client.data(`${page}?reference=${reference}`);
    assert.deepEqual(found.claims.map((claim) => claim.reference), [reference]);
    for (const wrong of [reference.toLowerCase(), reference.slice(1), 'TOO-OLD', 'THEIRS-1']) {
      const none = await owner.client.data(`${page}?reference=${wrong}`);
      assert.equal(none.claims.length, 0, wrong);
      assert.equal(none.empty, 'reference');
    }
  });

  it('answers 422 to values that it does not know, and names them', async () => {
    const { next_page: next } = await owner.client.data(page);
    const suite = new URL(next, server.origin).searchParams.get('suite');
    const wrong = [
      ['statut=perdu', 'statut'], ['annee=20x5', 'annee'], ['annee=', null], ['beneficiaire=Lina', 'beneficiaire'],
      ['reference=a%20b', 'reference'], ['reference=%ff', 'reference'], [`reference=${'a'.repeat(33)}`, 'reference'],
      ['suite=x', ''], [`suite=${suite}&statut=paid`, ''], [`suite=${suite}`, null], ['statut=paid&statut=paid', 'statut'],
    ];
    for (const [query, field] of wrong) {
      const response = await owner.client.get(`${page}?${query}`, json);
      assert.equal(response.status, field === null ? 200 : 422, query);
      if (field !== null) assert.deepEqual(response.json().errors.map((error) => error.field ?? ''), [field], query);
    }
    assert.equal((await other.client.get(`${page}?suite=${suite}`)).status, 422, 'a place belongs to its member');
  });

  it('says the same in HTML as in JSON', async () => {
    for (const lang of ['fr', 'ar', 'en']) {
      const data = await owner.client.data(`${page}?lang=${lang}`);
      const { text } = await owner.client.get(`${page}?lang=${lang}`);
      const words = plain(textOf(text));
      for (const claim of data.claims) {
        for (const value of [claim.reference, claim.beneficiary, claim.status_label, claim.received, claim.spent]) {
          assert.ok(words.includes(plain(value)), `${lang}: ${value}`);
        }
      }
      assert.ok(text.includes('rel="next"'));
      assert.ok(words.includes(data.as_of));
    }
    await owner.client.get(`${page}?lang=fr`);
  });

  it('shows one claim with what happens next, and what has happened', async () => {
    const claims = await everyPage(owner.client);
    for (const status of ['received', 'in_process', 'document_asked', 'paid', 'rejected']) {
      const claim = claims.find((one) => one.status === status);
      const address = claim.href.slice(mount.length);
      const data = await owner.client.data(address);
      assert.equal(data.reference, claim.reference);
      assert.deepEqual(data.history.map((change) => change.status), [status]);
      assert.equal(data.delay_weeks, ['received', 'in_process'].includes(status) ? 6 : undefined);
      const { text } = await owner.client.get(address);
      for (const value of [data.reference, data.status_label, data.document_asked, data.reason, data.paid].filter(Boolean)) {
        assert.ok(plain(textOf(text)).includes(plain(value)), `${status}: ${value}`);
      }
    }
  });

  it('shows nobody the claims of somebody else', async () => {
    const [theirs] = (await other.client.data(page)).claims;
    assert.equal((await other.client.get(theirs.href.slice(mount.length))).status, 200);
    assert.equal((await owner.client.get(theirs.href.slice(mount.length))).status, 404);
    for (const part of ['x', theirs.reference, '%00', '..', `${theirs.href.split('/').at(-1)}x`]) {
      const { status } = await owner.client.get(`${page}/${part}`);
      assert.ok([400, 404].includes(status), `${part}: ${status}`);
    }
    for (const address of [page, `${page}.csv`, `${page}.json`]) {
      assert.doesNotMatch((await owner.client.get(address)).text, /THEIRS/, address);
    }
  });

  it('masks adults, and people of unknown age, everywhere', async () => {
    const secret = /Omar FICTIF|Rania FICTIVE|psychiatrie|1980-02-02/;
    const claims = await everyPage(owner.client);
    const masked = claims.filter((claim) => claim.masked);
    assert.equal(masked.length, shown().filter(({ beneficiary }) => /^(Omar|Rania)/.test(beneficiary)).length);
    for (const claim of masked) {
      assert.match(claim.beneficiary, /^[OR]\. F\.$/);
      assert.equal(claim.care_kind, null);
      assert.equal(claim.beneficiary_birth_date, null);
      for (const headers of [json, {}]) {
        assert.doesNotMatch((await owner.client.get(claim.href.slice(mount.length), headers)).text, secret);
      }
    }
    for (const address of [page, `${page}.csv`, `${page}.json`]) {
      assert.doesNotMatch((await owner.client.get(address)).text, secret, address);
    }
  });

  it('gives all claims as files', async () => {
    const csv = await owner.client.get(`${page}.csv`);
    assert.equal(csv.status, 200);
    assert.match(csv.headers['content-type'], /^text\/csv; *charset=utf-8$/i);
    assert.match(csv.headers['content-disposition'], /^attachment; filename="[\w.-]+[.]csv"$/);
    const lines = csv.text.replace(/^\ufeff/, '').trimEnd().split('\r\n');
    assert.equal(lines.length, shown().length + 1);
    assert.match(lines[0], /^reference,immatriculation,received_on,care_kind,beneficiary,amount_spent,/);
    assert.ok(lines.some((line) => line.includes(`"'=HYPERLINK`)), 'a formula becomes text');
    assert.ok(lines.every((line) => !/(^|,)"?[=+@\t-]/.test(line)), 'no cell begins like a formula');
    const file = await owner.client.get(`${page}.json?statut=paid`);
    assert.match(file.headers['content-disposition'], /^attachment; /);
    assert.equal(file.json().claims.length, shown().filter(({ status }) => status === 'paid').length);
  });

  it('has pages for those who have no claim, and is for members alone', async () => {
    const { client } = await newMember();
    assert.equal((await client.data(page)).empty, 'no_claim');
    const { client: stranger } = new Journey(server, answersOf(owner.member));
    for (const address of [page, `${page}.csv`, `${page}.json`, `${page}/x`]) {
      for (const headers of [json, {}]) {
        assert.equal((await stranger.get(address, headers)).location, `${mount}/connexion`, address);
      }
    }
  });

  it('writes no claim into a log', async () => {
    await owner.client.get(`${page}?reference=${shown()[0].reference}`);
    const log = await server.errorLog();
    for (const { reference, beneficiary } of rows) {
      assert.ok(!log.includes(reference), reference);
      assert.ok(!log.includes(beneficiary), beneficiary);
    }
  });
});
