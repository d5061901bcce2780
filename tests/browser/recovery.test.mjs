// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// A forgotten password, as a visitor replaces it in a browser.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { assertFits, inContext, launch } from '../lib/browser.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey } from '../lib/journey.mjs';
import { easyProofs, mount, startServer } from '../lib/server.mjs';

describe('recovery in the browser', () => {
  let server;
  let members;
  let browser;

  before(async () => {
    server = await startServer('browser_recovery', { directives: easyProofs });
    members = new Members(server);
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  async function makeOwner(lang) {
    const headers = { 'Accept-Language': lang };
    const owner = await new Journey(server, answersOf(members.take()), { headers }).reach('termine');
    await server.outbox.drain(owner.email);
    await server.outbox.drain(owner.smsTo);
    return owner;
  }

  const field = (page, name) => page.locator(`main [name="${name}"]:not([type=hidden])`);

  for (const { lang, screen } of [{ lang: 'fr', screen: 'desk' }, { lang: 'ar', screen: 'phone' }]) {
    it(`a new password, ${lang}, ${screen}`, async () => {
      const owner = await makeOwner(lang);
      const password = 'terrasse ocre 91 olives';
      await inContext(browser, server, { lang, screen }, async (page) => {
        const go = async (next) => {
          await page.locator('main .form [type=submit]').first().click();
          await page.waitForURL(`**${mount}/recuperation/${next}`);
          await assertFits(page, lang);
        };
        await page.goto(`${mount}/connexion`);
        await page.locator('main a[href$="/recuperation/conditions"]').click();
        await page.waitForURL(`**${mount}/recuperation/conditions`);
        await field(page, 'accepte').check();
        await go('identite');
        await page.locator('[name=mode][value=immatriculation]').check();
        for (const name of ['immatriculation', 'cni', 'date_naissance']) {
          await field(page, name).fill(owner.answers[name]);
        }
        await page.locator('main .captcha input[type=checkbox]').check();
        await page.waitForFunction(() => document.querySelector('input[name=altcha]')?.value);
        await go('questions');
        for (const name of ['identifiant_employeur', 'rib']) await field(page, name).fill(owner.answers[name]);
        await go('courriel-code');
        assert.ok(!(await page.content()).includes(owner.email));
        await field(page, 'code').fill(await server.outbox.nextCode(owner.email));
        await go('telephone-code');
        await field(page, 'code').fill(await server.outbox.nextCode(owner.smsTo));
        await go('mot-de-passe');
        for (const name of ['mot_de_passe', 'mot_de_passe_confirmation']) await field(page, name).fill(password);
        await go('termine');
        await page.locator('main a.button').click();
        await field(page, 'identifiant').fill(owner.answers.cni);
        await field(page, 'mot_de_passe').fill(password);
        await page.locator('main .form [type=submit]').first().click();
        await page.waitForURL(`**${mount}/espace`);
      });
    });
  }
});
