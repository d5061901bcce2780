// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// `make measure`: how long the pages are on a telephone, what a visitor must do to create an account, and
// what crosses the wire. Prints a table in Markdown. It judges nothing: people compare two of its tables.

import { setTimeout as sleep } from 'node:timers/promises';

import { inContext, launch } from '../lib/browser.mjs';
import { Client } from '../lib/client.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { adopt } from '../lib/inspection.mjs';
import { Journey, pathOf, signIn, steps } from '../lib/journey.mjs';
import { codeOf } from '../lib/outbox.mjs';
import { easyProofs, manyCodes, mount, startServer } from '../lib/server.mjs';
import { segmentsOf } from '../lib/sms.mjs';

const phone = { width: 360, height: 740 };
const rows = [];
const row = (what, figure) => rows.push(`| ${what} | ${figure} |`);
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

// Run in the page. Distances are in CSS px from the top of the document.
function measurePage() {
  const seen = (element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility !== 'hidden';
  const top = (element) => (element ? Math.round(element.getBoundingClientRect().top + scrollY) : '–');
  const height = (element) => (element ? Math.round(element.getBoundingClientRect().height) : 0);
  const form = document.querySelector('main form:has([name=jeton])');
  const controls = [...(form?.elements ?? [])].filter((e) => e.type !== 'hidden' && e.type !== 'submit' && e.name && seen(e));
  const submit = [...(form?.elements ?? [])].find((e) => e.type === 'submit' && !e.name && seen(e));
  const typed = controls.filter((e) => !['radio', 'checkbox'].includes(e.type));
  const choices = new Set(controls.filter((e) => e.type === 'radio').map((e) => e.name));
  const ticks = controls.filter((e) => e.type === 'checkbox').length;
  const robot = form?.querySelector('.captcha') ? 1 : 0;
  return {
    header: height(document.querySelector('body > header')),
    footer: height(document.querySelector('body > footer')),
    page: document.documentElement.scrollHeight,
    first: top(controls[0]),
    submit: top(submit),
    create: top(document.querySelector('main a[href*="/creation/conditions"]')),
    students: top(document.querySelector('main a[href*="/etudiants"], main a[href*="entree=etudiant"]')),
    fields: typed.length,
    clicks: choices.size + ticks + robot + (submit ? 1 : 0),
  };
}

// Counts what crosses the wire for this page until use() is over.
async function weigh(page, use) {
  const session = await page.context().newCDPSession(page);
  const types = new Map();
  const sum = { requests: 0, bytes: 0, fonts: 0 };
  session.on('Network.responseReceived', ({ requestId, type, response }) => {
    if (!response.fromDiskCache && !response.fromPrefetchCache) types.set(requestId, type);
  });
  const cached = new Set();
  session.on('Network.requestServedFromCache', ({ requestId }) => cached.add(requestId));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (!types.has(requestId) || cached.has(requestId)) return;
    sum.requests += 1;
    sum.bytes += encodedDataLength;
    if (types.get(requestId) === 'Font') sum.fonts += encodedDataLength;
  });
  await session.send('Network.enable');
  await use();
  await sleep(300);
  await session.detach();
  return sum;
}

const told = ({ requests, bytes, fonts }) => `${requests} requests, ${kB(bytes)}${fonts ? `, of which fonts ${kB(fonts)}` : ''}`;

const server = await startServer('measure', { directives: [...easyProofs, ...manyCodes] });
const members = new Members(server);
const browser = await launch();

async function measureTelephone() {
  const journey = new Journey(server, answersOf(members.take()));
  const pages = [];
  await inContext(browser, server, { screen: 'phone' }, async (page, context) => {
    const see = async (name, address) => {
      await page.setViewportSize(phone);
      await page.goto(`${mount}${address}`, { waitUntil: 'networkidle' });
      pages.push({ name, ...(await page.evaluate(measurePage)) });
    };
    const landing = await weigh(page, () => see('landing', '/'));
    row('landing, cold', told(landing));
    for (const step of steps) {
      await adopt(context, journey.client, server);
      const weight = await weigh(page, () => see(step, pathOf(step)));
      if (step === 'identite') {
        row('identité, warm', told(weight));
        // The number that was not chosen is not asked.
        const choice = page.locator('main [name=mode][value=immatriculation]');
        if (await choice.count()) await choice.check();
        const { fields } = await page.evaluate(measurePage);
        pages.at(-1).fields = fields;
      }
      for (const { name, value } of await context.cookies()) journey.client.jar.cookies.set(name, value);
      if (step !== 'termine') await journey.submit(step);
    }
    await context.clearCookies();
    await see('sign-in', '/connexion');
  });
  const by = Object.fromEntries(pages.map((page) => [page.name, page]));
  const { identite, landing } = by;
  row('identité, 360 × 740', `header ${identite.header} px, first control at ${identite.first} px, button at ${identite.submit} px, footer ${identite.footer} of ${identite.page} px`);
  row('landing, 360 px', `« Créer un nouveau compte » at ${landing.create} px, « Étudiants » at ${landing.students} px, page ${landing.page} px`);
  const total = (list, key) => list.reduce((sum, page) => sum + page[key], 0);
  const creation = steps.map((step) => by[step]);
  const share = (list) => Math.round((100 * total(list, 'footer')) / total(list, 'page'));
  const screens = (list) => (total(list, 'page') / phone.height).toFixed(1);
  row(`creation, ${steps.length} pages`, `${screens(creation)} phone screens, ${share(creation)} % of it the footer`);
  row('the same with landing and sign-in', `${screens(pages)} phone screens, ${share(pages)} % of it the footer`);
  // One click opens the creation, one the sign-in.
  row('the same', `${total(creation, 'fields') + by['sign-in'].fields} text fields, ${total(creation, 'clicks') + by['sign-in'].clicks + 2} clicks`);
  row('phone screens of each page', pages.map(({ name, page }) => `${name} ${(page / phone.height).toFixed(1)}`).join(', '));
}

// A slow telephone on a bad network: 400 kbit/s, 400 ms, a sixth of this processor.
async function measureSlow() {
  await inContext(browser, server, { screen: 'phone' }, async (page, context) => {
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 });
    await session.send('Emulation.setCPUThrottlingRate', { rate: 6 });
    await page.goto(`${mount}/`, { waitUntil: 'networkidle' });
    const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime);
    row('400 kbit/s, 400 ms, slow processor', `first paint of the landing page after ${(paint / 1000).toFixed(1)} s`);
  });
}

// The code, and what a member is told when another browser has signed in, with the address that refuses.
async function measureMessages() {
  for (const lang of ['fr', 'ar', 'en']) {
    const headers = { 'Accept-Language': lang };
    const journey = await new Journey(server, answersOf(members.take()), { headers }).reach('telephone-code');
    const code = await server.outbox.next(journey.smsTo);
    await journey.submit('telephone-code', { code: codeOf(code) });
    await journey.submit('mot-de-passe');
    await signIn(new Client(server, { headers }), journey.answers.cni, journey.password);
    const warning = await server.outbox.next(journey.smsTo, ({ text }) => text.includes('/opposition/'));
    const told = ({ text }) => {
      const { size, alphabet, segments } = segmentsOf(text.trim());
      return `${size} ${alphabet} characters = ${segments}`;
    };
    const [address] = /https?:\S+/.exec(warning.text);
    row(`SMS, ${lang}`, `code ${told(code)}, warning with address ${told(warning)}, of which the address ${address.length}`);
  }
}

try {
  await measureTelephone();
  await measureSlow();
  await measureMessages();
} finally {
  await browser.close();
  await server.stop();
}
process.stdout.write(`| what | figure |\n|---|---|\n${rows.join('\n')}\n`);
