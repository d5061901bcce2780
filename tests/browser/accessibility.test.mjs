// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// axe finds nothing on any page, in each language and at both widths. The whole journey can be done by
// keyboard, and the focus is always visible.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { axeFindings, htmlFindings } from '../lib/accessibility.mjs';
import { inContext, launch } from '../lib/browser.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { adopt, inspect } from '../lib/inspection.mjs';
import { enterCode, enterPassword, Journey, newContacts, pathOf, signIn, steps } from '../lib/journey.mjs';
import { Client } from '../lib/client.mjs';
import { easyProofs, manyCodes, mount, startServer } from '../lib/server.mjs';

const langs = ['fr', 'ar', 'en'];
const texts = ['/', '/etudiants', '/employeurs', '/conditions', '/mentions-legales', '/aide', '/accessibilite', '/styles', '/nulle-part'];

// Chromium reports each status above 399 as an error on its console; here such statuses are expected.
const meant = /Failed to load resource: the server responded with a status of (403|404|405|422)/;

describe('accessibility', () => {
  let server;
  let members;
  let browser;

  before(async () => {
    server = await startServer('accessibility', { directives: [...easyProofs, ...manyCodes] });
    members = new Members(server);
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  const nameOf = (address) => address.replaceAll(/[/?=]/g, '-').replace(/^-$/, 'accueil').replace(/^-/, '');

  // Runs work with a page, of which it knows the bytes of the last document.
  const inLanguage = (lang, use) => inspect(browser, server, { lang, prefix: '40', expected: meant }, use);

  // What the browser has received meanwhile.
  async function giveBack(context, client) {
    for (const { name, value } of await context.cookies()) client.jar.cookies.set(name, value);
  }

  async function submitEmpty(page) {
    await page.evaluate(() => document.querySelectorAll('main form input').forEach((input) => {
      if (!['hidden', 'checkbox', 'radio'].includes(input.type)) input.value = '';
    }));
    const refused = page.waitForResponse((response) => response.status() === 422);
    await page.locator('main form:has([name=jeton]) [type=submit]:visible').first().click();
    await refused;
    await page.locator('.error-summary').waitFor();
    await page.waitForLoadState();
  }

  for (const lang of langs) {
    it(`texts, entries and status pages, ${lang}`, async () => {
      await inLanguage(lang, async (page, check) => {
        for (const address of texts) {
          await page.goto(`${mount}${address}?lang=${lang}`);
          await check(nameOf(address));
        }
        await page.goto(`${mount}/`);
        await page.evaluate(() => document.querySelector('main [name=jeton]').value = 'faux');
        await page.locator('main form [type=submit]').first().click();
        await page.waitForLoadState();
        await check('403');
        await page.goto(`${mount}/deconnexion`);
        await check('405');
      });
    });

    it(`every step and its errors, ${lang}`, async () => {
      const headers = { 'Accept-Language': lang };
      const journey = new Journey(server, answersOf(members.take()), { headers });
      await inLanguage(lang, async (page, check, context) => {
        for (const step of steps) {
          await adopt(context, journey.client, server);
          await page.goto(`${mount}${pathOf(step)}?lang=${lang}`);
          await check(step);
          if (step === 'termine') break;
          await submitEmpty(page);
          await check(`${step}-erreurs`);
          await giveBack(context, journey.client);
          assert.equal((await journey.submit(step)).status, 303, step);
        }
      });
    });

    it(`the second step of signing in, and the pages of the space, ${lang}`, async () => {
      const headers = { 'Accept-Language': lang };
      const account = await new Journey(server, answersOf(members.take()), { headers }).reach('termine');
      const client = new Client(server, { headers });
      await enterPassword(client, account.answers.cni, account.password);
      await inLanguage(lang, async (page, check, context) => {
        await adopt(context, client, server);
        await page.goto(`${mount}/connexion/code?lang=${lang}`);
        await check('connexion-code');
        await submitEmpty(page);
        await check('connexion-code-erreurs');
        await page.locator('.other-way [type=submit]').click();
        await page.waitForLoadState();
        await check('connexion-code-sms');
        await giveBack(context, client);
      });
      assert.equal((await enterCode(client, account.answers.cni)).location, `${mount}/espace`);
      await inLanguage(lang, async (page, check, context) => {
        await adopt(context, client, server);
        for (const name of ['securite', 'coordonnees', 'profil']) {
          await page.goto(`${mount}/espace/${name}?lang=${lang}`);
          await check(`espace-${name}`);
          for (const part of name === 'securite' ? ['appareils', 'historique', 'mot-de-passe'] : []) {
            await page.locator(`.parts-nav [href="#${part}"]`).click();
            await check(`espace-${name}-${part}`);
          }
          if (name === 'profil') continue;
          await submitEmpty(page);
          await check(`espace-${name}-erreurs`);
        }
        const { email } = newContacts();
        await page.goto(`${mount}/espace/coordonnees`);
        await page.locator('[name=canal][value=courriel]').check();
        for (const name of ['courriel', 'courriel_confirmation']) await page.fill(`[name=${name}]`, email);
        await page.fill('[name=mot_de_passe_actuel]', account.password);
        await page.locator('main .form [type=submit]').click();
        await page.locator('main [name=code]').waitFor();
        await check('espace-coordonnees-ancien');
        await page.fill('main [name=code]', await server.outbox.nextCode(account.email));
        await page.locator('main .form [type=submit]').first().click();
        await page.getByText(email).waitFor();
        await check('espace-coordonnees-nouveau');
      });
    });

    it(`the picture captcha and the space, ${lang}`, async () => {
      const identity = server.identities.find((i) => i.mot_de_passe);
      const client = new Client(server, { headers: { 'Accept-Language': lang } });
      await signIn(client, identity.cni, identity.mot_de_passe);
      const journey = await new Journey(server, answersOf(members.take()), { headers: { 'Accept-Language': lang } }).reach('identite');
      await inLanguage(lang, async (page, check, context) => {
        await adopt(context, journey.client, server);
        await page.goto(`${mount}${pathOf('identite')}?captcha=image`);
        await check('identite-image');
        await submitEmpty(page);
        await check('identite-image-erreurs');
      });
      await inLanguage(lang, async (page, check, context) => {
        await adopt(context, client, server);
        await page.goto(`${mount}/espace?lang=${lang}`);
        await check('espace');
      });
    });
  }

  // Both kinds of warning, in each language and at both widths; more time can be had, and nothing that was
  // typed is lost.
  for (const lang of langs) {
    it(`a warning comes before the time is over, and offers more time, ${lang}`, async () => {
      const headers = { 'Accept-Language': lang };
      const journey = await new Journey(server, answersOf(members.take()), { headers }).reach('questions');
      const identity = server.identities.find((i) => i.mot_de_passe);
      const client = new Client(server, { headers });
      await signIn(client, identity.cni, identity.mot_de_passe);
      await inLanguage(lang, async (page, check, context) => {
        const bar = page.locator('.expiry-bar');
        const minutes = (n) => page.clock.fastForward(n * 60_000);
        const seconds = () => page.locator('.expiry').getAttribute('data-seconds').then(Number);
        await page.clock.install();

        await adopt(context, journey.client, server);
        await page.goto(`${mount}${pathOf('questions')}?lang=${lang}`);
        assert.ok((await seconds()) > 1700);
        const field = page.locator('main [name=rib]');
        await field.fill('123');
        await minutes(27.5);
        assert.equal(await bar.textContent(), '');
        await minutes(1);
        assert.match(await bar.locator('p').innerText(), /2|دقيقتين/);
        await check('questions-bientot');
        // After one press the visitor is in the same place as before.
        await field.focus();
        await bar.locator('button').press('Enter');
        await page.waitForFunction(() => !document.querySelector('.expiry-bar').textContent);
        assert.equal(await field.inputValue(), '123');
        assert.equal(await page.evaluate(() => document.activeElement.name), 'rib');
        await minutes(29);
        assert.equal(await bar.locator('button').count(), 1, 'warned again');
        await page.locator('main .stay').click();
        await page.waitForFunction(() => !document.querySelector('.expiry-bar').textContent);
        assert.equal(await field.inputValue(), '123');
        await minutes(31);
        assert.equal(await bar.locator('button').count(), 0, 'too late');
        await check('questions-ferme');
        await giveBack(context, journey.client);
        assert.equal((await journey.submit('questions')).status, 303, 'the server gave that time');

        await adopt(context, client, server);
        await page.goto(`${mount}/espace?lang=${lang}`);
        await minutes(14);
        assert.equal(await bar.locator('button').count(), 1);
        await check('espace-bientot');
        await bar.locator('button').click();
        await page.waitForFunction(() => !document.querySelector('.expiry-bar').textContent);
        await page.goto(`${mount}/rester`);
        await check('rester');
      });
    });
  }

  it('without JavaScript the page for more time opens in a new tab', async () => {
    const journey = await new Journey(server, answersOf(members.take())).reach('questions');
    await inContext(browser, server, { javaScriptEnabled: false }, async (page, context) => {
      await adopt(context, journey.client, server);
      await page.goto(`${mount}${pathOf('questions')}`);
      await page.locator('main [name=rib]').fill('123');
      assert.match(await page.locator('.expiry').innerText(), /^Vous avez (29|30) minutes pour cette étape, jusqu’à \d\d\sh\s\d\d\./);
      const [tab] = await Promise.all([context.waitForEvent('page'), page.locator('.stay').click()]);
      await tab.waitForLoadState();
      assert.match(await tab.locator('.expiry').innerText(), /^Vous avez (29|30) minutes/);
      await tab.close();
      assert.equal(await page.locator('main [name=rib]').inputValue(), '123');
    });
  });

  it('the checks of this file notice faults', async () => {
    await inContext(browser, server, {}, async (page) => {
      await page.goto(`${mount}/`);
      await page.evaluate(() => document.querySelector('main label').removeAttribute('for'));
      assert.match((await axeFindings(page)).join(), /(^|,)label: /);
    });
    const html = '<!doctype html>\n<html lang="fr"><head><title>x</title></head><body><h1>x</h1><p><div></div></p></body></html>';
    assert.match((await htmlFindings(html)).join(), /element-permitted-content|no-implicit-close|close-order/);
  });

  it('the whole journey by keyboard, with the focus always visible', async () => {
    const answers = answersOf(members.take({ scheme: 'public', payment_mode: 'transfer' }));
    const contacts = newContacts();
    const password = 'zellige bleu 47 figues';
    await inContext(browser, server, { screen: 'phone' }, async (page) => {
      const focused = (selector) => page.evaluate((s) => document.activeElement.matches(s), selector);
      // Compares the same element with and without the focus: the difference must be visible.
      const assertSeen = async () => {
        const seen = await page.evaluate(() => {
          const element = document.activeElement;
          const look = () => {
            const { outline, boxShadow } = getComputedStyle(element);
            return `${outline} ${boxShadow}`;
          };
          if (element === document.body) return true;
          const box = element.getBoundingClientRect();
          const shown = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
          const withFocus = look();
          element.blur();
          const without = look();
          element.focus({ preventScroll: true, focusVisible: true });
          return shown && withFocus !== without;
        });
        assert.ok(seen, await page.evaluate(() => document.activeElement.outerHTML.slice(0, 200)));
      };
      const goTo = async (selector) => {
        for (let i = 0; i < 80 && !(await focused(selector)); i++) {
          await page.keyboard.press('Tab');
          await assertSeen();
        }
        assert.ok(await focused(selector), `${selector} is reached`);
      };
      const type = async (name, text) => {
        await goTo(`main [name=${name}]`);
        await page.keyboard.type(text);
      };
      const press = async (selector, next) => {
        await goTo(selector);
        await page.keyboard.press('Enter');
        await page.waitForURL(`**${mount}${next}`);
      };
      const go = (next) => press('main .form [type=submit]', pathOf(next));

      await page.goto(`${mount}/`);
      await press('main a[href$="/creation/conditions"]', pathOf('conditions'));
      await goTo('[name=accepte]');
      await page.keyboard.press('Space');
      await go('identite');
      await goTo('[name=mode]');
      await page.keyboard.press('Space');
      for (const name of ['immatriculation', 'cni', 'date_naissance']) await type(name, answers[name]);
      await go('questions');
      for (const name of ['identifiant_employeur', 'rib']) await type(name, answers[name]);
      await go('courriel');
      for (const name of ['courriel', 'courriel_confirmation']) await type(name, contacts.email);
      await go('courriel-code');
      await type('code', await server.outbox.nextCode(contacts.email));
      await go('telephone');
      for (const name of ['telephone', 'telephone_confirmation']) await type(name, contacts.phone);
      await go('telephone-code');
      await type('code', await server.outbox.nextCode(contacts.smsTo));
      await go('mot-de-passe');
      for (const name of ['mot_de_passe', 'mot_de_passe_confirmation']) await type(name, password);
      await go('termine');
      await press('main a.button', '/connexion');
      await type('identifiant', answers.cni);
      await type('mot_de_passe', password);
      await press('main .form [type=submit]', '/espace');
      await press('main form[action$="/deconnexion"] [type=submit]', '/');
    });
  });
});
