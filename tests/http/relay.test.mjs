// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Whole journeys with real servers: e-mails through a relay that requires STARTTLS and a password, SMS
// through Kannel, which sends receipts.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { mailFindings } from '../lib/accessibility.mjs';
import { Client } from '../lib/client.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, signIn } from '../lib/journey.mjs';
import { Gateway, RealOutbox } from '../lib/kannel.mjs';
import { codeOf } from '../lib/outbox.mjs';
import { easyProofs, mount, startServer } from '../lib/server.mjs';
import { Relay } from '../lib/smtp.mjs';

const run = promisify(execFile);
const PATIENCE = 20_000; // ms

// What a reader sees of the HTML of an e-mail.
function readHtml(html) {
  return html.replace(/<style>[^]*?<\/style>/, '').replace(/<[^>]+>/g, '').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}

describe('messages over a real relay and a real gateway', () => {
  let relay;
  let gateway;
  let server;
  let members;

  before(async () => {
    relay = await Relay.start('relay-smtp', { auth: true });
    gateway = await Gateway.start('relay-kannel');
    server = await startServer('relay', {
      directives: [
        ...easyProofs, ...relay.directives, ...gateway.directives,
        'CnopsMailFrom "Espace assurés, CNOPS <ne-pas-repondre@cnops.example>"',
        'CnopsSmsBudget 10',
      ],
    });
    server.outbox = new RealOutbox(relay, gateway);
    members = new Members(server);
  });
  after(async () => {
    await server?.stop();
    await gateway?.stop();
    await relay?.stop();
  });

  async function list(...options) {
    const { stdout } = await run(path.join(server.dir, 'cnopsctl'), ['outbox', 'list', '--json', ...options]);
    return stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  }

  const manners = [
    { lang: 'fr', dir: 'ltr', json: false },
    { lang: 'ar', dir: 'rtl', json: true },
  ];
  const created = [];
  for (const { lang, dir, json } of manners) {
    it(`a whole journey, in ${lang}`, async () => {
      const member = members.take();
      const journey = new Journey(server, answersOf(member), { headers: { 'Accept-Language': lang }, json });
      await journey.reach('courriel-code');
      const letter = await relay.mailbox.next(journey.email);
      assert.equal((await journey.submit('courriel-code', { code: codeOf(letter) })).status, 303);
      assert.equal((await journey.submit('telephone')).status, 303);
      const sms = await gateway.operator.next(journey.smsTo);
      assert.equal((await journey.submit('telephone-code', { code: codeOf(sms) })).status, 303);
      assert.equal((await journey.submit('mot-de-passe')).status, 303);
      const messages = await server.outbox.drain(journey.email);
      assert.equal(messages.length, 1, 'the new account is told by e-mail');
      const client = new Client(server);
      assert.equal((await signIn(client, member.cni, journey.password)).location, `${mount}/espace`);

      // The text and the HTML of the e-mail say the same.
      const { headers, html, raw } = letter;
      assert.equal(headers.from, 'Espace assurés, CNOPS <ne-pas-repondre@cnops.example>');
      assert.match(headers['message-id'], /^<[0-9a-f]{32}@cnops\.example>$/);
      assert.equal(headers['auto-submitted'], 'auto-generated');
      assert.equal(headers['content-language'], lang);
      assert.match(headers.received, /esmtpsa/, 'encrypted, and signed in');
      assert.doesNotMatch(raw, /[^\x00-\x7f]/, 'any relay can carry it');
      assert.ok(raw.split('\n').every((line) => line.length < 200));
      assert.match(html, new RegExp(`<html lang="${lang}" dir="${dir}">`));
      assert.match(html, new RegExp(`<p class="code" dir="ltr"[^>]*>${codeOf(letter)}</p>`));
      assert.equal(html.match(/(?<![\d#])\d{6}(?!\d)/g).length, 1, 'no other number of six digits; colours are none');
      assert.doesNotMatch(html, /<(script|link|iframe)|src="(?!cid:)|url\(/, 'nothing comes from elsewhere');
      // The emblem and the colours are the institution's.
      assert.match(html, /<img src="cid:embleme@portail"/);
      assert.match(raw, /\nContent-ID: <embleme@portail>\r?\n/);
      assert.match(html, /#0f6b6b/);
      for (const message of [letter, messages[0]]) {
        assert.deepEqual(await mailFindings(message.html), []);
        const read = readHtml(message.html);
        for (const line of message.text.split('\n').filter(Boolean))
          assert.ok(read.includes(line.replace(/^\[(.*)\]$/, '$1')), line);
      }
      const button = new RegExp(`<td class="button"[^>]*><a href="http://localhost:\\d+${mount}"[^>]*>([^<]+)</a>`);
      const [, label] = button.exec(messages[0].html);
      assert.match(messages[0].text, new RegExp(`\n\\[${label}\\]\nhttp://localhost:\\d+${mount}\n`));
      assert.match(html, /<a class="phone" href="tel:\+212538002020">/);

      created.push({ cni: member.cni, email: journey.email });

      // The last line of the SMS lets a browser fill in the code.
      assert.match(sms.text, new RegExp(`@localhost:${server.port} #${codeOf(sms)}$`));
      // A text with an Arabic letter fits in one part up to 70 characters, also with the real name of the host.
      const whole = sms.text.replace(`localhost:${server.port}`, 'www.cnops.org.ma');
      assert.ok(lang !== 'ar' || (/[ء-ي]/.test(whole) && whole.length <= 70), whole);
    });
  }

  it('receipts of the gateway are recorded', async () => {
    const deadline = Date.now() + PATIENCE;
    let sent;
    do {
      assert.ok(Date.now() < deadline, `no receipt came: ${JSON.stringify(sent)}`);
      await sleep(200);
      sent = (await list('--sent')).filter((entry) => entry.channel === 'sms');
    } while (!sent.every((entry) => entry.receipt === 'delivered'));
    assert.equal(sent.length, 4, 'a code and the notice of a new browser, each twice');
    for (const entry of sent) assert.match(entry.receipt_at, /^\d{4}-\d\d-\d\dT/);
  });

  it('a stranger cannot make a receipt', async () => {
    const client = new Client(server);
    const [{ message_id: id }] = await list('--sent');
    const answerTo = async (address) => {
      const { status, json } = await client.get(address, { Accept: 'application/json' });
      const { title, message, advice, actions } = json();
      return { status, title, message, advice, actions };
    };
    const unknown = await answerTo('/nulle-part');
    assert.equal(unknown.status, 404);
    const [none, token] = ['0'.repeat(32), '0'.repeat(64)];
    for (const name of [`kannel-${id}-${token}`, `kannel-${none}-${token}`, `${id}-${token}-1`, `kannel-${id}`, 'x']) {
      assert.deepEqual(await answerTo(`/accuses/${name}?etat=1`), unknown);
      assert.equal((await client.post(`/accuses/${name}`, {})).status, 405);
    }
  });

  it('a message that the relay refuses for good is not sent again', async () => {
    const journey = new Journey(server, answersOf(members.take()));
    await relay.answer('deny');
    await journey.reach('courriel-code');
    const deadline = Date.now() + PATIENCE;
    let dead;
    while ((dead = await list('--dead')).length === 0) {
      assert.ok(Date.now() < deadline, 'the message was not given up');
      await sleep(100);
    }
    await relay.answer(null);
    assert.equal(dead.length, 1);
    assert.equal(dead[0].attempts, 1);
    assert.match(dead[0].to, /^p•+@e•+\.ma$/);
    assert.match(await server.errorLog(), /CNOPS200: message [0-9a-f]{32} not sent by smtp, attempt 1, given up: the relay answered 550/);

    // An operator can have it tried again; it keeps its Message-ID.
    const retry = (...args) => run(path.join(server.dir, 'cnopsctl'), ['outbox', 'retry', ...args]);
    await assert.rejects(retry(String(dead[0].id)), { code: 2 });
    await assert.rejects(retry('999999', '--operator', 'salma', '--reason', 'essai'), { code: 1 });
    const { stdout } = await retry(String(dead[0].id), '--operator', 'salma', '--reason', 'relais réparé');
    assert.match(stdout, /^1 message\(s\) due again, by salma: relais réparé/);
    const letter = await relay.mailbox.next(journey.email);
    assert.equal(letter.headers['message-id'], `<${dead[0].message_id}@cnops.example>`);
    assert.equal((await journey.submit('courriel-code', { code: codeOf(letter) })).status, 303);
  });

  it('a message that the relay refuses for now is sent again', async () => {
    const journey = new Journey(server, answersOf(members.take()));
    await relay.answer('defer');
    await journey.reach('courriel-code');
    const deadline = Date.now() + PATIENCE;
    while (!(await server.errorLog()).includes('the relay answered 451')) {
      assert.ok(Date.now() < deadline, 'nothing was told of the 451');
      await sleep(100);
    }
    assert.equal((await list('--due')).length, 1);
    await relay.answer(null);
    const code = await server.outbox.nextCode(journey.email);
    assert.equal((await journey.submit('courriel-code', { code })).status, 303);
  });

  it('an alarm is raised before the daily budget of SMS is spent', async () => {
    const alarms = async () => (await server.errorLog()).match(/CNOPS204: \d+ %/g) ?? [];
    const spend = async (count) => {
      for (let i = 0; i < count; i++) {
        const journey = new Journey(server, answersOf(members.take()));
        await journey.reach('telephone-code');
      }
    };
    const expect = async (...expected) => {
      const deadline = Date.now() + PATIENCE;
      while ((await alarms()).length < expected.length) {
        assert.ok(Date.now() < deadline, 'no alarm');
        await sleep(100);
      }
      assert.deepEqual(await alarms(), expected);
    };
    await spend(6); // two journeys have had an SMS before
    await expect('CNOPS204: 80 %');
    await spend(2);
    await expect('CNOPS204: 80 %', 'CNOPS204: 100 %');
  });

  it('an operator can list waiting messages, as lines or JSON, but never their content', async () => {
    const cnopsctl = (...args) => run(path.join(server.dir, 'cnopsctl'), args);
    await assert.rejects(cnopsctl('outbox', 'list', '--due', '--sent'), { code: 2 });
    await assert.rejects(cnopsctl('outbox', 'retry', '--dead'), { code: 2 });
    await assert.rejects(cnopsctl('outbox', 'retry', '--all-dead', '--operator', 'salma'), { code: 2 });
    const { stdout: sent } = await cnopsctl('outbox', 'list', '--sent');
    assert.equal(sent.trim().split('\n').length, (await list('--sent')).length + 1);
    assert.match(sent, / sms {4}sent +1 .* delivered +-$/m);
    for (const message of await server.outbox.messages()) assert.ok(!sent.includes(message.to));
    const { stdout: health } = await cnopsctl('doctor');
    assert.match(health, /^ok {2}sms +10 code\(s\) of the day's CnopsSmsBudget spent$/m);
  });

  it('an e-mail that an operator causes looks like the others', async () => {
    const [{ cni, email }] = created;
    await relay.mailbox.drain(email);
    await run(path.join(server.dir, 'cnopsctl'), ['account', 'close', cni, '--operator', 'salma', '--reason', 'essai']);
    const { html, raw, text } = await relay.mailbox.next(email);
    assert.match(text, /fermé votre compte/);
    assert.match(html, /<img src="cid:embleme@portail"/);
    assert.match(html, /<a class="phone" href="tel:\+212538002020">/);
    assert.match(raw, /\nContent-ID: <embleme@portail>\r?\n/);
    assert.deepEqual(await mailFindings(html), []);
  });

  it('no password, code or contact is in the log', async () => {
    const log = await server.errorLog();
    for (const peer of [relay, gateway]) {
      const [, password] = (await readFile(path.join(peer.dir, 'credentials'), 'utf8')).split('\n');
      assert.ok(!log.includes(password));
    }
    for (const message of await server.outbox.messages()) {
      assert.ok(!log.includes(message.to), message.to);
      for (const code of message.text.match(/(?<!\d)\d{6}(?!\d)/g) ?? []) {
        assert.doesNotMatch(log, new RegExp(`(?<!\\d)${code}(?!\\d)`));
      }
    }
  });
});
