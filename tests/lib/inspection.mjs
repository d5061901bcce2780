// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Pages looked at in one language, at both widths: what axe-core and html-validate find, whether
// the layout holds, and a picture for people.

import assert from 'node:assert/strict';

import { axeFindings, htmlFindings } from './accessibility.mjs';
import { assertFits, inContext, picture, screens } from './browser.mjs';

// Chromium reports each answer over 399 as an error on its console; here they are meant.
const meant = /Failed to load resource: the server responded with a status of (404|422|429)/;

// use(page, check, context): check(name) looks at the page that is there.
export async function inspect(browser, server, { lang, prefix, expected = meant }, use) {
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

// The browser goes on as this client, and the client as the browser.
export const adopt = (context, client, server) =>
  context.addCookies([...client.jar.cookies].map(([name, value]) => ({ name, value, url: server.origin })));

export async function giveBack(context, client) {
  for (const { name, value } of await context.cookies()) client.jar.cookies.set(name, value);
}
