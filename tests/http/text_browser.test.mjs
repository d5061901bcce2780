// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Every page in Lynx and w3m: nothing is lost, every field has its label before it, and nothing is shown
// that needs a script.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { Client } from '../lib/client.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, pathOf, signIn, steps } from '../lib/journey.mjs';
import { startServer } from '../lib/server.mjs';
import { bare, browsers, findings, shownBy } from '../lib/text_browser.mjs';

const pages = ['/', '/etudiants', '/etudiants/suivi', '/employeurs', '/feuille-de-soins', '/conditions', '/mentions-legales', '/aide', '/accessibilite',
  '/recuperation/compte-existant', '/nulle-part'];

describe('text browsers', () => {
  let server;
  let members;

  before(async () => {
    server = await startServer('text-browser');
    members = new Members(server);
  });
  after(() => server?.stop());

  async function assertReadable(response, name) {
    for (const browser of browsers) {
      assert.deepEqual(await findings(browser, response.text), [], `${browser}: ${name}`);
    }
  }

  for (const lang of ['fr', 'ar', 'en']) {
    const headers = { 'Accept-Language': lang };

    it(`texts and entries, ${lang}`, async () => {
      const client = new Client(server, { headers });
      for (const page of pages) await assertReadable(await client.get(page), page);
    });

    it(`every step and its errors, ${lang}`, async () => {
      const journey = new Journey(server, answersOf(members.take()), { headers });
      for (const step of steps) {
        const page = await journey.client.get(pathOf(step));
        assert.equal(page.status, 200, step);
        await assertReadable(page, step);
        if (step === 'termine') break;
        const { jeton } = await journey.page(step);
        const refused = await journey.client.post(pathOf(step), { jeton });
        assert.equal(refused.status, 422, step);
        await assertReadable(refused, `${step}, refused`);
        assert.equal((await journey.submit(step)).status, 303, step);
      }
    });

    it(`a session and its prolongation, ${lang}`, async () => {
      const identity = server.identities.find((i) => i.mot_de_passe);
      const client = new Client(server, { headers });
      await signIn(client, identity.cni, identity.mot_de_passe);
      for (const page of ['/espace', '/rester']) await assertReadable(await client.get(page), page);
    });
  }

  it('the picture captcha and its sound can be opened', async () => {
    const journey = await new Journey(server, answersOf(members.take())).reach('identite');
    const { text } = await journey.client.get(pathOf('identite'));
    const shown = await shownBy('lynx', text);
    assert.match(shown, /Recopiez les chiffres de l’image/);
    assert.match(shown, /Ouvrir l’enregistrement/);
    assert.doesNotMatch(shown, /Je ne suis pas un robot/);
    for (const ending of ['png', 'wav']) {
      const [, address] = new RegExp(`href="/mon_compte(/captcha/[^"]*\\.${ending})"`).exec(text);
      const file = await journey.client.get(address);
      assert.equal(file.status, 200);
      assert.equal(file.headers['content-disposition'], `inline; filename="captcha.${ending}"`);
    }
  });

  it('a step says until when it stays open, and how to get more time', async () => {
    const journey = await new Journey(server, answersOf(members.take())).reach('questions');
    for (const browser of browsers) {
      const shown = await shownBy(browser, (await journey.client.get(pathOf('questions'))).text);
      assert.match(bare(shown), /Vousavez30minutespourcetteétape,jusqu’à\d\dh\d\d\.Prolongerledélai/);
    }
  });

  it('the checks of this file notice faults', async () => {
    const { text } = await new Client(server).get('/connexion');
    for (const browser of browsers) {
      const found = async (from, to) => {
        assert.ok(text.includes(from), from);
        return (await findings(browser, text.replace(from, to))).join();
      };
      assert.match(await found('<label for="f-identifiant">', '<label for="f-x">'), /no label before identifiant/);
      assert.match(await found('</form>', '<input type="text" id="f-y" name="y"></form>'), /no label before y/);
      assert.match(await found('</form>', '<button type="button" class="z">Z</button></form>'), /does nothing: z/);
      assert.match(await found('</main>', '<style>Perdu</style></main>'), /lost: Perdu/);
    }
  });
});
