// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// The proof of work: it follows ALTCHA's protocol, a solution counts once, and a cheaper one is refused.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/sha';

import { encode, solve, solved } from '../lib/altcha.mjs';
import { Client } from '../lib/client.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, locationOf } from '../lib/journey.mjs';
import { easyProofs, startServer } from '../lib/server.mjs';

const challengeOf = (client) => client.data('/captcha/defi');

describe('captcha at its default cost', () => {
  let server;

  before(async () => {
    server = await startServer('captcha-default', { directives: [] });
  });
  after(() => server?.stop());

  it('challenges have the members of the protocol', async () => {
    const seen = new Set();
    for (let i = 0; i < 5; i++) {
      const { parameters, signature } = await challengeOf(new Client(server));
      assert.deepEqual(Object.keys(parameters).sort(), [
        'algorithm', 'cost', 'expiresAt', 'keyLength', 'keyPrefix', 'nonce', 'salt',
      ]);
      assert.equal(parameters.algorithm, 'SHA-256');
      assert.equal(parameters.keyLength, 32);
      assert.match(parameters.keyPrefix, /^[0-9a-f]+$/);
      assert.match(parameters.nonce, /^[0-9a-f]{32}$/);
      assert.match(parameters.salt, /^[0-9a-f]{32}$/);
      assert.match(signature, /^[0-9a-f]{64}$/);
      assert.ok(Number.isInteger(parameters.cost) && parameters.cost >= 1);
      const life = parameters.expiresAt - Date.now() / 1000;
      assert.ok(life > 60 && life < 3600, `lives ${life} s`);
      const work = parameters.cost * 16 ** parameters.keyPrefix.length;
      assert.ok(work >= 2 ** 12, 'it costs something');
      seen.add(parameters.nonce);
    }
    assert.equal(seen.size, 5);
  });

  it("altcha-lib's solution is accepted, and its solver agrees with ours", async () => {
    const members = new Members(server);
    const journey = await new Journey(server, answersOf(members.take())).reach('identite');
    const challenge = await challengeOf(journey.client);
    const theirs = await solveChallenge({ challenge, deriveKey });
    const ours = solve(challenge);
    assert.equal(ours.derivedKey.startsWith(challenge.parameters.keyPrefix), true);
    assert.equal(ours.counter, theirs.counter);
    assert.equal(ours.derivedKey, theirs.derivedKey);
    const response = await journey.submit('identite', { altcha: encode(challenge, theirs) });
    assert.equal(response.location, locationOf('questions'));
  });
});

describe('captcha', () => {
  let server;
  let members;

  before(async () => {
    server = await startServer('captcha', { directives: [...easyProofs, 'CnopsPowTTL 3s'] });
    members = new Members(server);
  });
  after(() => server?.stop());

  const atIdentity = () => new Journey(server, answersOf(members.take())).reach('identite');

  async function refusal(journey, altcha) {
    const response = await journey.submit('identite', { altcha });
    assert.equal(response.status, 422, String(altcha).slice(0, 80));
    const { errors, captcha } = response.json();
    assert.equal(captcha, 'required');
    assert.equal(errors.length, 1);
    return errors[0].code;
  }

  it('is required at identité', async () => {
    const journey = await atIdentity();
    assert.equal((await journey.page('identite')).captcha, 'required');
    assert.equal(await refusal(journey, undefined), 'captcha_required');
    assert.equal(await refusal(journey, ''), 'captcha_required');
  });

  it('a solution counts once, also in another browser', async () => {
    const [one, two] = [await atIdentity(), await atIdentity()];
    const challenge = await challengeOf(one.client);
    const altcha = encode(challenge, solve(challenge));
    assert.equal((await one.submit('identite', { altcha })).status, 303);
    assert.equal(await refusal(one, altcha), 'captcha_used');
    assert.equal(await refusal(two, altcha), 'captcha_used');
  });

  it('of twenty simultaneous requests with one solution, one succeeds', async () => {
    const journeys = await Promise.all(Array.from({ length: 20 }, () => atIdentityOfUnknownPerson()));
    const challenge = await challengeOf(journeys[0].client);
    const altcha = encode(challenge, solve(challenge));
    const responses = await Promise.all(journeys.map((journey) => journey.submit('identite', { altcha })));
    assert.equal(responses.filter((response) => response.status === 303).length, 1);
  });

  function atIdentityOfUnknownPerson() {
    const answers = { ...answersOf(server.members[20]), cni: 'ZV555555' };
    return new Journey(server, answers).reach('identite');
  }

  it('an expired solution is refused with its own error', async () => {
    const journey = await atIdentity();
    const challenge = await challengeOf(journey.client);
    await new Promise((resolve) => setTimeout(resolve, 4100));
    assert.equal(await refusal(journey, encode(challenge, solve(challenge))), 'captcha_expired');
  });

  it('forged, cheaper and malformed solutions are refused', async () => {
    const journey = await atIdentity();
    const { parameters, signature } = await challengeOf(journey.client);
    const later = { ...parameters, expiresAt: parameters.expiresAt + 3600 };
    const cheaper = { ...parameters, keyPrefix: '0' };
    const free = { ...parameters, keyPrefix: '' };
    const other = { ...parameters, algorithm: 'SHA-512' };
    for (const changed of [later, cheaper, free, other, { ...parameters, cost: 0 }, { ...parameters, cost: 1e9 }]) {
      const payload = encode({ parameters: changed, signature }, { counter: 0, derivedKey: '00'.repeat(32), time: 1 });
      assert.equal(await refusal(journey, payload), 'captcha_invalid', JSON.stringify(changed));
    }
    const solution = solve({ parameters });
    const wrongs = [
      encode({ parameters, signature: '0'.repeat(64) }, solution),
      encode({ parameters, signature: '' }, solution),
      encode({ parameters, signature }, { ...solution, counter: solution.counter + 1 }),
      encode({ parameters, signature }, { ...solution, counter: -1 }),
      encode({ parameters, signature }, { ...solution, counter: 2 ** 32 + solution.counter }),
      encode({ parameters, signature }, { ...solution, counter: '0' }),
      encode({ parameters, signature }, {}),
      encode({}, {}), encode(null, null), encode([], []),
      Buffer.from('{').toString('base64'), Buffer.from('null').toString('base64'), 'AAAA', '!!!', '='.repeat(50), 'e30', 'A'.repeat(7000),
    ];
    for (const wrong of wrongs) assert.equal(await refusal(journey, wrong), 'captcha_invalid', wrong.slice(0, 60));
  });

  it('a solved one comes back with the page while nothing was counted', async () => {
    const journey = await atIdentity();
    const altcha = await solved(journey.client);
    const typo = await journey.submit('identite', { altcha, date_naissance: '31/02/1970' });
    assert.equal(typo.status, 422);
    const { value, seconds } = typo.json().captcha_proof;
    assert.equal(value, altcha);
    assert.ok(seconds >= 0 && seconds <= 3, String(seconds));
    assert.equal((await journey.submit('identite', { altcha: value })).location, locationOf('questions'));
    const again = await journey.submit('identite', { altcha: value });
    assert.deepEqual(again.json().errors.map(({ code }) => code), ['captcha_used']);
    assert.equal(again.json().captcha_proof, null);
  });

  it('a wrong solution does not use the challenge up', async () => {
    const journey = await atIdentity();
    const challenge = await challengeOf(journey.client);
    const altcha = encode(challenge, solve(challenge));
    const solution = { ...solve(challenge) };
    assert.equal(await refusal(journey, encode(challenge, { ...solution, counter: solution.counter + 1 })), 'captcha_invalid');
    assert.equal((await journey.submit('identite', { altcha })).status, 303);
  });
});
