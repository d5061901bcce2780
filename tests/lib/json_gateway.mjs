// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// An SMS gateway with a typical JSON interface: a key in a header, its own words for the state of a
// message, receipts by GET. The messages that it has accepted have the form of those of
// lib/outbox.mjs.

import { randomBytes } from 'node:crypto';
import { chmod, chown, stat, writeFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';

import { Outbox } from './outbox.mjs';
import { pickPort } from './ports.mjs';

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

class Phones extends Outbox {
  constructor(gateway) {
    super('');
    this.gateway = gateway;
  }

  async messages() {
    return this.gateway.requests.filter(({ taken }) => taken).map(({ body, taken }) => {
      const [{ to, text }] = body.messages;
      return { name: `${taken}.sms`, to, text };
    });
  }
}

export class JsonGateway {
  static async start() {
    const gateway = new JsonGateway();
    gateway.key = randomBytes(16).toString('hex');
    gateway.port = await pickPort();
    gateway.requests = []; // {headers, body, taken: its id of an accepted message, or undefined}
    gateway.answer = undefined; // {status, body}: its answer where it must not accept messages
    gateway.operator = new Phones(gateway);
    gateway.server = http.createServer((request, response) => gateway.#take(request, response));
    await new Promise((resolve) => gateway.server.listen(gateway.port, '127.0.0.1', resolve));
    return gateway;
  }

  async #take(request, response) {
    const text = await bodyOf(request);
    const { headers, method, url } = request;
    const say = (status, body) => {
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    };
    if (headers['x-api-key'] !== this.key) return say(401, { error: { code: 'unauthorized' } });
    if (method !== 'POST' || url !== '/v1/messages/') return say(404, {});
    const heard = { headers, body: JSON.parse(text) };
    this.requests.push(heard);
    if (this.answer) return say(this.answer.status, this.answer.body);
    heard.taken = `SM-${this.requests.length}-${randomBytes(4).toString('hex')}`;
    // Like some gateways, it repeats the message in its answer.
    return say(200, { messages: [{ ...heard.body.messages[0], messageId: heard.taken, status: { groupName: 'PENDING' } }] });
  }

  // Sends the portal a receipt for a message.
  async sendReceipt({ body }, status) {
    const address = new URL(body.callback);
    address.searchParams.set('messageId', 'x');
    address.searchParams.set('status', status);
    return (await fetch(address)).status;
  }

  // Writes the file of the key, owned by the user who runs httpd.
  async writeKey(server, { name = 'sms-headers', mode = 0o600, text = `X-Api-Key: ${this.key}\n` } = {}) {
    const file = path.join(server.dir, name);
    const { uid, gid } = await stat(path.join(server.dir, 'data'));
    await writeFile(file, text);
    await chmod(file, mode);
    await chown(file, uid, gid);
    return file;
  }

  // The directives for this gateway. file: the file of the key.
  directives(file) {
    return [
      `CnopsSmsGateway json http://127.0.0.1:${this.port}/v1/messages/`,
      `CnopsSmsHeaders "${file}"`,
      'CnopsSmsFrom CNOPS',
      `CnopsSmsJsonBody '{"messages": [{"to": "{to}", "from": "{from}", "text": "{text}"}], "reference": "{id}", "callback": "{receipt}"}'`,
      'CnopsSmsJsonAccepted messages.0.status.groupName=PENDING messages.0.status.groupName=DELIVERED',
      'CnopsSmsJsonRefused error.code=invalid_number',
      'CnopsSmsJsonId messages.0.messageId',
      'CnopsSmsJsonDelivered status=DELIVERED',
      'CnopsSmsJsonFailed status=EXPIRED status=REJECTED',
    ];
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }
}
