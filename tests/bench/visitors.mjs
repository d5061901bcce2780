// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Many visitors who go through the same steps. Each of them is a journey of the tests; what they send
// at the same time is sent together by load.c. One of their POSTs can be held back: so every visitor
// is ready before the time of the measurement begins.

import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as tick, setTimeout as sleep } from 'node:timers/promises';

import { Client } from '../lib/client.mjs';
import { Journey } from '../lib/journey.mjs';
import { parseMessage } from '../lib/outbox.mjs';
import { mount } from '../lib/server.mjs';
import { bytesOf, load } from './load.mjs';

const AT_ONCE = 16; // connections, while visitors prepare
const QUIET_TICKS = 3; // of the event loop, until nobody else has anything to send
const PATIENCE = 60_000; // ms, for a code

export class Crowd {
  constructor(server) {
    this.server = server;
    this.waiting = [];
    this.held = undefined;
  }

  // The client of a visitor in this crowd.
  client(options) {
    return new CrowdClient(this, options);
  }

  journeys(people) {
    return people.map((answers) => {
      const journey = new Journey(this.server, answers);
      journey.client = this.client();
      return journey;
    });
  }

  send(page, { method, headers, body }) {
    return new Promise((resolve, reject) => {
      const request = { bytes: bytesOf(method, `${mount}${page}`, { headers, body }), resolve, reject };
      if (this.held && method === 'POST') this.held.push(request);
      else this.#queue(request);
    });
  }

  #queue(request) {
    this.waiting.push(request);
    this.sending ??= this.#sendAll().finally(() => (this.sending = undefined));
  }

  async #sendAll() {
    while (this.waiting.length > 0) {
      for (let quiet = 0, known = 0; quiet < QUIET_TICKS; quiet++) {
        await tick();
        if (this.waiting.length > known) [quiet, known] = [0, this.waiting.length];
      }
      await this.#exchange(this.waiting.splice(0), { connections: AT_ONCE });
    }
  }

  async #exchange(requests, how) {
    const result = await load(this.server.port, requests.map(({ bytes }) => bytes), { ...how, keep: true }).catch((error) => {
      requests.forEach(({ reject }) => reject(error));
      throw error;
    });
    requests.forEach(({ resolve, reject }, i) => {
      const answer = result.answers[i];
      if (answer) resolve(answer);
      else reject(new Error('no answer came'));
    });
    return result;
  }

  // Lets every visitor act until the POST of its act, which is held back. Returns a function that
  // sends all these POSTs and returns the figures of load.c with `answers`, as the acts give them.
  async hold(visitors, act) {
    this.held = [];
    const acts = visitors.map((visitor) => act(visitor));
    const failed = Promise.all(acts).then(() => { throw new Error('an act has sent no POST'); });
    failed.catch(() => {});
    while (this.held.length < visitors.length) await Promise.race([sleep(1), failed]);
    const requests = this.held;
    this.held = undefined;
    return async (how) => {
      const result = await this.#exchange(requests, how);
      return { ...result, answers: await Promise.all(acts) };
    };
  }
}

class CrowdClient extends Client {
  constructor(crowd, options) {
    super(crowd.server, options);
    this.crowd = crowd;
  }

  copy() {
    return new CrowdClient(this.crowd, { headers: this.headers, jar: this.jar.copy() });
  }

  send(page, request) {
    return this.crowd.send(page, request);
  }
}

// Reads the codes of messages as they come, each file once; takes the place of the tests' outbox,
// which reads all messages again for each code.
export class Codes {
  constructor(dir) {
    this.dir = dir;
    this.codes = new Map();
  }

  async #read() {
    const names = (await readdir(this.dir)).filter((name) => /\.(eml|sms)$/.test(name));
    for (const name of names) {
      const file = path.join(this.dir, name);
      const message = parseMessage(name, await readFile(file, 'utf8'));
      const code = /(?<!\d)\d{6}(?!\d)/.exec(message.text.replaceAll(/https?:\/\/\S+/g, ''));
      if (code) this.codes.set(message.to, code[0]);
      await rm(file);
    }
  }

  // One reader for everybody who waits.
  #readSoon() {
    this.reading ??= sleep(10).then(() => this.#read()).finally(() => (this.reading = undefined));
    return this.reading;
  }

  async nextCode(to) {
    const deadline = Date.now() + PATIENCE;
    while (!this.codes.has(to)) {
      if (Date.now() > deadline) throw new Error(`no code for ${to} came`);
      await this.#readSoon();
    }
    const code = this.codes.get(to);
    this.codes.delete(to);
    return code;
  }
}
