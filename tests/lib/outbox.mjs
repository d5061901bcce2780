// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Reads e-mails and SMS that the file driver writes: headers, a blank line, the text.

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE = 45_000; // ms: longer than the lease of a sender that was killed
const QUIET = 1_000; // ms: several rounds of the courier

function decodeWord(text) {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?b\?([^?]*)\?=/gi, (_, b) => Buffer.from(b, 'base64').toString('utf8'))
    .replace(/=\?utf-8\?q\?([^?]*)\?=/gi, (_, q) =>
      decodeURIComponent(q.replace(/_/g, ' ').replace(/%/g, '%25').replace(/=/g, '%')));
}

export function parseMessage(name, text) {
  const unix = text.replace(/\r\n/g, '\n');
  const split = unix.indexOf('\n\n');
  assert.notEqual(split, -1, `${name} has no blank line after its headers`);
  const headers = {};
  for (const line of unix.slice(0, split).replace(/\n[ \t]+/g, ' ').split('\n')) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = decodeWord(line.slice(colon + 1).trim());
  }
  return { name, headers, to: headers.to, subject: headers.subject, text: unix.slice(split + 2) };
}

// The runs of exactly six digits in the text, without addresses: people follow those, they do
// not read them.
function runsOf(message) {
  return message.text.replaceAll(/https?:\/\/\S+/g, '').match(/(?<!\d)\d{6}(?!\d)/g) ?? [];
}

// The one code in a message. Another number of six digits would be typed by mistake. An SMS has
// the code twice: once for people, once in the last line, from which browsers fill it in.
export function codeOf(message) {
  const runs = runsOf(message);
  assert.equal(new Set(runs).size, 1, `${message.name} must hold exactly one code`);
  assert.ok(runs.length === 1 || message.name.endsWith('.sms'), `${message.name} repeats its code`);
  return runs[0];
}

// The time in the name of a message's file, in ms. Messages of other drivers have no such name;
// for them it is infinite.
function sentAt({ name }) {
  const [, year, month, day, hour, minute, second, fraction] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)\.(\d{3})/.exec(name) ?? [];
  return year ? Date.UTC(year, month - 1, day, hour, minute, second, fraction) : Infinity;
}

// Whether a message (in French) says that an account was created.
export const tellsOfAccount = (message) => message.subject === 'Votre compte est créé';

export class Outbox {
  constructor(dir) {
    this.dir = dir;
    this.seen = new Set();
  }

  async messages() {
    const names = (await readdir(this.dir)).filter((name) => /\.(eml|sms)$/.test(name)).sort();
    return Promise.all(
      names.map(async (name) => parseMessage(name, await readFile(path.join(this.dir, name), 'utf8'))),
    );
  }

  async fresh(to) {
    const messages = await this.messages();
    return messages.filter((message) => message.to === to && !this.seen.has(message.name));
  }

  // Waits for the next wanted message to this address that was not returned before.
  async next(to, wanted = () => true) {
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      const message = (await this.fresh(to)).find(wanted);
      if (message) {
        this.seen.add(message.name);
        return message;
      }
      assert.ok(Date.now() < deadline, `no message to ${to} came`);
      await sleep(50);
    }
  }

  // Waits for the next code to this address. since: time in ms; older messages are ignored, since
  // they belong to another action.
  async nextCode(to, since = 0) {
    return codeOf(await this.next(to, (message) => runsOf(message).length > 0 && sentAt(message) >= since));
  }

  // All new messages to this address, after waiting long enough for the courier to send them.
  async drain(to) {
    await sleep(QUIET);
    const messages = await this.fresh(to);
    for (const message of messages) this.seen.add(message.name);
    return messages;
  }
}
