// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// SMS through a gateway with a JSON interface: a journey with it, answers that refuse a message,
// receipts, and what configtest says about a wrong description of the gateway.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { answersOf, Members } from '../lib/identities.mjs';
import { Journey } from '../lib/journey.mjs';
import { JsonGateway } from '../lib/json_gateway.mjs';
import { RealOutbox } from '../lib/kannel.mjs';
import { codeOf } from '../lib/outbox.mjs';
import { easyProofs, root, startServer } from '../lib/server.mjs';

const run = promisify(execFile);
const PATIENCE = 20_000; // ms

describe('an SMS gateway with a JSON interface', () => {
  let gateway;
  let server;
  let members;

  before(async () => {
    gateway = await JsonGateway.start();
    server = await startServer('json-gateway', {
      directives: async (made) => [
        ...easyProofs, 'LogLevel cnops:info', ...gateway.directives(await gateway.writeKey(made)),
      ],
    });
    server.outbox = new RealOutbox({ mailbox: server.outbox }, gateway);
    members = new Members(server);
  });
  after(async () => {
    await server?.stop();
    await gateway?.stop();
  });

  async function until(what, isTrue) {
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      const found = await isTrue();
      if (found) return found;
      assert.ok(Date.now() < deadline, `${what} did not come`);
      await sleep(100);
    }
  }

  async function list(...options) {
    const { stdout } = await run(path.join(server.dir, 'cnopsctl'), ['outbox', 'list', '--json', ...options]);
    return stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  }

  // The row of the outbox for the message that this request to the gateway carried.
  async function entryOf({ body }, ...options) {
    return (await list(...options)).find(({ message_id: id }) => id === body.reference);
  }

  for (const lang of ['fr', 'ar']) {
    it(`brings the code, and the sign-up goes on, in ${lang}`, async () => {
      const journey = new Journey(server, answersOf(members.take()), { headers: { 'Accept-Language': lang } });
      await journey.reach('telephone-code');
      const sms = await gateway.operator.next(journey.smsTo);
      assert.match(sms.text, new RegExp(`\n@localhost:${server.port} #${codeOf(sms)}$`));
      assert.equal(lang === 'ar', /[\u0600-\u06ff]/.test(sms.text));
      assert.equal((await journey.submit('telephone-code', { code: codeOf(sms) })).status, 303);
      const { headers, body } = gateway.requests.at(-1);
      assert.equal(headers['content-type'], 'application/json');
      assert.deepEqual(Object.keys(body), ['messages', 'reference', 'callback']);
      assert.deepEqual(body.messages, [{ to: journey.smsTo, from: 'CNOPS', text: sms.text }]);
    });
  }

  it('the gateway’s id of a message is logged with ours', async () => {
    const { body, taken } = gateway.requests[0];
    await until('the id', async () =>
      (await server.errorLog()).includes(`CNOPS206: message ${body.reference} sent by json: the gateway calls it ${taken}`));
  });

  it('its receipts are recorded', async () => {
    const [first, second] = gateway.requests;
    assert.equal((await entryOf(first, '--sent')).receipt, null);
    assert.equal(await gateway.sendReceipt(first, 'PENDING'), 200);
    assert.equal((await entryOf(first, '--sent')).receipt, null);
    assert.equal(await gateway.sendReceipt(first, 'DELIVERED'), 200);
    assert.equal((await entryOf(first, '--sent')).receipt, 'delivered');
    assert.equal(await gateway.sendReceipt(second, 'EXPIRED'), 200);
    assert.equal((await entryOf(second, '--sent')).receipt, 'failed');
    const forged = { body: { callback: second.body.callback.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')) } };
    assert.equal(await gateway.sendReceipt(forged, 'DELIVERED'), 404);
    assert.equal((await entryOf(second, '--sent')).receipt, 'failed');
  });

  // Sends the SMS of a code, to which the gateway gives this answer.
  async function askWhile(answer) {
    const journey = new Journey(server, answersOf(members.take()));
    gateway.answer = answer;
    await journey.reach('telephone-code');
    return journey;
  }

  it('an error inside a 200 refuses the message for good', async () => {
    const count = gateway.requests.length;
    await askWhile({ status: 200, body: { error: { code: 'invalid_number' } } });
    const [dead] = await until('the refusal', async () => {
      const all = await list('--dead');
      return all.length > 0 && all;
    });
    gateway.answer = undefined;
    assert.equal(dead.attempts, 1);
    assert.match(await server.errorLog(), new RegExp(
      `CNOPS200: message ${dead.message_id} not sent by json, attempt 1, given up: the gateway answered 200: error.code=invalid_number`));
    assert.equal(gateway.requests.length, count + 1);
  });

  it('another error inside a 200 is tried again', async () => {
    const journey = await askWhile({ status: 200, body: { error: { code: 'throttled' } } });
    await until('the failure', async () => (await server.errorLog()).includes('the gateway answered 200: it is neither'));
    gateway.answer = undefined;
    const code = await server.outbox.nextCode(journey.smsTo);
    assert.equal((await journey.submit('telephone-code', { code })).status, 303);
  });

  it('messages wait while the gateway does not know the API key', async () => {
    const { key } = gateway;
    gateway.key = 'another';
    const journey = await askWhile(undefined);
    await until('the outage', async () => (await server.errorLog()).includes('CNOPS203: json: messages wait: the gateway answered 401'));
    gateway.key = key;
    const code = await server.outbox.nextCode(journey.smsTo);
    assert.equal((await journey.submit('telephone-code', { code })).status, 303);
  });

  it('no key, code or number is in the log', async () => {
    const log = await server.errorLog();
    assert.ok(!log.includes(gateway.key));
    for (const { to, text } of await gateway.operator.messages()) {
      assert.ok(!log.includes(to.slice(1)), to);
      assert.ok(!log.includes(text.match(/#(\d{6})$/)[1]), text);
    }
  });

  describe('configtest', () => {
    // Adds directives to those of the gateway, or replaces them.
    async function test(...changes) {
      const names = changes.map((line) => line.split(' ')[0]);
      const kept = gateway.directives(await gateway.writeKey(server)).filter((line) => !names.includes(line.split(' ')[0]));
      const file = path.join(server.dir, 'conf.d/test.conf');
      await writeFile(file, `${[...easyProofs, ...kept, ...changes.filter((line) => line.includes(' '))].join('\n')}\n`);
      await chmod(file, 0o644);
      const before = (await server.errorLog()).length;
      return run(path.join(root, 'packaging/instance'), ['start', server.dir, '-t']).then(
        ({ stderr }) => ({ status: 0, said: stderr }),
        async ({ code, stderr }) => ({ status: code, said: stderr + (await server.errorLog()).slice(before) }),
      );
    }

    it('accepts a working configuration', async () => {
      const { status, said } = await test('CnopsSmsTimeout 10s');
      assert.equal(status, 0, said);
    });

    // The wrong directive, and the name and reason that configtest gives; it always adds an example.
    const wrong = [
      ['CnopsSmsGateway jason https://sms.example.ma/v1', /CnopsSmsGateway: there is no kind of gateway 'jason'; known: kannel, json/],
      ['CnopsSmsGateway json', /CnopsSmsGateway must be a kind of gateway and its address/],
      ['CnopsSmsGateway json http://sms.example.ma/v1', /CnopsSmsGateway: codes and the gateway's API key are not sent in clear/],
      ['CnopsSmsJsonBody', /CnopsSmsJsonBody is missing/],
      [`CnopsSmsJsonBody '{"to": {to}, "text": "{text}"}'`, /CnopsSmsJsonBody is no JSON text/],
      [`CnopsSmsJsonBody '{"to": "{tel}", "text": "{text}"}'`, /CnopsSmsJsonBody: there is no \{tel\}; known: \{to\}/],
      [`CnopsSmsJsonBody '{"to": "{to}"}'`, /CnopsSmsJsonBody lacks \{text\}/],
      [`CnopsSmsJsonBody '{"to": "{to}", "text": "{text}"}'`, /CnopsSmsJsonBody lacks \{receipt\}/],
      ['CnopsSmsFrom', /CnopsSmsFrom is missing/],
      ['CnopsSmsJsonAccepted', /CnopsSmsJsonAccepted is missing/],
      ['CnopsSmsJsonAccepted status=', /CnopsSmsJsonAccepted: 'status=' is no PATH=VALUE/],
      ['CnopsSmsJsonRefused .code=1', /CnopsSmsJsonRefused: '\.code=1' is no PATH=VALUE/],
      ['CnopsSmsJsonId a..b', /CnopsSmsJsonId must be a path in a JSON text/],
    ];
    for (const [line, expected] of wrong) {
      it(`refuses ${line.includes(' ') ? line : `no ${line}`}`, async () => {
        const { status, said } = await test(line);
        assert.notEqual(status, 0);
        assert.match(said, expected);
        assert.match(said, /for instance/);
      });
    }

    it('refuses receipts without the words that they use', async () => {
      const { status, said } = await test('CnopsSmsJsonDelivered', 'CnopsSmsJsonFailed');
      assert.notEqual(status, 0);
      assert.match(said, /CnopsSmsJsonDelivered is missing.* for instance CnopsSmsJsonDelivered status=delivered/);
    });

    it('refuses a file of headers that other users may read, or that is empty', async () => {
      const open = await gateway.writeKey(server, { name: 'open-headers', mode: 0o644 });
      const bare = await gateway.writeKey(server, { name: 'bare-headers', text: `X-Api-Key ${gateway.key}\n` });
      const cases = [
        [open, /CnopsSmsHeaders .*open-headers: it is open to others than its owner: chmod 600/],
        [bare, /CnopsSmsHeaders .*bare-headers: line 1 is no header: .* for instance X-Api-Key: 0123456789/],
        ['/nowhere/headers', /CnopsSmsHeaders \/nowhere\/headers: No such file/],
      ];
      for (const [file, expected] of cases) {
        const { status, said } = await test(`CnopsSmsHeaders "${file}"`);
        assert.notEqual(status, 0);
        assert.match(said, expected);
        assert.ok(!said.includes(gateway.key));
      }
    });
  });
});
