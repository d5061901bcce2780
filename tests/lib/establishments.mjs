// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Programs of establishments, and the batches of fictional students that they send.

import assert from 'node:assert/strict';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { cnopsctl } from './recovery.mjs';

const PATIENCE = 60_000; // ms, for the work on a batch

export const columns = [
  'academic_year', 'cine', 'massar', 'birth_date', 'family_name', 'given_name', 'sex', 'address', 'email', 'status',
  'received_on', 'errors',
];
export const header = `${columns.join(',')}\n`;

// A student without faults.
export const studentOf = (number, more = {}) => ({
  academic_year: '2025-2026',
  cine: `ZQ${String(number).padStart(6, '0')}`,
  massar: `G${String(number).padStart(9, '0')}`,
  birth_date: '2005-01-31',
  family_name: 'EL FICTIF',
  given_name: 'Salma',
  sex: 'F',
  address: '1 rue des Orangers, Rabat',
  email: `salma${number}@example.ma`,
  status: 'sent',
  ...more,
});

const cell = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
export const csvRow = (student) => `${columns.map((name) => cell(student[name] ?? '')).join(',')}\n`;
export const csvOf = (students) => header + students.map(csvRow).join('');
export const ndjsonOf = (students) => students.map((student) => `${JSON.stringify(student)}\n`).join('');

// The key of a new establishment.
export async function addEstablishment(server, code) {
  const { status, stdout, stderr } = await cnopsctl(server, 'establishment', 'add', code, `École fictive ${code}`);
  assert.equal(status, 0, stderr);
  return stdout.trim().split('\n').at(-1);
}

let sent = 0;

export class Program {
  constructor(server, key) {
    this.server = server;
    this.key = key;
  }

  // body: text, or an async iterable of pieces, which is sent in chunks.
  request(method, page, { headers = {}, body } = {}) {
    const isText = typeof body === 'string' || Buffer.isBuffer(body);
    const all = { ...(this.key && { Authorization: `Bearer ${this.key}` }), ...headers };
    if (isText && !('Content-Length' in all)) all['Content-Length'] = Buffer.byteLength(body);
    return new Promise((resolve, reject) => {
      const request = http.request(this.server.url(`/api/v1${page}`), { method, headers: all, agent: false });
      let isAnswered = false;
      request.on('error', (error) => isAnswered || reject(error));
      request.on('response', (response) => {
        isAnswered = true;
        const pieces = [];
        response.on('data', (piece) => pieces.push(piece));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(pieces).toString();
          resolve({ status: response.statusCode, headers: response.headers, text, json: () => JSON.parse(text) });
        });
      });
      if (body && !isText) this.pour(request, body).catch(reject);
      else request.end(body);
    });
  }

  async pour(request, pieces) {
    for await (const piece of pieces) {
      if (request.destroyed) return;
      if (!request.write(piece)) await Promise.race([new Promise((resolve) => request.once('drain', resolve)), sleep(1000)]);
    }
    request.end();
  }

  get(page, headers) {
    return this.request('GET', page, { headers });
  }

  // Sends a batch under a new idempotency key.
  send(body, { type = 'text/csv', key = `test-${++sent}`, trial = false, headers = {} } = {}) {
    const page = `/inscriptions${trial ? '?essai=1' : ''}`;
    return this.request('POST', page, { headers: { 'Content-Type': type, 'Idempotency-Key': key, ...headers }, body });
  }

  // Sends it and returns its id.
  async batch(body, options) {
    const response = await this.send(body, options);
    assert.equal(response.status, 202, response.text);
    return response.json().id;
  }

  async progress(id) {
    return (await this.get(`/lots/${id}`)).json();
  }

  // Waits until the batch is done.
  async done(id) {
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      const progress = await this.progress(id);
      if (!['queued', 'running'].includes(progress.state)) return progress;
      assert.ok(Date.now() < deadline, `the batch is not done: ${JSON.stringify(progress)}`);
      await sleep(100);
    }
  }

  async faults(id) {
    return (await this.get(`/lots/${id}/erreurs`)).json().errors;
  }

  async results(id) {
    return (await this.get(`/lots/${id}/resultats`)).json().results;
  }
}
