// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// The picture captcha as a client sees it. A test cannot read the picture, and nothing else gives the
// answer away, so tests/unit/pages/test_captcha_picture.c tests right answers.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from '../lib/client.mjs';
import { answersOf } from '../lib/identities.mjs';
import { Journey, locationOf } from '../lib/journey.mjs';
import { easyProofs, mount, startServer } from '../lib/server.mjs';

const WRONG = '000000'; // no picture has a 0
const below = (address) => address.slice(mount.length);

// The tests' own address has a high allowance, which raises the limit of pictures in the same proportion.
// With this directive the proportion is 1, and a test can reach the limit.
const oneShare = ['CnopsBlockFailures 1000000'];

describe('the picture captcha', () => {
  let server;

  before(async () => {
    server = await startServer('captcha-picture', {
      directives: [...easyProofs, ...oneShare, 'CnopsBlockImages 1000'],
    });
  });
  after(() => server?.stop());

  const atIdentity = (options) => new Journey(server, answersOf(server.members[0]), options).reach('identite');
  const pictureOf = async (journey) => (await journey.page('identite')).captcha_image;
  const answer = (journey, id, captcha) =>
    journey.submit('identite', { altcha: undefined, captcha_id: id, captcha });
  const codeOf = (response) => {
    assert.equal(response.status, 422, response.text.slice(0, 500));
    const { errors, captcha } = response.json();
    assert.equal(captcha, 'required');
    assert.equal(errors.length, 1);
    return errors[0].code;
  };

  it('is part of every form that asks for a captcha', async () => {
    const journey = await atIdentity();
    const image = await pictureOf(journey);
    assert.match(image.id, /^[\w.-]{40,200}$/);
    assert.equal(image.png, `${mount}/captcha/${image.id}.png`);
    assert.equal(image.wav, `${mount}/captcha/${image.id}.wav`);
    assert.equal((await new Client(server).data('/connexion')).captcha_image, null);
  });

  it('is a picture of 200 × 70 pixels, different each time', async () => {
    const journey = await atIdentity();
    const seen = new Set();
    for (let i = 0; i < 5; i++) {
      const image = await pictureOf(journey);
      const response = await journey.client.get(below(image.png));
      assert.equal(response.status, 200);
      assert.equal(response.headers['content-type'], 'image/png');
      assert.equal(response.headers['cache-control'], 'no-store');
      assert.equal(response.headers['x-content-type-options'], 'nosniff');
      assert.equal(response.bytes.subarray(1, 4).toString(), 'PNG');
      assert.deepEqual([response.bytes.readUInt32BE(16), response.bytes.readUInt32BE(20)], [200, 70]);
      seen.add(response.bytes.toString('base64'));
      const again = await journey.client.get(below(image.png));
      assert.ok(seen.has(again.bytes.toString('base64')), 'asked again it is the same');
    }
    assert.equal(seen.size, 5);
  });

  it('is a sound in each language, whole or in parts', async () => {
    const sounds = new Set();
    for (const lang of ['fr', 'ar', 'en']) {
      const journey = await atIdentity({ headers: { 'Accept-Language': lang } });
      const { wav } = await pictureOf(journey);
      const whole = await journey.client.get(below(wav));
      assert.equal(whole.status, 200);
      assert.equal(whole.headers['content-type'], 'audio/wav');
      assert.equal(whole.bytes.subarray(0, 4).toString(), 'RIFF');
      assert.equal(whole.bytes.readUInt32LE(4), whole.bytes.length - 8);
      const seconds = whole.bytes.readUInt32LE(40) / whole.bytes.readUInt32LE(28);
      assert.ok(seconds > 4 && seconds < 15, `lasts ${seconds} s`);
      const part = await journey.client.get(below(wav), { Range: 'bytes=44-143' });
      assert.equal(part.status, 206);
      assert.deepEqual(part.bytes, whole.bytes.subarray(44, 144));
      sounds.add(whole.bytes.length);
    }
    assert.equal(sounds.size, 3);
  });

  it('belongs to one journey', async () => {
    const [one, two] = [await atIdentity(), await atIdentity()];
    const image = await pictureOf(one);
    for (const client of [two.client, new Client(server)]) {
      assert.equal((await client.get(below(image.png))).status, 404);
      assert.equal((await client.get(below(image.wav))).status, 404);
    }
    assert.equal(codeOf(await answer(two, image.id, WRONG)), 'image_expired');
  });

  it('other addresses are 404, other methods 405', async () => {
    const { client } = await atIdentity();
    for (const name of ['.png', 'a.png', 'a/b.png', 'a.gif', '%00.png', '..%2f.png', `${'A'.repeat(240)}.png`]) {
      const { status } = await client.get(`/captcha/${name}`);
      assert.ok(status === 404 || status === 400, `${name}: ${status}`);
    }
    const post = await client.post('/captcha/a.png', {});
    assert.equal(post.status, 405);
    assert.equal(post.headers.allow, 'GET, HEAD');
  });

  it('any answer uses the picture up, and a new one follows', async () => {
    const journey = await atIdentity();
    const { id } = await pictureOf(journey);
    const response = await answer(journey, id, WRONG);
    assert.equal(codeOf(response), 'image_wrong');
    assert.notEqual(response.json().captcha_image.id, id);
    assert.equal(codeOf(await answer(journey, id, WRONG)), 'image_used');
    assert.equal(codeOf(await answer(journey, id, '')), 'image_required');
    assert.equal(codeOf(await answer(journey, 'nothing', WRONG)), 'image_expired');
  });

  it('of twenty simultaneous answers to one picture, one is judged', async () => {
    const journey = await atIdentity();
    const { id } = await pictureOf(journey);
    const page = await journey.page('identite');
    const fields = { jeton: page.jeton, ...(await journey.fieldsOf('identite', page, {})), captcha_id: id, captcha: WRONG };
    const clients = Array.from({ length: 20 }, () => journey.client.copy());
    const responses = await Promise.all(
      clients.map((client) => client.post('/creation/identite', fields, { Accept: 'application/json' })),
    );
    const codes = responses.filter((r) => r.status === 422).map((r) => r.json().errors[0].code);
    assert.equal(codes.filter((code) => code === 'image_wrong').length, 1);
    assert.ok(codes.every((code) => code === 'image_wrong' || code === 'image_used'), String(codes));
  });

  it('stays, with what was typed, while another field is wrong', async () => {
    const journey = await atIdentity();
    const { id } = await pictureOf(journey);
    const changes = { altcha: undefined, captcha_id: id, captcha: '٢٣٤ 567', date_naissance: '31/02/2000' };
    const data = (await journey.submit('identite', changes)).json();
    assert.deepEqual(data.errors.map((error) => error.code), ['invalid_date']);
    assert.equal(data.captcha_image.id, id);
    assert.equal(data.captcha_image.value, changes.captcha);
  });

  it('five wrong answers end the journey', async () => {
    const journey = await atIdentity();
    for (let i = 0; i < 5; i++) {
      assert.equal(codeOf(await answer(journey, (await pictureOf(journey)).id, WRONG)), 'image_wrong');
    }
    const response = await answer(journey, (await pictureOf(journey)).id, WRONG);
    assert.equal(response.status, 303);
    assert.equal(response.location, locationOf('conditions'));
    assert.ok((await journey.page('conditions')).notice);
  });

  it('the page offers it without JavaScript, and with JavaScript on request', async () => {
    const { client } = await atIdentity();
    const page = (await client.get('/creation/identite')).text;
    const [, inside] = page.match(/<noscript>([^]*?)<\/noscript>/);
    for (const part of ['name="captcha_id"', 'name="captcha"', '.png"', '.wav"', '<audio']) {
      assert.ok(inside.includes(part), part);
    }
    assert.ok(page.includes('?captcha=image"'));
    const chosen = (await client.get('/creation/identite?captcha=image')).text;
    assert.ok(!/captcha\.\w+\.js/.test(chosen) && /captcha\.\w+\.js/.test(page));
    assert.ok(chosen.indexOf('name="captcha_id"') < chosen.indexOf('<noscript>'), 'the picture needs no script');
    const policy = (await client.get('/creation/identite')).headers['content-security-policy'];
    assert.match(policy, /media-src 'self'/);
  });
});

describe('limits of the picture captcha', () => {
  let server;

  before(async () => {
    server = await startServer('captcha-picture-limits', {
      directives: [...easyProofs, ...oneShare, 'CnopsBlockImages 8', 'CnopsJourneyImages 3', 'CnopsImageTTL 3s'],
    });
  });
  after(() => server?.stop());

  const atIdentity = () => new Journey(server, answersOf(server.members[0])).reach('identite');

  async function answerWrongly(journey, wait = 0) {
    const { captcha_image: image } = await journey.page('identite');
    await sleep(wait);
    return journey.submit('identite', { altcha: undefined, captcha_id: image.id, captcha: WRONG });
  }

  it('it expires; a journey has three tries, an address block eight answers', async () => {
    const late = await answerWrongly(await atIdentity(), 3500);
    assert.equal(late.json().errors[0].code, 'image_expired');
    const journey = await atIdentity();
    for (let i = 0; i < 3; i++) assert.equal((await answerWrongly(journey)).status, 422);
    assert.equal((await answerWrongly(journey)).status, 303);
    const next = await atIdentity();
    for (let i = 0; i < 3; i++) assert.equal((await answerWrongly(next)).status, 422);
    const response = await answerWrongly(await atIdentity());
    assert.equal(response.status, 429);
    assert.ok(Number(response.headers['retry-after']) > 3000);
    const other = await atIdentity();
    assert.equal((await other.submit('identite')).status, 303, 'the proof of work has its own limits');
  });
});
