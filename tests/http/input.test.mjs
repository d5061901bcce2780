// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Wrong input from people, scripts and attackers. The answer is never a 500.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { Client, sendRaw, statusesOf } from '../lib/client.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, locationOf, pathOf } from '../lib/journey.mjs';
import { mount, startServer } from '../lib/server.mjs';

const FORM = 'application/x-www-form-urlencoded';
const conditions = pathOf('conditions');
const MUTATIONS = 400;

// mulberry32 gives the same sequence in every run, so that a failure can be repeated.
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('input', () => {
  let server;
  let members;

  before(async () => {
    server = await startServer('input');
    members = new Members(server);
  });
  after(() => server?.stop());

  // Brings a browser to a step and reads the token of its form.
  async function at(step) {
    const journey = await new Journey(server, answersOf(members.take())).reach(step);
    const { jeton } = await journey.page(step);
    return { journey, client: journey.client, jeton };
  }

  async function assertErrorPage(response, status) {
    assert.equal(response.status, status);
    assert.match(response.headers['content-type'], /^text\/html; *charset=utf-8$/i);
    assert.match(response.text, /<h1/);
    assert.match(response.text, new RegExp(`href="${mount}`), 'says what to do next');
  }

  it('a body that is too large is 413, with and without Content-Length', async () => {
    const { client, jeton } = await at('conditions');
    const big = `jeton=${jeton}&accepte=oui&reste=${'x'.repeat(17_000)}`;
    await assertErrorPage(await client.post(conditions, big), 413);
    await assertErrorPage(
      await client.request('POST', conditions, {
        headers: { 'Content-Type': FORM, 'Transfer-Encoding': 'chunked' },
        body: big,
      }),
      413,
    );
  });

  it('a body that httpd itself refuses gets a page of the portal too', async () => {
    const { client } = await at('conditions');
    const body = 'x'.repeat(100_000);
    for (const [method, page, status] of [['POST', conditions, 413], ['PUT', conditions, 405], ['POST', '/nulle-part', 404], ['GET', '/aide', 200]]) {
      for (const headers of [{}, { 'Transfer-Encoding': 'chunked' }]) {
        const html = await client.request(method, page, { headers, body });
        assert.equal(html.status, status, `${method} ${page}`);
        assert.equal(html.text.match(/<html/g).length, 1);
        const json = await client.request(method, page, { headers: { ...headers, Accept: 'application/json' }, body });
        assert.equal(json.status, status, `${method} ${page}`);
        assert.equal(json.json().lang, 'fr');
      }
    }
  });

  it('a body of 16 KiB is accepted', async () => {
    const { client, jeton } = await at('conditions');
    const start = `jeton=${jeton}&accepte=oui&reste=`;
    const response = await client.post(conditions, start + 'x'.repeat(16_384 - start.length));
    assert.equal(response.location, locationOf('identite'));
    const chunked = await client.request('POST', conditions, {
      headers: { 'Content-Type': FORM, 'Transfer-Encoding': 'chunked' },
      body: `${start}x`,
    });
    assert.equal(chunked.location, locationOf('identite'));
  });

  it('a body of another type is 415', async () => {
    const { client } = await at('conditions');
    for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/xml', 'x', '']) {
      const response = await client.request('POST', conditions, {
        headers: type ? { 'Content-Type': type } : {},
        body: 'accepte=oui',
      });
      await assertErrorPage(response, 415);
    }
    const latin = { 'Content-Type': `${FORM}; charset=iso-8859-1` };
    await assertErrorPage(await client.request('POST', conditions, { headers: latin, body: 'a=b' }), 415);
  });

  it('a content type may name utf-8 and be in capitals', async () => {
    const { client, jeton } = await at('conditions');
    for (const type of [`${FORM}; charset=UTF-8`, 'Application/X-WWW-Form-Urlencoded', `${FORM};charset="utf-8"`]) {
      const response = await client.post(conditions, { jeton, accepte: 'oui' }, { 'Content-Type': type });
      assert.equal(response.status, 303, type);
    }
  });

  const broken = [
    ['a field twice', 'courriel=a%40exemple.ma&courriel=b%40exemple.ma&courriel_confirmation=a%40exemple.ma'],
    ['broken UTF-8', 'courriel=%ff%fe&courriel_confirmation=a%40exemple.ma'],
    ['overlong UTF-8', 'courriel=%c0%af&courriel_confirmation=a%40exemple.ma'],
    ['a surrogate', 'courriel=%ed%a0%80&courriel_confirmation=a%40exemple.ma'],
    ['NUL', 'courriel=a%00%40exemple.ma&courriel_confirmation=a%40exemple.ma'],
    ['a bad escape', 'courriel=%zz&courriel_confirmation=a%40exemple.ma'],
    ['a cut escape', 'courriel_confirmation=a%40exemple.ma&courriel=a%4'],
  ];
  for (const [what, body] of broken) {
    it(`${what} in a field is that field's error`, async () => {
      const { client, jeton } = await at('courriel');
      const response = await client.post(pathOf('courriel'), `jeton=${jeton}&${body}`, {
        Accept: 'application/json',
      });
      assert.equal(response.status, 422);
      const { errors } = response.json();
      assert.ok(errors.some((error) => error.field === 'courriel' && error.message), JSON.stringify(errors));
    });
  }

  it('header injection through an e-mail address is refused', async () => {
    const { client, jeton } = await at('courriel');
    for (const address of ['a@exemple.ma\r\nBcc: b@exemple.ma', 'a@exemple.ma\nX: y', 'a b@exemple.ma', 'a@b@exemple.ma', 'a@exemple', '@exemple.ma', `${'a'.repeat(65)}@exemple.ma`]) {
      const fields = { jeton, courriel: address, courriel_confirmation: address };
      assert.equal((await client.post(pathOf('courriel'), fields)).status, 422, address);
    }
  });

  it('telephones: Moroccan mobiles in every usual form, nothing else', async () => {
    const { client, jeton } = await at('telephone');
    for (const phone of ['0537000000', '0812345678', '+33612345678', '061234567', '06123456789', 'abc', '+2125 37 00 00 00']) {
      const fields = { jeton, telephone: phone, telephone_confirmation: phone };
      assert.equal((await client.post(pathOf('telephone'), fields)).status, 422, phone);
    }
    const fields = { jeton, telephone: '00212 6.11.22-33 44', telephone_confirmation: '٠٦١١٢٢٣٣٤٤' };
    assert.equal((await client.post(pathOf('telephone'), fields)).status, 303);
    assert.ok(await server.outbox.next('+212611223344'));
  });

  it('malformed JSON is 422, whatever is wrong with it', async () => {
    const { client, jeton } = await at('conditions');
    const bodies = [
      '', '{', 'null', '[]', '"x"', '{"jeton":', `{"jeton":"${jeton}","accepte":"oui"`,
      `{"jeton":"${jeton}","accepte":"oui"} x`, `{"jeton":"${jeton}","accepte":"\\u0000"}`,
      `{"jeton":"${jeton}","accepte":"\\ud800"}`, `{"jeton":"${jeton}","accepte":["oui"]}`,
      `{"jeton":"${jeton}","accepte":{"a":1}}`, `{"jeton":"${jeton}","accepte":"non","accepte":"oui"}`,
      '['.repeat(8000), `${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`,
    ];
    for (const body of bodies) {
      const response = await client.postJson(conditions, body);
      assert.ok([403, 422].includes(response.status), `${response.status} for ${body.slice(0, 60)}`);
      assert.match(response.headers['content-type'], /^application\/json/);
      assert.ok(response.json());
    }
    assert.equal((await client.postJson(conditions, bodies[6])).status, 422, 'cut short');
    assert.equal((await client.postJson(conditions, bodies[10])).status, 422, 'a list for a text');
  });

  it('JSON may have true for a ticked box', async () => {
    const { client, jeton } = await at('conditions');
    assert.equal((await client.postJson(conditions, { jeton, accepte: true })).status, 303);
    assert.equal((await client.postJson(conditions, { jeton, accepte: false })).status, 422);
  });

  it('a missing, wrong or borrowed token is 403', async () => {
    const { client, jeton } = await at('conditions');
    const stranger = await at('conditions');
    const flipped = (jeton[0] === 'A' ? 'B' : 'A') + jeton.slice(1);
    for (const wrong of [undefined, '', 'x', flipped, `${jeton}x`, stranger.jeton]) {
      const fields = wrong === undefined ? { accepte: 'oui' } : { jeton: wrong, accepte: 'oui' };
      await assertErrorPage(await client.post(conditions, fields), 403);
    }
    await assertErrorPage(await new Client(server).post(conditions, { jeton, accepte: 'oui' }), 403);
    const json = await client.postJson(conditions, { accepte: 'oui' });
    assert.equal(json.status, 403);
    assert.equal(json.json().status, 403);
  });

  it('other methods are 405 and name the allowed ones', async () => {
    const client = new Client(server);
    const places = [
      ['/', 'GET'], ['/connexion', 'POST'], ['/deconnexion', 'POST'], [conditions, 'POST'],
      ['/captcha/defi', 'GET'], ['/aide', 'GET'], ['/espace', 'GET'],
    ];
    for (const [page, allowed] of places) {
      for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND', 'BREW']) {
        const response = await sendRaw(server, `${method} ${mount}${page} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
        assert.deepEqual(statusesOf(response), [405], `${method} ${page}`);
        assert.match(response, new RegExp(`^Allow: .*\\b${allowed}\\b`, 'im'));
      }
    }
    const wrong = [['/deconnexion', 'GET'], ['/aide', 'POST'], ['/captcha/defi', 'POST'], [pathOf('termine'), 'POST']];
    for (const [page, method] of wrong) {
      assert.equal((await client.request(method, page, method === 'POST' ? { body: '' } : {})).status, 405, page);
    }
    const trace = await sendRaw(server, `TRACE ${mount}/ HTTP/1.1\r\nHost: localhost\r\nCookie: secret=1\r\nConnection: close\r\n\r\n`);
    assert.deepEqual(statusesOf(trace), [405]);
    assert.doesNotMatch(trace, /secret=1/);
  });

  it('HEAD is GET without a body', async () => {
    const client = new Client(server);
    for (const page of ['/', '/aide', conditions, '/nulle-part']) {
      const [head, get] = [await client.request('HEAD', page), await client.get(page)];
      assert.equal(head.status, get.status, page);
      assert.equal(head.text, '');
      assert.equal(head.headers['content-type'], get.headers['content-type']);
    }
  });

  it('unknown addresses are 404 pages', async () => {
    const client = new Client(server);
    const places = [
      '/creation', '/creation/', '/creation/inconnue', '/creation/conditions/', '/creation/conditions/x',
      '/Connexion', '/espace/rien', '/creation/..%2fconditions', '/%00', '/aide%00', '/é',
    ];
    for (const page of places) {
      const response = await client.get(encodeURI(page).replace(/%25/g, '%'));
      assert.ok([400, 404].includes(response.status), `${response.status} for ${page}`);
    }
    await assertErrorPage(await client.get('/nulle-part'), 404);
    const json = await client.get('/nulle-part', { Accept: 'application/json' });
    assert.equal(json.json().status, 404);
  });

  it('where several errors apply, the contract says which is answered', async () => {
    const { client, jeton } = await at('conditions');
    const big = 'x'.repeat(20_000);
    const put = await client.request('PUT', conditions, { headers: { 'Content-Type': 'text/plain' }, body: big });
    assert.equal(put.status, 405, 'method before size');
    const large = await client.request('POST', conditions, { headers: { 'Content-Type': 'text/plain' }, body: big });
    assert.equal(large.status, 413, 'size before type');
    const type = await client.request('POST', pathOf('courriel'), { headers: { 'Content-Type': 'text/plain' }, body: 'x' });
    assert.equal(type.status, 415, 'type before token');
    assert.equal((await client.post(pathOf('courriel'), { jeton: 'x' })).status, 403, 'token before order');
    assert.equal((await client.post(pathOf('courriel'), { jeton })).status, 303, 'order before fields');
    const identity = await at('identite');
    const response = await identity.client.post(pathOf('identite'), { jeton: identity.jeton }, { Accept: 'application/json' });
    assert.equal(response.status, 422);
    assert.ok(response.json().errors.length > 0);
  });

  it('each field reports a missing, too long or malformed value, and what was typed stays', async () => {
    const { client, jeton } = await at('identite');
    const typed = { mode: 'immatriculation', immatriculation: '12!', cni: '!!', date_naissance: '31/02/1990' };
    const response = await client.post(pathOf('identite'), { jeton, ...typed }, { Accept: 'application/json' });
    assert.equal(response.status, 422);
    const page = response.json();
    const named = page.errors.map((error) => error.field);
    for (const name of ['immatriculation', 'cni', 'date_naissance']) assert.ok(named.includes(name), name);
    assert.equal(page.fields.find((field) => field.name === 'date_naissance').value, '31/02/1990');
    const long = await client.post(pathOf('identite'), { jeton, ...typed, cni: 'A'.repeat(300) }, { Accept: 'application/json' });
    assert.equal(long.json().errors.find((error) => error.field === 'cni').code, 'too_long');
    const none = await client.post(pathOf('identite'), { jeton }, { Accept: 'application/json' });
    assert.ok(none.json().errors.some((error) => error.code === 'required'));
  });

  it('what was typed comes back escaped', async () => {
    const { client, jeton } = await at('courriel');
    const attack = '"><script>alert(1)</script><img src=x onerror=alert(2)>\'';
    const response = await client.post(pathOf('courriel'), { jeton, courriel: attack, courriel_confirmation: attack });
    assert.equal(response.status, 422);
    assert.doesNotMatch(response.text, /<script>alert|<img src=x/);
    assert.match(response.text, /&lt;script&gt;alert\(1\)/);
    const lang = await client.get(`/?lang=${encodeURIComponent(attack)}`);
    assert.doesNotMatch(lang.text, /<script>alert/);
  });

  it('facts are never shown again, right or wrong', async () => {
    const journey = await new Journey(server, answersOf(members.take())).reach('questions');
    const answers = { ...journey.answers, rib: '73519246' };
    journey.answers = answers;
    const response = await journey.submit('questions');
    assert.equal(response.status, 422);
    assert.ok(!response.text.includes('73519246'));
    assert.ok(!response.text.includes(answers.identifiant_employeur));
  });

  it('identities are accepted as people type them', async () => {
    const member = members.take();
    const answers = answersOf(member);
    const arabic = (text) => text.replace(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)));
    const loose = {
      ...answers,
      immatriculation: ` ${answers.immatriculation.slice(0, 3)} ${answers.immatriculation.slice(3)} `,
      cni: ` ${answers.cni.toLowerCase().replace(/(\d+)/, ' $1')} `,
      date_naissance: arabic(answers.date_naissance),
      identifiant_employeur: ` ${answers.identifiant_employeur.toLowerCase()} `,
      rib: arabic(member.rib).replace(/(.{4})/g, '$1 '),
    };
    const journey = await new Journey(server, loose).reach('questions');
    assert.equal((await journey.submit('questions')).status, 303);
    const iso = { ...answersOf(members.take()) };
    iso.date_naissance = iso.date_naissance.split('/').reverse().join('-');
    const second = await new Journey(server, iso).reach('questions');
    assert.equal((await second.submit('questions')).status, 303);
  });

  it('huge and malformed requests are refused and break nothing', async () => {
    const head = `GET ${mount}/ HTTP/1.1\r\nHost: localhost\r\n`;
    const long = await sendRaw(server, `${head}Cookie: a=${'x'.repeat(60_000)}\r\n\r\n`);
    assert.deepEqual(statusesOf(long), [400]);
    const many = await sendRaw(server, `${head}${'X: y\r\n'.repeat(500)}\r\n`);
    assert.deepEqual(statusesOf(many), [400]);
    const cookies = await sendRaw(server, `${head}Cookie: ${'cnops_journey=x; '.repeat(400)}\r\nConnection: close\r\n\r\n`);
    assert.deepEqual(statusesOf(cookies), [200]);
    const garbage = await sendRaw(server, '\x00\x01\x02\xff\r\n\r\n');
    assert.ok(!/ 500 /.test(garbage));
    const smuggled = await sendRaw(server,
      `POST ${mount}${conditions} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${FORM}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET ${mount}/aide HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    assert.ok(statusesOf(smuggled).every((status) => status < 500));
    const lie = await sendRaw(server,
      `POST ${mount}${conditions} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${FORM}\r\nContent-Length: -5\r\n\r\nabc`);
    assert.deepEqual(statusesOf(lie), [400]);
    const chunk = await sendRaw(server,
      `POST ${mount}${conditions} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${FORM}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n`);
    assert.deepEqual(statusesOf(chunk), [400]);
  });

  it('a refused body does not become the next request', async () => {
    const hidden = `GET ${mount}/aide HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    const raw = await sendRaw(server,
      `POST ${mount}/aide HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${FORM}\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}` +
      `GET ${mount}/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    const statuses = statusesOf(raw);
    assert.equal(statuses[0], 405);
    assert.ok(statuses.length === 1 || (statuses.length === 2 && statuses[1] === 200), String(statuses));
  });

  it(`${MUTATIONS} mutated requests: only statuses of the contract`, async () => {
    const random = randomFrom(20_261_121);
    const pick = (list) => list[Math.floor(random() * list.length)];
    const pages = ['/', '/connexion', '/espace', '/deconnexion', '/captcha/defi', '/aide', '/conditions',
      ...['conditions', 'identite', 'questions', 'courriel', 'courriel-code', 'telephone', 'telephone-code', 'mot-de-passe', 'termine'].map(pathOf)];
    const names = ['jeton', 'accepte', 'mode', 'immatriculation', 'identifiant_employeur', 'cni', 'date_naissance', 'rib',
      'etat_civil', 'courriel', 'courriel_confirmation', 'code', 'telephone', 'mot_de_passe', 'altcha', 'action',
      'identifiant', 'lang', '', '%', '\u202e'];
    const values = ['', 'oui', '0', '-1', '%', '%00', '%ff', '\u0000', '\ud83d\ude00', '٠٦١١', 'a'.repeat(5000), "' OR 1=1 --",
      '{{jeton}}', '../../etc/passwd', '\r\nX: y', 'eyJ9', 'e30=', 'bnVsbA==', 'renvoyer', '31/12/9999', '\u202eabc', '<b>'];
    const journey = await new Journey(server, answersOf(members.take())).reach(pick(['conditions', 'identite', 'courriel-code']));
    const { jeton } = await journey.page('conditions');
    const allowed = [200, 303, 400, 403, 404, 405, 413, 415, 422, 429, 503];

    for (let i = 0; i < MUTATIONS; i++) {
      const client = random() < 0.7 ? journey.client.copy() : new Client(server);
      if (random() < 0.2) client.jar.cookies.set(pick(['cnops_journey', 'cnops_session', 'cnops_lang', 'cnops_device']), pick(['', 'x', 'A'.repeat(3000), '"', 'a.b.c']));
      const fields = Array.from({ length: Math.floor(random() * 6) }, () => [pick(names), pick(values)]);
      if (random() < 0.7) fields.push(['jeton', jeton]);
      let body = random() < 0.3
        ? JSON.stringify(Object.fromEntries(fields))
        : fields.map((pair) => pair.map(random() < 0.8 ? (t) => encodeURIComponent(t.replace(/[\ud800-\udfff]/g, '?')) : (t) => t).join('=')).join('&');
      if (random() < 0.2) body = body.slice(0, Math.floor(random() * body.length));
      const method = pick(['GET', 'POST', 'POST', 'POST', 'POST', 'PUT', 'DELETE']);
      const headers = {
        'Content-Type': pick([FORM, FORM, FORM, 'application/json', 'application/json', 'text/html', '']),
        Accept: pick(['*/*', 'application/json', 'text/html', 'x/y;q=2', ',,;;', 'application/json;q=0']),
        'Accept-Language': pick(['fr', 'ar', '', '*', 'x'.repeat(200), 'ar;q=0, fr;q=0.0001', 'en-GB,;q=;,ar']),
      };
      const page = pick(pages) + pick(['', '', '', '?lang=ar', '?lang=%ff', '?&&&==', '?a=%zz', '?lang=fr&lang=ar', '/', '%2e']);
      const response = await client.request(method, page, method === 'GET' ? { headers } : { headers, body });
      assert.ok(allowed.includes(response.status),
        `${response.status} for mutation ${i}: ${method} ${page} ${JSON.stringify(headers)} ${JSON.stringify(body).slice(0, 500)}`);
    }
  });
});
