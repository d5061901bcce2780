// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// One-time codes: tries, sending again, using a code twice.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from '../lib/client.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, locationOf, newContacts, pathOf, signIn } from '../lib/journey.mjs';
import { easyProofs, startServer } from '../lib/server.mjs';

const other = (code, n = 1) => String((Number(code) + n) % 1_000_000).padStart(6, '0');

const channels = [
  { step: 'courriel-code', before: 'courriel', next: 'telephone', to: (journey) => journey.email },
  { step: 'telephone-code', before: 'telephone', next: 'mot-de-passe', to: (journey) => journey.smsTo },
];

describe('codes at the default limits', () => {
  let server;
  let members;

  before(async () => {
    server = await startServer('codes');
    members = new Members(server);
  });
  after(() => server?.stop());

  const begin = (step) => new Journey(server, answersOf(members.take())).reach(step);

  for (const { step, next, to } of channels) {
    it(`${step}: four wrong, then right`, async () => {
      const journey = await begin(step);
      const code = await server.outbox.nextCode(to(journey));
      for (let n = 1; n <= 4; n++) {
        const response = await journey.submit(step, { code: other(code, n) });
        assert.equal(response.status, 422);
        assert.deepEqual(journey.codesOf(response), ['code_wrong']);
      }
      const response = await journey.submit(step, { code });
      assert.equal(response.location, locationOf(next));
    });

    it(`${step}: after five wrong ones even the right code is refused`, async () => {
      const journey = await begin(step);
      const code = await server.outbox.nextCode(to(journey));
      for (let n = 1; n <= 5; n++) await journey.submit(step, { code: other(code, n) });
      const response = await journey.submit(step, { code });
      assert.equal(response.status, 422);
      assert.deepEqual(journey.codesOf(response), ['code_exhausted']);
    });

    it(`${step}: the right code sent twice answers 303 both times`, async () => {
      const journey = await begin(step);
      const code = await server.outbox.nextCode(to(journey));
      const page = await journey.page(step);
      const again = journey.client.copy();
      for (const client of [journey.client, again, journey.client]) {
        const response = await client.post(pathOf(step), { jeton: page.jeton, code });
        assert.equal(response.status, 303);
        assert.equal(response.location, locationOf(next));
      }
    });

    it(`${step}: sending again too early is 429 and says when`, async () => {
      const journey = await begin(step);
      const page = await journey.page(step);
      assert.ok(page.resend.wait > 0 && page.resend.wait <= 60);
      const response = await journey.submit(step, { action: 'renvoyer', code: undefined });
      assert.equal(response.status, 429);
      const wait = Number(response.headers['retry-after']);
      assert.ok(wait > 0 && wait <= 60, `Retry-After: ${wait}`);
      assert.equal((await server.outbox.drain(to(journey))).length, 1);
    });

    it(`${step}: simultaneous requests never get more than five tries`, async () => {
      const journey = await begin(step);
      const code = await server.outbox.nextCode(to(journey));
      const { jeton } = await journey.page(step);
      const responses = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          journey.client.copy().post(pathOf(step), { jeton, code: other(code, n + 1) }, { Accept: 'application/json' })),
      );
      for (const { status, text } of responses) assert.equal(status, 422, text);
      const codes = responses.map((response) => response.json().errors[0].code);
      assert.equal(codes.filter((c) => c === 'code_wrong').length, 5);
      assert.equal(codes.filter((c) => c === 'code_exhausted').length, 15);
    });

    it(`${step}: reloading the page sends nothing`, async () => {
      const journey = await begin(step);
      for (let i = 0; i < 5; i++) assert.equal((await journey.client.get(pathOf(step))).status, 200);
      assert.equal((await server.outbox.drain(to(journey))).length, 1);
    });
  }

  it('ten guesses never open the step', async () => {
    const journey = await begin('courriel-code');
    for (let n = 0; n < 10; n++) {
      const response = await journey.submit('courriel-code', { code: String(n).repeat(6) });
      assert.equal(response.status, 422);
    }
    const response = await journey.client.get(pathOf('telephone'));
    assert.equal(response.location, locationOf('courriel-code'));
  });

  it('a code proves only the address that it was sent to', async () => {
    const journey = await begin('courriel-code');
    const old = await server.outbox.nextCode(journey.email);
    journey.email = newContacts().email;
    assert.equal((await journey.submit('courriel')).status, 303);
    const fresh = await server.outbox.nextCode(journey.email);
    if (old !== fresh) {
      const response = await journey.submit('courriel-code', { code: old });
      assert.equal(response.status, 422);
    }
    assert.equal((await journey.submit('courriel-code', { code: fresh })).status, 303);
  });

  it('a code of one journey is refused in another', async () => {
    const [one, two] = [await begin('courriel-code'), await begin('courriel-code')];
    const [first, second] = [
      await server.outbox.nextCode(one.email),
      await server.outbox.nextCode(two.email),
    ];
    const response = await two.submit('courriel-code', { code: first });
    assert.equal(response.status, first === second ? 303 : 422);
  });

  it('a code may be typed with blanks and in other digits', async () => {
    const journey = await begin('courriel-code');
    const code = await server.outbox.nextCode(journey.email);
    const arabic = [...code].map((digit) => String.fromCodePoint(0x660 + Number(digit))).join('');
    const spaced = ` ${arabic.slice(0, 3)} ${arabic.slice(3)} `;
    assert.equal((await journey.submit('courriel-code', { code: spaced })).status, 303);
  });

  it('malformed codes do not count as tries', async () => {
    const journey = await begin('courriel-code');
    const code = await server.outbox.nextCode(journey.email);
    for (const bad of ['', '12', 'abcdef', '12345678901']) {
      assert.equal((await journey.submit('courriel-code', { code: bad })).status, 422, bad);
      assert.equal((await journey.submit('courriel-code', { code: bad })).status, 422, bad);
    }
    assert.equal((await journey.submit('courriel-code', { code })).status, 303);
  });

  it('at most five codes an hour go to one mobile', async () => {
    const shared = newContacts();
    const statuses = [];
    for (let i = 0; i < 6; i++) {
      const journey = new Journey(server, answersOf(members.take()));
      await journey.reach('telephone');
      statuses.push((await journey.submit('telephone', {
        telephone: shared.phone, telephone_confirmation: shared.phone,
      })).status);
    }
    assert.deepEqual(statuses, [303, 303, 303, 303, 303, 429]);
    assert.equal((await server.outbox.drain(shared.smsTo)).length, 5);
  });

  it('a graceful restart loses no code, no journey and no session', async () => {
    const owner = await new Journey(server, answersOf(members.take())).reach('termine');
    const signedIn = new Client(server);
    await signIn(signedIn, owner.answers.cni, owner.password);
    const waiting = await begin('courriel-code');
    const code = await server.outbox.nextCode(waiting.email);
    for (let generation = 0; generation < 2; generation++) await server.restartGracefully();
    assert.equal((await waiting.submit('courriel-code', { code })).location, locationOf('telephone'));
    for (const step of ['telephone', 'telephone-code']) assert.equal((await waiting.submit(step)).status, 303, step);
    assert.equal((await signedIn.get('/espace')).status, 200);
  });

  it('messages: headers, language, a single code', async () => {
    for (const lang of ['fr', 'ar']) {
      const journey = new Journey(server, answersOf(members.take()), { headers: { 'Accept-Language': lang } });
      await journey.reach('courriel-code');
      const mail = await server.outbox.next(journey.email);
      for (const name of ['date', 'from', 'subject', 'message-id', 'mime-version', 'content-type']) {
        assert.ok(mail.headers[name], `${name} is there`);
      }
      assert.equal(/[\u0600-\u06ff]/.test(mail.text), lang === 'ar');
      assert.equal(/[\u0600-\u06ff]/.test(mail.subject), lang === 'ar');
      const code = /(?<!\d)\d{6}(?!\d)/.exec(mail.text)[0];
      assert.doesNotMatch(mail.subject, new RegExp(code));
      await journey.submit('courriel-code', { code });
      await journey.submit('telephone');
      const sms = await server.outbox.next(journey.smsTo);
      assert.match(sms.text.trimEnd().split('\n').pop(), /^@\S+ #\d{6}$/);
    }
  });
});

describe('codes with short waits', () => {
  let server;
  let members;

  before(async () => {
    server = await startServer('codes-short', {
      directives: [...easyProofs, 'CnopsResendAfter 1s', 'CnopsCodeTTL 4s', 'CnopsContactAccounts 1'],
    });
    members = new Members(server);
  });
  after(() => server?.stop());

  for (const { step, to } of channels) {
    it(`${step}: after sending again the old code is refused, the new one accepted`, async () => {
      const journey = await new Journey(server, answersOf(members.take())).reach(step);
      const old = await server.outbox.nextCode(to(journey));
      await sleep(1100);
      const sent = await journey.submit(step, { action: 'renvoyer', code: undefined });
      assert.equal(sent.status, 303);
      assert.equal(sent.location, locationOf(step));
      const fresh = await server.outbox.nextCode(to(journey));
      if (old !== fresh) assert.equal((await journey.submit(step, { code: old })).status, 422);
      assert.equal((await journey.submit(step, { code: fresh })).status, 303);
    });

    it(`${step}: an expired code has its own error, and another code can be sent`, async () => {
      const journey = await new Journey(server, answersOf(members.take())).reach(step);
      const code = await server.outbox.nextCode(to(journey));
      await sleep(4200);
      const response = await journey.submit(step, { code });
      assert.equal(response.status, 422);
      assert.deepEqual(journey.codesOf(response), ['code_expired']);
      assert.equal((await journey.submit(step, { action: 'renvoyer', code: undefined })).status, 303);
      assert.equal((await journey.submit(step)).status, 303);
    });
  }

  it('a contact can be bound to a limited number of accounts', async () => {
    const owner = await new Journey(server, answersOf(members.take())).reach('termine');
    const other = new Journey(server, answersOf(members.take()));
    await other.reach('courriel');
    const { email } = other;
    other.email = owner.email.toUpperCase();
    assert.deepEqual(other.codesOf(await other.submit('courriel')), ['contact_taken']);
    other.email = email;
    for (const step of ['courriel', 'courriel-code']) await other.submit(step);
    other.phone = owner.smsTo;
    assert.deepEqual(other.codesOf(await other.submit('telephone')), ['contact_taken']);
  });

  it('the wait doubles each time', async () => {
    const journey = await new Journey(server, answersOf(members.take())).reach('courriel-code');
    await sleep(1100);
    assert.equal((await journey.submit('courriel-code', { action: 'renvoyer', code: undefined })).status, 303);
    await sleep(1100);
    const early = await journey.submit('courriel-code', { action: 'renvoyer', code: undefined });
    assert.equal(early.status, 429);
    await sleep(1000);
    const sent = await journey.submit('courriel-code', { action: 'renvoyer', code: undefined });
    assert.equal(sent.status, 303);
  });
});
