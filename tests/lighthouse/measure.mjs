// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// measure.mjs LIGHTHOUSE_DIR: asks Lighthouse about the landing page and the first form, in French and
// Arabic, as a slow telephone sees them. Prints scores and what costs points; reports are kept in
// build/test/lighthouse. Fails under 95 for performance, and under 100 for the rest.
// Performance depends on the machine: run it on a quiet one.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { chromium } from 'playwright-core';

import { Client } from '../lib/client.mjs';
import { jetonOf } from '../lib/html.mjs';
import { pathOf } from '../lib/journey.mjs';
import { pickPort } from '../lib/ports.mjs';
import { mount, root, startServer } from '../lib/server.mjs';

const floors = { performance: 0.95, accessibility: 1, 'best-practices': 1, seo: 1 };
const out = path.join(root, 'build/test/lighthouse');

const resolve = createRequire(path.join(path.resolve(process.argv[2]), 'package.json')).resolve;
const { default: lighthouse } = await import(pathToFileURL(resolve('lighthouse')).href);

// The cookie of a visitor who has accepted the conditions.
async function begin(server, lang) {
  const client = new Client(server, { headers: { 'Accept-Language': lang } });
  const { text } = await client.get(pathOf('conditions'));
  await client.post(pathOf('conditions'), { jeton: jetonOf(text), accepte: 'oui' });
  return client.jar.header();
}

const numbers = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift', 'speed-index'];

function tell(name, { categories, audits }) {
  const scores = Object.keys(floors).map((id) => `${id} ${Math.round(categories[id].score * 100)}`);
  console.log(`${name}: ${scores.join(', ')}`);
  console.log(`  ${numbers.map((id) => `${id} ${audits[id].displayValue}`).join(', ')}`);
  for (const id of Object.keys(floors)) {
    for (const { id: audit, weight } of categories[id].auditRefs) {
      const { score, title } = audits[audit];
      if (weight > 0 && score !== null && score < (id === 'performance' ? 0.9 : 1)) console.log(`  ${id}: ${title} (${audit})`);
    }
  }
  return Object.entries(floors).every(([id, floor]) => categories[id].score >= floor);
}

const server = await startServer('lighthouse', {});
const port = await pickPort();
const profile = await mkdtemp(path.join(tmpdir(), 'cnops-lighthouse-'));
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [`--remote-debugging-port=${port}`, ...(process.getuid() === 0 ? ['--no-sandbox'] : [])],
});
let good = true;
try {
  await mkdir(out, { recursive: true });
  for (const lang of ['fr', 'ar']) {
    for (const [name, address, cookie] of [['landing', '/'], ['identite', pathOf('identite'), await begin(server, lang)]]) {
      const { lhr, report } = await lighthouse(server.origin + mount + address, {
        port, output: 'html', logLevel: 'error', onlyCategories: Object.keys(floors),
        extraHeaders: { 'Accept-Language': lang, ...(cookie && { Cookie: cookie }) },
      });
      await writeFile(path.join(out, `${name}-${lang}.html`), report);
      good = tell(`${name}, ${lang}`, lhr) && good;
    }
  }
} finally {
  await browser.close();
  await server.stop();
  await rm(profile, { recursive: true, force: true });
}
process.exitCode = good ? 0 : 1;
