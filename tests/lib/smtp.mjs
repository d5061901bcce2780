// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// A real SMTP server, and the e-mails that it has stored, in the form of the messages of
// lib/outbox.mjs.

import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { Outbox, parseMessage } from './outbox.mjs';
import { Peer } from './peer.mjs';
import { pickPort } from './ports.mjs';

const decode = (part) => Buffer.from(part, 'base64').toString('utf8').replace(/\r\n/g, '\n');

function partsIn(type, text) {
  const boundary = /boundary="([^"]+)"/.exec(type)?.[1];
  if (!boundary) return {};
  const parts = text.split(`--${boundary}`).slice(1, -1).map((part) => {
    const [head, ...rest] = part.replace(/^\n/, '').split('\n\n');
    const body = rest.join('\n\n');
    const name = /^Content-Type: ([a-z/]+)/m.exec(head)[1];
    return name.startsWith('multipart/') ? partsIn(head, body) : { [name]: decode(body) };
  });
  return Object.assign({}, ...parts);
}

// The parts of an e-mail, by type, also those that are in a part.
export function partsOf(message) {
  return partsIn(message.headers['content-type'], message.text);
}

class Mailbox extends Outbox {
  async messages() {
    const names = (await readdir(this.dir).catch(() => [])).sort();
    return Promise.all(names.map(async (name) => {
      const raw = await readFile(path.join(this.dir, name), 'utf8');
      const message = parseMessage(`${name}.eml`, raw);
      const parts = partsOf(message);
      return { ...message, raw, html: parts['text/html'], text: parts['text/plain'] ?? message.text };
    }));
  }
}

export class Relay extends Peer {
  // auth: the server requires STARTTLS and a sign-in; it makes the user and the password itself.
  static async start(name, { auth = false } = {}) {
    const relay = new Relay('smtp', name, await pickPort(), auth ? ['--auth'] : []);
    relay.auth = auth;
    relay.mailbox = new Mailbox(path.join(relay.dir, 'mail/new'));
    return relay.start({ afresh: true });
  }

  get directives() {
    return [
      `CnopsSmtpURL smtp://localhost:${this.port}`,
      `CnopsSmtpCA ${path.join(this.dir, 'cert.pem')}`,
      ...(this.auth ? [`CnopsSmtpCredentials ${path.join(this.dir, 'credentials')}`] : []),
    ];
  }

  // Sets its answer to every recipient: 'defer' is 451, 'deny' is 550, null accepts them.
  async answer(word) {
    for (const known of ['defer', 'deny']) await rm(path.join(this.dir, known), { force: true });
    if (word) await writeFile(path.join(this.dir, word), '', { mode: 0o644 });
  }
}
