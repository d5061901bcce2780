// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// The order of steps: skipping steps, going back, starting over.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from '../lib/client.mjs';
import { answersOf, Members, unknownPerson } from '../lib/identities.mjs';
import { Journey, locationOf, newContacts, pathOf, steps } from '../lib/journey.mjs';
import { easyProofs, startServer } from '../lib/server.mjs';

// The step that a browser is redirected to when it asks for the last one.
async function openStep(client) {
  return (await client.get(pathOf('termine'))).location;
}

describe('order of steps', () => {
  let server;
  let members;

  before(async () => {
    server = await startServer('order');
    members = new Members(server);
  });
  after(() => server?.stop());

  it('a step that is not open yet redirects to the first open one, for GET and POST', async () => {
    const journey = new Journey(server, answersOf(members.take()));
    for (const [done, open] of steps.slice(0, -1).entries()) {
      for (const step of steps.slice(done + 1)) {
        const got = await journey.client.get(pathOf(step));
        assert.equal(got.status, 303, `GET ${step} at ${open}`);
        assert.equal(got.location, locationOf(open));
        if (step === 'termine') continue;
        const { jeton } = await journey.page(open);
        const posted = await journey.client.post(pathOf(step), { jeton, code: '123456' });
        assert.equal(posted.status, 303, `POST ${step} at ${open}`);
        assert.equal(posted.location, locationOf(open));
      }
      assert.equal((await journey.submit(open)).status, 303, open);
    }
    assert.equal((await journey.client.get(pathOf('termine'))).status, 200);
  });

  it('finished steps can be opened again; they show what was typed, but no facts', async () => {
    const answers = answersOf(members.take());
    const journey = await new Journey(server, answers).reach('telephone');
    for (const step of ['conditions', 'identite', 'questions', 'courriel']) {
      const response = await journey.client.get(pathOf(step));
      assert.equal(response.status, 200, step);
      for (const secret of [answers.rib, answers.identifiant_employeur, answers.cni, answers.date_naissance]) {
        assert.ok(!response.text.includes(secret), `${step} shows ${secret}`);
      }
    }
    const shown = Object.fromEntries((await journey.page('identite')).fields.map(({ name, value }) => [name, value]));
    assert.equal(shown.cni, `${answers.cni.slice(0, 2)}${'•'.repeat(answers.cni.length - 4)}${answers.cni.slice(-2)}`);
    const sent = await journey.submit('identite', { cni: shown.cni, date_naissance: shown.date_naissance });
    assert.equal(sent.location, locationOf('telephone'), 'a mask stands for what was typed: nothing has changed');
  });

  it('a changed identity clears every later step', async () => {
    const journey = await new Journey(server, answersOf(members.take())).reach('telephone');
    journey.answers = answersOf(members.take());
    assert.equal((await journey.submit('identite')).location, locationOf('questions'));
    assert.equal(await openStep(journey.client), locationOf('questions'));
  });

  it('a changed e-mail clears its code and every later step', async () => {
    const journey = await new Journey(server, answersOf(members.take())).reach('mot-de-passe');
    journey.email = newContacts().email;
    assert.equal((await journey.submit('courriel')).status, 303);
    assert.equal(await openStep(journey.client), locationOf('courriel-code'));
  });

  it('submitting the same answers again keeps the later steps', async () => {
    const journey = await new Journey(server, answersOf(members.take())).reach('mot-de-passe');
    for (const step of ['conditions', 'identite', 'questions', 'courriel', 'telephone']) {
      assert.equal((await journey.submit(step)).status, 303, step);
      assert.equal(await openStep(journey.client), locationOf('mot-de-passe'), `after ${step}`);
    }
    assert.equal((await server.outbox.drain(journey.email)).length, 0, 'no second code went out');
  });

  it('an old cookie cannot skip the proof of another person', async () => {
    const [mine, theirs] = [members.take(), members.take()];
    const journey = await new Journey(server, answersOf(mine)).reach('mot-de-passe');
    const before = journey.client.copy();
    journey.answers = answersOf(theirs);
    await journey.submit('identite');
    const { jeton } = await journey.page('questions');
    const response = await before.post(pathOf('mot-de-passe'), {
      jeton, mot_de_passe: 'menthe verte 64 noix', mot_de_passe_confirmation: 'menthe verte 64 noix',
    });
    assert.equal(response.status, 303);
    const { location } = await journey.client.get(pathOf('courriel'));
    assert.equal(location, locationOf('questions'), 'the changed journey proved nothing yet');
  });

  it('three wrong answers close the journey, and the right ones do not open it again', async () => {
    const member = members.take();
    const wrong = { ...answersOf(member), rib: '00000001' };
    const journey = await new Journey(server, wrong).reach('questions');
    const { jeton } = await journey.page('questions');
    const statuses = [];
    const before = journey.client.copy();
    for (let i = 0; i < 4; i++) {
      const response = await journey.client.post(pathOf('questions'), {
        jeton, rib: wrong.rib, identifiant_employeur: wrong.identifiant_employeur,
      });
      statuses.push(response.status);
    }
    assert.deepEqual(statuses.slice(0, 2), [422, 422]);
    assert.equal(statuses[3], 303, 'begin again');
    const replay = await before.post(pathOf('questions'), {
      jeton, rib: answersOf(member).rib, identifiant_employeur: wrong.identifiant_employeur,
    });
    assert.notEqual(replay.location, locationOf('courriel'), 'an old cookie has no tries left either');

    const again = await new Journey(server, answersOf(member)).reach('courriel');
    assert.equal((await again.page('courriel')).step, 'courriel', 'a new journey goes on');
  });

  it('a journey may try five identities', async () => {
    const journey = await new Journey(server, unknownPerson).reach('identite');
    const locations = [];
    for (let i = 0; i < 6; i++) {
      journey.answers = { ...unknownPerson, cni: `ZX${100_000 + i}` };
      const response = await journey.submit('identite');
      assert.equal(response.status, 303);
      locations.push(response.location);
      if (response.location !== locationOf('questions')) break;
    }
    assert.deepEqual(locations, [...Array(5).fill(locationOf('questions')), locationOf('conditions')]);
  });

  it('a changed cookie starts the journey again', async () => {
    const journey = await new Journey(server, answersOf(members.take())).reach('courriel');
    const [name, value] = [...journey.client.jar.cookies].find(([n]) => n.endsWith('cnops_journey'));
    for (const at of [0, 10, Math.floor(value.length / 2), value.length - 2]) {
      const client = journey.client.copy();
      const changed = value[at] === 'A' ? 'B' : 'A';
      client.jar.cookies.set(name, value.slice(0, at) + changed + value.slice(at + 1));
      assert.equal((await client.get(pathOf('courriel'))).location, locationOf('conditions'));
    }
  });

  it('without any cookie every step redirects to the first', async () => {
    for (const step of steps.slice(1)) {
      const response = await new Client(server).get(pathOf(step));
      assert.equal(response.status, 303);
      assert.equal(response.location, locationOf('conditions'));
    }
  });
});

describe('a journey of two seconds', () => {
  let server;

  before(async () => {
    server = await startServer('order-short', { directives: [...easyProofs, 'CnopsJourneyTTL 2s', 'CnopsCodeTTL 2s'] });
  });
  after(() => server?.stop());

  it('an expired journey redirects to its start, which says why', async () => {
    const members = new Members(server);
    const journey = await new Journey(server, answersOf(members.take())).reach('courriel');
    const { jeton } = await journey.page('courriel');
    await sleep(2300);
    const response = await journey.client.post(pathOf('courriel'), {
      jeton, courriel: journey.email, courriel_confirmation: journey.email,
    });
    assert.equal(response.status, 303);
    assert.equal(response.location, locationOf('conditions'));
    const page = await journey.page('conditions');
    assert.ok(page.notice, 'the visitor is told');
    await journey.reach('courriel');
  });

  it('the time is counted from the last accepted step', async () => {
    const members = new Members(server);
    const journey = await new Journey(server, answersOf(members.take())).reach('questions');
    await sleep(1300);
    assert.equal((await journey.submit('questions')).status, 303);
    await sleep(1300);
    assert.equal((await journey.submit('courriel')).status, 303);
  });
});
