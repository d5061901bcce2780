// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// A minimal parser for our own pages. It does not check HTML: accessibility.mjs does.

const REFERENCES = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&#x27;': "'" };

export function unescape(text) {
  return text
    .replace(/&(amp|lt|gt|quot|#39|#x27);/g, (reference) => REFERENCES[reference])
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
}

export function attributesOf(tag) {
  const attributes = {};
  for (const match of tag.matchAll(/([a-z][a-z0-9-]*)(?:="([^"]*)"|='([^']*)')?/gi)) {
    attributes[match[1].toLowerCase()] = unescape(match[2] ?? match[3] ?? '');
  }
  return attributes;
}

export function tags(html, name) {
  return [...html.matchAll(new RegExp(`<${name}\\b([^>]*)>`, 'gi'))].map((m) => attributesOf(m[1]));
}

export function textOf(html) {
  const words = html.replace(/<(script|style)\b.*?<\/\1>/gis, ' ').replace(/<[^>]*>/g, ' ');
  return unescape(words).replace(/[ \t\r\n]+/g, ' ').trim();
}

export function jetonOf(html) {
  return tags(html, 'input').find((input) => input.name === 'jeton')?.value;
}

export function headingOf(html) {
  return textOf(/<h1\b[^>]*>(.*?)<\/h1>/is.exec(html)?.[1] ?? '');
}

// The addresses that a browser loads without a click.
export function resourcesOf(html) {
  return [
    ...tags(html, 'link').map((link) => link.href),
    ...tags(html, 'script').map((script) => script.src),
    ...tags(html, 'img').map((image) => image.src),
    ...tags(html, 'use').map((use) => use.href),
    ...[...html.matchAll(/\sdata-[a-z-]*(?:worker|src)[a-z-]*="([^"]+)"/gi)].map((m) => unescape(m[1])),
  ].filter((address) => address && !address.startsWith('#'));
}

export function linksOf(html) {
  return tags(html, 'a').map((anchor) => anchor.href).filter((href) => href && !href.startsWith('#'));
}
