// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Shows pages in two text browsers, which know neither scripts nor style sheets. Both get the
// bytes that the server has sent; their handling of cookies is not tested here.

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

// Removes blanks and the marks of bidirectional text, which each browser treats in its own way.
export const bare = (text) => text.replace(/[\s\u200e\u200f\u2066-\u2069]+/g, '');

const bodyOf = (html) => /<body\b[^>]*>(.*)<\/body>/is.exec(html)[1];

// Each piece of text between two tags.
const textsOf = (html) => bodyOf(html).replace(/<script\b.*?<\/script>/gis, '').split(/<[^>]*>/).map(textOf).filter(Boolean);

const isTyped = ({ type = 'text' }) => ['text', 'password', 'email', 'tel', 'number', 'search'].includes(type);

function labelOf(html, id) {
  const label = new RegExp(`<label\\b[^>]*\\bfor="${id}"[^>]*>(.*?)</label>`, 'is').exec(html);
  return label && textOf(label[1]);
}

// How each browser shows an empty field, and a checkbox or radio button.
const fields = { lynx: /_{10,}/g, w3m: /\[ {10,}\]/g };
const marks = { lynx: /[([][ *X][)\]]/g, w3m: /[([][ *•✓X][)\]]/g };

// What a visitor without scripts would not see or could not use on the page; one text each.
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
  // Fields that are not sent and buttons that do nothing must not be visible.
  inputs.filter(({ name }) => !name).forEach(({ type }) => found.push(`a ${type} without a name`));
  tags(bodyOf(html), 'button').filter(({ type }) => type !== 'submit').forEach((button) => found.push(`a button that does nothing: ${button.class}`));
  return found;
}
