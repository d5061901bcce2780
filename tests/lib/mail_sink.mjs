// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// A mail server that keeps every e-mail in memory, with its HTML. It knows only what the courier says. The
// real server of smtp.mjs tests the courier; this one starts at once and costs nothing.

import net from 'node:net';

import { Outbox, parseMessage } from './outbox.mjs';

// The parts of an e-mail that have no parts themselves: {type, id, body}.
function leavesOf(raw) {
  const bounds = [...raw.matchAll(/boundary="([^"]+)"/g)].map((match) => match[1]);
  const pieces = bounds.reduce((list, bound) => list.flatMap((piece) => piece.split(`\n--${bound}`)), [raw.replaceAll('\r\n', '\n')]);
  return pieces.filter((piece) => !/^Content-Type: multipart/im.test(piece) && /^Content-Type:/im.test(piece)).map((piece) => {
    const [head, ...rest] = piece.split(/\n\n/);
    const isEncoded = /^Content-Transfer-Encoding: base64/im.test(head);
    return {
      type: /^Content-Type: ([a-z/+]+)/im.exec(head)[1],
      id: /^Content-ID: <([^>]+)>/im.exec(head)?.[1],
      body: Buffer.from(rest.join('\n\n'), isEncoded ? 'base64' : 'latin1'),
    };
  });
}

const textOf = (leaf) => leaf?.body.toString('utf8').replaceAll('\r\n', '\n');

export class MailSink extends Outbox {
  #list = [];

  static async start() {
    const sink = new MailSink('');
    sink.server = net.createServer((socket) => sink.#talk(socket));
    await new Promise((resolve) => sink.server.listen(0, '127.0.0.1', resolve));
    return sink;
  }

  get directives() {
    return [`CnopsSmtpURL smtp://127.0.0.1:${this.server.address().port}`, 'CnopsSmtpStartTLS off'];
  }

  #talk(socket) {
    let text = '';
    let inData = false;
    const say = (line) => socket.write(`${line}\r\n`);
    socket.setEncoding('latin1');
    socket.on('error', () => {});
    say('220 sink');
    socket.on('data', (chunk) => {
      text += chunk;
      for (;;) {
        const mark = inData ? '\r\n.\r\n' : '\r\n';
        const at = text.indexOf(mark);
        if (at < 0) return;
        const part = text.slice(0, at);
        text = text.slice(at + mark.length);
        if (inData) {
          this.#keep(part);
          inData = false;
          say('250 kept');
        } else if (/^DATA/i.test(part)) {
          inData = true;
          say('354 go on');
        } else if (/^QUIT/i.test(part)) {
          say('221 bye');
          socket.end();
        } else say('250 ok');
      }
    });
  }

  #keep(part) {
    const raw = part.replaceAll('\r\n..', '\r\n.');
    // As the names of the outbox's files: the time in UTC, and a serial number.
    const time = new Date().toISOString().replaceAll(/[-:Z]/g, '');
    const name = `${time}-${String(this.#list.length).padStart(6, '0')}.eml`;
    const message = parseMessage(name, raw);
    const leaves = leavesOf(raw);
    const ofType = (type) => textOf(leaves.find((leaf) => leaf.type === type));
    // Pictures that the e-mail brings along become part of its HTML.
    const html = leaves.filter((leaf) => leaf.id).reduce(
      (page, { type, id, body }) => page.replaceAll(`cid:${id}`, `data:${type};base64,${body.toString('base64')}`),
      ofType('text/html') ?? '',
    );
    this.#list.push({ ...message, raw, html, text: ofType('text/plain') });
  }

  async messages() {
    return this.#list;
  }

  stop() {
    this.server.close();
  }
}
