// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// The journeys of a member who has forgotten the password or lost the contacts of the account,
// and cnopsctl, with which operators decide requests and export letters.

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { Journey, newContacts } from './journey.mjs';

// account: the journey that created it. Codes go to the contacts of that journey.
export class Recovery extends Journey {
  constructor(server, account, options = {}) {
    super(server, account.answers, options);
    this.base = '/recuperation';
    this.steps = [
      'conditions', 'identite', 'questions', 'courriel-code', 'telephone-code', 'mot-de-passe', 'termine',
    ];
    this.email = account.email;
    this.smsTo = account.smsTo;
    this.password = options.password ?? 'terrasse ocre 91 olives';
  }
}

// Continues a recovery whose facts are proved, and asks for new contacts.
export class LostContacts extends Journey {
  constructor(recovery) {
    super(recovery.server, recovery.answers);
    this.base = '/recuperation';
    this.client = recovery.client;
    this.steps = [
      'contact', 'contact/courriel', 'contact/courriel-code', 'contact/telephone',
      'contact/telephone-code', 'contact/termine',
    ];
    Object.assign(this, newContacts());
  }

  fieldsOf(step, page, changes) {
    return step === 'contact' ? {} : super.fieldsOf(step.split('/').pop(), page, changes);
  }
}

// Runs cnopsctl of the instance; resolves to {status, stdout, stderr}.
export function cnopsctl(server, ...args) {
  return new Promise((resolve) => {
    execFile(path.join(server.dir, 'cnopsctl'), args, (error, stdout, stderr) =>
      resolve({ status: error ? error.code : 0, stdout, stderr }));
  });
}

export const by = (name) => ['--operator', name, '--reason', 'Carte vue au guichet'];

// The path, below the mount, of the link to /NAME/ in a message.
export function linkOf(message, name) {
  return new RegExp(`/${name}/[\\w.-]+`).exec(message.text)[0];
}

// The codes of all letters that are due now. Keeps their text in server.letters.
export async function exportLetters(server, htdocs) {
  const file = path.join(server.dir, 'run', `letters-${process.hrtime.bigint()}.txt`);
  await cnopsctl(server, 'export', 'letters', file, '--text', '--json', ...by('poste.fictive'), '--htdocs', htdocs);
  const text = await readFile(file, 'utf8');
  server.letters = [...(server.letters ?? []), text];
  return text.match(/[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/g) ?? [];
}
