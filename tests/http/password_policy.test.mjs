// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// The two rules for passwords: the portal enforces what its pages say.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, locationOf } from '../lib/journey.mjs';
import { easyProofs, startServer } from '../lib/server.mjs';

const step = 'mot-de-passe';
const twice = (password) => ({ mot_de_passe: password, mot_de_passe_confirmation: password });

for (const { policy, shortest, composed, refused, accepted, says, omits } of [
  { policy: 'house', shortest: 8, composed: true, refused: ['zel-ge7', 'ZELLIGE 47 FIGUES', 'zellige figues'],
    accepted: 'xk7vqm2p', says: /minuscule/, omits: /de votre choix/ },
  { policy: 'long', shortest: 15, composed: false, refused: ['zellige 47 fig', 'aaaaaaaaaaaaaaaaaaa'],
    accepted: 'ZELLIGE BLEU FIGUES', says: /au moins 15 caractères, de votre choix/, omits: /minuscule/ },
]) {
  describe(`CnopsPasswordPolicy ${policy}`, () => {
    let server;
    let journey;

    before(async () => {
      server = await startServer(`policy-${policy}`, { directives: [...easyProofs, `CnopsPasswordPolicy ${policy}`] });
      journey = await new Journey(server, answersOf(new Members(server).take())).reach(step);
    });
    after(() => server?.stop());

    it('the page says the rule in force, in each language', async () => {
      const page = await journey.page(step);
      assert.equal(page.password_min, shortest);
      assert.equal(page.password_composed, composed);
      const french = (await journey.client.get(`/creation/${step}?lang=fr`)).text;
      assert.match(french, says);
      assert.doesNotMatch(french, omits);
      for (const lang of ['ar', 'en']) {
        const { text } = await journey.client.get(`/creation/${step}?lang=${lang}`);
        assert.match(text, new RegExp(`\\b${shortest}\\b`), lang);
      }
      await journey.client.get(`/creation/${step}?lang=fr`);
    });

    it('the portal enforces this rule', async () => {
      for (const password of refused) {
        const response = await journey.submit(step, twice(password));
        assert.equal(response.status, 422, password);
        const [{ code, message }] = response.json().errors;
        if (code === 'too_short') assert.match(message, new RegExp(`\\b${shortest}\\b`));
      }
      assert.equal((await journey.submit(step, twice(accepted))).location, locationOf('termine'));
    });
  });
}
