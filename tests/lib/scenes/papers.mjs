// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Scenes of papers and of whoever checks them.

import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { signIn } from '../journey.mjs';
import { mount } from '../server.mjs';

const run = promisify(execFile);
const page = '/verification';

// What the QR code of a PDF file says.
export async function readPaper(bytes, folder) {
  const file = path.join(folder, `paper-${process.hrtime.bigint()}`);
  await writeFile(`${file}.pdf`, bytes);
  await run('pdftoppm', ['-r', '150', '-png', '-singlefile', `${file}.pdf`, file]);
  const { stdout } = await run('zbarimg', ['--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', `${file}.png`]);
  return { address: stdout.trim(), file: `${file}.pdf`, picture: `${file}.png` };
}

// A certificate of a new member: {code, digits, file, picture}, of which the last two are files.
export async function drawPaper(account, folder, type = 'couverture') {
  const { client } = account;
  await signIn(client, account.answers.cni, account.password);
  const { jeton } = await client.data('/espace/attestations');
  await client.post('/espace/attestations', { jeton, type });
  const [{ code, href }] = (await client.data('/espace/attestations')).certificates;
  const { address, ...files } = await readPaper((await client.get(href.slice(mount.length))).bytes, folder);
  return { code, digits: address.split('#')[1], account, ...files };
}

export async function* verification(w) {
  const paper = await w.once('paper', async () => drawPaper(await w.account(), w.server.dir));
  const client = w.client();
  yield w.scene(page, await w.open(client, page));
  yield w.scene(`${page}, blank`, await w.blank(client, page));
  yield w.scene(`${page}, genuine`, await w.post(client, page, { code: paper.code }));
  yield w.scene(`${page}, unknown`, await w.post(client, page, { code: '0000-0000-0000-0000' }));
  for (const [name, digits] of [['genuine', paper.digits], ['false', `${paper.digits.slice(0, -1)}${(Number(paper.digits.at(-1)) + 1) % 10}`]]) {
    const at = `${page}#${digits}`;
    yield w.scene(`${page}, QR code ${name}`, await w.open(client, page), { path: at });
  }
  yield w.scene(`${page}/hors-ligne.html`, await w.open(client, `${page}/hors-ligne.html`));
  const file = await w.open(client, `${page}/hors-ligne.html`);
  yield w.scene(`${page}/hors-ligne.html, genuine`, file, { path: `${page}/hors-ligne.html#${paper.digits}` });
}
