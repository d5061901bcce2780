// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// /espace/attestations: certificates are drawn by POST, made as PDF on demand, and read here with
// programs that know nothing of the portal (poppler, qpdf, zbar).

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

import { answersOf, importMembers, Members } from '../lib/identities.mjs';
import { Journey, signIn } from '../lib/journey.mjs';
import { easyProofs, manyCodes, mount, root, startServer } from '../lib/server.mjs';
import { changeRows } from '../lib/sql.mjs';

const run = promisify(execFile);
const page = '/espace/attestations';
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

describe('certificates', () => {
  let server;
  let members;
  let folder;

  before(async () => {
    server = await startServer('certificates', { directives: [...easyProofs, ...manyCodes, 'CnopsDayCertificates 3', 'CustomLog logs/pids.log "%P %U"', 'StartServers 2'] });
    members = new Members(server);
    folder = path.join(server.dir, 'papers');
    await mkdir(folder, { recursive: true });
  });
  after(() => server?.stop());

  async function enter(row) {
    const account = await new Journey(server, answersOf(row)).reach('termine');
    await signIn(account.client, account.answers.cni, account.password);
    return account;
  }

  const newMember = (wanted) => enter(members.take(wanted));

  async function newStudent(rights) {
    const row = { ...members.take({ scheme: 'student' }), ...rights };
    await importMembers(server, row);
    return enter(row);
  }

  async function draw({ client }, fields) {
    const { jeton } = await client.data(page);
    return client.post(page, { jeton, ...fields }, { Accept: 'application/json' });
  }

  const certificatesOf = async ({ client }) => (await client.data(page)).certificates;

  async function fileOf({ client }, { href }) {
    const response = await client.get(href.slice(mount.length));
    assert.equal(response.status, 200);
    assert.equal(response.headers['content-type'], 'application/pdf');
    return response.bytes;
  }

  async function saved(bytes, name = `${sha256(bytes)}.pdf`) {
    const file = path.join(folder, name);
    await writeFile(file, bytes);
    return file;
  }

  // Its text, and what its QR code says.
  async function read(bytes) {
    const file = await saved(bytes);
    const { stdout: text } = await run('pdftotext', ['-layout', file, '-']);
    await run('pdftoppm', ['-r', '100', '-png', '-singlefile', file, file]);
    const { stdout } = await run('zbarimg', ['--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', `${file}.png`]);
    return { text, code: stdout.trim() };
  }

  it('a certificate is drawn, listed and opened, and its file is whole, tagged and in two languages', async () => {
    const account = await newMember();
    assert.equal((await draw(account, { type: 'couverture' })).status, 303);
    const [certificate] = await certificatesOf(account);
    assert.match(certificate.code, /^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
    assert.equal(certificate.type, 'couverture');
    assert.equal(certificate.state, 'valid');
    const file = await saved(await fileOf(account, certificate));
    await run('qpdf', ['--check', file]);
    const { stdout: text } = await run('pdftotext', ['-layout', file, '-']);
    for (const fact of [certificate.code, certificate.expires_on, 'Attestation de couverture']) assert.ok(text.includes(fact), fact);
    const { stdout: fonts } = await run('pdffonts', [file]);
    for (const line of fonts.trim().split('\n').slice(2)) assert.match(line, / yes yes yes /, line);
    const { stdout: structure } = await run('pdfinfo', ['-struct-text', file]);
    assert.match(structure, /H1[^]*Table[^]*TH[^]*Figure/);
  });

  it('the code is read from a picture of the paper', async () => {
    const account = await newMember();
    await draw(account, { type: 'immatriculation' });
    const [certificate] = await certificatesOf(account);
    const { code } = await read(await fileOf(account, certificate));
    assert.match(code, /^https?:\/\/[^#]+\/verification#[1-9][0-9]{200,}$/);
  });

  it('the same certificate has the same bytes, also after a restart', async () => {
    const account = await newMember();
    await draw(account, { type: 'immatriculation' });
    const [certificate] = await certificatesOf(account);
    const first = sha256(await fileOf(account, certificate));
    assert.equal(sha256(await fileOf(account, certificate)), first);
    await server.restartGracefully();
    assert.equal(sha256(await fileOf(account, certificate)), first);
  });

  // The institution as it was on the day of issue; the folder of the file has emblem and colours.
  it('a paper keeps the name and the address of its day when the institution is renamed and moves', async () => {
    const account = await newMember();
    await draw(account, { type: 'immatriculation' });
    const [old] = await certificatesOf(account);
    const before = await fileOf(account, old);
    await cp(path.join(root, 'build/institution'), path.join(server.dir, 'renamed'), { recursive: true });
    const renamed = path.join(server.dir, 'renamed/institution.json');
    const institution = JSON.parse(await readFile(renamed, 'utf8'));
    await writeFile(renamed, JSON.stringify({ ...institution, name_fr: 'Caisse Nouvelle', name_ar: 'الصندوق الجديد' }));
    const later = path.join(server.dir, 'conf.d/zz-renamed.conf');
    await writeFile(later, `CnopsInstitution "${renamed}"\nCnopsPublicURL http://nouveau.localhost/mon_compte\n`);
    await Promise.all([renamed, later].map((file) => chmod(file, 0o644)));
    await server.restartGracefully();
    try {
      await draw(account, { type: 'immatriculation' });
      const [young] = await certificatesOf(account);
      const [first, second] = [await fileOf(account, old), await fileOf(account, young)];
      assert.equal(sha256(first), sha256(before));
      const [said, saidToday] = [await read(first), await read(second)];
      for (const [text, name, other] of [[said.text, 'Nationale', 'Nouvelle'], [saidToday.text, 'Nouvelle', 'Nationale']])
        assert.deepEqual([text.includes(`Caisse ${name}`), text.includes(`Caisse ${other}`)], [true, false], text);
      assert.ok(said.text.includes(institution.name_ar) && saidToday.text.includes('الصندوق الجديد'));
      assert.ok(said.code.startsWith(`${server.url('/verification')}#`), said.code);
      assert.ok(saidToday.code.startsWith('http://nouveau.localhost/mon_compte/verification#'), saidToday.code);
    } finally {
      await rm(later);
      await server.restartGracefully();
    }
  });

  it("another member's certificate is not there", async () => {
    const [one, other] = [await newMember(), await newMember()];
    await draw(one, { type: 'immatriculation' });
    const [certificate] = await certificatesOf(one);
    assert.equal((await other.client.get(certificate.href.slice(mount.length))).status, 404);
    assert.deepEqual(await certificatesOf(other), []);
    assert.equal((await one.client.get(`${page}/junk.pdf`)).status, 404);
  });

  it('the same bytes come from two processes, and after httpd was ended and started', async () => {
    const account = await newMember();
    await draw(account, { type: 'immatriculation' });
    const [{ href }] = await certificatesOf(account);
    const address = href.slice(mount.length);
    const hashes = new Set();
    const take = async () => hashes.add(sha256(await fileOf(account, { href })));
    const processOf = async () => {
      const lines = (await readFile(path.join(server.dir, 'logs/pids.log'), 'utf8')).trim().split('\n');
      return Number(lines.filter((line) => line.endsWith(address)).at(-1).split(' ')[0]);
    };
    await take();
    const first = await processOf();
    process.kill(first, 'SIGKILL');
    await setTimeout(200); // until its connections are closed
    await take();
    assert.notEqual(await processOf(), first);
    await server.restart();
    await signIn(account.client, account.answers.cni, account.password);
    hashes.add(sha256((await account.client.get(address)).bytes));
    assert.equal(hashes.size, 1);
  });

  it('whose membership is closed keeps the papers, draws none, and is told why', async () => {
    const account = await newMember();
    const row = server.members.find(({ cni }) => cni === account.answers.cni);
    await draw(account, { type: 'immatriculation' });
    const [certificate] = await certificatesOf(account);
    const before = sha256(await fileOf(account, certificate));
    assert.deepEqual((await account.client.data(page)).offers.map(({ type }) => type), ['immatriculation', 'couverture']);
    await importMembers(server, { ...row, status: 'closed' });
    const data = await account.client.data(page);
    assert.deepEqual([data.offers, data.why_not], [[], 'closed']);
    assert.equal(data.certificates[0].state, 'valid');
    const refused = await draw(account, { type: 'immatriculation' });
    assert.equal(refused.status, 422);
    assert.equal(refused.json().errors[0].code, 'certificate_closed');
    assert.equal(sha256(await fileOf(account, certificate)), before);
  });

  it('students draw one for each year of their rights', async () => {
    const account = await newStudent({ rights_from: '2024-09-01', rights_to: '2026-08-31' });
    const { offers } = await account.client.data(page);
    assert.deepEqual(offers.map(({ type, year }) => [type, year]),
      [['immatriculation', null], ['couverture', '2025-2026'], ['couverture', '2024-2025']]);
    const without = await draw(account, { type: 'couverture' });
    assert.deepEqual(without.json().errors.map(({ field, code }) => [field, code]), [['annee', 'required']]);
    assert.equal((await draw(account, { type: 'couverture', annee: '2023-2024' })).status, 422);
    assert.equal((await draw(account, { type: 'couverture', annee: '2024-2025' })).status, 303);
    const { certificates: [certificate], offers: then } = await account.client.data(page);
    assert.equal(certificate.year, '2024-2025');
    assert.equal(then[2].held_until, certificate.expires_on);
    assert.equal(then[1].held_until, null);
  });

  it('what cannot be drawn is refused with its reason', async () => {
    const account = await newMember();
    assert.equal((await draw(account, { type: 'autre' })).status, 422);
    assert.equal((await draw(account, { type: 'couverture', annee: '2025-2027' })).status, 422);
    const refused = await draw(account, { type: 'couverture', annee: '1999' });
    assert.equal(refused.status, 422);
    assert.equal(JSON.parse(refused.text).errors[0].code, 'certificate_none');
  });

  it('a form that is sent twice, also from two pages at once, draws one paper', async () => {
    const account = await newMember();
    const { jeton } = await account.client.data(page);
    const send = () => account.client.post(page, { jeton, type: 'immatriculation' }, { Accept: 'application/json' });
    const answers = [...await Promise.all(Array.from({ length: 6 }, send)), await send()];
    assert.deepEqual(answers.map(({ status, headers }) => [status, headers.location]), Array(7).fill([303, `${mount}${page}`]));
    assert.match((await account.client.get(page)).text, /Votre attestation d’aujourd’hui est déjà prête/);
    const drawn = await certificatesOf(account);
    assert.equal(drawn.length, 1);
    await fileOf(account, drawn[0]);
  });

  // Of the template and nothing of the member.
  it('what is wrong with a template is in the log, in one line', async () => {
    const account = await newMember();
    await draw(account, { type: 'immatriculation' });
    const [{ href }] = await certificatesOf(account);
    const htdocs = path.join(server.dir, 'broken-htdocs');
    await cp(path.join(root, 'build/htdocs'), htdocs, { recursive: true });
    const template = path.join(htdocs, 'templates/document/attestation.html');
    await writeFile(template, (await readFile(template, 'utf8')).replace('<h1', '<titre/><h1'));
    const later = path.join(server.dir, 'conf.d/zz-broken.conf');
    await writeFile(later, `CnopsHtdocs "${htdocs}"\n`);
    await chmod(later, 0o644);
    await server.restartGracefully();
    try {
      const before = (await server.errorLog()).length;
      assert.equal((await account.client.get(href.slice(mount.length))).status, 503);
      const lines = (await server.errorLog()).slice(before).split('\n').filter((line) => line.includes('CNOPS'));
      assert.equal(lines.length, 1, lines.join('\n'));
      assert.match(lines[0], /CNOPS101: GET \/espace\/attestations\/\*\.pdf answered 503 to 127\.0\.0\.0\/24: malformed data: .*titre/);
    } finally {
      await rm(later);
      await server.restartGracefully();
    }
  });

  it('one that cannot be read does not hide the others, and is in the log, in one line', async () => {
    const account = await newMember();
    await draw(account, { type: 'immatriculation' });
    await draw(account, { type: 'couverture' });
    const [{ code }, whole] = await certificatesOf(account);
    await changeRows(server, "UPDATE certificate SET facts_sealed = 'damaged' ORDER BY id DESC LIMIT 1");
    const before = (await server.errorLog()).length;
    const [damaged, other] = await certificatesOf(account);
    assert.deepEqual([damaged.state, damaged.code, damaged.href, damaged.type], ['unreadable', null, null, 'couverture']);
    assert.deepEqual(other, whole);
    const lines = (await server.errorLog()).slice(before).split('\n').filter((line) => line.includes('CNOPS'));
    assert.equal(lines.length, 1, lines.join('\n'));
    assert.match(lines[0], /CNOPS105: GET \/espace\/attestations to 127\.0\.0\.0\/24 lacks what cannot be read: certificate \d+$/);
    assert.ok(!lines[0].includes(code));
  });

  it('a day has a bound', async () => {
    const account = await newStudent({ rights_from: '2022-09-01', rights_to: '2026-08-31' });
    const { offers } = await account.client.data(page);
    for (const { type, year } of offers.slice(0, 3)) assert.equal((await draw(account, { type, ...(year && { annee: year }) })).status, 303);
    const refused = await draw(account, { type: 'couverture', annee: offers[3].year });
    assert.equal(refused.status, 429);
    assert.ok(refused.headers['retry-after']);
    assert.equal((await certificatesOf(account)).length, 3);
  });
});
