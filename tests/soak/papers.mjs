// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// `make soak-papers`: every kind of certificate as a picture, at three resolutions, turned, greyed, blurred, faxed and
// all of it; each is read by two readers, and its signature is checked. Fails where one says nothing, or says something
// false, where the table does not expect it.

import { Bearers, bearers as kinds } from '../lib/bearers.mjs';
import { bytesOf, isGenuine } from '../lib/payload.mjs';
import { changes, pictureOf, readers } from '../lib/raster.mjs';
import { easyProofs, manyCodes, startServer } from '../lib/server.mjs';

const resolutions = [200, 150, 100];

function judge(text, keys) {
  const digits = text?.match(/\/verification#([1-9]\d+)$/)?.[1];
  if (!digits) return text ? 'false' : 'nothing';
  return isGenuine(bytesOf(digits), keys) ? 'genuine' : 'false';
}

const server = await startServer('soak-papers', { directives: [...easyProofs, ...manyCodes] });
let failures = 0;
let count = 0;
try {
  const bearers = new Bearers(server);
  for (const name of Object.keys(kinds)) {
    const { file, client } = await bearers.draw(name);
    const { keys } = await client.data('/.well-known/cnops-keys.json');
    for (const dpi of resolutions) {
      const picture = await pictureOf(file, dpi);
      for (const [change, apply] of Object.entries(changes)) {
        const changed = apply(picture);
        for (const [reader, read] of Object.entries(readers)) {
          const verdict = judge(await read(changed, bearers.folder), keys);
          count += 1;
          if (verdict === 'genuine') continue;
          failures += 1;
          process.stdout.write(`${name}, ${dpi} dpi, ${change}, ${reader}: ${verdict}\n`);
        }
      }
    }
    process.stdout.write(`${name}\n`);
  }
} finally {
  await server.stop();
}
process.stdout.write(`${count} pictures read, ${failures} not genuine\n`);
process.exitCode = failures ? 1 : 0;
