// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Behind mod_ssl, over HTTP/1.1 and HTTP/2: contract.md §4.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import http2 from 'node:http2';
import https from 'node:https';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';

import { Jar } from '../lib/client.mjs';
import { pickPort } from '../lib/ports.mjs';
import { mount, root, startServer } from '../lib/server.mjs';

const run = promisify(execFile);
const FORM = 'application/x-www-form-urlencoded';

async function makeCertificate() {
  const dir = await mkdtemp(path.join(root, 'build/test/https-certificate-'));
  const [key, certificate] = ['key', 'certificate'].map((name) => path.join(dir, `${name}.pem`));
  await run('openssl', [
    'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost',
    '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', certificate,
  ]);
  for (const file of [dir, key, certificate]) await chmod(file, file === dir ? 0o755 : 0o644);
  return { dir, key, certificate };
}

async function modulesDir(server) {
  const conf = await readFile(path.join(server.dir, 'httpd.conf'), 'utf8');
  return path.dirname(/LoadModule dbd_module "([^"]+)"/.exec(conf)[1]);
}

describe('https', () => {
  let server;
  let pems;
  let ca;
  let origin;

  before(async () => {
    const port = await pickPort();
    origin = `https://localhost:${port}`;
    pems = await makeCertificate();
    ca = await readFile(pems.certificate);
    server = await startServer('https', {
      directives: (instance) => modulesDir(instance).then((modules) => [
        `LoadModule ssl_module "${modules}/mod_ssl.so"`,
        `LoadModule http2_module "${modules}/mod_http2.so"`,
        'Protocols h2 http/1.1',
        'SSLSessionCache none',
        `CnopsPublicURL ${origin}${mount}`,
        `Listen 127.0.0.1:${port} https`,
        `<VirtualHost *:${port}>`,
        '  SSLEngine on',
        `  SSLCertificateFile "${pems.certificate}"`,
        `  SSLCertificateKeyFile "${pems.key}"`,
        '</VirtualHost>',
      ]),
    });
  });
  after(async () => {
    await server?.stop();
    if (pems) await rm(pems.dir, { recursive: true });
  });

  function overHttp1(method, page, headers, body) {
    return new Promise((resolve, reject) => {
      const request = https.request(`${origin}${mount}${page}`, { method, headers, ca, agent: false }, (response) => {
        response.setEncoding('utf8');
        let text = '';
        response.on('data', (chunk) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  function overHttp2(method, page, headers, body) {
    return new Promise((resolve, reject) => {
      const session = http2.connect(origin, { ca });
      session.on('error', reject);
      const stream = session.request({ ':method': method, ':path': `${mount}${page}`, ...headers });
      let answer;
      let text = '';
      stream.setEncoding('utf8');
      stream.on('response', (response) => (answer = { status: response[':status'], headers: response }));
      stream.on('data', (chunk) => (text += chunk));
      stream.on('error', reject);
      stream.on('end', () => {
        session.close();
        resolve({ ...answer, text });
      });
      stream.end(body);
    });
  }

  for (const [version, send] of [['HTTP/1.1', overHttp1], ['HTTP/2', overHttp2]]) {
    it(`cookies, headers and a step over ${version}`, async () => {
      const jar = new Jar();
      const ask = async (method, page, fields) => {
        const headers = { Cookie: jar.header(), Accept: 'application/json', ...(fields && { 'Content-Type': FORM }) };
        const response = await send(method, page, headers, fields && new URLSearchParams(fields).toString());
        jar.store(response.headers['set-cookie']);
        for (const line of response.headers['set-cookie'] ?? []) {
          assert.match(line, /^__Host-cnops_/);
          for (const part of [/; Secure/, /; HttpOnly/, /; SameSite=(Lax|Strict)/, /; Path=\/(;|$)/]) assert.match(line, part);
          assert.doesNotMatch(line, /; Domain=/i);
        }
        assert.match(response.headers['strict-transport-security'], /^max-age=\d{7,}/, page);
        return response;
      };

      const page = JSON.parse((await ask('GET', '/creation/conditions?lang=ar')).text);
      assert.equal(page.lang, 'ar');
      assert.deepEqual([...jar.cookies.keys()].sort(), ['__Host-cnops_journey', '__Host-cnops_lang']);
      const accepted = await ask('POST', '/creation/conditions', { jeton: page.jeton, accepte: 'oui' });
      assert.equal(accepted.status, 303);
      assert.equal(accepted.headers.location, `${mount}/creation/identite`);
      assert.equal(JSON.parse((await ask('GET', '/creation/identite')).text).lang, 'ar');
      assert.equal((await ask('POST', '/creation/identite', { jeton: 'x' })).status, 403);
      assert.equal((await ask('POST', '/aide', { jeton: 'x' })).status, 405);
    });
  }

  it('a cookie without the prefix, which another site of the host could set, is ignored', async () => {
    const jar = new Jar();
    const first = await overHttp1('GET', '/creation/conditions', { Accept: 'application/json' });
    jar.store(first.headers['set-cookie']);
    const plain = jar.header().replaceAll('__Host-', '');
    const { jeton } = JSON.parse(first.text);
    const body = new URLSearchParams({ jeton, accepte: 'oui' }).toString();
    assert.equal((await overHttp1('POST', '/creation/conditions', { Cookie: plain, 'Content-Type': FORM }, body)).status, 403);
  });
});
