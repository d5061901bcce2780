// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// The table of addresses as the product has it (pages/routes.c), and the addresses and forms that
// the pages of one member lead to.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { attributesOf, linksOf, tags } from './html.mjs';
import { mount, root } from './server.mjs';

const run = promisify(execFile);
const ADDRESSES_MOST = 400;

// [{path, member, gets, posts, pattern}]; pattern: of an address below the mount, without its query.
export async function readRoutes() {
  const { stdout } = await run(path.join(root, 'build/bin/lint-routes'));
  return stdout.trim().split('\n').map((line) => {
    const [address, access, get, post] = line.split('\t');
    const parts = address.split(/(\*\*?)/).map((part) => {
      if (part === '**') return '.+';
      return part === '*' ? '[^/]+' : part.replaceAll(/[.\\+?^${}()|[\]]/g, '\\$&');
    });
    return {
      path: address, member: access === 'member', gets: get === 'GET', posts: post === 'POST',
      hasPart: address.includes('*'), pattern: new RegExp(`^${parts.join('')}$`),
    };
  });
}

// The route that answers an address, which may have a query.
export const routeOf = (routes, address) => routes.find((route) => route.pattern.test(address.split('?')[0]));

// The forms of a page: [{action, fields}], one for each of their buttons.
function formsOf(html, page) {
  return [...html.matchAll(/(<form\b[^>]*>)(.*?)<\/form>/gis)].flatMap(([, tag, inside]) => {
    const { action = `${mount}${page}`, method = 'get' } = attributesOf(tag);
    if (method.toLowerCase() !== 'post') return [];
    const inputs = tags(inside, 'input').filter(({ name, type }) => name && name !== 'jeton' && !/^(radio|checkbox|submit)$/.test(type));
    const fields = Object.fromEntries(inputs.map(({ name, value = '' }) => [name, value]));
    const buttons = tags(inside, 'button').filter(({ name }) => name);
    const all = buttons.length ? buttons.map(({ name, value = '' }) => ({ ...fields, [name]: value })) : [fields];
    return all.map((each) => ({ action: below(action), fields: each }));
  });
}

// The part of an address below the mount; undefined: it is not of the portal.
function below(href) {
  if (!href.startsWith(mount)) return undefined;
  return href.slice(mount.length).split('#')[0] || '/';
}

// Opens every address of a member, and every one that these pages lead to.
// {addresses: [{address, html}], forms: [{action, fields}]}
export async function explore(client, routes) {
  const addresses = routes.filter(({ member, gets, hasPart }) => member && gets && !hasPart).map((route) => route.path);
  const forms = new Map();
  const seen = [];
  for (let i = 0; i < addresses.length; i += 1) {
    const address = addresses[i];
    assert.ok(addresses.length < ADDRESSES_MOST, `${addresses.length} addresses, the last one ${addresses.at(-1)}`);
    const { status, text } = await client.get(address);
    assert.ok([200, 303].includes(status), `${address}: ${status}`);
    seen.push({ address, html: text });
    const found = formsOf(text, address);
    for (const form of found) forms.set(JSON.stringify(form), form);
    const linked = [...linksOf(text).map(below), ...found.map(({ action }) => action)];
    for (const link of linked) {
      if (link && routeOf(routes, link)?.member && !addresses.includes(link)) addresses.push(link);
    }
  }
  return { pages: seen, forms: [...forms.values()].filter(({ action }) => action && routeOf(routes, action)?.member) };
}
