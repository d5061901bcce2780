// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Inspects everything of which the gallery takes a picture: axe-core in each language, width and theme, the
// layout in each language and width, html-validate in each language. `make test` has no time for all of
// these: it inspects some of them (tests/browser/accessibility.test.mjs).

import { axeFindings, htmlFindings, mailFindings, mailTags } from '../lib/accessibility.mjs';
import { assertFits } from '../lib/browser.mjs';

export class Inspector {
  // tell(finding) is called at once, since a gallery takes many minutes.
  constructor(tell = () => {}) {
    this.tell = tell;
    this.findings = [];
    this.counts = { axe: 0, html: 0 };
  }

  #note(walk, scene, where, findings) {
    for (const finding of findings) {
      this.findings.push(`${walk}: ${scene.name}, ${scene.lang}, ${where}: ${finding}`);
      this.tell(this.findings.at(-1));
    }
  }

  // The bytes that were sent, the same at every width and in both themes. Messages without HTML are shown in a
  // page of the gallery, which is not inspected.
  async inspectBytes(walk, scene) {
    if (scene.isPlain) return;
    this.counts.html += 1;
    this.#note(walk, scene, 'html', await (scene.isMail ? mailFindings : htmlFindings)(scene.html));
  }

  async inspectLayout(page, walk, scene, screen) {
    if (scene.isPlain || scene.isMail) return;
    await assertFits(page, scene.lang).catch((error) => this.#note(walk, scene, screen, [error.message]));
  }

  async inspectPicture(page, walk, scene, where) {
    if (scene.isPlain) return;
    this.counts.axe += 1;
    this.#note(walk, scene, where, await axeFindings(page, scene.isMail ? { tags: mailTags } : {}));
  }

  // One line for people, and the findings.
  get summary() {
    const { axe, html } = this.counts;
    return `axe-core ${axe} times, html-validate ${html} times: ${this.findings.length} findings`;
  }
}
