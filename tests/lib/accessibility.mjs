// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Automatic checks of a page's accessibility: axe-core in the browser, html-validate on the
// bytes that were sent.

import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';

import { HtmlValidate } from 'html-validate';

const require = createRequire(import.meta.url);
const axe = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');

// The rules of axe-core that the portal must pass: WCAG levels A and AA, and best practice.
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
// An e-mail is shown inside a page of the program that reads it, to which the best practices belong.
export const mailTags = tags.filter((tag) => tag !== 'best-practice');

const rules = {
  'doctype-style': ['error', { style: 'lowercase' }],
  'require-sri': ['error', { target: 'crossorigin' }], // our assets have the origin of the page
  'void-style': ['error', { style: 'omit' }],
  // The templates leave blanks at the ends of lines; they are not visible.
  'no-trailing-whitespace': 'off',
  // On telephones a table is shown as cards. Some browsers then no longer say what its elements are, but for
  // their roles: browser.mjs checks that they are written.
  'no-redundant-role': 'off',
  // Telephone numbers and addresses are data, kept together by <bdi> and non-breaking spaces.
  'tel-non-breaking': 'off',
};
const base = { root: true, extends: ['html-validate:recommended', 'html-validate:document'] };
const htmlValidate = new HtmlValidate({ ...base, rules });
// Programs for e-mail ignore style sheets, or know only the attributes of HTML 4.
const mailValidate = new HtmlValidate({ ...base, rules: { ...rules, 'no-inline-style': 'off', 'no-deprecated-attr': 'off' } });

// Rules whose result depends on the width of the screen, even where the same elements are shown.
export const layoutRules = ['color-contrast', 'target-size'];
export const colourRules = ['color-contrast'];

// Findings of axe-core, one text each. only: the rules of these names, or those with one of these tags. axe is
// loaded once for each document.
export async function axeFindings(page, only = {}) {
  if (await page.evaluate(() => typeof window.axe === 'undefined')) await page.evaluate(axe);
  const runOnly = only.rules ? { type: 'rule', values: only.rules } : { type: 'tag', values: only.tags ?? tags };
  const violations = await page.evaluate(
    (chosen) => window.axe.run(document, { runOnly: chosen, resultTypes: ['violations'] }).then((result) => result.violations),
    runOnly,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.html.slice(0, 160)}: ${node.failureSummary.replace(/\s+/g, ' ').slice(0, 300)}`));
}

export function htmlFindings(html) {
  return validate(htmlValidate, html);
}

export function mailFindings(html) {
  return validate(mailValidate, html);
}

async function validate(validator, html) {
  const { results } = await validator.validateString(html);
  return results.flatMap((result) =>
    result.messages.map((m) => `${m.ruleId} at ${m.line}:${m.column}: ${m.message}`));
}
