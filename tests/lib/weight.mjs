// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// What a page costs on the wire: the bytes that httpd has sent for it, headers included, counted by
// httpd itself (mod_logio). TLS adds some 3 % to them.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

// For startServer. %O counts what is sent, after compression.
export const weighing = ['LogFormat "%O %U" weight', 'CustomLog logs/weight.log weight'];

const QUIET = 150; // ms without a new line: httpd logs an answer after it has sent it

export class Scale {
  constructor(server) {
    this.file = path.join(server.dir, 'logs/weight.log');
    this.seen = 0;
  }

  async lines() {
    return (await readFile(this.file, 'utf8').catch(() => '')).trim().split('\n').filter(Boolean);
  }

  // Forgets what was sent before.
  async reset() {
    this.seen = (await this.lines()).length;
  }

  // What was sent since the last call: bytes in all, those of faces apart, and each answer.
  async weigh() {
    let lines = await this.lines();
    for (let before = -1; before !== lines.length; lines = await this.lines()) {
      before = lines.length;
      await sleep(QUIET);
    }
    const answers = lines.slice(this.seen).map((line) => {
      const [bytes, address] = line.split(' ');
      return { bytes: Number(bytes), address };
    });
    this.seen = lines.length;
    const sum = (some) => some.reduce((total, { bytes }) => total + bytes, 0);
    const faces = answers.filter(({ address }) => /\.woff2$/.test(address));
    return { all: sum(answers), faces: sum(faces), rest: sum(answers) - sum(faces), answers };
  }
}

// Opens a page with its faces.
export async function openWhole(page, address) {
  await page.goto(address);
  await page.evaluate(() => document.fonts.ready.then(() => null));
}
