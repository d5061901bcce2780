// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// The bench measures what it says. `make bench` runs this first, in a second.

import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, test } from 'node:test';

import { readProfile } from './callgrind.mjs';
import { bytesOf, load, runProgram } from './load.mjs';
import { reachOf } from './reach.mjs';
import { report } from './report.mjs';
import { repeatable } from './statements.mjs';
import { median, ratiosOf, rowsOf, summaryOf } from './statistics.mjs';

const answer = (body, head = '') => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n${head}\r\n${body}`;

// What a server does with a request for each address.
const behaviours = {
  '/whole': (socket) => socket.write(answer('whole')),
  '/parts': (socket) => {
    socket.write('HTTP/1.1 303 See Other\r\nConte');
    setTimeout(() => socket.write('nt-Length: 4\r\n\r\npa'), 5);
    setTimeout(() => socket.write('rt'), 10);
  },
  '/chunks': (socket) => socket.write('HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'),
  '/last': (socket) => socket.end(answer('last', 'Connection: close\r\n')),
  '/until-the-end': (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nwithout a length'),
  '/broken': (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\ntoo little'),
  '/silent': (socket) => socket.destroy(),
  // Answers a connection that is new, and closes one that was kept alive.
  '/kept': (socket, isFirst) => (isFirst ? socket.write(answer('new')) : socket.destroy()),
};

let server;
const peers = [];

before(async () => {
  server = net.createServer((socket) => {
    let isFirst = true;
    peers.push(socket.remoteAddress);
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      behaviours[bytes.toString().split(' ')[1]](socket, isFirst);
      isFirst = false;
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
});

after(() => server.close());

const send = (addresses, how) =>
  load(server.address().port, addresses.map((address) => bytesOf('GET', address)), { keep: true, ...how });

test('answers come back whole, in the order of the requests', async () => {
  const addresses = ['/whole', '/parts', '/chunks', '/last', '/until-the-end', '/whole'];
  const result = await send(addresses);
  assert.deepEqual(result.answers.map(({ status }) => status), [200, 303, 404, 200, 200, 200]);
  assert.deepEqual(result.answers.map(({ text }) => text),
    ['whole', 'part', '3\r\nabc\r\n0\r\n\r\n', 'last', 'without a length', 'whole']);
  assert.deepEqual(result.statuses, { 200: 4, 303: 1, 404: 1 });
  assert.equal(result.broken, 0);
  assert.equal(result.all.count, 6);
  assert.equal(result.good.count, 5, 'a 404 is not a good answer');
  assert.equal(result.connects, 3, 'the first, and one after each that was closed');
});

test('requests without a whole answer are counted as broken', async () => {
  const result = await send(['/broken', '/silent', '/whole']);
  assert.equal(result.broken, 2);
  assert.equal(result.all.count, 1);
});

test('a request is sent again where a kept connection was closed, and only then', async () => {
  const result = await send(['/whole', '/kept', '/whole']);
  assert.equal(result.repeated, 1);
  assert.equal(result.broken, 0);
  assert.equal(result.answers[1].text, 'new');
});

test('connections come from as many address blocks as asked for', async () => {
  peers.length = 0;
  await send(Array(8).fill('/whole'), { connections: 4, blocks: 4 });
  assert.deepEqual([...peers].sort(), ['127.0.1.1', '127.0.2.1', '127.0.3.1', '127.0.4.1']);
});

test('requests are repeated for as long as asked', async () => {
  const result = await send(['/whole'], { seconds: 1, keep: false });
  assert.ok(result.seconds >= 1 && result.all.count > 1, JSON.stringify(result));
});

test('the hash limit counts hashes', async () => {
  const { count, seconds, cpu } = await runProgram('hashes', [1, 0.1, 19456, 2]);
  assert.ok(count >= 1 && cpu > 0 && seconds >= 0.1);
});

// --- figures ---

const sample = (name, row, round, rate) =>
  ({ case: name, row, round, rate, count: 10, cpu: { httpd: rate }, broken: 0, repeated: 0, failed: 0, wrong: 0 });

test('a ratio is made of figures of the same round', () => {
  const samples = [[1, 10, 20], [2, 30, 10], [3, 40, 40]].flatMap(([round, ours, beside]) =>
    [sample('a', 'ours', round, ours), sample('a', 'beside', round, beside)]);
  const side = (row) => ({ of: 'a', row, read: ({ rate }) => rate });
  assert.deepEqual(ratiosOf(samples, side('ours'), side('beside')), [0.5, 3, 1]);
  assert.deepEqual(ratiosOf(samples, side('ours'), side('nothing')), []);
});

test('a row has the median of its rounds, and their noise', () => {
  const [row] = rowsOf([90, 100, 130].map((rate, i) => sample('a', 'ours', i + 1, rate))).map(summaryOf);
  assert.deepEqual([row.rate, row.least, row.most, row.noise, row.count], [100, 90, 130, 0.4, 30]);
  assert.equal(median([4, 1, 3, 2]), 2.5);
});

const results = (samples) => ({
  at: 'now', cores: 2, load: 0, processor: 'any', settings: { members: [10], rounds: 1 }, samples, memory: [], faults: [],
});

test('what was not measured is not reached', () => {
  const lines = reachOf(results([sample('import', 'cnopsctl import', 1, 6), sample('import', 'LOAD DATA', 1, 10)]));
  assert.deepEqual(lines.filter(({ word }) => word !== 'not measured').map(({ value, word }) => [value, word]), [[0.6, 'reached']]);
  const slow = reachOf(results([sample('import', 'cnopsctl import', 1, 4), sample('import', 'LOAD DATA', 1, 10)]));
  assert.ok(slow.some(({ word }) => word === 'not reached'));
});

test('the report names what was not answered as it should', () => {
  const good = sample('a', 'ours', 1, 5);
  assert.match(report(results([good])), /No socket error, no wrong answer/);
  assert.doesNotMatch(report(results([good])), /not quiet/);
  assert.match(report({ ...results([good]), load: 3 }), /not quiet: its load was 3/);
  assert.match(report(results([{ ...good, broken: 3 }])), /a, ours: 3 requests were not answered/);
  assert.match(report(results([{ ...good, wrong: 2 }])), /a, ours: 2 answers had another status/);
});

test('only an insertion gets other keys each time', () => {
  const hex = 'a'.repeat(64);
  assert.equal(repeatable(`INSERT INTO spent_token (digest, expires_at) VALUES ('${hex}', 5)`),
    'INSERT INTO spent_token (digest, expires_at) VALUES (?x64, 5)');
  assert.equal(repeatable(`SELECT 1 FROM counter WHERE subject = '${hex}'`), `SELECT 1 FROM counter WHERE subject = '${hex}'`);
});

test('counts of instructions are those of each function alone, and with what it calls', () => {
  const profile = [
    'events: Ir', 'ob=(1) /usr/lib/mod_cnops.so', 'fl=(1) pages.c', 'fn=(1) show', '10 100', 'fi=(2) text.h', '+3 20',
    'cob=(2) /usr/lib/libc.so.6', 'cfn=(2) strlen', 'calls=3 0', '12 30', 'cfn=(3) render', 'calls=1 20', '* 500', '13 1',
    'fn=(3)', '20 470', "fn=(4) render'2", '20 30', 'ob=(2)', 'fn=(2)', '0 30',
  ].join('\n');
  const { own, all } = readProfile(profile);
  assert.deepEqual([...own], [['mod_cnops.so show', 121], ['mod_cnops.so render', 500], ['libc.so.6 strlen', 30]]);
  assert.deepEqual([...all], [['libc.so.6 strlen', 30], ['mod_cnops.so render', 500]]);
});
