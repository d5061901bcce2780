// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Pages without a database, beside a static file and a C handler with the same answer.

import { load } from '../load.mjs';
import { pages, requestsFor } from '../pages.mjs';
import { CONNECTIONS } from '../settings.mjs';

const sides = { portal: 'the portal', static: 'a static file', handler: 'a C handler' };

async function measurePage(stage, page, compressed) {
  const requests = requestsFor(page, compressed);
  for (const [side, title] of Object.entries(sides)) {
    const figures = await stage.portal.measure(() =>
      load(stage.portal.server.port, [requests[side]], { connections: CONNECTIONS, seconds: Math.ceil(stage.seconds / 2) }));
    const expected = page.name === '404' ? 404 : 200;
    stage.emit(page.name, `${title}${compressed ? ', compressed' : ''}`, figures, { expected });
  }
}

export const pageCases = pages.map((page) => ({
  names: [page.name],
  title: page.title,
  async round(stage) {
    for (const compressed of [false, true]) await measurePage(stage, page, compressed);
  },
}));
