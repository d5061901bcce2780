// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// HTML and JSON of a page say the same, in the visitor's language.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { Client } from '../lib/client.mjs';
import { headingOf, jetonOf, tags, textOf } from '../lib/html.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, locationOf, pathOf, signIn, steps } from '../lib/journey.mjs';
import { mount, startServer } from '../lib/server.mjs';

const entries = ['/', '/verification', '/etudiants', '/etudiants/suivi', '/employeurs', '/feuille-de-soins', '/conditions', '/mentions-legales', '/aide', '/accessibilite'];
const progress = [0, 16, 30, 45, 60, 75, 90, 100];
const stages = [0, 1, 2, 3, 3, 4, 4, 5];
const langs = ['fr', 'ar', 'en'];

const plain = (text) => text.replace(/[\s\u00a0\u202f\u2066-\u2069]+/g, ' ').trim();

describe('representations', () => {
  let server;
  let members;

  before(async () => {
    server = await startServer('representations');
    members = new Members(server);
  });
  after(() => server?.stop());

  async function both(client, page) {
    const html = await client.get(page);
    const json = await client.get(page, { Accept: 'application/json' });
    return { html, json, data: json.json(), text: plain(textOf(html.text)) };
  }

  function assertPage({ html, json, data, text }, name, lang) {
    assert.equal(html.status, json.status, name);
    assert.match(html.headers['content-type'], /^text\/html; *charset=utf-8$/i);
    assert.match(json.headers['content-type'], /^application\/json/);
    for (const response of [html, json]) assert.match(response.headers.vary ?? 'no-store', /Accept|no-store/i);
    assert.equal(data.lang, lang, name);
    assert.equal(data.dir, lang === 'ar' ? 'rtl' : 'ltr', name);
    const [root] = tags(html.text, 'html');
    assert.equal(root.lang, lang, name);
    assert.equal(root.dir, data.dir, name);
    assert.equal(plain(headingOf(html.text)), plain(data.title), name);
    for (const other of langs) assert.ok(data.languages.some((l) => l.code === other), `${name}: link to ${other}`);
    assert.equal(data.languages.find((l) => l.current).code, lang);
    assert.equal(data.mount, mount);
    // The token is masked anew in each answer.
    if (jetonOf(html.text)) assert.notEqual(jetonOf(html.text), data.jeton, name);
    if (/[^\u0000-\u024f]{3}/.test(data.title)) assert.equal(lang, 'ar', `${name}: ${data.title}`);
    assert.doesNotMatch(text, /\{\{|\}\}|\{[a-z_]+\}|[[\]]|\b(title|field|error|help)\.[a-z]/, `${name}: raw template text`);
  }

  it('page data has only the parts of the institution that the page shows', async () => {
    const client = new Client(server);
    const sizeOf = async (page) => (await client.get(page, { Accept: 'application/json' })).bytes.length;
    assert.ok((await sizeOf('/aide')) < 3000, 'no page carries what it does not show');
    const { site } = await client.data('/mentions-legales');
    assert.ok(site.filings.length > 0 && site.rights_contacts.length > 0);
    const { site: entry } = await client.data('/');
    assert.deepEqual(Object.keys(entry).filter((name) => /^[$]|emblem|colours|face/.test(name)), []);
    assert.deepEqual(['', '_ar', '_en'].map((end) => typeof entry[`call_centre_hours${end}`]), ['string', 'string', 'string']);
    assert.deepEqual([typeof entry.call_centre, typeof entry.videos, typeof entry.filings], ['string', 'object', 'undefined']);
  });

  function assertForm({ html, data, text }, name) {
    for (const member of ['step', 'fields', 'captcha', 'jeton', 'errors', 'next']) {
      assert.ok(member in data, `${name} has ${member}`);
    }
    assert.ok(['none', 'required'].includes(data.captcha), name);
    assert.match(jetonOf(html.text), /^[\w-]{43}$/, name);
    const inputs = tags(html.text, 'input');
    for (const field of data.fields) {
      for (const member of ['name', 'required', 'max', 'label']) assert.ok(member in field, `${name}: ${field.name}.${member}`);
      assert.ok(text.includes(plain(field.label)), `${name}: label of ${field.name}`);
      const shown = inputs.filter((input) => input.name === field.name);
      assert.ok(shown.length > 0, `${name}: input of ${field.name}`);
      if (!['choice', 'tick'].includes(field.kind)) {
        assert.equal(shown[0].value || '', field.value ?? '', `${name}: value of ${field.name}`);
      }
    }
    for (const error of data.errors) assert.ok(text.includes(plain(error.message)), `${name}: ${error.code}`);
  }

  for (const lang of langs) {
    const headers = { 'Accept-Language': lang };

    it(`entries and texts, ${lang}`, async () => {
      for (const page of entries) {
        const pages = await both(new Client(server, { headers }), page);
        assert.equal(pages.html.status, 200, page);
        assertPage(await withOneJeton(page, headers), page, lang);
      }
    });

    it(`the sign-in form, ${lang}`, async () => {
      const pages = await withOneJeton('/connexion', headers);
      assertForm(pages, '/connexion');
      assert.deepEqual(pages.data.fields.map((field) => field.name), ['identifiant', 'mot_de_passe']);
    });

    it(`all steps, ${lang}`, async () => {
      const journey = new Journey(server, answersOf(members.take()), { headers });
      await journey.client.get(pathOf('conditions')); // sets the cookie, so that all pages from here on have one token
      for (const [i, step] of steps.entries()) {
        const pages = await both(journey.client, pathOf(step));
        assertPage(pages, step, lang);
        if (step === 'termine') break;
        assertForm(pages, step);
        assert.equal(pages.data.step, step);
        assert.equal(pages.data.next, locationOf(steps[i + 1]));
        assert.equal(pages.data.action, locationOf(step));
        assert.equal(pages.data.progress.percent, progress[i]);
        assert.equal(pages.data.progress.number, stages[i]);
        assert.equal(pages.data.progress.total, 5);
        assert.deepEqual(pages.data.progress.steps.map(({ state }) => state),
          [1, 2, 3, 4, 5].map((n) => (n < stages[i] ? 'done' : n === stages[i] ? 'current' : 'todo')));
        assert.equal(pages.data.progress.name, i === 0 ? null : pages.data.progress.steps[stages[i] - 1].name);
        assert.match(pages.text, new RegExp(`${progress[i]}[ \u00a0\u202f]?%`));
        if (i > 0) assert.equal(pages.data.back, locationOf(steps[i - 1]));

        if (!step.endsWith('-code')) {
          const { jeton } = pages.data;
          const wrong = await journey.client.post(pathOf(step), { jeton });
          const wrongJson = await journey.client.post(pathOf(step), { jeton }, { Accept: 'application/json' });
          assert.equal(wrong.status, 422, step);
          const refused = { html: wrong, json: wrongJson, data: wrongJson.json(), text: plain(textOf(wrong.text)) };
          assert.ok(refused.data.errors.length > 0, step);
          assertPage(refused, `${step} refused`, lang);
          assertForm(refused, `${step} refused`);
        }
        assert.equal((await journey.submit(step)).status, 303, step);
      }
    });

    it(`errors, ${lang}`, async () => {
      const pages = await both(new Client(server, { headers }), '/nulle-part');
      assertPage(pages, '404', lang);
      assert.equal(pages.data.status, 404);
      assert.ok(pages.text.includes(plain(pages.data.message)));
      assert.ok(pages.text.includes(plain(pages.data.advice)));
      assert.ok(pages.data.actions.length > 0);
    });

    it(`the space, ${lang}`, async () => {
      const identity = server.identities.find((i) => i.mot_de_passe);
      const client = new Client(server, { headers });
      await signIn(client, identity.cni, identity.mot_de_passe);
      const pages = await both(client, '/espace');
      assertPage(pages, '/espace', lang);
      assert.equal(pages.data.signed_in, true);
      for (const membership of pages.data.memberships) {
        assert.ok(pages.text.includes(membership.immatriculation));
        assert.ok(pages.text.includes(plain(membership.scheme_label)));
        assert.ok(pages.text.includes(plain(membership.status_label)));
      }
      assert.ok(pages.text.includes(lang === 'ar' ? pages.data.person.name_ar : pages.data.person.name));
    });
  }

  // The token depends on the cookie, so both representations are requested with the same cookie.
  async function withOneJeton(page, headers) {
    const client = new Client(server, { headers });
    await client.get(page);
    return both(client, page);
  }

  it('the language is taken from the address, else the cookie, else the browser, else it is French', async () => {
    const langOf = async (client, page = '/') => (await client.data(page)).lang;
    const arabic = new Client(server, { headers: { 'Accept-Language': 'ar-MA,fr;q=0.5' } });
    assert.equal(await langOf(arabic), 'ar');
    assert.equal(await langOf(arabic, '/?lang=fr'), 'fr');
    assert.equal(await langOf(arabic), 'fr', 'remembered');
    assert.equal(await langOf(arabic, '/?lang=ar'), 'ar');
    assert.equal(await langOf(arabic, '/?lang=xx'), 'ar', 'an unknown one changes nothing');

    const expectations = [
      [undefined, 'fr'], ['', 'fr'], ['*', 'fr'], ['de', 'fr'], ['de,ar;q=0.1', 'ar'], ['ar;q=0,fr', 'fr'],
      ['fr;q=0.3,ar;q=0.8', 'ar'], ['AR', 'ar'], ['ar-EG', 'ar'], ['en-GB,en;q=0.9,fr;q=0.8', 'en'], ['nonsense;;q=;,', 'fr'],
    ];
    for (const [header, lang] of expectations) {
      const headers = header === undefined ? {} : { 'Accept-Language': header };
      assert.equal(await langOf(new Client(server, { headers })), lang, String(header));
    }
  });

  it('language links lead to the same page', async () => {
    const client = new Client(server);
    const page = await client.data('/aide');
    for (const { code, href } of page.languages) {
      const url = new URL(href, server.url('/aide'));
      assert.equal(url.pathname, `${mount}/aide`);
      const other = await client.data(url.pathname.slice(mount.length) + url.search);
      assert.equal(other.lang, code);
      assert.equal(other.page, page.page);
    }
  });

  it('only a client that asks for JSON gets JSON', async () => {
    const client = new Client(server);
    const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
    for (const accept of [browser, '*/*', 'text/html', 'text/html, application/json;q=0.1', 'application/json;q=0']) {
      const response = await client.get('/', { Accept: accept });
      assert.match(response.headers['content-type'], /^text\/html/, accept);
    }
    for (const accept of ['application/json', 'application/json, text/plain, */*', 'APPLICATION/JSON']) {
      const response = await client.get('/', { Accept: accept });
      assert.match(response.headers['content-type'], /^application\/json/, accept);
    }
  });

  it('JSON bodies and form bodies are treated alike', async () => {
    const client = new Client(server);
    const { jeton } = await client.data(pathOf('conditions'));
    const form = await client.post(pathOf('conditions'), { jeton }, { Accept: 'application/json' });
    const json = await client.postJson(pathOf('conditions'), { jeton });
    assert.equal(form.status, 422);
    assert.equal(json.status, 422);
    const apartFromToken = (answer) => ({ ...answer.json(), jeton: null });
    assert.deepEqual(apartFromToken(json), apartFromToken(form));
    const accepted = await client.postJson(pathOf('conditions'), { jeton, accepte: 'oui' });
    assert.equal(accepted.status, 303);
    assert.equal(accepted.location, locationOf('identite'));
  });

  it('each label is also in the second language', async () => {
    for (const [lang, script] of [['fr', /[\u0600-\u06ff]/], ['ar', /[a-zé]/i], ['en', /[a-zé]/i]]) {
      const journey = await new Journey(server, answersOf(members.take()), { headers: { 'Accept-Language': lang } }).reach('identite');
      for (const field of (await journey.page('identite')).fields) assert.match(field.label2, script, field.name);
    }
  });
});
