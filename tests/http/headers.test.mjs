// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Headers, cookies and assets, on pages and on errors.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { Client } from '../lib/client.mjs';
import { linksOf, resourcesOf } from '../lib/html.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, pathOf, signIn, steps } from '../lib/journey.mjs';
import { easyProofs, mount, root, startServer } from '../lib/server.mjs';

const open = [
  '/', '/connexion', '/etudiants', '/etudiants/suivi', '/employeurs', '/feuille-de-soins', '/conditions', '/mentions-legales', '/aide',
  '/accessibilite', pathOf('conditions'),
];

// What the site says of its files; and an address below the portal's that is one of them.
const filesOfTheSite = [
  `<Directory "${root}/build/site">`, '  Header always set X-File of-the-site', '</Directory>',
  `Alias ${mount}/fichiers/ "${root}/build/site/"`,
  `<Location ${mount}/fichiers>`, '  SetHandler none', '</Location>',
];

describe('headers', () => {
  let server;
  let members;

  before(async () => {
    server = await startServer('headers', {
      directives: [...easyProofs, 'CustomLog logs/site.log "%a %U" env=!cnops-portal', ...filesOfTheSite],
    });
    members = new Members(server);
  });
  after(() => server?.stop());

  function assertSafe(response, what) {
    const { headers } = response;
    const policy = Object.fromEntries(
      (headers['content-security-policy'] ?? '').split(/;\s*/).filter(Boolean).map((directive) => {
        const [name, ...values] = directive.split(' ');
        return [name, values];
      }),
    );
    assert.deepEqual(policy['default-src'], ["'none'"], what);
    assert.deepEqual(policy['frame-ancestors'], ["'none'"], what);
    assert.deepEqual(policy['base-uri'], ["'none'"], what);
    assert.deepEqual(policy['form-action'], ["'self'"], what);
    for (const values of Object.values(policy)) {
      for (const value of values) assert.ok(["'none'", "'self'"].includes(value), `${what}: ${value}`);
    }
    assert.match(headers['cache-control'], /no-store/, what);
    assert.equal(headers['x-content-type-options'], 'nosniff', what);
    assert.ok(headers['referrer-policy'], what);
    assert.ok(headers['permissions-policy'], what);
    assert.equal(headers['strict-transport-security'], undefined, 'HSTS over HTTPS only');
    assert.equal(headers['x-powered-by'], undefined, what);
  }

  // Under the address of a page httpd would find no file anyway, and to look for it is dear.
  it('no page is taken for a file of the site', async () => {
    const client = new Client(server);
    const headersOf = async (page) => (await client.get(page)).headers['x-file'];
    for (const page of [...open, '/nulle-part']) assert.equal(await headersOf(page), undefined, page);
    const file = await client.get('/fichiers/site.css');
    assert.equal(file.status, 200, 'what SetHandler takes back is a file');
    assert.equal(file.headers['x-file'], 'of-the-site');
  });

  // Every page that a visitor can see, as [name, response].
  async function everyPage(headers) {
    const client = new Client(server, { headers });
    const pages = [];
    for (const page of open) pages.push([page, await client.get(page)]);
    const journey = new Journey(server, answersOf(members.take()), { headers });
    for (const step of steps) {
      if (step !== 'conditions') {
        const before = steps[steps.indexOf(step) - 1];
        assert.equal((await journey.submit(before)).status, 303, before);
      }
      pages.push([step, await journey.client.get(pathOf(step))]);
    }
    await signIn(client, journey.answers.cni, journey.password);
    pages.push(['/espace', await client.get('/espace')]);
    return pages;
  }

  it('every page', async () => {
    for (const [name, response] of await everyPage({})) {
      assert.equal(response.status, 200, name);
      assertSafe(response, name);
    }
  });

  it('errors and redirects', async () => {
    const client = new Client(server);
    const { jeton } = await client.data(pathOf('conditions'));
    const answers = [
      await client.get('/nulle-part'),
      await client.get('/deconnexion'),
      await client.get('/espace'),
      await client.get(pathOf('courriel')),
      await client.get('/captcha/defi'),
      await client.post(pathOf('conditions'), { accepte: 'oui' }),
      await client.post(pathOf('conditions'), { jeton }),
      await client.post(pathOf('conditions'), { jeton, reste: 'x'.repeat(20_000) }),
      await client.post(pathOf('conditions'), { jeton }, { 'Content-Type': 'text/plain' }),
      await client.get('/nulle-part', { Accept: 'application/json' }),
    ];
    for (const response of answers) assertSafe(response, String(response.status));
  });

  it('all cookies are HttpOnly and SameSite', async () => {
    const seen = new Set();
    for (const [name, response] of await everyPage({ 'Accept-Language': 'ar' })) {
      for (const line of response.headers['set-cookie'] ?? []) {
        seen.add(line.slice(0, line.indexOf('=')));
        assert.match(line, /;\s*HttpOnly/i, `${name}: ${line}`);
        assert.match(line, /;\s*SameSite=(Lax|Strict)/i, `${name}: ${line}`);
        assert.doesNotMatch(line, /;\s*Domain=/i);
        assert.ok(line.length < 4096, 'browsers drop larger ones');
      }
    }
    assert.ok(seen.has('cnops_journey'));
  });

  it('all that pages load is ours, exists, has a hashed name and may be cached for a year', async () => {
    const resources = new Set();
    for (const [, response] of await everyPage({})) for (const r of resourcesOf(response.text)) resources.add(r);
    assert.ok(resources.size >= 3, [...resources].join());
    for (const address of resources) {
      const url = new URL(address, server.origin);
      assert.equal(url.origin, server.origin, address);
      if (url.pathname.startsWith(`${mount}/captcha/`)) continue; // made for one visitor, so not cached
      assert.match(url.pathname, /\.[0-9a-f]{8,64}\.[a-z0-9]+$|\/marque\/[0-9a-f]{16}\/[a-z.]+$/, 'a content-hashed name');
      const response = await new Client(server).get(url.pathname.slice(mount.length));
      assert.equal(response.status, 200, address);
      assert.match(response.headers['cache-control'], /max-age=31536000/);
      assert.match(response.headers['cache-control'], /immutable/);
      assert.equal(response.headers['x-content-type-options'], 'nosniff');
      assert.equal(response.headers['set-cookie'], undefined);
      assert.match(response.headers['content-type'], /^(text\/css|text\/javascript|application\/javascript|image\/svg\+xml|font\/woff2)/);
      for (const [, inner] of response.text.matchAll(/url\(["']?([^"')]+)/g)) {
        assert.equal(new URL(inner, url).origin, server.origin, inner);
        const part = await new Client(server).get(new URL(inner, url).pathname.slice(mount.length));
        assert.equal(part.status, 200, inner);
      }
    }
    const missing = await new Client(server).get('/assets/rien.0123456789abcdef.css');
    assert.equal(missing.status, 404);
    const listing = await new Client(server).get('/assets/');
    assert.ok([403, 404].includes(listing.status), 'no listing');
  });

  it('the brand is served to all alike', async () => {
    const client = new Client(server);
    const { brand } = await client.data('/aide');
    const { text } = await client.get('/aide');
    const [sheet, emblem] = [brand.style, brand.emblem].map((address) => address.slice(mount.length));
    assert.ok(text.indexOf(`href="${brand.style}"`) > text.indexOf('app.'), 'after the style sheet that it changes');
    assert.ok(text.includes(`<meta name="theme-color" content="${brand.theme}">`));
    for (const [page, type, content] of [
      [sheet, 'text/css; charset=utf-8', /--primary: #[0-9a-f]{6};[^]*@media \(prefers-color-scheme: dark\) \{[^]*--primary: #/],
      [emblem, 'image/svg+xml', /<svg/],
    ]) {
      const response = await new Client(server).get(`${page}?lang=ar`);
      assert.equal(response.status, 200);
      assert.equal(response.headers['content-type'], type);
      assert.match(response.text, content);
      assert.equal(response.headers['set-cookie'], undefined);
      assert.equal(response.headers['cache-control'], 'public, max-age=31536000, immutable');
      assert.equal(response.headers['x-content-type-options'], 'nosniff');
      assert.match(response.headers['content-security-policy'], /default-src 'none'.*script-src 'self'/);
    }
    assert.equal((await client.post(sheet, {})).status, 405);
    assert.equal((await client.get(sheet.replace(/[0-9a-f]{16}/, '0123456789abcdef'))).status, 404);
    assert.equal((await client.get(sheet.replace('couleurs.css', 'institution.json'))).status, 404);
  });

  it('every link leads somewhere', async () => {
    const links = new Set();
    for (const lang of ['fr', 'ar']) {
      for (const [, response] of await everyPage({ 'Accept-Language': lang })) {
        for (const link of linksOf(response.text)) links.add(link.replace(/#.*/, ''));
      }
    }
    const dead = [];
    for (const link of links) {
      if (/^(tel|mailto):/.test(link)) continue;
      // These belong to one journey; captcha_picture.test.mjs fetches them.
      if (/\/captcha\/[^/]+\.(png|wav)$/.test(link)) continue;
      const url = new URL(link, `${server.origin}${mount}/`);
      if (url.origin !== server.origin) {
        assert.match(url.protocol, /^https:$/, link);
      } else if (url.pathname.startsWith(mount)) {
        const { status } = await new Client(server).get(url.pathname.slice(mount.length) + url.search);
        if (![200, 303].includes(status)) dead.push(`${status} ${link}`);
      }
    }
    assert.deepEqual(dead, []);
  });

  it('no inline script or style, no handler in an attribute', async () => {
    for (const [name, response] of await everyPage({})) {
      assert.doesNotMatch(response.text, /<script(?![^>]*\bsrc=)[^>]*>/i, name);
      assert.doesNotMatch(response.text, /<style\b/i, name);
      assert.doesNotMatch(response.text, /\s(style|on[a-z]+)="/i, name);
    }
  });

  it('the Host header names nothing: links stay where the portal is', async () => {
    const text = await new Promise((resolve, reject) => {
      http.get(`${server.origin}${mount}/`, { headers: { Host: 'mechant.exemple' } }, (response) => {
        let body = JSON.stringify(response.headers);
        response.on('data', (chunk) => (body += chunk));
        response.on('end', () => resolve(body));
      }).on('error', reject);
    });
    assert.doesNotMatch(text, /mechant/);
  });

  it('the site beside the portal is untouched', async () => {
    const text = await new Promise((resolve, reject) => {
      http.get(`${server.origin}/`, (response) => {
        let body = '';
        response.on('data', (chunk) => (body += chunk));
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
      }).on('error', reject);
    });
    assert.equal(text.status, 200);
    assert.equal(text.headers['set-cookie'], undefined);
    assert.match(text.body, new RegExp(`href="${mount}/?"`));
  });

  it('the log of the site beside the portal has no requests to the portal', async () => {
    const visitor = new Client(server);
    for (const page of ['/', '/aide', '/opposition/abc', '/suite/abc', '/assets/no.css', '/nowhere'])
      await visitor.get(page);
    const pages = (await readFile(path.join(server.dir, 'logs/site.log'), 'utf8')).trim().split('\n');
    assert.match(pages.join('\n'), /index\.html/, 'the page of the site');
    assert.deepEqual(pages.filter((line) => line.includes(mount)), []);
  });
});
