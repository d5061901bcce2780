// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// The keys that check certificates, from their first day to their retirement: the two public files,
// read here by a program that knows nothing of the portal's code; cnopsctl certificate and key root.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { Client } from '../lib/client.mjs';
import { eventually } from '../lib/faults.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, signIn } from '../lib/journey.mjs';
import { easyProofs, manyCodes, mount, root, startServer } from '../lib/server.mjs';

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

  async function draw({ client }, type = 'immatriculation') {
    const { jeton } = await client.data(page);
    assert.equal((await client.post(page, { jeton, type })).status, 303);
    return (await client.data(page)).certificates[0];
  }

  async function published(name) {
    const response = await new Client(server).get(name);
    assert.equal(response.status, 200);
    return JSON.parse(response.text);
  }

  // The list once it has so many numbers: each process keeps its list for some seconds.
  async function listOf(count) {
    let list;
    await eventually(async () => {
      list = await published(revocationsFile);
      return list.count === count;
    }, 'the list lacks a revoked certificate');
    return list;
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

  function run(program, ...args) {
    return new Promise((resolve) => {
      execFile(program, args, (error, stdout, stderr) => resolve({ status: error ? error.code : 0, stdout, stderr }));
    });
  }

  const ctl = (...args) => run(path.join(server.dir, 'cnopsctl'), ...args);
  // cnopsctl on a machine that has nothing of the portal: no option names a database or a key file.
  const elsewhere = (...args) => run(path.join(root, 'build/bin/cnopsctl'), ...args);
  const by = ['--operator', 'h.fictif', '--reason', 'Papier perdu'];

  async function fileOf({ client }, { href }) {
    const { status, bytes } = await client.get(href.slice(mount.length));
    assert.equal(status, 200);
    const file = path.join(server.dir, `${randomBytes(6).toString('hex')}.pdf`);
    await writeFile(file, bytes);
    await chmod(file, 0o644);
    return file;
  }

  // The whole address in the QR code, as a telephone reads it.
  async function addressOn(file) {
    await run('pdftoppm', '-r', '100', '-png', '-singlefile', file, file);
    return (await run('zbarimg', '--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', `${file}.png`)).stdout.trim();
  }

  const wordFor = async (operand) => (await ctl('certificate', 'verify', operand)).stdout.split('\n')[0];

  it('a paper is verified by its file, its digits and its address', async () => {
    const account = await newMember();
    const file = await fileOf(account, await draw(account));
    const address = await addressOn(file);
    const digits = address.split('#')[1];
    for (const operand of [file, digits, address]) {
      const { status, stdout, stderr } = await ctl('certificate', 'verify', operand);
      assert.deepEqual([status, stdout.split('\n')[0], stderr], [0, 'genuine', '']);
    }
    const said = JSON.parse((await ctl('certificate', 'verify', file, '--json')).stdout);
    assert.equal(said.verdict, 'genuine');
    assert.equal(said.paper.kind, 'immatriculation');
    assert.equal(said.paper.document_end, account.answers.cni.slice(-4));
    assert.equal(said.paper.root, null);
    assert.match((await ctl('certificate', 'verify', digits)).stdout, /keys not signed by a root key/);
  });

  it('what was changed is false, and what is no paper is refused', async () => {
    const account = await newMember();
    const file = await fileOf(account, await draw(account));
    const digits = (await addressOn(file)).split('#')[1];
    for (let place = 3; place < digits.length; place += 97) {
      const other = String((Number(digits[place]) + 1) % 10);
      const { status, stdout } = await ctl('certificate', 'verify', digits.slice(0, place) + other + digits.slice(place + 1));
      assert.deepEqual([status, stdout.split('\n')[0]], [1, 'false']);
      assert.ok(!stdout.includes('name:'));
    }
    assert.equal(await wordFor('123'), 'false');
    for (const operand of ['nothing.pdf', path.join(server.dir, 'httpd.conf'), 'https://h.example/verification#']) {
      const { status, stdout, stderr } = await ctl('certificate', 'verify', operand);
      assert.deepEqual([status, stdout], [1, '']);
      assert.match(stderr, /^cnopsctl: /);
    }
  });

  it('a certificate is revoked once, by a named operator, and is in the list', async () => {
    const account = await newMember();
    const certificate = await draw(account);
    const file = await fileOf(account, certificate);
    const other = await fileOf(account, await draw(account, 'couverture'));
    assert.equal((await ctl('certificate', 'revoke', certificate.code)).status, 2);
    assert.equal((await ctl('certificate', 'revoke', 'no-code', ...by)).status, 1);
    assert.equal((await ctl('certificate', 'revoke', '0000-0000-0000-0000', ...by)).status, 1);
    const before = await published(revocationsFile);
    const { status, stdout } = await ctl('certificate', 'revoke', certificate.code.toLowerCase().replaceAll('-', ' '), ...by);
    assert.equal(status, 0);
    assert.match(stdout, /certificate: revoked/);
    assert.equal((await ctl('certificate', 'revoke', certificate.code, ...by)).status, 1);
    assert.deepEqual([await wordFor(file), await wordFor(other)], ['revoked', 'genuine']);
    assert.equal((await ctl('certificate', 'verify', file)).status, 1);
    const [keys, list] = [await published(keysFile), await listOf(before.count + 1)];
    assert.ok(Date.parse(list.next_at) - Date.parse(list.issued_at) === 24 * 3600 * 1000);
    const numbers = numbersOf(list, keys);
    assert.ok(numbers.includes(numberOf((await addressOn(file)).split('#')[1])));
    assert.ok(!numbers.includes(numberOf((await addressOn(other)).split('#')[1])));
    const shown = (await account.client.data(page)).certificates.find(({ code }) => code === certificate.code);
    assert.equal(shown.state, 'revoked');
    const { events } = JSON.parse((await ctl('account', 'show', account.answers.cni, ...by, '--json')).stdout);
    const event = events.find(({ event: word }) => word === 'certificate_revoked');
    assert.deepEqual([event.actor, event.reason], ['operator:h.fictif', 'Papier perdu']);
    assert.ok(!JSON.stringify(events).includes(certificate.code));
  });

  // The whole life of a change of keys, as README tells it: the root key signs the new list before
  // the new key is used, so that no paper is ever without it.
  it('a paper of the former key is genuine after a change of keys that the root key has signed', async () => {
    const account = await newMember();
    const certificate = await draw(account);
    const first = await fileOf(account, certificate);
    const away = path.join(server.dir, 'away');
    const at = (name) => path.join(away, name);
    await mkdir(away);
    assert.match((await elsewhere('key', 'root', 'new', at('root'))).stdout, /^root: [0-9a-f]{8}\n$/);
    assert.equal((await elsewhere('key', 'root', 'new', at('root'))).status, 1);

    const ring = path.join(server.dir, 'keys');
    const next = path.join(server.dir, 'keys.next');
    const old = await readFile(ring, 'utf8');
    await run('cp', '-p', ring, next);
    await writeFile(next, `knew ${randomBytes(32).toString('hex')}\n${old}`);
    const asked = await ctl('--keys', next, 'certificate', 'keys');
    assert.equal(asked.status, 0, asked.stderr);
    await writeFile(at('keys.json'), asked.stdout);
    const signing = await elsewhere('key', 'root', 'sign', at('root'), at('keys.json'), at('signed.json'));
    assert.equal(signing.status, 0, signing.stderr);
    const signed = JSON.parse(await readFile(at('signed.json'), 'utf8'));
    const lines = signed.keys.map((key) => `${key.kid} ${key.x} ${key.since} ${key.retired ?? '-'}\n`);
    assert.ok(isSigned(`mod_cnops keys 1\n${signed.signed_on}\n${lines.join('')}`, signed.root, signed.signature));
    assert.equal(signed.keys.length, 2);

    // The list for the new key alone would leave the portal of today without its key.
    const wrong = { keys: signed.keys.slice(1) };
    await writeFile(at('wrong.json'), JSON.stringify(wrong));
    await elsewhere('key', 'root', 'sign', at('root'), at('wrong.json'), at('wrong-signed.json'));
    const install = async (from) => {
      const to = path.join(server.dir, 'signed-keys.json');
      await writeFile(to, await readFile(from));
      await chmod(to, 0o644);
      return to;
    };
    const configtest = async (from) => {
      const options = ['start', server.dir, '-t', '-c', `CnopsSignedKeys "${await install(from)}"`];
      const { status, stderr } = await run(path.join(root, 'packaging/instance'), ...options);
      return { status, said: stderr + (await server.errorLog()) };
    };
    const lacking = await configtest(at('wrong-signed.json'));
    assert.notEqual(lacking.status, 0);
    assert.match(lacking.said, /CnopsSignedKeys .*the key that signs now is not in it/);
    const unsigned = await configtest(at('keys.json'));
    assert.notEqual(unsigned.status, 0);
    assert.match(unsigned.said, /CnopsSignedKeys .*no root key has signed it/);

    const file = await install(at('signed.json'));
    const extra = path.join(server.dir, 'conf.d/signed.conf');
    await writeFile(extra, `CnopsSignedKeys "${file}"\n`);
    await chmod(extra, 0o644);
    await run('cp', '-p', next, ring);
    await server.restartGracefully();
    assert.deepEqual(await published(keysFile), signed);
    const digits = (await addressOn(first)).split('#')[1];
    assert.equal(signerOf(digits, signed), signed.keys[0].kid);
    assert.equal((await published(revocationsFile)).kid, signed.keys[1].kid);

    // A ring that has lost the former key verifies its papers still: the database has the public half.
    const options = ['--conf', extra];
    const lost = path.join(server.dir, 'keys.lost');
    await run('cp', '-p', ring, lost);
    await writeFile(lost, `${(await readFile(ring, 'utf8')).split('\n', 1)[0]}\n`);
    for (const more of [[], options, ['--keys', lost], ['--keys', lost, ...options]]) {
      const { status, stdout } = await ctl(...more, 'certificate', 'verify', first);
      assert.deepEqual([status, stdout.split('\n')[0]], [0, 'genuine'], more);
      assert.equal(stdout.includes(`root: ${signed.root.kid}`), more.includes('--conf'));
    }
    const { count } = await published(revocationsFile);
    assert.equal((await ctl('certificate', 'revoke', certificate.code, ...by)).status, 0);
    const numbers = numbersOf(await listOf(count + 1), signed);
    assert.ok(numbers.includes(numberOf(digits)));
    const doctor = await ctl(...options, 'doctor', '--json');
    const check = JSON.parse(doctor.stdout).find(({ check: name }) => name === 'papers');
    assert.equal(check.ok, true);
    assert.match(check.said, new RegExp(`2 key\\(s\\) signed by root ${signed.root.kid}`));
    await writeFile(ring, old);
    await rm(file);
    const ill = JSON.parse((await ctl(...options, 'doctor', '--json')).stdout).find(({ check: name }) => name === 'papers');
    assert.equal(ill.ok, false);
  });

  it('the root key signs nothing that is not what it says', async () => {
    const at = (name) => path.join(server.dir, `root-${name}`);
    await elsewhere('key', 'root', 'new', at('key'));
    const sign = (key, keys, out = 'out') => elsewhere('key', 'root', 'sign', at(key), at(keys), at(out));
    await writeFile(at('list'), (await new Client(server).get(keysFile)).text);
    await writeFile(at('empty'), '{"keys":[]}');
    await writeFile(at('changed'), (await readFile(at('list'), 'utf8')).replace('"since":"2', '"since":"1'));
    await writeFile(at('comment'), '# nothing else\n');
    await chmod(at('comment'), 0o600);
    assert.equal((await sign('key', 'empty')).status, 1);
    assert.equal((await sign('key', 'changed')).status, 1);
    assert.equal((await sign('key', 'nowhere')).status, 1);
    assert.equal((await sign('comment', 'list')).status, 1);
    await chmod(at('key'), 0o644);
    assert.equal((await sign('key', 'list')).status, 1);
    await chmod(at('key'), 0o600);
    assert.equal((await sign('key', 'list')).status, 0);
    assert.equal((await sign('key', 'list')).status, 1);
    assert.equal((await sign('key', 'out', 'again')).status, 0);
  });

  // ulimit: no file may grow, as on a full disk; the signal would end the program.
  it('a file that does not fit on the disk is not there', async () => {
    const folder = path.join(server.dir, 'full');
    const at = (name) => path.join(folder, name);
    await mkdir(folder);
    await writeFile(at('list'), (await new Client(server).get(keysFile)).text);
    await elsewhere('key', 'root', 'new', at('root'));
    const before = await readdir(folder);
    const full = (...args) => run('sh', '-c', 'trap "" XFSZ; ulimit -f 0; exec "$@"', 'sh', path.join(root, 'build/bin/cnopsctl'), ...args);
    const commands = [['key', 'root', 'new', at('other')], ['key', 'root', 'sign', at('root'), at('list'), at('signed')], ['key', 'new', at('keys')]];
    for (const command of commands) {
      const { status, stdout, stderr } = await full(...command);
      assert.deepEqual([status, stdout], [1, ''], command.join(' '));
      assert.ok(stderr.includes(`${command.at(-1)}: File too large`), stderr);
      assert.deepEqual(await readdir(folder), before);
      assert.equal((await elsewhere(...command)).status, 0);
      await rm(command.at(-1));
    }
  });
});
