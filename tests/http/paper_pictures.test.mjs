// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Certificates as pictures, as they come back from scanners, copiers and fax machines: two readers find the code in
// them, and its signature is genuine. `make soak-papers` does so with every paper and every picture.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';

import { Bearers } from '../lib/bearers.mjs';
import { bytesOf, factsOf, isGenuine } from '../lib/payload.mjs';
import { changes, findCode, pictureOf, readers } from '../lib/raster.mjs';
import { easyProofs, manyCodes, startServer } from '../lib/server.mjs';

const run = promisify(execFile);
const MM = 25.4;
const QUIET = 4; // modules

describe('pictures of certificates', () => {
  let server;
  let bearers;
  let usual;
  let longest;
  let keys;

  before(async () => {
    server = await startServer('paper-pictures', { directives: [...easyProofs, ...manyCodes] });
    bearers = new Bearers(server);
    usual = await bearers.draw('usual');
    longest = await bearers.draw('a student with the longest names');
    ({ keys } = await usual.client.data('/.well-known/cnops-keys.json'));
  });
  after(() => server?.stop());

  const digitsIn = (text) => text.match(/\/verification#([1-9]\d+)$/)[1];

  async function assertRead(paper, dpi, change) {
    const picture = changes[change](await pictureOf(paper.file, dpi));
    for (const [name, read] of Object.entries(readers)) {
      const text = await read(picture, bearers.folder);
      assert.ok(text, `${name} reads nothing at ${dpi} dpi, ${change}`);
      assert.ok(isGenuine(bytesOf(digitsIn(text)), keys), `${name} at ${dpi} dpi, ${change}`);
    }
  }

  for (const [dpi, change] of [[200, 'turned'], [200, 'faxed'], [150, 'turned, blurred and greyed'], [100, 'turned']]) {
    it(`the code is read at ${dpi} dpi, ${change}`, async () => {
      await assertRead(usual, dpi, change);
      await assertRead(longest, dpi, change);
    });
  }

  it('the code has modules of 0.66 mm, 40 mm and four quiet modules', async () => {
    for (const paper of [usual, longest]) {
      const picture = await pictureOf(paper.file, 200);
      const { version, location } = findCode(picture);
      const modules = 17 + 4 * version;
      const { x: left, y: top } = location.topLeftCorner;
      const module = (location.topRightCorner.x - left) / modules;
      assert.ok((module / picture.dpi) * MM >= 0.655, `${(module / picture.dpi) * MM} mm`);
      assert.ok(((module * modules) / picture.dpi) * MM >= 40);
      const [from, to] = [Math.ceil(left - QUIET * module + 1), Math.floor(left - 1)];
      for (let x = from; x < to; x += 1) assert.equal(picture.pixels[Math.round(top + 9 * module) * picture.width + x], 255);
    }
  });

  it('the code says what is printed', async () => {
    const facts = factsOf(bytesOf(digitsIn(findCode(await pictureOf(usual.file, 200)).data)));
    const { stdout: text } = await run('pdftotext', ['-layout', usual.file, '-']);
    for (const name of ['birth_date', 'issued_on', 'expires_on', 'rights_from']) assert.ok(text.includes(facts[name]), name);
    assert.ok(text.includes(`••••${facts.document_end}`));
    assert.ok(text.includes(facts.name.toString('latin1')));
  });

  it('a name that the code cuts is told, on one page', async () => {
    const { stdout: text } = await run('pdftotext', ['-layout', longest.file, '-']);
    assert.match(text, /trop long pour le code QR/);
    assert.ok(longest.certificate.is_cut);
    const { stdout: info } = await run('pdfinfo', [longest.file]);
    assert.match(info, /^Pages: +1$/m);
    const facts = factsOf(bytesOf(digitsIn(findCode(await pictureOf(longest.file, 200)).data)));
    for (const name of ['name', 'name_ar']) assert.equal(facts[name].at(-1), 0x80, name); // "…" in both tables
  });

  it('no payload with another bit is genuine', async () => {
    const bytes = bytesOf(digitsIn(findCode(await pictureOf(longest.file, 200)).data));
    assert.ok(isGenuine(bytes, keys));
    for (let bit = 0; bit < 8 * bytes.length; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] ^= 1 << (bit & 7);
      assert.equal(isGenuine(changed, keys), false, `bit ${bit}`);
    }
  });
});
