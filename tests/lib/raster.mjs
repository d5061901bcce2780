// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// What becomes of a paper on its way: pictures of its first page at some resolution, turned, greyed, blurred or sent
// by fax; and two readers of QR codes that know nothing of each other, zbar and jsQR.

import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import jsqr from 'jsqr';

const run = promisify(execFile);
const WHITE = 255;

// A grey picture: {width, height, dpi, pixels}, one byte a pixel.
function readPgm(bytes, dpi) {
  const [head, , width, height] = bytes.subarray(0, 64).toString('latin1').match(/^(P5\s+(\d+)\s+(\d+)\s+255\s)/);
  return { width: Number(width), height: Number(height), dpi, pixels: bytes.subarray(head.length) };
}

const writePgm = ({ width, height, pixels }) => Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), pixels]);

export async function pictureOf(pdf, dpi) {
  await run('pdftoppm', ['-r', String(dpi), '-gray', '-singlefile', pdf, `${pdf}.${dpi}`]);
  const file = `${pdf}.${dpi}.pgm`;
  const picture = readPgm(await readFile(file), dpi);
  await rm(file);
  return picture;
}

// A picture of the same size whose pixel at x, y is what `pixel` says.
function redraw(picture, pixel) {
  const pixels = Buffer.alloc(picture.pixels.length);
  for (let y = 0, at = 0; y < picture.height; y += 1) {
    for (let x = 0; x < picture.width; x += 1, at += 1) pixels[at] = pixel(x, y, picture.pixels[at]);
  }
  return { ...picture, pixels };
}

const mix = (a, b, share) => a + (b - a) * share;

// About its middle, as by a scanner into which it was put askew. What comes from outside is white.
export function turned(picture, degrees = 3) {
  const { width, height, pixels } = picture;
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  const at = (x, y) => (x < 0 || y < 0 || x >= width || y >= height ? WHITE : pixels[y * width + x]);
  return redraw(picture, (x, y) => {
    const [dx, dy] = [x - width / 2, y - height / 2];
    const [fromX, fromY] = [dx * cos + dy * sin + width / 2, dy * cos - dx * sin + height / 2];
    const [left, top] = [Math.floor(fromX), Math.floor(fromY)];
    const across = (row) => mix(at(left, row), at(left + 1, row), fromX - left);
    return Math.round(mix(across(top), across(top + 1), fromY - top));
  });
}

// A copy of a copy: black is dark grey, paper is light grey, and there is some noise, the same at each run. (With twice
// as much both readers see codes everywhere in the light grey, and find none.)
export function greyed(picture) {
  let seed = 1;
  return redraw(picture, (x, y, pixel) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.round(mix(75, 205, pixel / WHITE) + (seed / 2147483648 - 0.5) * 16);
  });
}

// Each pixel is the mean of those within so many mm of it, as by a lens that is out of focus.
export function blurred(picture, mm = 0.2) {
  const radius = Math.max(0.5, (mm * picture.dpi) / 25.4);
  const reach = Math.ceil(radius);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.max(0, Math.min(1, radius + 0.5 - Math.abs(i - reach))));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const { width, height } = picture;
  const smear = (from, step, x, y, limit, place) => {
    let total = 0;
    for (let i = -reach; i <= reach; i += 1) {
      const inside = place + i >= 0 && place + i < limit;
      total += weights[i + reach] * (inside ? from[y * width + x + i * step] : WHITE);
    }
    return Math.round(total / sum);
  };
  const wide = redraw(picture, (x, y) => smear(picture.pixels, 1, x, y, width, x));
  return redraw(wide, (x, y) => smear(wide.pixels, width, x, y, height, y));
}

// Black or white, as by fax.
export const faxed = (picture) => redraw(picture, (x, y, pixel) => (pixel < 128 ? 0 : WHITE));

export const changes = {
  straight: (picture) => picture,
  turned: (picture) => turned(picture),
  greyed,
  blurred: (picture) => blurred(picture),
  faxed,
  'turned, blurred and greyed': (picture) => greyed(blurred(turned(picture))),
};

// --- readers: the text of the code, or null ---

async function zbar(picture, folder) {
  const file = path.join(folder, 'picture.pgm');
  await writeFile(file, writePgm(picture));
  // Its exit status is 4 where it finds nothing.
  const { stdout } = await run('zbarimg', ['--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', file]).catch(({ stdout: text }) => ({ stdout: text }));
  return stdout.trim() || null;
}

const decode = jsqr.default ?? jsqr;

// As jsQR says it, with the places of its corners.
export function findCode({ width, height, pixels }) {
  const rgba = new Uint8ClampedArray(4 * pixels.length);
  for (let i = 0; i < pixels.length; i += 1) rgba.fill(pixels[i], 4 * i, 4 * i + 3).fill(WHITE, 4 * i + 3, 4 * i + 4);
  return decode(rgba, width, height, { inversionAttempts: 'dontInvert' });
}

// Of twice the width and height.
function enlarged({ width, height, dpi, pixels }) {
  const large = { width: 2 * width, height: 2 * height, dpi: 2 * dpi, pixels: Buffer.alloc(4 * pixels.length) };
  const at = (x, y) => pixels[Math.min(y, height - 1) * width + Math.min(x, width - 1)];
  return redraw(large, (x, y) => {
    const [left, top, share] = [x >> 1, y >> 1, (x & 1) / 2];
    const across = (row) => mix(at(left, row), at(left + 1, row), share);
    return Math.round(mix(across(top), across(top + 1), (y & 1) / 2));
  });
}

// jsQR takes the size of a module from the corners; where it is three pixels and the code is turned, it miscounts the
// modules of some codes. It counts them right in an enlarged picture.
async function readByJsqr(picture) {
  return (findCode(picture) ?? findCode(enlarged(picture)))?.data ?? null;
}

export const readers = { zbar, jsqr: readByJsqr };
