// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// What is sent compressed: assets by the copies of the build, pages by the module. Nothing that
// somebody else writes into an address stands in a compressed page, and its token is never the same.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import zlib from 'node:zlib';

import { Client } from '../lib/client.mjs';
import { jetonOf } from '../lib/html.mjs';
import { pathOf, signIn } from '../lib/journey.mjs';
import { easyProofs, mount, root, startServer } from '../lib/server.mjs';

const CANARY = 'serin-jaune-7431';

const decoders = { br: zlib.brotliDecompressSync, gzip: zlib.gunzipSync };

function decoded({ headers, bytes }) {
  const coding = headers['content-encoding'];
  return coding ? decoders[coding](bytes) : bytes;
}

const varies = ({ headers }) => (headers.vary ?? '').split(/,\s*/).filter((name) => name === 'Accept-Encoding').length;

// A page without what is another text in each answer.
const steady = (html) => html.replaceAll(/(name="jeton" value=|"jeton":)"[^"]+"/g, '$1""');

describe('compression', () => {
  let server;
  let client;
  let conf;

  before(async () => {
    const modules = (name) => path.dirname(/LoadModule dbd_module "([^"]+)"/.exec(name)[1]);
    server = await startServer('compression', {
      // A site that has turned mod_deflate on for everything.
      directives: async ({ dir }) => {
        conf = path.join(dir, 'httpd.conf');
        return [
          ...easyProofs,
          `LoadModule deflate_module "${modules(await readFile(conf, 'utf8'))}/mod_deflate.so"`,
          '<Location "/">', '  SetOutputFilter DEFLATE', '</Location>',
        ];
      },
    });
    client = new Client(server);
  });
  after(() => server?.stop());

  const ask = (page, accepted, headers) => client.get(page, { 'Accept-Encoding': accepted, ...headers });

  async function addressOf(asset) {
    const manifest = await readFile(path.join(root, 'build/htdocs/assets/manifest.txt'), 'utf8');
    return `/assets/${manifest.split('\n').find((line) => line.startsWith(`${asset} `)).split(' ')[1]}`;
  }

  // --- assets ---

  const types = {
    'app.css': 'text/css; charset=utf-8', 'app.js': 'text/javascript; charset=utf-8',
    'carte.svg': 'image/svg+xml; charset=utf-8', 'faces-licence.txt': 'text/plain; charset=utf-8',
  };

  function assertAsset(response, type, coding, what) {
    assert.equal(response.status, 200, what);
    assert.equal(response.headers['content-type'], type, what);
    assert.equal(response.headers['content-encoding'], coding, what);
    assert.match(response.headers['cache-control'], /max-age=31536000, immutable/, what);
    assert.equal(response.headers['x-content-type-options'], 'nosniff', what);
    assert.equal(response.headers.etag, undefined, what);
    assert.equal(varies(response), 1, `${what}: Vary`);
  }

  it('assets that are text are sent as the browser accepts them', async () => {
    const accepted = {
      br: 'br', 'gzip, deflate, br': 'br', 'BR;q=0.3': 'br', 'gzip;q=1.0, br;q=0.1': 'br', gzip: 'gzip',
      'br;q=0, gzip': 'gzip', 'br; q=0.000,x-gzip': 'gzip',
    };
    for (const [asset, type] of Object.entries(types)) {
      const address = await addressOf(asset);
      const plain = await readFile(path.join(root, 'build/htdocs', address));
      for (const [words, coding] of Object.entries(accepted)) {
        const response = await ask(address, words);
        assertAsset(response, type, coding, `${asset}, ${words}`);
        assert.ok(response.bytes.length < plain.length);
        assert.deepEqual(decoded(response), plain, `${asset}, ${words}`);
      }
      // For these mod_deflate of this site may do what it likes, but the text must be right.
      for (const words of ['identity', 'br;q=0', 'gzip;q=0', 'brx', 'zstd']) {
        const response = await ask(address, words);
        assert.deepEqual(decoded(response), plain, `${asset}, ${words}`);
        assert.equal(varies(response), 1, `${asset}, ${words}: Vary`);
        assert.notEqual(response.headers['content-encoding'], 'br', words);
      }
    }
  });

  it('HEAD and a part of an asset are those of the compressed copy', async () => {
    const address = await addressOf('app.css');
    const copy = await readFile(path.join(root, 'build/htdocs', address.replace('/assets/', '/assets/br/')));
    const head = await client.request('HEAD', address, { headers: { 'Accept-Encoding': 'br' } });
    assertAsset(head, types['app.css'], 'br', 'HEAD');
    assert.equal(Number(head.headers['content-length']), copy.length);
    const part = await ask(address, 'br', { Range: 'bytes=10-19' });
    assert.equal(part.status, 206);
    assert.equal(part.headers['content-range'], `bytes 10-19/${copy.length}`);
    assert.deepEqual(part.bytes, copy.subarray(10, 20));
  });

  it('faces are not compressed a second time', async () => {
    const response = await ask(await addressOf('face-latin.woff2'), 'br');
    assert.equal(response.headers['content-encoding'], undefined);
    assert.equal(response.headers['content-type'], 'font/woff2');
    assert.equal(response.bytes.toString('latin1', 0, 4), 'wOF2');
  });

  // --- pages ---

  it('a page is the same compressed and not compressed, and says that it varies', async () => {
    for (const page of ['/', '/aide', '/nulle-part', pathOf('conditions')]) {
      for (const Accept of ['text/html', 'application/json']) {
        const plain = await ask(page, 'identity', { Accept });
        assert.equal(plain.headers['content-encoding'], undefined);
        for (const words of ['gzip', 'br, gzip;q=0.1', '*']) {
          const small = await ask(page, words, { Accept });
          assert.equal(small.headers['content-encoding'], 'gzip', `${page}, ${words}`);
          assert.ok(small.bytes.length * 1.5 < plain.bytes.length, `${page}: ${small.bytes.length}`);
          assert.equal(steady(decoded(small).toString()), steady(plain.text), page);
          assert.equal(varies(small), 1, page);
        }
        assert.equal(varies(plain), 1, page);
        assert.equal(plain.headers.etag, undefined);
      }
      for (const words of ['gzip;q=0', 'br', '*;q=0', 'gzip;q=0, *']) {
        const response = await ask(page, words);
        assert.equal(response.headers['content-encoding'], undefined, `${page}, ${words}`);
      }
    }
  });

  it('style sheet and emblem of the institution are compressed too', async () => {
    const { brand } = await client.data('/aide');
    for (const address of [brand.style, brand.emblem].map((whole) => whole.slice(mount.length))) {
      const plain = await ask(address, 'identity');
      const small = await ask(address, 'gzip');
      assert.equal(plain.headers['content-encoding'], undefined, address);
      assert.equal(small.headers['content-encoding'], 'gzip', address);
      assert.ok(small.bytes.length < plain.bytes.length, address);
      assert.deepEqual(decoded(small), plain.bytes, address);
      assert.equal(varies(plain), 1, address);
      assert.equal(varies(small), 1, address);
    }
  });

  // These answers are put together from parts that were compressed before.
  it('so is the landing page of those who come for the first time', async () => {
    const land = (accepted) => new Client(server).get('/', { 'Accept-Encoding': accepted });
    const plain = await land('identity');
    const seen = new Set([jetonOf(plain.text)]);
    for (let i = 0; i < 20; i++) {
      const packed = await land('gzip');
      const html = decoded(packed).toString();
      assert.equal(packed.headers['content-encoding'], 'gzip');
      assert.equal(steady(html), steady(plain.text));
      seen.add(jetonOf(html));
    }
    assert.equal(seen.size, 21, 'each has a token of its own');
  });

  it('HEAD of a page has the headers of GET, and no part of a compressed page is sent', async () => {
    const head = await client.request('HEAD', '/aide', { headers: { 'Accept-Encoding': 'gzip' } });
    assert.equal(head.headers['content-encoding'], 'gzip');
    assert.ok(Number(head.headers['content-length']) > 1000);
    assert.equal(head.bytes.length, 0);
    const part = await ask('/aide', 'gzip', { Range: 'bytes=0-9' });
    assert.equal(part.status, 200);
    assert.match(decoded(part).toString(), /<\/html>\s*$/);
  });

  it('the site beside is compressed by its own mod_deflate, as before', async () => {
    const response = await new Promise((resolve, reject) => {
      http.get(`${server.origin}/`, { headers: { 'Accept-Encoding': 'gzip' } }, (answer) => {
        const chunks = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        answer.on('end', () => resolve({ headers: answer.headers, bytes: Buffer.concat(chunks) }));
      }).on('error', reject);
    });
    assert.equal(response.headers['content-encoding'], 'gzip');
    assert.match(decoded(response).toString(), /<\/html>\s*$/);
  });

  // --- what a compressed page must not have ---

  it('a token is another text in each answer, and each of them is good', async () => {
    const visitor = new Client(server);
    const tokens = [];
    for (let i = 0; i < 4; i += 1) tokens.push(jetonOf((await visitor.get(pathOf('conditions'))).text));
    assert.equal(new Set(tokens).size, 4);
    for (const jeton of tokens) {
      const { status } = await visitor.copy().post(pathOf('conditions'), { jeton, accepte: 'oui' });
      assert.equal(status, 303);
    }
    const jeton = jetonOf((await new Client(server).get(pathOf('conditions'))).text);
    assert.equal((await visitor.post(pathOf('conditions'), { jeton, accepte: 'oui' })).status, 403);
  });

  it('one answer has one token, in each of its forms', async () => {
    const member = new Client(server);
    const { cni, mot_de_passe: password } = server.identities.find((identity) => identity.mot_de_passe);
    await signIn(member, cni, password);
    const { text } = await member.get('/espace/securite');
    const tokens = [...text.matchAll(/name="jeton" value="([^"]+)"/g)].map((match) => match[1]);
    assert.ok(tokens.length > 1);
    assert.equal(new Set(tokens).size, 1, 'two masks of one token would cancel each other');
  });

  it('no page of a session repeats what is in its address', async () => {
    const member = new Client(server);
    const { cni, mot_de_passe: password } = server.identities.find((identity) => identity.mot_de_passe);
    await signIn(member, cni, password);
    const pages = [
      '/', '/aide', '/espace', '/espace/securite', '/espace/coordonnees', '/espace/profil', '/rester',
      pathOf('conditions'), pathOf('identite'), '/recuperation/conditions', '/deconnexion',
    ].map((page) => `${page}?${CANARY}=${CANARY}&lang=${CANARY}&captcha=${CANARY}&entree=${CANARY}`);
    const paths = ['/', '/espace/', '/opposition/', '/suite/', '/creation/', '/captcha/', '/captcha/x', '/accuses/'];
    for (const address of [...pages, ...paths.map((page) => page + CANARY), `/captcha/${CANARY}.png`]) {
      for (const Accept of ['text/html', 'application/json']) {
        const answers = [
          await member.get(address, { Accept }),
          await member.post(address, { jeton: 'AAAA', courriel: CANARY, cni: CANARY, action: CANARY }, { Accept }),
        ];
        for (const { status, text } of answers) assert.doesNotMatch(text, new RegExp(CANARY), `${status} ${address}`);
      }
    }
    const lost = await member.get(`/${CANARY}`);
    assert.match(lost.text, /href="\?lang=ar"/, 'a page of errors still offers the languages');
  });

  // --- without the module ---

  it('without mod_rewrite everybody gets the file itself', async () => {
    const text = await readFile(conf, 'utf8');
    const without = text.split('\n').filter((line) => !/rewrite_module|SetOutputFilter/.test(line)).join('\n');
    assert.notEqual(without, text);
    await writeFile(conf, without);
    await server.restartGracefully();
    const address = await addressOf('app.css');
    const response = await ask(address, 'br');
    assertAsset(response, types['app.css'], undefined, 'without mod_rewrite');
    assert.deepEqual(response.bytes, await readFile(path.join(root, 'build/htdocs', address)));
  });
});
