// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// A member signs in from another browser with a code, changes the password and the e-mail, and ends the
// other session. The test finds everything by the words that are on the page.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { assertFits, inContext, launch } from '../lib/browser.mjs';
import { Client } from '../lib/client.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, newContacts, signIn } from '../lib/journey.mjs';
import { easyProofs, manyCodes, mount, startServer } from '../lib/server.mjs';

const other = 'cèdre rouge 82 amandes';

describe('the space in the browser', () => {
  let server;
  let members;
  let browser;

  before(async () => {
    server = await startServer('browser-space', { directives: [...easyProofs, ...manyCodes] });
    members = new Members(server);
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  // The menu with which one signs out, on the narrowest screen and with letters twice as large.
  async function assertMenuFits(page) {
    const before = page.viewportSize();
    await page.setViewportSize({ width: 320, height: 740 });
    const { left, right } = await page.evaluate(() => {
      const menu = document.querySelector('.session');
      document.documentElement.style.fontSize = '200%';
      menu.open = true;
      const box = menu.querySelector('.session-menu').getBoundingClientRect();
      menu.open = false;
      document.documentElement.style.fontSize = '';
      return { left: box.left, right: box.right };
    });
    await page.setViewportSize(before);
    assert.ok(left >= 0 && right <= 320, `the menu reaches from ${left} to ${right}`);
  }

  const field = (page, name) => page.locator(`main [name="${name}"]:not([type=hidden])`);
  const press = async (page, action, to) => {
    const form = action ? `main form:has([name=action][value="${action}"])` : 'main form.form';
    await page.locator(`${form} [type=submit]`).first().click();
    await page.waitForURL(`**${mount}${to}`);
    await page.waitForLoadState();
  };

  for (const { lang, screen, javaScriptEnabled } of [
    { lang: 'fr', screen: 'desk', javaScriptEnabled: true },
    { lang: 'ar', screen: 'phone', javaScriptEnabled: true },
    { lang: 'en', screen: 'phone', javaScriptEnabled: false },
  ]) {
    it(`sign-in with a code, then security, contacts and profile, ${lang}, ${screen}, ${javaScriptEnabled ? 'with' : 'without'} scripts`, async () => {
      const headers = { 'Accept-Language': lang };
      const account = await new Journey(server, answersOf(members.take()), { headers }).reach('termine');
      const elsewhere = new Client(server);
      await signIn(elsewhere, account.answers.cni, account.password);
      const contacts = newContacts();
      await inContext(browser, server, { lang, screen, javaScriptEnabled }, async (page) => {
        const look = () => assertFits(page, lang);
        await page.goto(`${mount}/`);
        await field(page, 'identifiant').fill(account.answers.cni);
        await field(page, 'mot_de_passe').fill(account.password);
        await press(page, null, '/connexion/code');
        await look();
        await field(page, 'code').fill(await server.outbox.nextCode(account.email));
        await press(page, null, '/espace');
        await look();
        await assertMenuFits(page);

        await page.locator('.space-nav a[href$="/espace/securite"]').click();
        await page.waitForURL(`**${mount}/espace/securite`);
        await look();
        await page.locator('.parts-nav a[href="#appareils"]').click();
        assert.equal(await page.locator('form:has([value="fermer-session"]):visible').count(), 1);
        await look();
        await press(page, 'fermer-session', '/espace/securite');
        assert.equal((await elsewhere.get('/espace')).status, 303);
        await field(page, 'mot_de_passe_actuel').fill(account.password);
        for (const name of ['mot_de_passe', 'mot_de_passe_confirmation']) await field(page, name).fill(other);
        await press(page, 'mot-de-passe', '/espace/securite');
        await page.locator('main .notice').waitFor();
        await look();

        await page.locator('.space-nav a[href$="/espace/coordonnees"]').click();
        await page.waitForURL(`**${mount}/espace/coordonnees`);
        await look();
        await page.locator('[name=canal][value=courriel]').check();
        for (const name of ['courriel', 'courriel_confirmation']) await field(page, name).fill(contacts.email);
        await field(page, 'mot_de_passe_actuel').fill(other);
        await press(page, null, '/espace/coordonnees');
        await look();
        await field(page, 'code').fill(await server.outbox.nextCode(account.email));
        await press(page, null, '/espace/coordonnees');
        await look();
        await field(page, 'code').fill(await server.outbox.nextCode(contacts.email));
        await press(page, null, '/espace/coordonnees');
        await page.locator('main .notice').waitFor();

        await page.locator('.space-nav a[href$="/espace/profil"]').click();
        await page.waitForURL(`**${mount}/espace/profil`);
        await field(page, 'prospection').check();
        await press(page, null, '/espace/profil');
        assert.ok(await field(page, 'prospection').isChecked());
        await look();
      });
      await signIn(account.client, account.answers.cni, other);
      assert.equal((await account.client.get('/espace')).status, 200);
    });
  }
});
