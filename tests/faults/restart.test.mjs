// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// A graceful restart, as after a change of the configuration: visitors do not notice it.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from '../lib/client.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, locationOf, signIn, steps } from '../lib/journey.mjs';
import { mount, startServer } from '../lib/server.mjs';

describe('graceful restart', () => {
  let server;
  let members;

  before(async () => {
    server = await startServer('faults-restart');
    members = new Members(server);
  });
  after(() => server?.stop());

  it('before every step: the journey continues, and codes that were sent work', async () => {
    const member = members.take();
    const journey = new Journey(server, answersOf(member));
    for (const [i, step] of steps.slice(0, -1).entries()) {
      await server.restartGracefully();
      const response = await journey.submit(step);
      assert.equal(response.location, locationOf(steps[i + 1]), response.text.slice(0, 1000));
    }
    await server.restartGracefully();
    assert.equal((await signIn(new Client(server), member.cni, journey.password)).location, `${mount}/espace`);
  });

  it('a form of a page from before the restart is accepted', async () => {
    const journey = await new Journey(server, answersOf(members.take())).reach('courriel');
    const { jeton } = await journey.page('courriel');
    await server.restartGracefully();
    const fields = { jeton, courriel: journey.email, courriel_confirmation: journey.email };
    const response = await journey.client.post('/creation/courriel', fields);
    assert.equal(response.location, locationOf('courriel-code'));
  });

  it('a session continues', async () => {
    const { cni, mot_de_passe: password } = server.identities.find((i) => i.mot_de_passe);
    const client = new Client(server);
    assert.equal((await signIn(client, cni, password)).location, `${mount}/espace`);
    await server.restartGracefully();
    assert.equal((await client.get('/espace')).status, 200);
  });

  it('during last steps: each request gets its answer', async () => {
    for (const delay of [5, 60, 150]) {
      const people = await Promise.all([1, 2, 3, 4].map(() =>
        new Journey(server, answersOf(members.take())).reach('mot-de-passe')));
      const answers = people.map((journey) => journey.submit('mot-de-passe'));
      await sleep(delay);
      await server.restartGracefully();
      for (const answer of await Promise.all(answers)) {
        assert.equal(answer.location, locationOf('termine'), answer.text.slice(0, 1000));
      }
      for (const journey of people) { // the message about the account
        await server.outbox.next(journey.email);
      }
    }
  });
});
