// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// A simple HTTP client: cookies, forms, JSON, raw bytes. It does not follow redirects and does
// not normalise anything, so the server gets exactly what the test wrote. Each paper that comes is
// checked by paper_lint.mjs.

import http from 'node:http';
import net from 'node:net';

import { checkPaper } from './paper_lint.mjs';

export class Jar {
  constructor(entries = []) {
    this.cookies = new Map(entries);
  }

  store(lines = []) {
    for (const line of lines) {
      const [pair, ...attributes] = line.split(/;\s*/);
      const name = pair.slice(0, pair.indexOf('='));
      const dropped = attributes.some((attribute) => /^max-age=(0|-\d+)$/i.test(attribute));
      if (dropped) this.cookies.delete(name);
      else this.cookies.set(name, pair.slice(pair.indexOf('=') + 1));
    }
  }

  header() {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  copy() {
    return new Jar(this.cookies);
  }
}

function send(url, { method, headers, body, agent }) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers, agent }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        resolve({ status: response.statusCode, headers: response.headers, bytes, text: bytes.toString('utf8') });
      });
    });
    request.on('error', reject);
    request.setTimeout(60_000, () => request.destroy(new Error(`no answer: ${method} ${url}`)));
    request.end(body);
  });
}

export class Client {
  // headers: sent with every request, e.g. {'Accept-Language': 'ar'}. agent: of node's http; false:
  // each request has a connection of its own.
  constructor(server, { headers = {}, jar = new Jar(), agent = false } = {}) {
    this.server = server;
    this.agent = agent;
    this.headers = headers;
    this.jar = jar;
  }

  // A copy with the same cookies, to act as a second tab or a double click.
  copy() {
    return new Client(this.server, { headers: this.headers, jar: this.jar.copy(), agent: this.agent });
  }

  // Sends one request as it is. A subclass may send it in another way.
  send(page, request) {
    return send(this.server.url(page), { ...request, agent: this.agent });
  }

  async request(method, page, { headers = {}, body } = {}) {
    const cookie = this.jar.header();
    const all = { ...this.headers, ...(cookie && { Cookie: cookie }), ...headers };
    if (body !== undefined && !('Transfer-Encoding' in all)) {
      all['Content-Length'] = Buffer.byteLength(body);
    }
    const response = await this.send(page, { method, headers: all, body });
    this.jar.store(response.headers['set-cookie']);
    const { location } = response.headers;
    response.location = location && new URL(location, this.server.origin).pathname;
    if (response.headers['content-type'] === 'application/pdf' && method === 'GET') await checkPaper(response.bytes);
    response.json = () => JSON.parse(response.text);
    return response;
  }

  get(page, headers) {
    return this.request('GET', page, { headers });
  }

  // The data of the page: the answer as JSON.
  async data(page, headers) {
    const response = await this.get(page, { Accept: 'application/json', ...headers });
    return response.json();
  }

  post(page, fields, headers) {
    return this.request('POST', page, {
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
      body: typeof fields === 'string' ? fields : new URLSearchParams(fields).toString(),
    });
  }

  postJson(page, fields, headers) {
    return this.request('POST', page, {
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', ...headers },
      body: typeof fields === 'string' ? fields : JSON.stringify(fields),
    });
  }
}

// Sends the bytes unchanged. Resolves to everything that the server answers until it closes the
// connection or sends nothing for `silence` ms.
export function sendRaw(server, bytes, { silence = 3000 } = {}) {
  return new Promise((resolve) => {
    const socket = net.connect(server.port, '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.setTimeout(silence, () => socket.destroy());
    socket.on('data', (chunk) => (text += chunk));
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
  });
}

export function statusesOf(raw) {
  return [...raw.matchAll(/^HTTP\/1\.[01] (\d{3})/gm)].map((match) => Number(match[1]));
}
