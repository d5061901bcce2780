// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Scenes of messages: e-mails as their HTML, SMS as a bubble with their length, letters and e-mails without
// HTML as plain text. One of each template and language.

import { segmentsOf } from '../lib/sms.mjs';
import { unmark } from '../lib/stage.mjs';

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const frame = (lang, style, body) => `<!doctype html><html lang="${lang}" dir="${lang === 'ar' ? 'rtl' : 'ltr'}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>message</title><style>:root { color-scheme: light dark; }
body { margin: 16px; font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; } ${style}</style>${body}</html>`;

const bubble = 'p { white-space: pre-line; max-width: 300px; padding: 12px 16px; border-radius: 16px; background: #e6e6eb; } @media (prefers-color-scheme: dark) { p { background: #333; } }';

function pageOf(name, lang, { text, html }) {
  if (html) return unmark(html).text;
  if (!name.endsWith('-sms')) return frame(lang, 'pre { white-space: pre-wrap; }', `<pre>${escape(text)}</pre>`);
  const { size, alphabet, segments } = segmentsOf(text.trim());
  return frame(lang, bubble, `<p>${escape(text.trim())}</p><small dir="ltr">${size} ${alphabet} = ${segments}</small>`);
}

// The language is that of the e-mail; SMS and letters do not say theirs.
const languageOf = ({ headers, text }) =>
  headers['content-language'] ?? (/[\u0600-\u06ff]/.test(text) ? 'ar' : /\b(your|you)\b/i.test(text) ? 'en' : 'fr');

export function messageScenes(messages, server) {
  const scenes = new Map();
  for (const message of messages) {
    const { text, names } = unmark(message.text);
    for (const name of names) {
      const lang = languageOf({ ...message, text });
      const key = `${name} ${lang}`;
      if (scenes.has(key)) continue;
      const group = name.endsWith('-sms') ? 'SMS' : name.endsWith('lettre') ? 'letters by post' : 'e-mails';
      scenes.set(key, {
        name, lang, group, server, path: `/${name}`, status: 200, headers: { 'content-type': 'text/html; charset=utf-8' },
        templates: [name], html: pageOf(name, lang, { ...message, text }), isMail: Boolean(message.html), isPlain: !message.html,
      });
    }
  }
  return [...scenes.values()].sort((a, b) => a.group.localeCompare(b.group) || a.name.localeCompare(b.name));
}
