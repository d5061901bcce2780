// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// A real SMS gateway, and the messages that it delivered to a fake network operator, in the form
// of the messages of lib/outbox.mjs.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Outbox } from './outbox.mjs';
import { Peer } from './peer.mjs';
import { pickPort } from './ports.mjs';

// Decodes text like "%06E+" to bytes. A blank is written as '+'.
function unescape(text) {
  const bytes = [];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '%') {
      bytes.push(parseInt(text.slice(at + 1, at + 3), 16));
      at += 2;
    } else {
      bytes.push(text[at] === '+' ? 0x20 : text.charCodeAt(at));
    }
  }
  return Buffer.from(bytes);
}

// Decodes UCS-2 or UTF-8. In the languages of the portal, the first byte of a UCS-2 character is
// 0 or 6, and a UTF-8 text never has such a byte.
function decodeData(data) {
  const bytes = unescape(data);
  if (!bytes.some((byte) => byte < 9)) return bytes.toString('utf8');
  return bytes.swap16().toString('utf16le');
}

// Parses a line of the fake operator's log. undefined where the line continues the text of the
// message before it.
function readLine(line) {
  const plain = /^\S+ (\+?\d+) text ([^]*)$/.exec(line);
  if (plain) return { to: plain[1], text: plain[2] };
  const coded = /^\S+ (\+?\d+) (?:ucs-2|data) (\S*)$/.exec(line);
  if (coded) return { to: coded[1], text: decodeData(coded[2]) };
  const part = /^\S+ (\+?\d+) udh (\S+) data (\S*)$/.exec(line);
  if (!part) return undefined;
  const [, , , reference, total, number] = unescape(part[2]);
  return { to: part[1], text: decodeData(part[3]), reference, total, number };
}

// Joins the parts of long messages, which come directly one after the other.
function joinParts(lines) {
  const messages = [];
  for (const line of lines) {
    const last = messages.at(-1);
    const read = readLine(line);
    if (!read) last.text += `\n${line}`;
    else if (read.number > 1 && last?.reference === read.reference) last.text += read.text;
    else messages.push(read);
  }
  return messages;
}

class Operator extends Outbox {
  async messages() {
    const log = await readFile(path.join(this.dir, 'operator.log'), 'utf8').catch(() => '');
    const lines = [...log.matchAll(/Got message \d+: <(.*)>$/gm)].map((match) => match[1]);
    return joinParts(lines).map((message, i) => ({ name: `${String(i).padStart(6, '0')}.sms`, ...message }));
  }
}

export class Gateway extends Peer {
  static async start(name) {
    const gateway = new Gateway('kannel', name, await pickPort(), [
      await pickPort(), await pickPort(), await pickPort(),
    ].map(String));
    gateway.operator = new Operator(gateway.dir);
    return gateway.start({ afresh: true });
  }

  // Also waits for the fake operator: before it is connected, messages wait in the gateway.
  async start(options) {
    await super.start(options);
    while (!(await readFile(path.join(this.dir, 'operator.log'), 'utf8')).includes('Connecting')) await sleep(50);
    return this;
  }

  get directives() {
    return [
      `CnopsSmsGateway kannel http://127.0.0.1:${this.port}/cgi-bin/sendsms`,
      `CnopsSmsCredentials ${path.join(this.dir, 'credentials')}`,
    ];
  }
}

// Replaces the folder of the outbox: e-mails come from the relay, SMS from the gateway.
export class RealOutbox {
  constructor(relay, gateway) {
    this.relay = relay;
    this.gateway = gateway;
  }

  boxOf(to) {
    return to.startsWith('+') ? this.gateway.operator : this.relay.mailbox;
  }

  next(to) {
    return this.boxOf(to).next(to);
  }

  nextCode(to) {
    return this.boxOf(to).nextCode(to);
  }

  drain(to) {
    return this.boxOf(to).drain(to);
  }

  async messages() {
    return [...(await this.relay.mailbox.messages()), ...(await this.gateway.operator.messages())];
  }
}
