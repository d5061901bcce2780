// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Inspects pages in one language at both widths: findings of axe-core and html-validate, the
// layout, and a picture for people.

import assert from 'node:assert/strict';

import { axeFindings, htmlFindings } from './accessibility.mjs';
import { assertFits, inContext, picture, screens } from './browser.mjs';

// Chromium reports each answer over 399 as an error on its console. These are intended.
const intended = /Failed to load resource: the server responded with a status of (404|422|429)/;

// Runs use(page, check, context), which calls check(name) to inspect the current page.
export async function inspect(browser, server, { lang, prefix, expected = intended }, use) {
  await inContext(browser, server, { lang, expected: [expected] }, async (page, context) => {
    const found = [];
    let sent = null;
    page.on('response', (response) => {
      if (response.request().isNavigationRequest() && response.status() !== 303) sent = response.text();
    });
    const check = async (name) => {
      found.push(...(await htmlFindings(await sent)).map((finding) => `${name}: html: ${finding}`));
      for (const [screen, size] of Object.entries(screens)) {
        await page.setViewportSize(size);
        found.push(...(await axeFindings(page)).map((finding) => `${name}: ${screen}: ${finding}`));
        await assertFits(page, lang);
        await picture(page, `${prefix}-${name}`, lang);
      }
    };
    await use(page, check, context);
    assert.deepEqual(found, []);
  });
}

// Gives the cookies of the client to the browser, which then continues the client's session.
export const adopt = (context, client, server) =>
  context.addCookies([...client.jar.cookies].map(([name, value]) => ({ name, value, url: server.origin })));

// Gives the cookies of the browser back to the client.
export async function giveBack(context, client) {
  for (const { name, value } of await context.cookies()) client.jar.cookies.set(name, value);
}
