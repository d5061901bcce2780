// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// A forgotten password and lost contacts, as a visitor sees them. axe finds nothing on any of their pages,
// in each language.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { assertFits, inContext, launch, picture } from '../lib/browser.mjs';
import { Client } from '../lib/client.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { adopt, giveBack, inspect } from '../lib/inspection.mjs';
import { Journey } from '../lib/journey.mjs';
import { linkOf, LostContacts, Recovery } from '../lib/recovery.mjs';
import { easyProofs, mount, startServer } from '../lib/server.mjs';

const langs = ['fr', 'ar', 'en'];
const directives = [...easyProofs, 'CnopsDestinationCodes 1000', 'CnopsPowLevels 0', 'CnopsPersonAnswers 3'];

describe('recovery in the browser', () => {
  let server;
  let members;
  let browser;

  before(async () => {
    server = await startServer('browser_recovery', { directives });
    members = new Members(server);
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  async function makeOwner(lang = 'fr', way = undefined) {
    const headers = { 'Accept-Language': lang };
    const owner = await new Journey(server, answersOf(members.take(way)), { headers }).reach('termine');
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
          await picture(page, `50-${next}`, lang);
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

  async function refuse(page) {
    const refused = page.waitForResponse((response) => response.status() === 422);
    await page.locator('main .form [type=submit]').first().click();
    await refused;
    await page.locator('.error-summary').waitFor();
    await page.waitForLoadState();
  }

  for (const lang of langs) {
    const headers = { 'Accept-Language': lang };
    const look = (use) => inspect(browser, server, { lang, prefix: '51' }, use);

    // Checks each page of a journey, first as it opens, then with its errors.
    async function walk(journey, last, name) {
      await look(async (page, check, context) => {
        for (const step of journey.steps) {
          await adopt(context, journey.client, server);
          await page.goto(`${mount}${journey.base}/${step}?lang=${lang}`);
          await check(`${name}-${step.replace('/', '-')}`);
          if (step === last) break;
          if (step !== 'contact') {
            await refuse(page);
            await check(`${name}-${step.replace('/', '-')}-erreurs`);
          }
          await giveBack(context, journey.client);
          assert.equal((await journey.submit(step)).status, 303, step);
        }
      });
    }

    it(`every step of recovery, ${lang}`, async () => {
      await walk(new Recovery(server, await makeOwner(lang), { headers }), 'termine', 'recuperation');
    });

    it(`lost contacts, letter and refusal, ${lang}`, async () => {
      const owner = await makeOwner(lang);
      const recovery = await new Recovery(server, owner, { headers }).reach('courriel-code');
      await server.outbox.drain(owner.email);
      const lost = new LostContacts(recovery);
      await walk(lost, 'contact/termine', 'contact');
      const link = linkOf(await server.outbox.next(owner.email), 'opposition');
      await look(async (page, check) => {
        await page.goto(`${mount}/recuperation/lettre?lang=${lang}`);
        await check('lettre');
        await refuse(page);
        await check('lettre-erreurs');
        await page.goto(`${mount}${link}?lang=${lang}`);
        await check('opposition');
        await page.locator('main textarea').fill('…');
        await page.locator('main .form [type=submit]').click();
        await page.waitForURL(`**${mount}/connexion`);
        await check('opposition-faite');
        await page.goto(`${mount}${link}`);
        await check('opposition-close');
      });
    });

    it(`the ceiling, and the link that continues after it, ${lang}`, async () => {
      const owner = await makeOwner(lang);
      const thief = { ...owner, answers: { ...owner.answers, rib: '00000001' } };
      const guesses = await new Recovery(server, thief, { headers }).reach('questions');
      for (let i = 0; i < 3; i++) await guesses.submit('questions');
      const recovery = await new Recovery(server, owner, { headers }).reach('identite');
      assert.equal((await recovery.submit('identite')).status, 429);
      const link = linkOf(await server.outbox.next(owner.email), 'suite');
      await look(async (page, check, context) => {
        await adopt(context, guesses.client, server);
        await page.goto(`${mount}${link}?lang=${lang}`);
        await check('suite');
        await page.locator('main .form [type=submit]').click();
        await page.waitForURL(`**${mount}/`);
        await check('suite-faite');
      });
      await look(async (page, check, context) => {
        const client = new Client(server, { headers });
        const journey = new Recovery(server, owner, { headers });
        journey.client = client;
        await journey.reach('identite');
        await adopt(context, client, server);
        await page.goto(`${mount}/recuperation/identite?lang=${lang}`);
        await page.locator('[name=mode][value=immatriculation]').check();
        for (const name of ['immatriculation', 'cni', 'date_naissance']) await field(page, name).fill(owner.answers[name]);
        await page.locator('main .captcha input[type=checkbox]').check();
        await page.waitForFunction(() => document.querySelector('input[name=altcha]')?.value);
        const met = page.waitForResponse((response) => response.status() === 429);
        await page.locator('main .form [type=submit]').first().click();
        await met;
        await page.waitForLoadState();
        await check('plafond');
      });
    });
  }
});
