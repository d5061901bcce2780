// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// The keys of keys.txt whose French sentence is in no scene: states that nobody looks at yet.

import { readFile } from 'node:fs/promises';

import { textOf } from '../lib/html.mjs';

const quote = (text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

// "minutes | one | several" has two sentences; "[context] word" is seen as the word; {name} is any text.
function patternsOf(value) {
  const forms = value.includes(' | ') ? value.split(' | ').slice(1) : [value];
  return forms.map((form) => new RegExp(form.replace(/^\[[^\]]*\] /, '').split(/\{[^}]*\}/).map(quote).join('.{0,80}?')));
}

export async function unseenSentences(file, pages) {
  const attributes = (html) => [...html.matchAll(/(?:aria-label|data-[a-z0-9-]+|alt|value)="([^"]*)"/g)].map((match) => match[1]).join(' ');
  const seen = pages.map((html) => `${textOf(html)} ${attributes(html)}`.replaceAll(/\s+/g, ' ')).join('\n');
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => /^[a-z][^=]* = /.test(line));
  return lines.filter((line) => {
    const value = line.slice(line.indexOf(' = ') + 3).replaceAll(/\s+/g, ' ');
    return !patternsOf(value).some((pattern) => pattern.test(seen));
  });
}
