// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// /etudiants and /etudiants/suivi: students follow their registration without an account, and get the
// certificate of a year that is registered.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { Client } from '../lib/client.mjs';
import { linksOf } from '../lib/html.mjs';
import { answersOf, importMembers, Members } from '../lib/identities.mjs';
import { Journey, signIn } from '../lib/journey.mjs';
import { eachStatus, importRegistrations, newStudent, registered, statuses, track, tracking, trackingOf } from '../lib/registrations.mjs';
import { easyProofs, manyCodes, mount, root, startServer } from '../lib/server.mjs';

const run = promisify(execFile);
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const local = (href) => href.slice(mount.length);

async function textOf(server, bytes) {
  const file = path.join(server.dir, `${sha256(bytes)}.pdf`);
  await writeFile(file, bytes);
  return (await run('pdftotext', ['-layout', file, '-'])).stdout;
}

describe('tracking of registrations', () => {
  let server;
  let members;

  before(async () => {
    server = await startServer('tracking', { directives: [...easyProofs, ...manyCodes] });
    members = new Members(server);
  });
  after(() => server?.stop());

  const visitor = (options) => new Client(server, options);

  async function newRegistered(changes, registration) {
    const student = newStudent(changes);
    await importRegistrations(server, [registered(student, registration)]);
    return student;
  }

  const found = async (client, student) => (await track(client, trackingOf(student))).json();

  async function paper(client, href) {
    const response = await client.get(local(href));
    assert.equal(response.status, 200, response.text.slice(0, 300));
    assert.equal(response.headers['content-type'], 'application/pdf');
    return response.bytes;
  }

  it('the entry leads to creation by the CNIE alone, to recovery, to tracking and to the films', async () => {
    const links = linksOf((await visitor().get('/etudiants')).text);
    for (const wanted of [
      `${mount}/creation/conditions?entree=etudiants`, `${mount}/recuperation/conditions?entree=etudiants`, `${mount}${tracking}`, `${mount}/feuille-de-soins`,
      'https://www.facebook.com/share/v/182ZVFiU1E/', 'https://youtu.be/2Cf3QulTQ9E',
    ]) assert.ok(links.includes(wanted), wanted);
    const { site } = await visitor().data('/etudiants');
    assert.deepEqual(site.academic_years, ['2026-2027', '2025-2026']);
  });

  it('each status has its row, which says what to do and whom to ask', async () => {
    const student = newStudent();
    await importRegistrations(server, eachStatus(student));
    const answer = await track(visitor(), trackingOf(student));
    assert.equal(answer.status, 200);
    const { registrations } = answer.json();
    assert.deepEqual(registrations.map(({ status }) => status), statuses);
    for (const [i, row] of registrations.entries()) {
      assert.equal(row.academic_year, `${2026 - i}-${2027 - i}`);
      assert.deepEqual([row.cine, row.massar], [student.cine, student.massar]);
      assert.ok(row.label && row.advice && row.whom, JSON.stringify(row));
      assert.equal(row.certificate !== null, row.status === 'registered');
      assert.deepEqual(row.errors, row.status === 'errors' ? ['birth_date', 'sex', 'address'] : []);
    }
    assert.equal(new Set(registrations.map(({ advice }) => advice)).size, statuses.length);
    assert.equal(registrations[0].received_on, '2026-10-02');
    const page = await track(visitor(), trackingOf(student), {});
    for (const text of ['02/10/2026', 'le sexe', 'l’adresse, à écrire en français', 'responsable AMOE', '/connexion']) assert.ok(page.text.includes(text), text);
  });

  it('the numbers are read as people write them', async () => {
    const student = await newRegistered();
    const [letters, digits] = [student.cine.slice(0, 2), student.cine.slice(2)];
    const typed = { cine: ` ${letters.toLowerCase()} ${digits}`, massar: student.massar.toLowerCase(), date_naissance: student.birth_date };
    assert.equal((await track(visitor(), typed)).json().registrations.length, 1);
  });

  it('the certificate is the same whoever asks again, and anybody can check it', async () => {
    const student = await newRegistered();
    const client = visitor();
    const [{ certificate }] = (await found(client, student)).registrations;
    const bytes = await paper(client, certificate);
    assert.equal(sha256(await paper(client, certificate)), sha256(bytes));
    const other = visitor();
    const [again] = (await found(other, student)).registrations;
    assert.notEqual(again.certificate, certificate);
    assert.equal(sha256(await paper(other, again.certificate)), sha256(bytes));
    const text = await textOf(server, bytes);
    for (const fact of [student.given_name, student.family_name, '2026-2027', '02/03/2005', `••••${student.cine.slice(-4)}`]) assert.ok(text.includes(fact), `${fact} in ${text}`);
    const [code] = /[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/.exec(text);
    const checker = visitor();
    const { jeton } = await checker.data('/verification');
    const { verdict, certificate: said } = (await checker.post('/verification', { jeton, code }, { Accept: 'application/json' })).json();
    assert.equal(verdict, 'genuine');
    assert.equal(said.year, '2026-2027');
  });

  it('two requests at a time draw one certificate', async () => {
    const student = await newRegistered();
    const client = visitor();
    const [{ certificate }] = (await found(client, student)).registrations;
    const papers = await Promise.all(Array.from({ length: 6 }, () => paper(client.copy(), certificate)));
    assert.equal(new Set(papers.map(sha256)).size, 1);
  });

  it('the link opens in the browser that asked, and nowhere else', async () => {
    const student = await newRegistered();
    const client = visitor();
    const [{ certificate }] = (await found(client, student)).registrations;
    const strangers = [visitor(), visitor()];
    await strangers[1].get('/'); // it has a cookie of its own
    for (const stranger of strangers) {
      const refused = await stranger.get(local(certificate));
      assert.equal(refused.status, 404);
      assert.ok(refused.text.includes(`${mount}${tracking}`), 'the page says where to go on');
    }
    for (const junk of ['x', certificate.slice(certificate.lastIndexOf('/') + 1, -6)]) assert.equal((await client.get(`${tracking}/${junk}.pdf`)).status, 404);
    await paper(client, certificate);
  });

  it('a year that is not registered any more has no certificate', async () => {
    const student = await newRegistered();
    const client = visitor();
    const [{ certificate }] = (await found(client, student)).registrations;
    await importRegistrations(server, [registered(student, { status: 'in_process' })]);
    assert.equal((await client.get(local(certificate))).status, 404);
  });

  it('a member finds the certificate and its event in the space; one whose membership is closed gets none', async () => {
    const member = members.take({ scheme: 'student' });
    const { cni, massar, birth_date } = member;
    const student = await newRegistered({ cine: cni, massar, birth_date });
    const client = visitor();
    const [{ certificate }] = (await found(client, student)).registrations;
    const text = await textOf(server, await paper(client, certificate));
    assert.ok(text.includes(member.family_name), 'the names are those of the insurer');
    const account = await new Journey(server, answersOf(member)).reach('termine');
    await signIn(account.client, cni, account.password);
    const { certificates } = await account.client.data('/espace/attestations');
    assert.deepEqual(certificates.map(({ type, year }) => [type, year]), [['couverture', '2026-2027']]);
    const { events } = await account.client.data('/espace/journal');
    assert.ok(events.some(({ kind, who }) => kind === 'certificate_drawn' && who === 'visitor'), JSON.stringify(events));
    await importMembers(server, { ...member, status: 'closed' });
    assert.equal((await client.get(local(certificate))).status, 404);
  });

  it('a slip in the CINE does not lead to the data of somebody else', async () => {
    const member = members.take({ scheme: 'student' });
    const student = await newRegistered({ cine: member.cni, birth_date: '2006-07-08' });
    const client = visitor();
    const [{ certificate }] = (await found(client, student)).registrations;
    const text = await textOf(server, await paper(client, certificate));
    assert.ok(text.includes(student.family_name) && !text.includes(member.family_name), text);
  });

  it('the e-mail on file is told of a certificate, once a day', async () => {
    const student = await newRegistered();
    const client = visitor();
    const [{ certificate }] = (await found(client, student)).registrations;
    const tells = ({ subject }) => subject === 'Votre attestation d’étudiant a été ouverte';
    await paper(client, certificate);
    const { text } = await server.outbox.next(student.email, tells);
    assert.ok(text.includes('2026-2027') && !text.includes(student.cine) && !text.includes(student.massar), text);
    await paper(client, certificate);
    assert.deepEqual((await server.outbox.drain(student.email)).filter(tells), []);
  });

  it('nothing found is one page, whatever the reason', async () => {
    const [student, other] = [await newRegistered(), await newRegistered()];
    const typed = trackingOf(student);
    const reasons = [
      { ...typed, cine: 'ZZ999991' },
      { ...typed, massar: 'Z999999991' },
      { ...typed, date_naissance: '01/01/1999' },
      { ...typed, massar: trackingOf(other).massar },
      trackingOf(newStudent()),
    ];
    const plain = (text) => text
      .replaceAll(/(jeton" value|data-left|data-seconds)="[^"]*"/g, '$1')
      .replaceAll(/(id="f-(cine|massar|date_naissance)"[^>]*?) value="[^"]*"/g, '$1')
      .replaceAll(/captcha\/[^"]*|name="captcha_id" value="[^"]*"/g, '');
    const pages = [];
    for (const fields of reasons) {
      const answer = await track(visitor(), fields, {});
      assert.equal(answer.status, 200);
      pages.push(plain(answer.text));
      assert.deepEqual((await track(visitor(), fields)).json().registrations, []);
    }
    assert.ok(pages[0].includes('Aucune inscription trouvée'));
    for (const page of pages) assert.equal(page, pages[0]);
  });

  it('each look owes a proof, and a slip of the pen costs none', async () => {
    const student = await newRegistered();
    const client = visitor();
    const { jeton, captcha } = await client.data(tracking);
    assert.equal(captcha, 'required');
    const json = { Accept: 'application/json' };
    const bare = await client.post(tracking, { jeton, ...trackingOf(student) }, json);
    assert.equal(bare.status, 422);
    assert.deepEqual(bare.json().errors.map(({ code }) => code), ['captcha_required']);
    const slips = await client.post(tracking, { jeton, cine: '123', massar: 'G12', date_naissance: '31/02/2005' }, json);
    assert.equal(slips.status, 422);
    assert.deepEqual(slips.json().errors.map(({ field, code }) => [field, code]),
      [['cine', 'invalid_document'], ['massar', 'invalid_massar'], ['date_naissance', 'invalid_date']]);
  });

  it('what was typed survives a change of language', async () => {
    const student = newStudent();
    const client = visitor();
    const { jeton } = await client.data(tracking);
    const typed = trackingOf(student);
    const kept = await client.post(tracking, { jeton, ...typed, garder: 'ar' });
    assert.equal(kept.status, 303);
    const { fields, lang } = await client.data(`${tracking}?lang=ar`);
    assert.equal(lang, 'ar');
    assert.deepEqual(fields.map(({ name, value }) => [name, value]), Object.entries(typed));
  });
});

describe('limits of tracking', () => {
  let server;

  before(async () => {
    server = await startServer('tracking-limits', { directives: [...easyProofs, 'CnopsPersonAnswers 3', 'CnopsTrackingLinkTTL 2s'] });
  });
  after(() => server?.stop());

  it('a guesser pays more for each guess, then also a picture; the student is never refused', async () => {
    const student = newStudent();
    await importRegistrations(server, [registered(student)]);
    const guesser = new Client(server);
    const wrong = { ...trackingOf(student), massar: 'Z111111111' };
    const bits = async () => (await guesser.data('/captcha/defi')).parameters;
    const easy = await bits();
    for (let i = 0; i < 3; i += 1) assert.equal((await track(guesser, wrong)).status, 200);
    const hard = await bits();
    assert.ok(hard.keyPrefix.length > easy.keyPrefix.length || hard.cost > easy.cost, JSON.stringify([easy, hard]));
    const refused = await track(guesser, wrong);
    assert.equal(refused.status, 422);
    assert.equal(refused.json().captcha, 'both');
    // The student pays as well, but is let in by the same two proofs: no 429, no closed page.
    const owner = await track(new Client(server), trackingOf(student));
    assert.equal(owner.status, 422);
    assert.equal(owner.json().captcha, 'both');
    // Others are not concerned.
    const other = newStudent();
    await importRegistrations(server, [registered(other)]);
    assert.equal((await track(new Client(server), trackingOf(other))).status, 200);
  });

  it('right tries are not counted', async () => {
    const student = newStudent();
    await importRegistrations(server, [registered(student)]);
    for (let i = 0; i < 6; i += 1) assert.equal((await track(new Client(server), trackingOf(student))).json().registrations.length, 1);
  });

  it('the link is over after its time', async () => {
    const student = newStudent();
    await importRegistrations(server, [registered(student)]);
    const client = new Client(server);
    const [{ certificate }] = (await track(client, trackingOf(student))).json().registrations;
    await sleep(2500);
    assert.equal((await client.get(local(certificate))).status, 404);
  });
});

describe('certificates by e-mail', () => {
  let server;

  before(async () => {
    server = await startServer('tracking-email', { directives: [...easyProofs, 'CnopsTrackingCertificate email', 'CnopsDayTrackingEmails 2'] });
  });
  after(() => server?.stop());

  it('the link comes to the e-mail on file, opens in the browser that asked, and few are sent', async () => {
    const student = newStudent();
    await importRegistrations(server, [registered(student)]);
    const client = new Client(server);
    const page = (await track(client, trackingOf(student))).json();
    assert.equal(page.registrations[0].certificate, null);
    assert.ok(page.certificate_sent && !page.certificate_sent.includes(student.email), 'the address is masked');
    const isLink = ({ text }) => /suivi\/\S+\.pdf/.test(text);
    const [href] = /https?:\/\/\S+\.pdf/.exec((await server.outbox.next(student.email, isLink)).text);
    const address = new URL(href).pathname;
    assert.equal((await new Client(server).get(local(address))).status, 404);
    assert.equal((await client.get(local(address))).headers['content-type'], 'application/pdf');
    await track(client, trackingOf(student));
    const { registrations, certificate_sent: sent } = (await track(client, trackingOf(student))).json();
    assert.equal(sent, null);
    assert.equal(registrations[0].certificate_way, 'limit');
    const mails = await server.outbox.drain(student.email);
    assert.equal(mails.filter(isLink).length, 1);
  });

  it('without an e-mail on file the page says where the certificate is', async () => {
    const student = newStudent({ email: '' });
    await importRegistrations(server, [registered(student)]);
    const { registrations } = (await track(new Client(server), trackingOf(student))).json();
    assert.equal(registrations[0].certificate_way, 'no_email');
  });
});

describe('certificates with an account, and an institution without students', () => {
  let server;

  before(async () => {
    server = await startServer('tracking-account', { directives: [...easyProofs, 'CnopsTrackingCertificate account'] });
  });
  after(() => server?.stop());

  it('there is no link', async () => {
    const student = newStudent();
    await importRegistrations(server, [registered(student)]);
    const client = new Client(server);
    const page = await track(client, trackingOf(student), {});
    assert.ok(page.text.includes(`${mount}/espace/attestations`));
    assert.doesNotMatch(page.text, /\.pdf"/);
    const { registrations } = (await track(client, trackingOf(student))).json();
    assert.deepEqual([registrations[0].certificate, registrations[0].certificate_way], [null, 'account']);
  });

  it('without the scheme of students their pages are not there, and no page leads to them', async () => {
    await cp(path.join(root, 'build/institution'), path.join(server.dir, 'public'), { recursive: true });
    const file = path.join(server.dir, 'public/institution.json');
    const institution = JSON.parse(await readFile(file, 'utf8'));
    const schemes = institution.schemes.filter(({ code }) => code !== 'student');
    await writeFile(file, JSON.stringify({ ...institution, schemes }));
    const later = path.join(server.dir, 'conf.d/zz-public.conf');
    await writeFile(later, `CnopsInstitution "${file}"\n`);
    await Promise.all([file, later].map((name) => chmod(name, 0o644)));
    await server.restartGracefully();
    const client = new Client(server);
    for (const address of ['/etudiants', tracking, `${tracking}/x.pdf`]) assert.equal((await client.get(address)).status, 404, address);
    const { jeton } = await client.data('/');
    assert.equal((await client.post(tracking, { jeton, ...trackingOf(newStudent()) })).status, 404);
    const journey = await new Journey(server, answersOf(new Members(server).take())).reach('identite');
    const identity = await journey.client.get('/creation/identite');
    const pages = await Promise.all(['/', '/connexion', '/aide', '/employeurs', '/feuille-de-soins', '/conditions'].map((address) => client.get(address)));
    for (const { text } of [identity, ...pages]) assert.doesNotMatch(text, /\/etudiants["?/]|entree=etudiants/);
  });
});
