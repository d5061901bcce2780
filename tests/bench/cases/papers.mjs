// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Certificates as PDF: the first ones after a start, warm ones, and pages while papers are made.
// Beside them WeasyPrint, which makes a PDF of the same page out of HTML.

import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { mount } from '../../lib/server.mjs';
import { bytesOf, load } from '../load.mjs';
import { pssOfFamily } from '../processes.mjs';
import { out, settings } from '../settings.mjs';
import { signedIn } from './space.mjs';

const run = promisify(execFile);
const MEMBERS = 16;
const AT_ONCE = 8; // papers: as many as two processes make and let wait
const FLOOD = 20; // as many as two processes make and let wait
const HAMMER = 32; // those who are refused ask again at once, so they cost what pages cost
const READERS = 4; // connections that ask for pages
const PAGE = '/espace/attestations';

async function drawnFor(client) {
  const form = await client.data(PAGE);
  const [kept] = form.certificates;
  if (kept) return kept;
  await client.post(PAGE, { jeton: form.jeton, type: 'immatriculation' }, { Accept: 'application/json' });
  const [drawn] = (await client.data(PAGE)).certificates;
  if (!drawn) throw new Error('no certificate was drawn');
  return drawn;
}

async function prepare(portal) {
  const clients = await signedIn(portal, MEMBERS);
  const requests = [];
  for (const client of clients) {
    const { href } = await drawnFor(client);
    requests.push(bytesOf('GET', href, { headers: { Cookie: client.jar.header() } }));
  }
  const pages = clients.map(({ jar }) => bytesOf('GET', `${mount}/espace/profil`, { headers: { Cookie: jar.header() } }));
  return { requests, pages };
}

// The paper as HTML: the same words, faces, table and code. The code is the picture of our own.
async function writeHtml(portal, requests) {
  const folder = path.join(out, 'weasyprint');
  await mkdir(folder, { recursive: true });
  const { answers: [{ bytes }] } = await load(portal.server.port, requests.slice(0, 1), { keep: true });
  const file = path.join(folder, 'ours.pdf');
  await writeFile(file, bytes);
  const { stdout } = await run('pdftotext', ['-layout', file, '-']);
  await run('pdftoppm', ['-r', '200', '-x', '140', '-y', '1375', '-W', '410', '-H', '420', '-png', '-singlefile', file, path.join(folder, 'code')]);
  const lines = stdout.split('\n').filter((line) => line.trim()).map((line) => line.trim().split(/ {3,}/));
  const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const cell = (text) => `<td lang="${/[\u0600-\u06ff]/.test(text) ? 'ar" dir="rtl' : 'fr'}">${escape(text)}</td>`;
  const rows = lines.map((cells) => `<tr>${cells.map(cell).join('')}</tr>`).join('');
  const style = '@page { size: A4; margin: 17mm } body { font: 10pt Lato, Amiri } td { border-bottom: 1px solid #ccc; padding: 1mm } [lang=ar] { font: 12pt Amiri }';
  const html = path.join(folder, 'page.html');
  await writeFile(html, `<!doctype html><html lang="fr"><title>Attestation</title><style>${style}</style><h1>Attestation</h1><table>${rows}</table><img src="code.png" alt="Code" style="width: 54mm"></html>`);
  return html;
}

async function measureWeasyprint(stage, html) {
  // Debian's python has Debian's WeasyPrint, another one on the path has not.
  const program = path.join(import.meta.dirname, '../weasyprint_pages.py');
  const { stdout } = await run('/usr/bin/python3', [program, html, String(stage.seconds)], { maxBuffer: 1 << 26 });
  const { count, seconds, cpu } = JSON.parse(stdout);
  stage.emit('papers', 'WeasyPrint, in one process', { count, seconds, cpu: { client: cpu * 1e6 } });
}

async function measurePages(stage, portal, row) {
  stage.emit('papers', row, await portal.measure(() => load(portal.server.port, portal.papers.pages, { connections: READERS, blocks: READERS, seconds: stage.seconds })), { expected: 200 });
}

export const papersCase = {
  names: ['papers'],
  title: 'certificates as PDF',

  async round(stage) {
    const { portal } = stage;
    const { port } = portal.server;
    portal.papers ??= await prepare(portal);
    const { requests } = portal.papers;
    const html = (portal.papers.html ??= await writeHtml(portal, requests));
    await portal.restart();
    stage.emit('papers', 'the first ones after a start', await portal.measure(() => load(port, requests, { connections: 2, blocks: 2 })), { expected: 200 });
    stage.emit('papers', `${AT_ONCE} at once`, await portal.measure(() => load(port, requests, { connections: AT_ONCE, blocks: AT_ONCE, seconds: stage.seconds })), { expected: 200 });
    await measurePages(stage, portal, 'pages, quiet');
    if (stage.round === 1) stage.emitMemory('papers', 'before a flood of papers', await pssOfFamily(portal.server.process.pid));
    for (const count of [FLOOD, HAMMER]) {
      const flood = load(port, requests, { connections: count, blocks: count, seconds: stage.seconds + 1 });
      await measurePages(stage, portal, `pages, while ${count} ask for papers`);
      await flood;
    }
    stage.emitMemory('papers', 'after a flood of papers', await pssOfFamily(portal.server.process.pid));
    await measureWeasyprint({ ...stage, emit: stage.emit, seconds: settings.seconds }, html);
  },
};
