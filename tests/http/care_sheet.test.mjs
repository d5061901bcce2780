// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Care sheets: the member's own, /espace/feuille-de-soins.pdf, and the blank ones for everybody. The
// files are read with programs that know nothing of the portal (poppler, qpdf).

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';

import { Client } from '../lib/client.mjs';
import { tags, textOf } from '../lib/html.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, signIn } from '../lib/journey.mjs';
import { cnopsctl } from '../lib/recovery.mjs';
import { easyProofs, manyCodes, mount, root, startServer } from '../lib/server.mjs';

const run = promisify(execFile);
const own = '/espace/feuille-de-soins.pdf';
const papers = '/espace/attestations';

// Readers put blanks between the letters of some Arabic words, and marks around them.
const plain = (text) => text.normalize('NFKC').replaceAll(/[\s\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');

describe('care sheets', () => {
  let server;
  let members;
  let folder;
  let institution;
  let count = 0;

  before(async () => {
    server = await startServer('care_sheet', { directives: [...easyProofs, ...manyCodes] });
    members = new Members(server);
    institution = JSON.parse(await readFile(path.join(root, 'conf/institution.json'), 'utf8'));
    folder = path.join(server.dir, 'sheets');
    await mkdir(folder, { recursive: true });
  });
  after(() => server?.stop());

  // changes: of the member's row, imported before the account is made.
  async function newMember(wanted, changes) {
    const member = { ...members.take(wanted), ...changes };
    if (changes) await importRow(member);
    const account = await new Journey(server, answersOf(member)).reach('termine');
    await signIn(account.client, account.answers.cni, account.password);
    return { member, client: account.client };
  }

  async function importRow(member) {
    const file = path.join(folder, 'members.csv');
    const quoted = Object.values(member).map((value) => `"${value.replaceAll('"', '""')}"`);
    await writeFile(file, `${Object.keys(member).join(',')}\n${quoted.join(',')}\n`, { mode: 0o644 });
    const { status, stderr } = await cnopsctl(server, 'import', 'members', file);
    assert.equal(status, 0, stderr);
  }

  // The file at an address, and what it says.
  async function read(client, address) {
    const response = await client.get(address);
    assert.equal(response.status, 200, address);
    assert.equal(response.headers['content-type'], 'application/pdf');
    const file = path.join(folder, `${(count += 1)}.pdf`);
    await writeFile(file, response.bytes);
    const { stdout } = await run('pdftotext', ['-layout', file, '-']);
    return { file, text: plain(stdout) };
  }

  // Where a line has Arabic beside digits and commas, readers put these in orders of their own.
  function piecesOf(fact) {
    return /\p{Script=Arabic}/u.test(fact) ? fact.match(/[\p{Script=Arabic}\p{M} ]+|[0-9]+/gu) : [fact];
  }

  function assertSays({ text }, ...facts) {
    for (const fact of facts) for (const piece of piecesOf(fact)) assert.ok(text.includes(plain(piece)), `${piece} in ${text}`);
  }

  function assertSilent({ text }, ...facts) {
    for (const fact of facts) assert.ok(!text.includes(plain(fact)), fact);
  }

  // On two pages, to be printed on one sheet of paper.
  async function assertWhole({ file }) {
    await run('qpdf', ['--check', file]);
    const { stdout: fonts } = await run('pdffonts', [file]);
    const lines = fonts.trim().split('\n').slice(2);
    assert.ok(lines.length > 0);
    for (const line of lines) assert.match(line, / yes yes yes /, line);
    const { stdout: info } = await run('pdfinfo', [file]);
    assert.match(info, /Tagged: +yes/);
    assert.match(info, /Pages: +2\n/);
    assert.match(info, /Page size: +595\.\d+ x 841\.\d+ pts \(A4\)/);
  }

  const parts = ['Assuré', 'Personne soignée', 'Médecin', 'Pharmacien', 'Radiologie et analyses', 'Cachet et signature',
    'المؤمَّن له', 'الشخص المعالَج', 'الطبيب', 'الصيدلي', 'الأشعة والتحاليل', 'الخاتم والتوقيع'];
  const mutuelleOf = ({ mutuelle }) => institution.mutuelles.find(({ name }) => name === mutuelle);

  it('a student’s has the CNIE as immatriculation, no affiliation, and the address to post it to', async () => {
    const { client, member } = await newMember({ scheme: 'student' });
    const sheet = await read(client, own);
    assertSays(sheet, 'Feuille de soins', 'ورقة العلاجات', 'Étudiants', 'الطلبة', ...parts);
    assertSays(sheet, `N° d’immatriculation ${member.cni}`, `${member.given_name} ${member.family_name}`);
    assertSays(sheet, '4 rue Al Khalil, BP 209, Rabat', institution.student_post_address_ar, 'N° d’affiliation : ne rien écrire', 'لا تكتبوا شيئا');
    assertSilent(sheet, 'mutuelle', 'تعاضدية');
    await assertWhole(sheet);
  });

  it('that of the public sector has both numbers, and the address of the mutuelle', async () => {
    const { client, member } = await newMember();
    const mutuelle = mutuelleOf(member);
    const sheet = await read(client, own);
    assertSays(sheet, 'Secteur public', 'القطاع العام', ...parts, member.immatriculation, member.affiliation_no);
    assertSays(sheet, `${member.given_name} ${member.family_name}`, `${member.given_name_ar} ${member.family_name_ar}`);
    assertSays(sheet, mutuelle.name, mutuelle.name_ar, mutuelle.address, mutuelle.address_ar);
    assertSilent(sheet, institution.student_post_address, member.cni);
    for (const other of institution.mutuelles) if (other !== mutuelle) assertSilent(sheet, other.name, other.address);
    await assertWhole(sheet);
    const { stdout: structure } = await run('pdfinfo', ['-struct-text', sheet.file]);
    assert.match(structure, /H1[^]*H2[^]*Table[^]*TR[^]*TH[^]*TD/);
    assert.ok(structure.includes(member.immatriculation), 'a voice reads the number as one');
  });

  it('the mutuelles that are delivered say on every page that they are examples', async () => {
    const { text } = await new Client(server).get('/feuille-de-soins');
    assert.ok(institution.mutuelles.length > 0);
    for (const { name, name_ar: arabic } of institution.mutuelles) {
      assert.match(name, / \(exemple\)$/);
      assert.match(arabic, / \(مثال\)$/);
      assert.ok(text.includes(name), name);
    }
    for (const { mutuelle } of server.members.filter(({ scheme }) => scheme === 'public')) assert.match(mutuelle, / \(exemple\)$/);
  });

  it('a mutuelle is found by another spelling; an unknown one is named without an address', async () => {
    const { client } = await newMember({}, { mutuelle: 'm. a. a.' });
    const [amal] = institution.mutuelles;
    assertSays(await read(client, own), amal.name, amal.address_ar);
    for (const name of ['Mutuelle Inconnue & Cie', '']) {
      const other = await newMember({}, { mutuelle: name });
      const sheet = await read(other.client, own);
      assertSays(sheet, name, other.member.immatriculation);
      for (const { address } of institution.mutuelles) assertSilent(sheet, address);
      await assertWhole(sheet);
    }
  });

  it('names of any length and direction stay on two pages', async () => {
    const name = (word) => word.repeat(12).slice(0, 80).trim(); // members.csv has 80 letters
    const names = { given_name: name('Marie-Thérèse Ğülşen '), family_name: name('Bénèş El Ouazzani ') };
    const long = await newMember({}, { ...names, given_name_ar: name('للا فاطمة الزهراء '), family_name_ar: name('الوزاني التهامي ') });
    const sheet = await read(long.client, own);
    assertSays(sheet, `${names.given_name} ${names.family_name}`);
    await assertWhole(sheet);
    const mixed = await newMember({}, { family_name: 'ZZ السلاوي', given_name_ar: '', family_name_ar: '' });
    await assertWhole(await read(mixed.client, own));
  });

  it('a person with two memberships has the sheet of the one that the space shows', async () => {
    const two = server.members.filter((one) => server.members.some((other) => other !== one && other.cni === one.cni)).slice(0, 2);
    const { client } = await new Journey(server, answersOf(two[0])).reach('termine').then(async (account) => {
      await signIn(account.client, account.answers.cni, account.password);
      return account;
    });
    for (const { immatriculation, scheme } of two) {
      const { jeton } = await client.data('/espace/adhesion');
      assert.equal((await client.post('/espace/adhesion', { jeton, adhesion: immatriculation })).status, 303);
      const sheet = await read(client, own);
      assertSays(sheet, immatriculation, scheme === 'student' ? 'Étudiants' : 'Secteur public');
      assertSilent(sheet, scheme === 'student' ? 'Secteur public' : 'Étudiants');
    }
  });

  it('a closed membership has none, and the page says so', async () => {
    const { client, member } = await newMember();
    assert.equal((await client.data(papers)).sheet, `${mount}${own}`);
    await importRow({ ...member, status: 'closed' });
    assert.equal((await client.get(own)).status, 404);
    assert.equal((await client.data(papers)).sheet, null);
    const { text } = await client.get(papers);
    assert.match(textOf(text), /elle ne donne pas de feuille de soins/);
    assert.deepEqual(tags(text, 'a').filter(({ href }) => href?.includes('feuille-de-soins.pdf')), []);
  });

  it('is nothing to visitors without a session', async () => {
    const response = await new Client(server).get(own);
    assert.equal(response.status, 303);
    assert.equal(response.location, `${mount}/connexion`);
  });

  it('visitors find blank ones from the student entry, the help and the foot of every page', async () => {
    const visitor = new Client(server);
    for (const entry of ['/etudiants', '/aide', '/']) {
      const links = tags((await visitor.get(entry)).text, 'a').map(({ href }) => href);
      assert.ok(links.includes(`${mount}/feuille-de-soins`), entry);
    }
    const { text } = await visitor.get('/feuille-de-soins');
    const files = tags(text, 'a').filter(({ type }) => type === 'application/pdf').map(({ href }) => href.slice(mount.length));
    assert.equal(files.length, 2 + institution.mutuelles.length);
    for (const file of files) await assertWhole(await read(visitor, file));
  });

  it('a blank one has the parts and the address, and no member', async () => {
    const visitor = new Client(server);
    const student = await read(visitor, '/feuille-de-soins/etudiants.pdf');
    assertSays(student, 'Étudiants', institution.student_post_address, institution.student_post_address_ar, ...parts);
    const [amal] = institution.mutuelles;
    assertSays(await read(visitor, '/feuille-de-soins/al-amal.pdf'), 'Secteur public', amal.name_ar, amal.address, ...parts);
    const any = await read(visitor, '/feuille-de-soins/secteur-public.pdf');
    assertSays(any, 'Secteur public', ...parts);
    for (const { address } of institution.mutuelles) assertSilent(any, address);
    assertSilent(any, institution.student_post_address);
  });
});
