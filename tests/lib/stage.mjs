// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Where scenes (scenes.mjs) are played: private servers with different settings, one of each kind, and
// visitors in one language. HTTP clients reach the states, which is much faster than a browser; a browser
// then only shows the bytes that the client has received (shown.mjs).
//
// The servers use a copy of htdocs in which each page template and each message begins or ends with a mark,
// so that a scene knows which template made it. Nobody sees the marks: they are removed from what is
// received.

import assert from 'node:assert/strict';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { solved } from './altcha.mjs';
import { Client, sendRaw } from './client.mjs';
import { answersOf, Members } from './identities.mjs';
import { Journey, signIn } from './journey.mjs';
import { MailSink } from './mail_sink.mjs';
import { easyProofs, manyCodes, mount, root, startServer } from './server.mjs';

export const langs = ['fr', 'ar', 'en'];

// Settings under which certain pages appear.
const kinds = {
  plain: manyCodes,
  // Low limits, and no proof of work that becomes harder.
  limits: [
    'CnopsPowLevels 0', 'CnopsPersonAnswers 3', 'CnopsDestinationCodes 3', 'CnopsSigninCodes 1',
    'CnopsContactAccounts 1', 'CnopsJourneyImages 1',
  ],
  // Everything is soon over.
  hasty: [...manyCodes, 'CnopsResendAfter 1s', 'CnopsCodeTTL 6s', 'CnopsImageTTL 1s', 'CnopsOppositionDelay 4s'],
  brief: [...manyCodes, 'CnopsCodeTTL 6s', 'CnopsJourneyTTL 6s', 'CnopsSessionIdle 2s', 'CnopsOppositionDelay 6s', 'CnopsContactChange unopposed'],
  news: [...manyCodes, 'CnopsNewsSmsBudget 100', 'CnopsNewsSmsFrom 0', 'CnopsNewsSmsUntil 24'],
  letters: [...manyCodes, 'CnopsCreationAssurance letter', 'CnopsOppositionDelay 3s'],
  onFile: [...manyCodes, 'CnopsCreationAssurance on-file'],
  papers: [...manyCodes, 'CnopsDayCertificates 2', 'CnopsDocumentEngines 1', 'CnopsDocumentWait 100ms'],
  trackingEmail: [...manyCodes, 'CnopsTrackingCertificate email'],
  trackingAccount: [...manyCodes, 'CnopsTrackingCertificate account'],
  // Nobody listens on these ports.
  broken: ['CnopsCodeServers 127.0.0.1:1 127.0.0.1:2', 'CnopsCodeTimeout 50ms', 'CnopsHashSlots 1', 'CnopsHashDeadline 50ms'],
};

const OPEN = '\ue000';
const CLOSE = '\ue001';
const markOf = /<!--\ue000([^\ue001]*)\ue001-->|<p\b[^>]*>\s*\ue000([^\ue001]*)\ue001\s*<\/p>\s*|\s*\ue000([^\ue001]*)\ue001/g;

// The text without its marks, and the names that they say.
export function unmark(text) {
  const names = [];
  const clean = text.replaceAll(markOf, (_, page, paragraph, line) => {
    names.push(page ?? paragraph ?? line);
    return '';
  });
  return { text: clean, names };
}

// The templates that make a whole page or message: without the parts that others include, and without those of
// documents, whose pictures are tested elsewhere.
export async function templateNames() {
  const files = await readdir(path.join(root, 'htdocs/templates'), { recursive: true });
  return files
    .filter((file) => /\.(html|txt)$/.test(file) && !/^(layout\.html|partials\/|document\/|message\/page\.html|verification\/policy\.txt)/.test(file))
    .map((file) => file.replace(/\.(html|txt)$/, ''));
}

async function markTemplates(dir) {
  await rm(dir, { recursive: true, force: true });
  await cp(path.join(root, 'build/htdocs'), dir, { recursive: true });
  for (const name of await templateNames()) {
    const isMessage = name.startsWith('message/');
    const file = path.join(dir, 'templates', `${name}.${isMessage ? 'txt' : 'html'}`);
    const text = await readFile(file, 'utf8');
    const mark = `${OPEN}${name}${CLOSE}`;
    await writeFile(file, isMessage ? `${text.trimEnd()}\n\n${mark}\n` : text.replace(/^(<!doctype html>)?/, `$&<!--${mark}-->`));
  }
}

// A page as a visitor meets it.
export class Scene {
  constructor(world, name, answer, change = {}) {
    const { text, names } = unmark(answer.text);
    assert.ok(text.includes('</html>'), `${name}: ${answer.status} ${text.slice(0, 200)}`);
    Object.assign(this, {
      name, lang: world.lang, path: answer.path, status: answer.status, headers: answer.headers,
      cookie: answer.cookie, html: text, templates: names, server: world.server, ...change,
    });
    // The page as it is when its time is nearly or quite over.
    if ('seconds' in change) this.html = text.replaceAll(/data-seconds="\d+"/g, `data-seconds="${change.seconds}"`);
  }
}

// Visitors who speak one language, on one of the servers.
export class World {
  constructor(server, members, lang, htdocs) {
    Object.assign(this, { server, members, lang, htdocs, headers: { 'Accept-Language': lang } });
  }

  // What visitors in every language share.
  once(name, make) {
    this.server.shared ??= new Map();
    if (!this.server.shared.has(name)) this.server.shared.set(name, make());
    return this.server.shared.get(name);
  }

  client(headers) {
    return new Client(this.server, { headers: { ...this.headers, ...headers } });
  }

  answers(way, mode) {
    return answersOf(this.members.take(way), mode);
  }

  journey({ way, mode, answers = this.answers(way, mode), ...options } = {}) {
    return new Journey(this.server, answers, { headers: this.headers, ...options });
  }

  // A member who has just created an account.
  account(options) {
    return this.journey(options).reach('termine');
  }

  // A client of the owner of the account, signed in.
  async enter(account, headers) {
    const client = this.client(headers);
    await signIn(client, account.answers.cni, account.password);
    return client;
  }

  // An account that all languages share, with a client. They share its session too: if each signed in,
  // one could take the code of another.
  async enterShared(name, make) {
    const { jar, ...shared } = await this.once(name, async () => {
      const account = await make();
      return { ...account, jar: (await this.enter(account)).jar };
    });
    return { ...shared, client: Object.assign(this.client(), { jar: jar.copy() }) };
  }

  scene(name, answer, change) {
    return new Scene(this, name, answer, change);
  }

  async open(client, address) {
    const answer = await client.get(address);
    if (answer.status === 303) return this.open(client, answer.location.slice(mount.length) || '/');
    return { ...answer, path: address, cookie: client.jar.header() };
  }

  // Posts what a browser would post, and follows where that leads.
  async post(client, address, fields = {}) {
    const page = await client.data(address);
    const { jeton, captcha } = page;
    const altcha = captcha === 'required' && !('altcha' in fields) && !('captcha' in fields) && { altcha: await solved(client) };
    const all = Object.entries({ jeton, ...altcha, ...fields }).filter(([, value]) => value !== undefined);
    const answer = await client.post(address, Object.fromEntries(all));
    if (answer.status === 303) return this.open(client, answer.location.slice(mount.length) || '/');
    return { ...answer, path: address, cookie: client.jar.header() };
  }

  // The same form, with every field empty.
  async blank(client, address, fields = {}) {
    const page = await client.data(address);
    const empty = Object.fromEntries((page.fields ?? []).map((field) => [field.name, '']));
    return this.post(client, address, { altcha: '', ...empty, ...fields });
  }

  // A step with the right fields, except those in `changes`.
  async attempt(journey, step, changes = {}) {
    const page = await journey.page(step);
    const fields = { ...(await journey.fieldsOf(step, page, changes)), ...changes };
    return this.post(journey.client, `${journey.base}/${step}`, fields);
  }

  // Sends the bytes unchanged; an answer that httpd gives before it has read the request.
  async raw(lines, body = '') {
    const headers = `Host: localhost\r\nConnection: close\r\nAccept-Language: ${this.lang}`;
    const text = await sendRaw(this.server, `${lines[0]} HTTP/1.1\r\n${headers}\r\n${lines.slice(1).join('\r\n')}\r\n\r\n${body}`);
    const [head, ...rest] = Buffer.from(text, 'utf8').toString().split('\r\n\r\n');
    const fields = Object.fromEntries(head.split('\r\n').slice(1).map((line) => line.split(/:\s*(.*)/s)).map(([k, v]) => [k.toLowerCase(), v]));
    const chunked = rest.join('\r\n\r\n').replace(/^[0-9a-f]+\r\n/gm, '').replace(/\r\n(?=\r\n|$)/g, '');
    return { status: Number(head.split(' ')[1]), headers: fields, text: chunked, path: '/' };
  }
}

// E-mails come from the sink, SMS from the folder of the outbox.
class Letterbox {
  constructor(sink, files) {
    this.boxOf = (to) => (to.startsWith('+') ? files : sink);
    this.messages = async () => [...(await sink.messages()), ...(await files.messages())];
  }

  next(to, wanted) {
    return this.boxOf(to).next(to, wanted);
  }

  nextCode(to, since) {
    return this.boxOf(to).nextCode(to, since);
  }

  drain(to) {
    return this.boxOf(to).drain(to);
  }
}

export class Stage {
  #servers = new Map();

  constructor(name) {
    this.name = name;
    this.htdocs = path.join(root, `build/test/${name}-htdocs`);
  }

  async #start(kind) {
    this.marked ??= markTemplates(this.htdocs);
    await this.marked;
    const sink = await MailSink.start();
    const server = await startServer(`${this.name}-${kind}`, {
      directives: [...easyProofs, `CnopsHtdocs "${this.htdocs}"`, ...sink.directives, ...kinds[kind]],
      members: 400, // each scene of each language takes new ones
    });
    server.outbox = new Letterbox(sink, server.outbox);
    server.sink = sink;
    return { server, members: new Members(server) };
  }

  // The server of this kind is started when it is first needed.
  async world(kind, lang) {
    if (!this.#servers.has(kind)) this.#servers.set(kind, this.#start(kind));
    const { server, members } = await this.#servers.get(kind);
    return new World(server, members, lang, this.htdocs);
  }

  // What all servers have sent, the letters included.
  async messages() {
    const servers = await Promise.all([...this.#servers.values()].map(async (started) => (await started).server));
    const letters = servers.flatMap(({ letters = [] }) => letters).map((text) => ({ name: 'letter.txt', headers: {}, text }));
    return [...(await Promise.all(servers.map(({ outbox }) => outbox.messages()))).flat(), ...letters];
  }

  async close() {
    for (const started of this.#servers.values()) {
      const { server } = await started.catch(() => ({}));
      if (!server) continue; // it did not start, which was said already
      await server.stop();
      server.sink.stop();
    }
  }
}
