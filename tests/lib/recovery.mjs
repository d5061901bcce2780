// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Somebody who forgot a password, or lost the contacts bound to the account; and the operators'
// command, which decides and posts letters.

import { execFile } from 'node:child_process';
import path from 'node:path';

import { Journey, newContacts } from './journey.mjs';

// account: the journey that created it; its contacts are where codes go.
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

// From a recovery whose facts were proved: other contacts are asked for.
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

// {status, stdout, stderr} of the instance's cnopsctl.
export function cnopsctl(server, ...args) {
  return new Promise((resolve) => {
    execFile(path.join(server.dir, 'cnopsctl'), args, (error, stdout, stderr) =>
      resolve({ status: error ? error.code : 0, stdout, stderr }));
  });
}

export const by = (name) => ['--operator', name, '--reason', 'Carte vue au guichet'];

// The path below the mount of a message's link to /NAME/.
export function linkOf(message, name) {
  return new RegExp(`/${name}/[\\w.-]+`).exec(message.text)[0];
}
