// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// axe and html-validate find nothing in any scene, in each language, at both widths and in both themes, and
// the layout holds. The whole journey can be done by keyboard, and the focus is always visible.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { Inspector } from '../gallery/inspector.mjs';
import { htmlFindings, mailFindings } from '../lib/accessibility.mjs';
import { inContext, launch } from '../lib/browser.mjs';
import { Client } from '../lib/client.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { adopt, giveBack, inspect } from '../lib/inspection.mjs';
import { Journey, newContacts, pathOf, signIn } from '../lib/journey.mjs';
import { walks } from '../lib/scenes.mjs';
import { easyProofs, manyCodes, mount, startServer } from '../lib/server.mjs';
import { Shower, withScenes } from '../lib/shown.mjs';
import { langs, Stage, templateNames, unmark } from '../lib/stage.mjs';

describe('accessibility', () => {
  const stage = new Stage('accessibility');
  const seen = new Set(); // names of templates
  let browser;

  before(async () => {
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await stage.close();
  });

  // A page with and without errors or a notice is inspected in every language. Further states of the page differ
  // from it in their words only: each is inspected in one language, in turn, without axe.
  const known = new Set();
  const turns = new Map(langs.map((lang, i) => [lang, i]));
  function inspectionOf(scene) {
    const { lang } = scene;
    const errors = /class="error-summary/.test(scene.html);
    const notice = /class="notice"/.test(scene.html);
    const kind = [lang, scene.templates, errors, notice, scene.status === 429, 'seconds' in scene].join();
    if (!known.has(kind)) {
      known.add(kind);
      return { axe: true, dark: dark[lang] };
    }
    turns.set(lang, turns.get(lang) + 1);
    return turns.get(lang) % langs.length === 0 && { axe: false };
  }

  // Colours do not depend on the language, so that French has both screens in the dark theme, and the
  // others one each.
  const dark = { fr: ['desk', 'phone'], ar: ['phone'], en: ['desk'] };

  describe('scenes', { concurrency: langs.length }, () => {
    for (const lang of langs) {
      describe(lang, { concurrency: 1 }, () => {
        let shower;

        before(async () => {
          shower = await Shower.open(browser, { lang });
        });
        after(() => shower?.close());

        for (const { name, on, scenes } of walks) {
          it(name, async () => {
            const found = [];
            for await (const scene of scenes(await stage.world(on, lang))) {
              scene.templates.forEach((template) => seen.add(template));
              const inspection = inspectionOf(scene);
              if (!inspection) continue;
              await shower.show(scene);
              found.push(...(await inspect(shower.page, scene, inspection)));
            }
            assert.deepEqual(found, []);
          });
        }
      });
    }
  });

  it('e-mails', async () => {
    const found = [];
    const done = new Set();
    for (const { text, html, headers } of await stage.messages()) {
      const [name] = unmark(text).names;
      const kind = `${name} ${headers['content-language']}`;
      seen.add(name);
      if (!html || done.has(kind)) continue;
      done.add(kind);
      found.push(...(await mailFindings(unmark(html).text)).map((finding) => `${kind}: ${finding}`));
    }
    assert.deepEqual(found, []);
  });

  // Sent a week after a member has asked to close the account; only tests/unit/pages/rights/test_closing.c makes them.
  const late = ['message/compte-clos', 'message/compte-clos-sms'];

  it('every template of a page or message is in a scene', async () => {
    assert.deepEqual((await templateNames()).filter((name) => !seen.has(name) && !late.includes(name)), []);
  });

  it('the checks of this file notice faults', async () => {
    const world = await stage.world('plain', 'fr');
    await withScenes(browser, { screen: 'phone' }, async (page, show) => {
      const scene = world.scene('/', await world.open(world.client(), '/'));
      await show(scene);
      await page.evaluate(() => {
        document.querySelector('header img').removeAttribute('alt');
        // Seen only in the dark theme, in a narrow window, with large text, on paper.
        const faults = new CSSStyleSheet();
        faults.replaceSync(`@media (prefers-color-scheme: dark) { main p { color: #222; background: #111; } }
          main h1 { min-width: 330px; } @media (min-width: 350px) { main h1 { min-width: 14rem; } }
          @media print { nav.languages:nth-child(n) { display: block !important; } }`);
        document.adoptedStyleSheets = [faults];
      });
      const found = (await inspect(page, scene)).join('\n');
      for (const fault of [/phone: image-alt: /, /dark: color-contrast: /, /320 px: \d+ px too wide/, /text doubled: \d+ px/, /on paper: <nav/]) {
        assert.match(found, fault);
      }
      const inspector = new Inspector();
      await inspector.inspectLayout(page, 'texts', { ...scene, lang: 'ar' }, 'phone');
      await inspector.inspectPicture(page, 'texts', scene, 'phone, light');
      await inspector.inspectBytes('texts', { ...scene, html: scene.html.replace('</h1>', '') });
      for (const kind of ['phone: ', 'phone, light: image-alt', 'html: ']) {
        assert.ok(inspector.findings.some((finding) => finding.startsWith(`texts: /, ${kind === 'phone: ' ? 'ar' : 'fr'}, ${kind}`)), kind);
      }
    });
    const html = '<!doctype html>\n<html lang="fr"><head><title>x</title></head><body><h1>x</h1><p><div></div></p></body></html>';
    assert.match((await htmlFindings(html)).join(), /element-permitted-content|no-implicit-close|close-order/);
  });

  // In forced colours the browser replaces all colours, and drops shadows and backgrounds.
  it('in forced colours, progress and focus can be seen', async () => {
    const world = await stage.world('plain', 'fr');
    const journey = await world.journey().reach('courriel');
    await withScenes(browser, { screen: 'phone', forcedColors: 'active' }, async (page, show) => {
      await show(world.scene('courriel', await world.open(journey.client, '/creation/courriel')));
      const bar = page.locator('progress');
      const { percent } = await bar.evaluate((element) => ({ percent: element.value / element.max }));
      assert.ok(percent > 0.1 && percent < 0.9);
      const picture = await bar.screenshot();
      // The colours in the middle of what is filled, and of the rest.
      const colours = await page.evaluate(async ({ bytes, part }) => {
        const image = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: 'image/png' }));
        const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
        canvas.drawImage(image, 0, 0);
        const at = (x) => canvas.getImageData(Math.round(x * image.width), image.height >> 1, 1, 1).data.join();
        return [at(part / 2), at((1 + part) / 2)];
      }, { bytes: [...picture], part: percent });
      assert.notEqual(colours[0], colours[1], 'the filled part looks like the rest');
      for (const selector of ['main input[type=email]', 'main [type=submit]', 'main a', 'header a']) {
        const target = page.locator(selector).first();
        await target.focus();
        const outline = await target.evaluate((element) => getComputedStyle(element).outlineStyle);
        assert.notEqual(outline, 'none', selector);
      }
    });
  });
});

describe('by hand', () => {
  let server;
  let members;
  let browser;

  before(async () => {
    server = await startServer('accessibility-hand', { directives: [...easyProofs, ...manyCodes] });
    members = new Members(server);
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  // Both kinds of warning; more time can be had, and nothing that was typed is lost.
  it('a warning comes before the time is over, and offers more time', async () => {
    const journey = await new Journey(server, answersOf(members.take())).reach('questions');
    const identity = server.identities.find((i) => i.mot_de_passe);
    const client = new Client(server);
    await signIn(client, identity.cni, identity.mot_de_passe);
    await inContext(browser, server, {}, async (page, context) => {
      const bar = page.locator('.expiry-bar');
      const minutes = (n) => page.clock.fastForward(n * 60_000);
      const seconds = () => page.locator('.expiry').getAttribute('data-seconds').then(Number);
      await page.clock.install();

      await adopt(context, journey.client, server);
      await page.goto(`${mount}${pathOf('questions')}`);
      assert.ok((await seconds()) > 1700);
      const field = page.locator('main [name=rib]');
      await field.fill('123');
      await minutes(27.5);
      assert.equal(await bar.textContent(), '');
      await minutes(1);
      assert.match(await bar.locator('p').innerText(), /2/);
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
      assert.equal(await bar.locator('a').getAttribute('href'), `${mount}/creation/conditions`, 'but one can begin again');
      await giveBack(context, journey.client);
      assert.equal((await journey.submit('questions')).status, 303, 'the server gave that time');

      await adopt(context, client, server);
      await page.goto(`${mount}/espace`);
      await minutes(14);
      assert.equal(await bar.locator('button').count(), 1);
      await bar.locator('button').click();
      await page.waitForFunction(() => !document.querySelector('.expiry-bar').textContent);
    });
  });

  // The page is real; only the time that it asks for is shorter, so that it is counted.
  it('a page that asks to wait counts down, then lets the visitor try again', async () => {
    const strict = await startServer('accessibility-wait', { directives: ['CnopsBlockFailures 1000000', 'CnopsBlockImages 1'] });
    try {
      await inContext(browser, strict, { screen: 'phone', expected: [/422|429/] }, async (page) => {
        const enter = async () => {
          await page.goto(`${mount}/creation/identite?captcha=image`);
          await page.locator('[name=mode][value=immatriculation]').check();
          for (const [name, value] of [['immatriculation', '1234567'], ['cni', 'AB123456'], ['date_naissance', '01/01/1980'], ['captcha', '222222']]) {
            await page.locator(`main [name=${name}]`).fill(value);
          }
          await page.locator('main form .button[type=submit]').first().click();
        };
        await page.route('**/identite', async (route) => {
          const response = await route.fetch();
          const body = (await response.text()).replace(/(class="retry" data-seconds=)"\d+"/, '$1"40"');
          await route.fulfill({ response, body });
        });
        await page.goto(`${mount}/creation/conditions`);
        await page.locator('[name=accepte]').check();
        await page.locator('main form .button[type=submit]').click();
        await page.waitForURL('**/identite');
        await enter();
        await page.locator('.error-summary').waitFor();
        await page.clock.install();
        await enter();
        const retry = page.locator('.retry');
        const link = retry.locator('.button');
        const left = async () => Number(/Réessayez dans (\d+) s/.exec(await retry.innerText())[1]);
        await retry.waitFor();
        await page.waitForLoadState(); // the script has begun to count
        await page.clock.runFor(1000);
        const first = await left();
        assert.equal(await link.getAttribute('href'), null);
        await page.clock.runFor(10_000);
        assert.ok(first - (await left()) >= 10);
        await page.clock.runFor(40_000);
        assert.equal(await retry.locator('.retry-wait').isVisible(), false);
        await link.click();
        await page.waitForURL(`**${mount}/creation/identite`);
        assert.equal(await page.locator('[name=cni]').inputValue(), 'AB••••56', 'what was typed is kept');
      });
    } finally {
      await strict.stop();
    }
  });

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
