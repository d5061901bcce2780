// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Batches of registrations: what programs of establishments send, and what they read of it.

import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { after, before, describe, it } from 'node:test';

import { Client } from '../lib/client.mjs';
import { addEstablishment, columns, csvOf, csvRow, header, ndjsonOf, Program, studentOf } from '../lib/establishments.mjs';
import { childrenOf, eventually, killChildren, killServer } from '../lib/faults.mjs';
import { cnopsctl } from '../lib/recovery.mjs';
import { easyProofs, startServer } from '../lib/server.mjs';

const range = (from, count) => Array.from({ length: count }, (_, i) => from + i);
const students = (from, count) => range(from, count).map((number) => studentOf(number));
const codeOf = (response) => [response.status, response.json().code];

// One fault of every kind of column, each with a value that no answer may have.
const faulty = [
  [{ academic_year: '2025/2099' }, 'academic_year', false],
  [{ cine: 'WXZ-=+!' }, 'cine', false],
  [{ cine: '' }, 'cine', false],
  [{ massar: 'WX5550' }, 'massar', true],
  [{ birth_date: '31/02/2005' }, 'birth_date', true],
  [{ family_name: 'W'.repeat(81) }, 'family_name', true],
  [{ given_name: '' }, 'given_name', true],
  [{ sex: 'WXH' }, 'sex', true],
  [{ address: 'Wxrue '.repeat(40) }, 'address', true],
  [{ email: 'wxnot.a.mail' }, 'email', true],
  [{ status: 'registered' }, 'status', true],
  [{ status: 'wxstatus' }, 'status', true],
  [{ received_on: '2025-10-01' }, 'received_on', true],
  [{ status: 'errors', errors: 'wxfield' }, 'errors', true],
];

describe('batches of registrations', () => {
  let server;
  let one;
  let other;

  before(async () => {
    server = await startServer('batches', { directives: [...easyProofs, 'CnopsApiDayRows 1000000'] });
    one = new Program(server, await addEstablishment(server, 'UM5'));
    other = new Program(server, await addEstablishment(server, 'UH2'));
  });
  after(() => server?.stop());

  it('answers 202 at once, and says later what has become of the rows', async () => {
    const response = await one.send(csvOf(students(1, 3)));
    assert.equal(response.status, 202);
    const { id } = response.json();
    assert.match(id, /^[\w-]{22}$/);
    assert.equal(response.headers.location, `/mon_compte/api/v1/lots/${id}`);
    assert.deepEqual(await one.done(id), { id, state: 'done', rows: 3, accepted: 3, refused: 0 });
    assert.deepEqual(await one.faults(id), []);
    assert.deepEqual(
      await one.results(id),
      range(1, 3).map((i) => ({ line: i + 1, key: `2025-2026/ZQ00000${i}`, status: 'sent', received_on: '', errors: '' })),
    );
  });

  it('reads NDJSON too, whose first row is line 1', async () => {
    const id = await one.batch(ndjsonOf([studentOf(11), studentOf(12, { sex: 'X' })]), { type: 'application/x-ndjson' });
    assert.deepEqual(await one.done(id), { id, state: 'done', rows: 2, accepted: 1, refused: 1 });
    assert.deepEqual((await one.faults(id)).map(({ line, field }) => [line, field]), [[2, 'sex']]);
    assert.deepEqual((await one.results(id)).map(({ line, key }) => [line, key]), [[1, '2025-2026/ZQ000011']]);
  });

  it('reports each of many faults by line, key, field and code, and never a value', async () => {
    const wanted = [];
    const rows = range(0, 2000).map((i) => {
      const student = studentOf(10_000 + i);
      if (i % 10 !== 3) return student;
      const [change, field, hasKey] = faulty[((i - 3) / 10) % faulty.length];
      wanted.push([i + 2, hasKey ? `2025-2026/${student.cine}` : '', field]);
      return { ...student, ...change };
    });
    const id = await one.batch(csvOf(rows));
    assert.deepEqual(await one.done(id), { id, state: 'done', rows: 2000, accepted: 1800, refused: 200 });
    const { text } = await one.get(`/lots/${id}/erreurs`);
    const faults = JSON.parse(text).errors;
    assert.deepEqual(faults.map(({ line, key, field }) => [line, key, field]), wanted);
    for (const { code, message } of faults) {
      assert.match(code, /^[a-z_]+$/);
      assert.ok(message && message !== code, code);
    }
    assert.doesNotMatch(text, /wx|2099|31\/02|WWW/i);
    assert.equal((await one.results(id)).length, 1800);
  });

  it('gives both lists as CSV', async () => {
    const id = await one.batch(csvOf([studentOf(31), studentOf(32, { sex: '?' })]));
    await one.done(id);
    const faults = await one.get(`/lots/${id}/erreurs`, { Accept: 'text/csv' });
    assert.equal(faults.headers['content-type'], 'text/csv; charset=utf-8');
    assert.match(faults.text, /^line,key,field,code,message\r\n3,2025-2026\/ZQ000032,sex,invalid_sex,[^\r]+\r\n$/);
    const results = await one.get(`/lots/${id}/resultats`, { Accept: 'text/csv, application/json;q=0.5' });
    assert.equal(results.text, 'line,key,status,received_on,errors\r\n2,2025-2026/ZQ000031,sent,,\r\n');
    assert.match((await one.get(`/lots/${id}/erreurs`, { Accept: 'application/json, text/csv' })).text, /^\{/);
  });

  it('refuses what stands twice in a batch, wherever it stands', async () => {
    const rows = [...students(20_000, 300), studentOf(20_007), studentOf(20_300)];
    const id = await one.batch(csvOf(rows));
    assert.equal((await one.done(id)).refused, 1);
    const [{ line, key, field, code }] = await one.faults(id);
    assert.deepEqual([line, key, field, code], [302, '2025-2026/ZQ020007', 'row', 'duplicate']);
  });

  it('takes a row that is known already as a change of it', async () => {
    const id = await one.batch(csvOf([studentOf(40)]));
    await one.done(id);
    const second = await one.batch(csvOf([studentOf(40, { status: 'other_cover' })]));
    assert.equal((await one.done(second)).accepted, 1);
    assert.deepEqual((await one.results(id)).map(({ status }) => status), ['other_cover']);
  });

  it('checks a trial and keeps none of its rows', async () => {
    const id = await one.batch(csvOf([studentOf(51), studentOf(52, { sex: '' }), studentOf(51)]), { trial: true });
    assert.deepEqual(await one.done(id), { id, state: 'done', rows: 3, accepted: 1, refused: 2 });
    assert.deepEqual((await one.faults(id)).map(({ code }) => code), ['required', 'duplicate']);
    assert.deepEqual(await one.results(id), []);
  });

  it('shows an establishment its own batches only, and no difference for a student of another', async () => {
    const id = await one.batch(csvOf([studentOf(61)]));
    await one.done(id);
    const unknown = 'A'.repeat(22);
    for (const page of ['', '/erreurs', '/resultats']) {
      const foreign = await other.get(`/lots/${id}${page}`);
      const none = await other.get(`/lots/${unknown}${page}`);
      assert.deepEqual(codeOf(foreign), [404, 'not_found']);
      assert.equal(foreign.text.length, none.text.length);
      assert.deepEqual(codeOf(await other.get(`/lots/x${page}`)), [404, 'not_found']);
    }
    const taken = await other.batch(csvOf([studentOf(61, { status: 'at_university' })]));
    assert.equal((await other.done(taken)).accepted, 1);
    assert.deepEqual((await other.results(taken)).map(({ status }) => status), ['at_university']);
    assert.deepEqual((await one.results(id)).map(({ status }) => status), ['sent']);
  });

  it('answers the same key and body with the same batch, and another body with 422', async () => {
    const body = csvOf(students(70, 2));
    const first = await one.batch(body, { key: 'same' });
    assert.equal(await one.batch(body, { key: 'same' }), first);
    await one.done(first);
    assert.equal(await one.batch(body, { key: 'same' }), first);
    assert.deepEqual(codeOf(await one.send(csvOf(students(70, 3)), { key: 'same' })), [422, 'idempotency_key_reused']);
    assert.deepEqual(codeOf(await one.send(body, { key: 'same', trial: true })), [422, 'idempotency_key_reused']);
    assert.notEqual(await other.batch(body, { key: 'same' }), first);
  });

  // The answer to a request whose key came with another one, of which half has been sent. Where it overtakes that
  // one, it gets another answer.
  async function meetHalf(key) {
    let release;
    const gate = new Promise((resolve) => (release = resolve));
    async function* half() {
      yield header + csvRow(studentOf(80));
      await gate;
      yield csvRow(studentOf(81));
    }
    const first = one.send(half(), { key });
    const second = await one.send(csvOf([studentOf(80)]), { key, trial: true });
    release();
    return [await first, second];
  }

  it('answers 409 while a body with this key still comes', async () => {
    let first;
    let second;
    for (let i = 0; i < 100 && second?.status !== 409; i += 1) [first, second] = await meetHalf(`half-${i}`);
    assert.deepEqual(codeOf(second), [409, 'still_running']);
    assert.ok(Number(second.headers['retry-after']) > 0);
    assert.equal(first.status, 202);
  });

  it('refuses a request without key, of another type, with a bad header', async () => {
    const body = csvOf([studentOf(90)]);
    for (const key of ['', ' ', 'x'.repeat(256)])
      assert.deepEqual(codeOf(await one.send(body, { key })), [400, 'idempotency_key_missing']);
    assert.deepEqual(
      codeOf(await one.request('POST', '/inscriptions', { headers: { 'Content-Type': 'text/csv' }, body })),
      [400, 'idempotency_key_missing'],
    );
    assert.deepEqual(codeOf(await one.send(body, { type: 'application/json' })), [415, 'wrong_type']);
    assert.deepEqual(codeOf(await one.send(body, { headers: { 'Content-Encoding': 'gzip' } })), [415, 'wrong_type']);
    for (const [names, column] of [
      [columns.filter((name) => name !== 'massar'), 'massar'],
      [[...columns, 'age'], 'age'],
      [[...columns, 'sex'], 'sex'],
    ]) {
      const response = await one.send(`${names.join(',')}\n`);
      assert.deepEqual([...codeOf(response), response.json().column], [422, 'bad_header', column]);
    }
    assert.deepEqual(codeOf(await new Program(server).send(body)), [401, 'key_missing']);
    assert.equal((await one.get('/inscriptions')).status, 405);
  });

  it('refuses a body that is announced as too large before it comes', async () => {
    const headers = { 'Content-Length': String(64 * 1024 * 1024 + 1), Expect: '100-continue' };
    assert.deepEqual(codeOf(await one.send(undefined, { headers })), [413, 'too_large']);
  });

  it('keeps nothing of a body that turns out too large', async () => {
    const block = `${csvRow(studentOf(99)).trim()}\n`.repeat(8000);
    async function* endless() {
      yield header;
      for (let sent = 0; sent < 66 * 1024 * 1024; sent += block.length) yield block;
    }
    assert.deepEqual(codeOf(await one.send(endless(), { key: 'endless' })), [413, 'too_large']);
    const id = await one.batch(csvOf([studentOf(99)]), { key: 'endless' });
    assert.equal((await one.done(id)).rows, 1);
  });

  // Sanitizers keep what was freed (MODULE is a module with them), so with them this bounds little.
  const GROWTH_MOST = process.env.MODULE ? 128 * 1024 : 8 * 1024; // KB
  const residentOf = async (pid) => Number(/VmHWM:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))[1]);

  it('takes 20 MB without more memory', async () => {
    // A first one warms the process up.
    await one.done(await one.batch(csvOf(students(30_000, 2000))));
    const pids = await childrenOf(server);
    const before = await Promise.all(pids.map(residentOf));
    const block = range(0, 1000).map((i) => csvRow(studentOf(i, { sex: '?' }))).join('');
    async function* long() {
      yield header;
      for (let size = 0; size < 20e6; size += block.length) yield block;
    }
    const id = await one.batch(long(), { trial: true });
    const { rows } = await one.progress(id);
    assert.ok(rows > 100_000, `${rows} rows`);
    const after = await Promise.all(pids.map(residentOf));
    const growth = Math.max(...after.map((kilobytes, i) => kilobytes - before[i]));
    assert.ok(growth < GROWTH_MOST, `${growth} KB more`);
    server.bigBatch = id;
  });

  it('lists a long list without more memory', async () => {
    await one.done(server.bigBatch);
    const pids = await childrenOf(server);
    const before = await Promise.all(pids.map(residentOf));
    const { text } = await one.get(`/lots/${server.bigBatch}/erreurs`, { Accept: 'text/csv' });
    const { refused } = await one.progress(server.bigBatch);
    assert.equal(text.split('\r\n').length, refused + 2);
    const after = await Promise.all(pids.map(residentOf));
    const growth = Math.max(...after.map((kilobytes, i) => kilobytes - before[i]));
    assert.ok(growth < GROWTH_MOST, `${growth} KB more for ${text.length} bytes`);
  });
});

describe('webhooks at the end of batches', () => {
  let receiver;
  let server;
  let program;
  const received = [];
  const answers = [503, 204]; // a first attempt fails

  before(async () => {
    receiver = http.createServer(async (request, response) => {
      let body = '';
      for await (const piece of request) body += piece;
      received.push({ headers: request.headers, url: request.url, body });
      response.writeHead(answers.shift() ?? 204).end();
    });
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const host = `127.0.0.1:${receiver.address().port}`;
    server = await startServer('batches-webhook', { directives: [...easyProofs, `CnopsWebhookHosts "${host}"`] });
    program = new Program(server, await addEstablishment(server, 'UM5'));
    const { status, stderr } = await cnopsctl(server, 'establishment', 'webhook', 'UM5', `http://${host}/fin?x=1`);
    assert.equal(status, 0, stderr);
  });
  after(async () => {
    await server?.stop();
    receiver.close();
  });

  it('are signed, and sent again until they are accepted', async () => {
    const id = await program.batch(csvOf([studentOf(1), studentOf(2, { sex: '' })]));
    await eventually(async () => received.length >= 2, 'no second attempt');
    const [first, second] = received;
    assert.equal(second.url, '/fin?x=1');
    assert.equal(second.headers['content-type'], 'application/json');
    const { type, timestamp, data } = JSON.parse(second.body);
    assert.equal(type, 'batch.done');
    assert.ok(Math.abs(Date.now() - Date.parse(timestamp)) < 600_000, timestamp);
    assert.deepEqual(data, { id, state: 'done', rows: 2, accepted: 1, refused: 1 });
    assert.equal(first.headers['webhook-id'], second.headers['webhook-id']);
    const { keys } = await new Client(server).data('/.well-known/cnops-keys.json');
    const key = createPublicKey({ format: 'jwk', key: keys.at(-1) });
    for (const { headers, body } of received) {
      const [version, signature] = headers['webhook-signature'].split(',');
      assert.equal(version, 'v1a');
      const signed = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`);
      assert.ok(verify(null, signed, key, Buffer.from(signature, 'base64')));
      assert.ok(!verify(null, Buffer.from(`${signed}x`), key, Buffer.from(signature, 'base64')));
    }
  });
});

describe('batches while httpd is killed', () => {
  let server;
  let program;

  before(async () => {
    server = await startServer('batches-killed', { directives: [...easyProofs, 'CnopsApiDayRows 1000000'] });
    program = new Program(server, await addEstablishment(server, 'UM5'));
  });
  after(() => server?.stop());

  async function assertWhole(id, first, count) {
    assert.deepEqual(await program.done(id), { id, state: 'done', rows: count, accepted: count, refused: 0 });
    const results = await program.results(id);
    assert.deepEqual(results.map(({ line }) => line), range(2, count));
    assert.equal(new Set(results.map(({ key }) => key)).size, count);
  }

  it('are worked off without loss and without doubles after kill -9 of its children', async () => {
    const count = 4000;
    const id = await program.batch(csvOf(students(1, count)));
    for (const share of [0.1, 0.4, 0.7]) {
      let progress;
      do progress = await program.progress(id).catch(() => ({ accepted: 0 }));
      while (progress.state !== 'done' && progress.accepted < share * count);
      await killChildren(server);
    }
    await assertWhole(id, 1, count);
  });

  it('are worked off after kill -9 of all of it', async () => {
    const id = await program.batch(csvOf(students(5001, 2000)));
    await killServer(server);
    await server.start();
    await assertWhole(id, 5001, 2000);
  });

  it('leave no half of a body whose receiver was killed', async () => {
    async function* half() {
      yield header;
      for (const number of range(8001, 3000)) yield csvRow(studentOf(number));
      await killChildren(server);
      yield csvRow(studentOf(9999));
    }
    await assert.rejects(program.send(half(), { key: 'half' }));
    let response;
    do response = await program.send(csvOf([studentOf(8001)]), { key: 'half' }).catch(() => ({ status: 0 }));
    while (response.status === 0);
    assert.deepEqual(codeOf(response), [409, 'still_running']);
    const id = await program.batch(csvOf([studentOf(8001)]));
    assert.equal((await program.done(id)).rows, 1);
  });
});
