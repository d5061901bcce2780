// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Shows scenes in a browser. The page is the bytes that the scene's HTTP client received, under their own
// address and headers, so that the Content-Security-Policy holds. What the page loads comes from the scene's
// server, the first time; then from memory.

import assert from 'node:assert/strict';

import { openContext } from './browser.mjs';

const dropped = new Set(['set-cookie', 'content-length', 'transfer-encoding', 'connection', 'content-encoding', 'keep-alive']);

const headersOf = (headers) => Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.has(name)));

// Chromium reports each status above 399 as an error on its console; here such statuses are expected.
const meant = /Failed to load resource: the server responded with a status of (4\d\d|503)/;

const known = new Map(); // address → an answer for route.fulfill

async function answer(route, scene) {
  const request = route.request();
  const address = request.url();
  if (request.isNavigationRequest()) {
    await route.fulfill({ status: scene.status, headers: headersOf(scene.headers), body: scene.html });
    return;
  }
  // The names of assets are made from their content, which is the same on all servers.
  const key = new URL(address).pathname;
  if (known.has(key)) {
    await route.fulfill(known.get(key));
    return;
  }
  const response = await route.fetch({ headers: { ...request.headers(), ...(scene.cookie && { cookie: scene.cookie }) } });
  const kept = { status: response.status(), headers: headersOf(response.headers()), body: await response.body() };
  if (/immutable/.test(response.headers()['cache-control'] ?? '')) known.set(key, kept);
  await route.fulfill(kept);
}

// A page that shows one scene after the other. Opening it costs as much as several scenes.
export class Shower {
  static async open(browser, options = {}) {
    const shower = new Shower();
    // The server is that of the scene.
    const place = {
      get origin() {
        return shower.scene?.server.origin;
      },
    };
    Object.assign(shower, await openContext(browser, place, { expected: [meant], screen: 'phone', ...options }));
    await shower.context.route('**/*', (route) => answer(route, shower.scene));
    return shower;
  }

  // Fails where the browser complained about the scene before.
  async show(scene) {
    this.assertQuiet();
    this.scene = scene;
    await this.page.goto(scene.server.url(scene.path));
  }

  assertQuiet() {
    assert.deepEqual(this.complaints.splice(0), [], this.scene?.name);
  }

  async close() {
    await this.context.close();
    this.assertQuiet();
  }
}

// Runs use(page, show) with a page of its own.
export async function withScenes(browser, options, use) {
  const shower = await Shower.open(browser, options);
  try {
    await use(shower.page, (scene) => shower.show(scene));
  } finally {
    await shower.close();
  }
}
