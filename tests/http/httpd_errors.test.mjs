// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Requests that httpd refuses before the portal sees them. The answer is still a page of the portal in
// the visitor's language, and no secret token reaches a log.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { sendRaw } from '../lib/client.mjs';
import { eventually } from '../lib/faults.mjs';
import { easyProofs, mount, startServer } from '../lib/server.mjs';

const FORM = 'application/x-www-form-urlencoded';
// As conf/cnops.conf recommends for a portal on a host of its own.
const ownHost = ['ErrorDocument 400 /mon_compte/erreur', 'ErrorDocument 414 /mon_compte/erreur'];

describe('errors of httpd itself', () => {
  let server;

  before(async () => {
    server = await startServer('httpd_errors', { directives: [...easyProofs, ...ownHost] });
  });
  after(() => server?.stop());

  const request = (line, headers, body = '') =>
    sendRaw(server, `${line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept-Language: ar\r\n${headers}\r\n${body}`);
  const tooLong = (address) =>
    request(`POST ${mount}${address}`, `Content-Type: ${FORM}\r\nContent-Length: 70000\r\n`, 'x'.repeat(70_000));

  function assertPage(answer, status) {
    assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `));
    assert.match(answer, /content-security-policy: /i);
    assert.match(answer, /<html lang="ar" dir="rtl">/);
    assert.match(answer, new RegExp(`<a href="${mount}/">`), 'says where to go');
    assert.doesNotMatch(answer, /iso-8859-1/i);
  }

  it('a body that is too long, before it is read', async () => {
    assertPage(await tooLong('/connexion'), 413);
    const json = await request(`POST ${mount}/connexion`, 'Accept: application/json\r\nContent-Length: 70000\r\n', 'x'.repeat(70_000));
    assert.match(json, /^HTTP\/1\.1 413 /);
    assert.match(json, /"status": ?413/);
  });

  it('a body in malformed chunks', async () => {
    assertPage(await request(`POST ${mount}/connexion`, `Content-Type: ${FORM}\r\nTransfer-Encoding: chunked\r\n`, 'zz\r\n'), 400);
  });

  it('on a host of its own, an address or header that is too long', async () => {
    const long = 'x'.repeat(9000);
    assert.match(await request(`GET ${mount}/${long}`, ''), /^HTTP\/1\.1 414 [\s\S]*<html lang="/);
    assert.match(await request(`GET ${mount}/`, `Cookie: ${long}\r\n`), /^HTTP\/1\.1 400 [\s\S]*<html lang="/);
    assertPage(await request(`GET ${mount}/%zz`, ''), 400);
  });

  it('the page for errors has no address of its own', async () => {
    assertPage(await request(`GET ${mount}/erreur`, ''), 404);
  });

  it('a secret token at the end of an address is not logged', async () => {
    assertPage(await tooLong('/opposition/droit-de-refus'), 413);
    assertPage(await tooLong('/connexion'), 413);
    const log = () => readFile(path.join(server.dir, 'logs/access.log'), 'utf8');
    await eventually(async () => / \/mon_compte\/connexion 413 /.test(await log()), 'a refused request is logged as it was');
    assert.match(await log(), / \/mon_compte\/opposition\/\* 413 /);
    assert.ok(!(await log()).includes('droit-de-refus'));
  });
});
