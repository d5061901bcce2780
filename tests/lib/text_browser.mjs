// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Pages as two browsers show them that know neither scripts nor style sheets. Both get the bytes
// the server sent: what they would do with cookies is not asked here.

import { execFile } from 'node:child_process';

import { tags, textOf } from './html.mjs';

const programs = {
  lynx: ['-dump', '-nolist', '-stdin', '-force_html', '-width=100', '-assume_charset=utf-8', '-display_charset=utf-8'],
  w3m: ['-dump', '-T', 'text/html', '-I', 'utf-8', '-O', 'utf-8', '-cols', '100'],
};
export const browsers = Object.keys(programs);

export function shownBy(browser, html) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, LC_ALL: 'C.UTF-8' };
    const child = execFile(browser, programs[browser], { env }, (error, stdout) => (error ? reject(error) : resolve(stdout)));
    child.stdin.end(html);
  });
}

// Where lines break, and what only directs bidirectional text, is a browser's own business.
export const bare = (text) => text.replace(/[\s\u200e\u200f\u2066-\u2069]+/g, '');

const bodyOf = (html) => /<body\b[^>]*>(.*)<\/body>/is.exec(html)[1];

// Each piece of text between two tags.
const textsOf = (html) => bodyOf(html).replace(/<script\b.*?<\/script>/gis, '').split(/<[^>]*>/).map(textOf).filter(Boolean);

const isTyped = ({ type = 'text' }) => ['text', 'password', 'email', 'tel', 'number', 'search'].includes(type);

function labelOf(html, id) {
  const label = new RegExp(`<label\\b[^>]*\\bfor="${id}"[^>]*>(.*?)</label>`, 'is').exec(html);
  return label && textOf(label[1]);
}

// How an empty field, and a mark to be set, look in each.
const fields = { lynx: /_{10,}/g, w3m: /\[ {10,}\]/g };
const marks = { lynx: /[([][ *X][)\]]/g, w3m: /[([][ *•✓X][)\]]/g };

// What somebody without scripts would miss on the page, one finding a line.
export async function findings(browser, html) {
  const shown = await shownBy(browser, html);
  const whole = bare(shown);
  const inputs = tags(bodyOf(html), 'input').filter((input) => input.type !== 'hidden');
  const typed = inputs.filter(isTyped);
  const found = textsOf(html).filter((text) => !whole.includes(bare(text))).map((text) => `lost: ${text}`);
  const before = shown.split(fields[browser]).map(bare);
  if (before.length - 1 !== typed.length) found.push(`fields: ${before.length - 1} are shown, ${typed.length} there are`);
  typed.forEach(({ id, name }, i) => {
    const label = labelOf(html, id);
    if (!label || !before[i]?.includes(bare(label))) found.push(`no label before ${name}`);
  });
  const marked = inputs.filter(({ type }) => ['checkbox', 'radio'].includes(type));
  const shownMarks = (shown.match(marks[browser]) ?? []).length;
  if (shownMarks !== marked.length) found.push(`marks: ${shownMarks} are shown, ${marked.length} there are`);
  // What is sent nowhere, or does nothing, must not be met.
  inputs.filter(({ name }) => !name).forEach(({ type }) => found.push(`a ${type} without a name`));
  tags(bodyOf(html), 'button').filter(({ type }) => type !== 'submit').forEach((button) => found.push(`a button that does nothing: ${button.class}`));
  return found;
}
