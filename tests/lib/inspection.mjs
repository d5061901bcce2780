// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Inspects a scene that a page shows: html-validate and axe-core find nothing, and the layout holds at every
// width, with larger text, and on paper.

import { axeFindings, colourRules, htmlFindings, layoutRules } from './accessibility.mjs';
import { assertFits, overflowOf, screens } from './browser.mjs';

// 320 px is also a screen of 1280 px at a zoom of 400 %.
const NARROW = { width: 320, height: 740 };
const TEXT = 16; // px, the size that browsers begin with

// The elements that are shown. Where they are the same at two widths, so is all that axe finds, except by
// layoutRules.
const shownElements = (page) => page.evaluate(() => {
  let shown = '';
  for (const element of document.querySelectorAll('body *')) shown += element.checkVisibility({ checkVisibilityCSS: true }) ? '1' : '0';
  return shown;
});

// What is seen on paper, and should not be.
const onPaper = (page) => page.evaluate(() =>
  [...document.querySelectorAll('nav, [type=submit], .expiry, .skip')].filter((element) => element.checkVisibility()).map((element) => element.outerHTML.slice(0, 80)));

// Inspects with axe what the page shows at one width. before: the elements shown at the width before.
async function look(page, isDark, before) {
  const shown = await shownElements(page);
  const found = await axeFindings(page, shown === before ? { rules: layoutRules } : {});
  if (!isDark) return { shown, found };
  await page.emulateMedia({ colorScheme: 'dark' });
  const inDark = (await axeFindings(page, { rules: colourRules })).map((finding) => `dark: ${finding}`);
  await page.emulateMedia({ colorScheme: 'light' });
  return { shown, found: [...found, ...inDark] };
}

// Returns what is wrong, one text each. dark: the screens on which colours are checked in the dark theme too.
// axe: false leaves out axe-core, for a page of which only words differ from one that was inspected.
export async function inspect(page, scene, { dark = Object.keys(screens), axe = true } = {}) {
  const found = [];
  const note = (where, findings) => found.push(...findings.map((finding) => `${scene.name}, ${scene.lang}, ${where}: ${finding}`));
  const wide = (pixels) => (pixels > 0 ? [`${pixels} px too wide`] : []);
  const chromium = await page.context().newCDPSession(page);
  // What the visitor has set in the browser, not a zoom: only text grows.
  const enlarge = (standard) => chromium.send('Page.setFontSizes', { fontSizes: { standard } });

  note('html', await htmlFindings(scene.html));
  let shown;
  for (const [screen, size] of Object.entries(screens)) {
    await page.setViewportSize(size);
    await assertFits(page, scene.lang);
    if (!axe) continue;
    const seen = await look(page, dark.includes(screen), shown);
    shown = seen.shown;
    note(screen, seen.found);
  }
  await enlarge(2 * TEXT);
  for (const size of [screens.phone, NARROW]) {
    await page.setViewportSize(size);
    note(`${size.width} px, text doubled`, wide(await overflowOf(page)));
  }
  await enlarge(TEXT);
  note('320 px', wide(await overflowOf(page)));
  await page.emulateMedia({ media: 'print' });
  note('on paper', await onPaper(page));
  await page.emulateMedia({ media: 'screen' });
  await chromium.detach();
  return found;
}

// Gives the cookies of the client to the browser, which then continues the client's session.
export const adopt = (context, client, server) =>
  context.addCookies([...client.jar.cookies].map(([name, value]) => ({ name, value, url: server.origin })));

// Gives the cookies of the browser back to the client.
export async function giveBack(context, client) {
  for (const { name, value } of await context.cookies()) client.jar.cookies.set(name, value);
}
