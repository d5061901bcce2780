// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// The statements of a sign-in, without the hash of the password, which takes most of its time: they
// show how a sign-in grows with the number of members.

import { enterPassword } from '../../lib/journey.mjs';
import { CONNECTIONS } from '../settings.mjs';
import { repeatable, runBare } from '../statements.mjs';
import { Crowd } from '../visitors.mjs';

const CAPTURED = 32; // members whose statements are run

export const lookupsCase = {
  names: ['lookups'],
  title: 'statements of a sign-in',

  async capture(stage, portal, log) {
    portal.lookups = [];
    for (const cni of portal.holders.slice(-CAPTURED)) {
      const crowd = new Crowd(portal.server);
      const send = await crowd.hold([crowd.client()], (client) => enterPassword(client, cni, portal.password));
      portal.lookups.push((await log.during(send)).map(repeatable));
    }
  },

  async round(stage) {
    for (const portal of stage.portals) {
      const figures = await runBare(portal, portal.lookups, { connections: CONNECTIONS, seconds: stage.seconds });
      stage.emit('lookups', 'its bare statements', figures, { size: portal.count, statements: portal.lookups[0].length });
    }
  },
};
