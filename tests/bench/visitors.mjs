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
const PATIENCE = 60_000; // ms, for a code, or until all are ready
const TRIES = 50; // of a visitor who prepares, while the portal is busy
const PAUSE = 200; // ms, between two of them

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

  // A visitor who prepares is patient where the portal is busy.
  async send(page, { method, headers, body }) {
    const bytes = bytesOf(method, `${mount}${page}`, { headers, body });
    if (this.held && method === 'POST') return this.#promise((request) => this.held.push(request), bytes);
    for (let tries = 1; ; tries++) {
      const answer = await this.#promise((request) => this.#queue(request), bytes);
      if (answer.status !== 503 || tries === TRIES) return answer;
      await sleep(PAUSE);
    }
  }

  #promise(keep, bytes) {
    return new Promise((resolve, reject) => keep({ bytes, resolve, reject }));
  }

  #queue(request) {
    this.waiting.push(request);
    this.#begin();
  }

  // What comes after the last look at the queue, and before the end of the sending, is sent then.
  #begin() {
    this.sending ??= this.#sendAll().finally(() => {
      this.sending = undefined;
      if (this.waiting.length > 0) this.#begin();
    });
  }

  async #sendAll() {
    while (this.waiting.length > 0) {
      for (let quiet = 0, known = 0; quiet < QUIET_TICKS; quiet++) {
        await tick();
        if (this.waiting.length > known) [quiet, known] = [0, this.waiting.length];
      }
      // Where it fails, each of its requests is rejected.
      await this.#exchange(this.waiting.splice(0), { connections: AT_ONCE }).catch(() => {});
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

  // Lets every visitor act until the POST of its act, which is held back. Returns these POSTs, and
  // what the acts will give.
  async collect(visitors, act) {
    this.held = [];
    const acts = visitors.map((visitor) => act(visitor));
    const failed = Promise.all(acts).then(() => { throw new Error('an act has sent no POST'); });
    for (const promise of [...acts, failed]) promise.catch(() => {}); // they are awaited later, or never
    const deadline = Date.now() + PATIENCE;
    while (this.held.length < visitors.length) {
      await Promise.race([sleep(5), failed]);
      if (Date.now() > deadline) throw new Error(`only ${this.held.length} of ${visitors.length} visitors are ready`);
    }
    const requests = this.held;
    this.held = undefined;
    return { requests, acts };
  }

  // The same. Returns a function that sends the POSTs, and returns the figures of load.c with
  // `answers`, as the acts give them.
  async hold(visitors, act) {
    const { requests, acts } = await this.collect(visitors, act);
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
