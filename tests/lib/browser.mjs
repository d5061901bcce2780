// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// A real browser, Debian's Chromium. Each test has its own context, and fails where the browser
// reports an error.

import assert from 'node:assert/strict';

import { chromium } from 'playwright-core';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const args = [
  '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
  ...(process.getuid() === 0 ? ['--no-sandbox'] : []),
];

export const screens = {
  desk: { width: 1280, height: 900 },
  phone: { width: 360, height: 740 },
};

export function launch(more = []) {
  return chromium.launch({ executablePath, args: [...args, ...more] });
}

// Opens a page in a new context: {page, context, complaints}. complaints gathers what the browser logs as an
// error, violations of the Content-Security-Policy, and requests to another origin than that of the server.
export async function openContext(browser, server, { lang = 'fr', screen = 'desk', expected = [], ...rest } = {}) {
  const context = await browser.newContext({
    baseURL: server.origin,
    locale: { ar: 'ar-MA', en: 'en-GB', fr: 'fr-FR' }[lang],
    viewport: screens[screen],
    ...rest,
  });
  context.setDefaultTimeout(20_000);
  const complaints = [];
  context.on('request', (request) => {
    if (new URL(request.url()).origin !== server.origin) complaints.push(`left the portal: ${request.url()}`);
  });
  context.on('requestfailed', (request) => {
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') complaints.push(`failed: ${request.url()}`);
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
  page.on('console', (message) => {
    const complaint = `${message.type()}: ${message.text()}`;
    if (message.type() === 'error' && !expected.some((pattern) => pattern.test(complaint))) complaints.push(complaint);
  });
  return { page, context, complaints };
}

// Runs use(page, context) in a new context. Fails where there are complaints.
export async function inContext(browser, server, options, use) {
  const { page, context, complaints } = await openContext(browser, server, options);
  try {
    await use(page, context);
  } finally {
    await context.close();
  }
  assert.deepEqual(complaints, []);
}

// How many px the page is wider than the screen.
export const overflowOf = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

// Checks the layout: nothing is wider than the screen, there is one heading, the direction of
// writing is right, every field has a label, targets are large enough.
export async function assertFits(page, lang) {
  await page.waitForLoadState();
  const state = await page.evaluate(() => ({
    lang: document.documentElement.lang,
    dir: getComputedStyle(document.documentElement).direction,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    headings: document.querySelectorAll('h1').length,
    unlabelled: [...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
      .filter((input) => !input.labels?.length && !input.getAttribute('aria-label'))
      .map((input) => input.name),
    small: [...document.querySelectorAll('main button, main input[type=text], main input[type=email], main input[type=password], main input[type=tel]')]
      .filter((target) => target.offsetParent && target.getBoundingClientRect().height < 24)
      .map((target) => target.outerHTML.slice(0, 100)),
    formless: [...document.querySelectorAll('table, thead, tbody, tr, th, td')]
      .filter((element) => !getComputedStyle(element).display.startsWith('table') && !element.hasAttribute('role'))
      .map((element) => element.outerHTML.slice(0, 100)),
    ids: [...document.querySelectorAll('[id]')].map((element) => element.id),
  }));
  assert.equal(state.lang, lang);
  assert.equal(state.dir, lang === 'ar' ? 'rtl' : 'ltr');
  assert.ok(state.overflow <= 0, `${page.url()} is ${state.overflow} px too wide`);
  assert.equal(state.headings, 1, page.url());
  assert.deepEqual(state.unlabelled, [], page.url());
  assert.deepEqual(state.small, [], 'targets of at least 24 px');
  assert.deepEqual(state.formless, [], 'parts of tables have a role where they are not shown as such');
  assert.equal(new Set(state.ids).size, state.ids.length, 'ids are unique');
}
