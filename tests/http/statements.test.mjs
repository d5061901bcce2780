// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Statements of claims, the data of a member as a document, and the signature of export.json. The
// documents are read with programs that know nothing of the portal.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createPublicKey, verify } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';

import { claimsOf, importClaims } from '../lib/claims.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, signIn } from '../lib/journey.mjs';
import { cnopsctl } from '../lib/recovery.mjs';
import { easyProofs, manyCodes, mount, startServer } from '../lib/server.mjs';

const run = promisify(execFile);
const claims = '/espace/dossiers';
const thisYear = new Date().getUTCFullYear();
const statementOf = (year) => `${claims}/releve.pdf?annee=${year}`;
const squeeze = (text) => text.replace(/[\s\u00a0\u202f\u200e\u200f\u2066-\u2069]+/g, ' ');
const MOST = 2000; // claims in one statement

// The recipe of README.md, with what node brings: no program of ours.
function checkedByNode(file, { keys }) {
  const { signature: { kid, value } } = JSON.parse(file.toString());
  const { x } = keys.find((key) => key.kid === kid);
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  const message = Buffer.concat([Buffer.from('mod_cnops data 1\n'), file.subarray(0, -145)]);
  return verify(null, message, key, Buffer.from(value, 'base64url'));
}

describe('statements', () => {
  let server;
  let members;
  let folder;

  before(async () => {
    server = await startServer('statements', {
      directives: [...easyProofs, ...manyCodes, 'CnopsDayStatements 12', 'CnopsDataExports 3'],
    });
    members = new Members(server);
    folder = path.join(server.dir, 'papers');
    await mkdir(folder, { recursive: true });
  });
  after(() => server?.stop());

  async function newMember(member = members.take()) {
    const account = await new Journey(server, answersOf(member)).reach('termine');
    await signIn(account.client, account.answers.cni, account.password);
    return { ...account, member };
  }

  // All of one year, however early in a year the test runs.
  const inYear = (rows, year = thisYear) => rows.map((row, i) => {
    const day = `${year}-01-01`;
    return { ...row, received_on: i % 2 && thisYear !== year ? `${year}-06-30` : day, paid_on: row.status === 'paid' ? day : '' };
  });

  async function withClaims(count, word) {
    const member = members.take();
    const rows = inYear(claimsOf(member, count, word));
    if (count) await importClaims(server, rows);
    return { ...await newMember(member), rows };
  }

  let written = 0;

  async function saved(response) {
    assert.equal(response.status, 200, response.text);
    assert.equal(response.headers['content-type'], 'application/pdf');
    assert.match(response.headers['cache-control'], /no-store/);
    written += 1;
    const file = path.join(folder, `${written}.pdf`);
    await writeFile(file, response.bytes);
    await run('qpdf', ['--check', file]);
    return file;
  }

  async function textOf(file) {
    const { stdout } = await run('pdftotext', ['-layout', file, '-'], { maxBuffer: 32 * 1024 * 1024 });
    return stdout.split('\f').slice(0, -1);
  }

  const open = async ({ client }, address) => saved(await client.get(address));
  const read = async (account, address) => textOf(await open(account, address));
  const references = (text) => [...new Set(text.match(/[A-Z]+-\d+/g) ?? [])];

  it('a year without a claim says so', async () => {
    const account = await withClaims(0);
    const pages = await read(account, statementOf(thisYear));
    assert.equal(pages.length, 1);
    const text = squeeze(pages[0]);
    assert.match(text, /Nous n’avons reçu aucun dossier cette année-là/);
    assert.ok(text.includes(account.member.immatriculation));
  });

  it('a year with a few claims is one page, with its sums and what the page hides', async () => {
    const account = await withClaims(5, 'PEU');
    const file = await open(account, statementOf(thisYear));
    for (const address of [statementOf(thisYear), `${claims}/releve.pdf`]) {
      assert.deepEqual(await readFile(await open(account, address)), await readFile(file), 'the same bytes');
    }
    const pages = await textOf(file);
    assert.equal(pages.length, 1);
    const text = squeeze(pages[0]);
    assert.deepEqual(references(text).sort(), account.rows.map(({ reference }) => reference).sort());
    const { year_totals: sums } = await account.client.data(`${claims}?annee=${thisYear}`);
    for (const sum of [sums.spent, sums.refunded, sums.left]) assert.ok(text.includes(squeeze(sum)), sum);
    for (const fact of [account.member.given_name, account.member.family_name, 'O. F.', 'Lina FICTIVE', 'soins dentaires', '1 / 1']) assert.ok(text.includes(fact), fact);
    assert.doesNotMatch(text, /psychiatrie|Omar|Rania/);
    assert.match(text, /Chacun a droit au secret de ses soins/);
    const { stdout: fonts } = await run('pdffonts', [file]);
    for (const line of fonts.trim().split('\n').slice(2)) assert.match(line, / yes yes yes /, line);
    const { stdout: structure } = await run('pdfinfo', ['-struct', file]);
    assert.match(structure, /H1[^]*Table[^]*TR[^]*TH[^]*Scope \/Column[^]*TD/);
  });

  it('a table of several pages has its head on each, and each page its number', async () => {
    const account = await withClaims(60, 'SOIXANTE');
    const pages = await read(account, statementOf(thisYear));
    assert.ok(pages.length >= 2, `${pages.length} pages`);
    pages.forEach((text, i) => {
      assert.match(squeeze(text), new RegExp(`Page ${i + 1} / ${pages.length} $`), `page ${i + 1}`);
      if (references(text).length) assert.match(text, /Reçu le +Référence +Bénéficiaire/, `page ${i + 1}`);
    });
    const found = pages.map(references);
    assert.deepEqual(found.flat().sort(), account.rows.map(({ reference }) => reference).sort(), 'each claim once');
  });

  it('a year with very many claims has the newest of them, says so, and counts all', async () => {
    const account = await withClaims(MOST + 3, 'MILLE');
    const pages = await read(account, statementOf(thisYear));
    const text = pages.join('');
    assert.equal(references(text).length, MOST);
    assert.match(squeeze(text), /Seuls les 2000 dossiers les plus récents sont dans cette liste/);
    assert.match(squeeze(pages[0]), new RegExp(`${account.rows.filter(({ status }) => status !== 'rejected').length} `));
    assert.match(squeeze(pages.at(-1)), new RegExp(`Page ${pages.length} / ${pages.length} $`));
  });

  it('in Arabic it is set from right to left, and has the same facts', async () => {
    const account = await withClaims(3, 'ARABE');
    await account.client.get(`${claims}?lang=ar`);
    const file = await open(account, statementOf(thisYear));
    const { stdout: info } = await run('pdfinfo', [file]);
    assert.match(info, /Title: +كشف ملفات المرض/);
    const { stdout: text } = await run('pdftotext', ['-raw', file, '-']);
    assert.deepEqual(references(text).sort(), account.rows.map(({ reference }) => reference).sort());
    assert.ok(text.includes(account.member.immatriculation));
    const { stdout: boxes } = await run('pdftotext', ['-bbox', file, '-']);
    const left = (word) => Number(boxes.match(new RegExp(`xMin="([0-9.]+)"[^>]*>${word}<`))[1]);
    assert.ok(left('ARABE-1') > 300, 'the first columns are on the right');
  });

  it('years that are not shown, and no years, are not there', async () => {
    const account = await newMember();
    for (const year of [thisYear + 1, 1999, '20x5', '02026', '-2026']) {
      assert.equal((await account.client.get(statementOf(year))).status, 404, String(year));
    }
  });

  it('the pages lead to the statements', async () => {
    const account = await withClaims(2, 'LIENS');
    const { statements, claims: [claim] } = await account.client.data(claims);
    assert.deepEqual(statements, [{ year: String(thisYear), href: `${mount}${statementOf(thisYear)}` }]);
    const { text: list } = await account.client.get(claims);
    assert.ok(list.includes(`href="${statements[0].href}"`));
    const { statement_href: href } = await account.client.data(claim.href.slice(mount.length));
    assert.equal(href, `${claim.href}.pdf`);
    const { text: rights } = await account.client.get('/espace/donnees');
    assert.ok(rights.includes(`href="${mount}/espace/donnees/export.pdf"`));
  });

  it('a claim has its facts, its amounts and its history', async () => {
    const account = await withClaims(5, 'UN');
    const { claims: list } = await account.client.data(claims);
    const texts = {};
    for (const claim of list) {
      texts[claim.reference] = squeeze((await read(account, `${claim.href.slice(mount.length)}.pdf`)).join(''));
    }
    for (const { reference } of account.rows) assert.ok(texts[reference].includes(reference));
    const paid = account.rows.find(({ status }) => status === 'paid');
    assert.match(texts[paid.reference], /Remboursé 80,40 DH/);
    assert.match(texts[paid.reference], /80 %/);
    assert.match(texts[paid.reference], /Ce qui a changé/);
    assert.match(texts[paid.reference], /Virement bancaire/);
    const asked = account.rows.find(({ status }) => status === 'document_asked');
    assert.match(texts[asked.reference], /Ordonnance datée et signée/);
    const rejected = account.rows.find(({ status }) => status === 'rejected');
    assert.match(texts[rejected.reference], /Pièces illisibles/);
    const hidden = account.rows.find(({ beneficiary }) => beneficiary === 'Omar FICTIF');
    assert.match(texts[hidden.reference], /O\. F\./);
    assert.doesNotMatch(texts[hidden.reference], /Omar|psychiatrie/);
  });

  it("another member's statement is not there", async () => {
    const [one, other] = [await withClaims(1, 'MIEN'), await newMember()];
    const { claims: [claim] } = await one.client.data(claims);
    const address = `${claim.href.slice(mount.length)}.pdf`;
    assert.equal((await one.client.get(address)).status, 200);
    assert.equal((await other.client.get(address)).status, 404);
    assert.equal((await one.client.get(`${claims}/junk.pdf`)).status, 404);
  });

  it('a day has a bound, which neither another site nor what is not there uses up', async () => {
    const { client } = await newMember();
    const crossSite = { 'Sec-Fetch-Site': 'cross-site' };
    for (let i = 0; i < 12; i += 1) {
      assert.equal((await client.get(statementOf(thisYear), crossSite)).status, 303);
      assert.equal((await client.get(statementOf(1999))).status, 404);
    }
    for (let i = 0; i < 12; i += 1) assert.equal((await client.get(statementOf(thisYear))).status, 200);
    const refused = await client.get(statementOf(thisYear));
    assert.equal(refused.status, 429);
    assert.ok(Number(refused.headers['retry-after']) > 0);
  });

  describe('the data of a member', () => {
    const document = '/espace/donnees/export.pdf';
    const file = '/espace/donnees/export.json';

    it('is a document that says what the file says', async () => {
      const account = await withClaims(4, 'DONNEE');
      const pages = await read(account, document);
      const text = squeeze(pages.join(''));
      const { text: json } = await account.client.get(file);
      const data = JSON.parse(json);
      for (const fact of [data.account.email, data.account.phone, data.person.cni, account.member.immatriculation]) assert.ok(text.includes(fact), fact);
      assert.deepEqual(references(text).filter((word) => word.startsWith('DONNEE')).sort(), account.rows.map(({ reference }) => reference).sort());
      assert.match(text, /Copie de vos données téléchargée/, 'the export is in the journal, and in the document');
      assert.doesNotMatch(text, /psychiatrie|Omar|Rania/);
    });

    it('counts as one of the exports of the day', async () => {
      const { client } = await newMember();
      assert.equal((await client.get(document, { 'Sec-Fetch-Site': 'cross-site' })).status, 303);
      for (const address of [document, file, document]) assert.equal((await client.get(address)).status, 200);
      for (const address of [document, file]) assert.equal((await client.get(address)).status, 429);
    });

    it('is signed as JSON, and the signature is checked by a command', async () => {
      const { client } = await newMember();
      const { bytes, text } = await client.get(file);
      const { signature } = JSON.parse(text);
      assert.equal(signature.alg, 'Ed25519');
      const whole = path.join(folder, 'data.json');
      await writeFile(whole, bytes);
      const published = path.join(folder, 'keys.json');
      await writeFile(published, (await client.get('/.well-known/cnops-keys.json')).bytes);
      for (const keys of [[], [published]]) {
        const { status, stdout, stderr } = await cnopsctl(server, 'data', 'verify', whole, ...keys);
        assert.equal(status, 0, stderr);
        assert.match(stdout, /genuine/);
      }
      assert.ok(checkedByNode(bytes, JSON.parse(await readFile(published, 'utf8'))), 'as README.md says it');
      const changed = Buffer.from(bytes);
      changed[changed.indexOf('"format":1') + 9] = '2'.charCodeAt(0);
      await writeFile(whole, changed);
      for (const keys of [[], [published]]) {
        const { status, stdout } = await cnopsctl(server, 'data', 'verify', whole, ...keys);
        assert.equal(status, 1);
        assert.match(stdout, /false/);
      }
      await writeFile(whole, '{"format":1}');
      assert.equal((await cnopsctl(server, 'data', 'verify', whole)).status, 1, 'a file without a signature');
    });
  });
});
