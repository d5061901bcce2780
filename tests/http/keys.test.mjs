// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// The keys that check certificates, from their first day to their retirement: the two public files,
// read here by a program that knows nothing of the portal's code; cnopsctl certificate and key root.

import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { after, before, describe, it } from 'node:test';

import { Client } from '../lib/client.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, signIn } from '../lib/journey.mjs';
import { easyProofs, manyCodes, mount, startServer } from '../lib/server.mjs';

const page = '/espace/attestations';
const keysFile = '/.well-known/cnops-keys.json';
const revocationsFile = '/.well-known/cnops-revocations.json';

// As conf/cnops.conf shows them for the root of the host.
const atTheRoot = [
  'RewriteEngine On',
  `RewriteRule "^/\\.well-known/cnops-(keys|revocations)\\.json$" "${mount}/.well-known/cnops-$1.json" [PT]`,
];

const publicKey = ({ x }) => createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
const isSigned = (text, key, signature) => verify(null, Buffer.from(text), publicKey(key), Buffer.from(signature, 'base64url'));

function bytesOf(digits) {
  const hex = BigInt(digits).toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
}

// The kid of a payload whose signature is that of its key in the file; else undefined.
function signerOf(digits, { keys }) {
  const bytes = bytesOf(digits);
  const facts = bytes.subarray(0, -64);
  const kid = facts.subarray(1, 5).toString('hex');
  const key = keys.find((listed) => listed.kid === kid);
  const text = Buffer.concat([Buffer.from('mod_cnops certificate 1\0'), facts]);
  return key && verify(null, text, publicKey(key), bytes.subarray(-64)) ? kid : undefined;
}

const numberOf = (digits) => bytesOf(digits).readUInt32BE(24);

// The numbers of a list of revocations, whose signature is checked.
function numbersOf(file, { keys }) {
  const key = keys.find(({ kid }) => kid === file.kid);
  const text = `mod_cnops revocations 1\n${file.issued_at} ${file.next_at} ${file.count}\n${file.list}`;
  assert.ok(isSigned(text, key, file.signature));
  const numbers = [];
  let [number, step, weight] = [0, 0, 1];
  for (const byte of Buffer.from(file.list, 'base64url')) {
    step += (byte % 128) * weight;
    weight *= 128;
    if (byte > 127) continue;
    number += step;
    numbers.push(number);
    [step, weight] = [0, 1];
  }
  assert.equal(numbers.length, file.count);
  return numbers;
}

describe('keys of certificates', () => {
  let server;
  let members;

  before(async () => {
    server = await startServer('keys', { directives: [...easyProofs, ...manyCodes, ...atTheRoot] });
    members = new Members(server);
  });
  after(() => server?.stop());

  async function newMember() {
    const account = await new Journey(server, answersOf(members.take())).reach('termine');
    await signIn(account.client, account.answers.cni, account.password);
    return account;
  }

  async function draw({ client }) {
    const { jeton } = await client.data(page);
    assert.equal((await client.post(page, { jeton, type: 'immatriculation' })).status, 303);
    return (await client.data(page)).certificates[0];
  }

  async function published(name) {
    const response = await new Client(server).get(name);
    assert.equal(response.status, 200);
    return JSON.parse(response.text);
  }

  it('both files are for everybody, scripts of other sites too, and set no cookie', async () => {
    for (const name of [keysFile, revocationsFile]) {
      const { status, headers } = await new Client(server).get(name);
      assert.equal(status, 200);
      assert.match(headers['content-type'], /^application\/json/);
      assert.equal(headers['access-control-allow-origin'], '*');
      assert.equal(headers['cache-control'], 'public, max-age=300');
      assert.equal(headers['cross-origin-resource-policy'], 'cross-origin');
      assert.equal(headers['set-cookie'], undefined);
      assert.equal((await new Client(server).post(name, {})).status, 405);
    }
  });

  it('both files can be at the root of the host', async () => {
    for (const name of [keysFile, revocationsFile]) {
      const response = await fetch(`${server.origin}${name}`);
      assert.equal(response.status, 200);
      assert.deepEqual(Object.keys(await response.json()), Object.keys(await published(name)));
    }
  });
});
