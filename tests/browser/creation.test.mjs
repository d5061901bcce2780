// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Creating an account, signing in and out, as a visitor does it in a browser.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { assertFits, inContext, launch } from '../lib/browser.mjs';
import { answersOf, Members, unknownPerson } from '../lib/identities.mjs';
import { newContacts } from '../lib/journey.mjs';
import { mount, startServer } from '../lib/server.mjs';

const password = 'zellige bleu 47 figues';

// Chromium reports each status above 399 as an error on its console; here such statuses are expected.
const refusal = /Failed to load resource: the server responded with a status of 422/;

describe('in the browser', () => {
  let server;
  let members;
  let browser;

  before(async () => {
    server = await startServer('browser', { directives: [] });
    members = new Members(server);
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  const stepOf = (page) => new URL(page.url()).pathname.slice(`${mount}/creation/`.length);
  const field = (page, name) => page.locator(`main [name="${name}"]:not([type=hidden])`);
  const submit = (page) => page.locator('main form:has([name=jeton]) [type=submit]:visible').first();

  async function accept(page, next) {
    await submit(page).click();
    await page.waitForURL(`**${mount}/creation/${next}`);
  }

  // The visitor ticks a box, and the script of the page does the proof of work.
  async function proveHuman(page) {
    const altcha = page.locator('input[name=altcha]');
    await page.locator('main .captcha input[type=checkbox]').check();
    await page.waitForFunction(() => document.querySelector('input[name=altcha]')?.value);
    assert.match(await altcha.inputValue(), /^[A-Za-z0-9+/=]+$/);
  }

  async function fillIdentity(page, answers) {
    // The entry of students does not ask for a number besides the CNIE.
    if (await page.locator('[name=mode]').count()) {
      await page.locator(`[name=mode][value=${answers.mode}]`).check();
      const number = answers.mode === 'employeur' ? 'identifiant_employeur' : 'immatriculation';
      await field(page, number).fill(answers[number]);
    }
    await field(page, 'cni').fill(answers.cni);
    await field(page, 'date_naissance').fill(answers.date_naissance);
  }

  async function fillTwice(page, name, value) {
    await field(page, name).fill(value);
    await field(page, `${name}_confirmation`).fill(value);
  }

  async function begin(page, answers) {
    await page.goto(`${mount}/creation/conditions`);
    await field(page, 'accepte').check();
    await accept(page, 'identite');
    await fillIdentity(page, answers);
    await proveHuman(page);
    await accept(page, 'questions');
  }

  async function answerQuestions(page, answers) {
    for (const name of ['immatriculation', 'identifiant_employeur', 'rib', 'etat_civil']) {
      if (await field(page, name).count()) await field(page, name).fill(answers[name]);
    }
  }

  const walks = [
    { lang: 'fr', screen: 'desk', take: { scheme: 'public', payment_mode: 'transfer' }, mode: 'employeur' },
    { lang: 'ar', screen: 'phone', take: { scheme: 'student', payment_mode: 'money_order' }, mode: 'immatriculation' },
    { lang: 'en', screen: 'phone', take: { scheme: 'public', payment_mode: 'money_order' }, mode: 'immatriculation' },
    { lang: 'ar', screen: 'desk', take: { scheme: 'public', payment_mode: 'transfer' }, mode: 'immatriculation' },
  ];
  for (const { lang, screen, take, mode } of walks) {
    it(`creates an account, signs in and out: ${lang}, ${screen}`, async () => {
      const answers = answersOf(members.take(take), mode);
      const contacts = newContacts();
      await inContext(browser, server, { lang, screen }, async (page) => {
        const look = () => assertFits(page, lang);
        await page.goto(`${mount}/`);
        await look();
        const entry = take.scheme === 'student' ? '?entree=etudiants' : '';
        if (entry) await page.locator(`main a[href="${mount}/etudiants"]`).first().click();
        await page.locator(`main a[href$="/creation/conditions${entry}"]`).first().click();
        await page.waitForURL(`**${mount}/creation/conditions${entry}`);
        await look();
        await field(page, 'accepte').check();
        await accept(page, 'identite');
        await look();
        await fillIdentity(page, answers);
        await proveHuman(page);
        await accept(page, 'questions');
        await look();
        await answerQuestions(page, answers);
        await accept(page, 'courriel');
        await look();
        await fillTwice(page, 'courriel', contacts.email);
        await accept(page, 'courriel-code');
        await look();
        await field(page, 'code').fill(await server.outbox.nextCode(contacts.email));
        await accept(page, 'telephone');
        await look();
        await fillTwice(page, 'telephone', contacts.phone);
        await accept(page, 'telephone-code');
        await look();
        await field(page, 'code').fill(await server.outbox.nextCode(contacts.smsTo));
        await accept(page, 'mot-de-passe');
        await look();
        await fillTwice(page, 'mot_de_passe', password);
        await accept(page, 'termine');
        await look();

        await page.locator(`main a[href="${mount}/"], main a[href="${mount}/connexion"]`).first().click();
        await field(page, 'identifiant').fill(answers.cni);
        await field(page, 'mot_de_passe').fill(password);
        await submit(page).click();
        await page.waitForURL(`**${mount}/espace`);
        await look();
        assert.match(await page.locator('main').innerText(), new RegExp(answers.immatriculation));
        await page.locator(`main form[action="${mount}/deconnexion"] [type=submit]`).click();
        await page.waitForURL((url) => !url.pathname.endsWith('/espace'));
        await page.goto(`${mount}/espace`);
        await page.waitForURL(`**${mount}/connexion`);
      });
    });
  }

  it('by keyboard alone', async () => {
    const answers = answersOf(members.take());
    await inContext(browser, server, { screen: 'desk' }, async (page) => {
      await page.goto(`${mount}/creation/conditions`);
      await page.keyboard.press('Tab');
      const skip = await page.evaluate(() => document.activeElement.getAttribute('href'));
      assert.match(skip, /^#/, 'the first stop skips to the content');
      const goTo = async (selector) => {
        for (let i = 0; i < 60; i++) {
          if (await page.evaluate((s) => document.activeElement.matches(s), selector)) return;
          await page.keyboard.press('Tab');
          const { shown } = await page.evaluate(() => {
            const style = getComputedStyle(document.activeElement);
            return { shown: style.outlineStyle !== 'none' || style.boxShadow !== 'none' };
          });
          assert.ok(shown, 'focus is visible');
        }
        assert.fail(`${selector} cannot be reached`);
      };
      await goTo('[name=accepte]');
      await page.keyboard.press('Space');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/identite');
      await goTo('[name=mode]');
      await page.keyboard.press('Space');
      for (const name of ['immatriculation', 'cni', 'date_naissance']) {
        await goTo(`[name=${name}]`);
        await page.keyboard.type(answers[name]);
      }
      await goTo('.captcha input[type=checkbox]');
      await page.keyboard.press('Space');
      await page.waitForFunction(() => document.querySelector('input[name=altcha]')?.value);
      await goTo('main [type=submit]');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/questions');
    });
  });

  for (const lang of ['fr', 'ar']) {
    it(`errors: the summary takes the focus and leads to the fields, ${lang}`, async () => {
      const contacts = newContacts();
      const answers = answersOf(members.take());
      await inContext(browser, server, { lang, screen: 'phone', expected: [refusal] }, async (page) => {
        await begin(page, answers);
        await answerQuestions(page, answers);
        await accept(page, 'courriel');
        await field(page, 'courriel').fill('personne@exemple');
        await field(page, 'courriel_confirmation').fill(contacts.email);
        await page.evaluate(() => document.querySelectorAll('form').forEach((form) => (form.noValidate = true)));
        await submit(page).click();
        const summary = page.locator('[role=alert]').first();
        await summary.waitFor();
        await assertFits(page, lang);
        assert.ok(await summary.evaluate((e) => e === document.activeElement || e.contains(document.activeElement)), 'focus');
        await summary.locator('a[href^="#"]').first().click();
        assert.equal(await page.evaluate(() => document.activeElement.name), 'courriel');
        const input = field(page, 'courriel');
        assert.equal(await input.inputValue(), 'personne@exemple', 'what was typed stays');
        assert.equal(await input.getAttribute('aria-invalid'), 'true');
        const described = (await input.getAttribute('aria-describedby')).split(' ');
        const texts = await Promise.all(described.map((id) => page.locator(`[id="${id}"]`).innerText()));
        const [linkText] = await summary.locator('a').allInnerTexts();
        assert.ok(texts.some((text) => text.includes(linkText.trim())), 'the field is told the same');
      });
    });
  }

  it('wrong facts give one error for all of them, with the telephone of the call centre', async () => {
    await inContext(browser, server, { screen: 'desk', expected: [refusal] }, async (page) => {
      await begin(page, unknownPerson);
      await answerQuestions(page, unknownPerson);
      await submit(page).click();
      const summary = page.locator('[role=alert]').first();
      await summary.waitFor();
      assert.match(await summary.innerText(), /05.38.00.20.20/);
      assert.equal(stepOf(page), 'questions');
      // Back at the identity, the proof that the wrong answer has made harder is asked for at once.
      await summary.locator('a[href="#recapitulatif"]').click();
      await page.locator('#recapitulatif a').click();
      await page.waitForURL('**/creation/identite');
      await proveHuman(page);
      await accept(page, 'questions');
    });
    // Another browser learns of it only from its answer, which is calm and begins the work by itself.
    await inContext(browser, server, { screen: 'phone', expected: [refusal] }, async (page) => {
      await page.goto(`${mount}/creation/conditions`);
      await field(page, 'accepte').check();
      await accept(page, 'identite');
      await fillIdentity(page, unknownPerson);
      await proveHuman(page);
      await submit(page).click();
      await page.locator('.notice').waitFor();
      assert.equal(await page.locator('.error-summary').count(), 0);
      assert.equal(await field(page, 'cni').inputValue(), unknownPerson.cni, 'in full, on the page that answers');
      await page.waitForFunction(() => document.querySelector('.captcha').dataset.state === 'done');
      await accept(page, 'questions');
    });
  });

  it('going back keeps what was typed', async () => {
    const answers = answersOf(members.take());
    const contacts = newContacts();
    await inContext(browser, server, { screen: 'phone' }, async (page) => {
      await begin(page, answers);
      await answerQuestions(page, answers);
      await accept(page, 'courriel');
      await fillTwice(page, 'courriel', contacts.email);
      await accept(page, 'courriel-code');
      await page.locator(`main a[href="${mount}/creation/courriel"]`).first().click();
      await page.waitForURL('**/creation/courriel');
      assert.equal(await field(page, 'courriel').inputValue(), contacts.email);
      await page.goBack();
      await page.waitForURL('**/creation/courriel-code');
      // By the links « Étape précédente », as far as the identity: facts are masked there, and may be sent so.
      for (const step of ['courriel', 'questions', 'identite']) {
        await page.locator('a.back').click();
        await page.waitForURL(`**/creation/${step}`);
      }
      assert.match(await field(page, 'cni').inputValue(), /^..•+..$/);
      assert.match(await field(page, 'date_naissance').inputValue(), /^••\/••\/\d{4}$/);
      assert.equal(await page.locator('[name=mode]:checked').inputValue(), answers.mode);
      await proveHuman(page);
      await accept(page, 'courriel-code'); // nothing has changed, so nothing is asked again
      await field(page, 'code').fill(await server.outbox.nextCode(contacts.email));
      await accept(page, 'telephone');
    });
  });

  it('sending again shows a countdown that moves', async () => {
    const answers = answersOf(members.take());
    const contacts = newContacts();
    await inContext(browser, server, { screen: 'phone' }, async (page) => {
      await begin(page, answers);
      await answerQuestions(page, answers);
      await accept(page, 'courriel');
      await fillTwice(page, 'courriel', contacts.email);
      await accept(page, 'courriel-code');
      const form = page.locator('main form:has([name=action][value=renvoyer]), main form:has(button[value=renvoyer])').last();
      const before = await form.innerText();
      assert.match(before, /\d/);
      await page.waitForTimeout(2500);
      assert.notEqual(await form.innerText(), before);
    });
  });

  it('the choice decides which number is asked for', async () => {
    const answers = answersOf(members.take(), 'employeur');
    await inContext(browser, server, { screen: 'desk' }, async (page) => {
      await page.goto(`${mount}/creation/conditions`);
      await field(page, 'accepte').check();
      await accept(page, 'identite');
      await page.locator('[name=mode][value=employeur]').check();
      assert.equal(await field(page, 'identifiant_employeur').isVisible(), true);
      assert.equal(await field(page, 'immatriculation').isVisible(), false);
      await page.locator('[name=mode][value=immatriculation]').check();
      assert.equal(await field(page, 'identifiant_employeur').isVisible(), false);
      assert.equal(await field(page, 'immatriculation').isVisible(), true);
      await fillIdentity(page, answers);
      await proveHuman(page);
      await accept(page, 'questions');
    });
  });

  it('changing the language keeps the step', async () => {
    const answers = answersOf(members.take());
    await inContext(browser, server, { screen: 'phone', expected: [refusal] }, async (page) => {
      await begin(page, answers);
      const masked = page.locator('#recapitulatif dd');
      assert.match((await masked.allInnerTexts()).join(), /^..•+..,..•+..,••\/••\/\d{4}$/);
      await page.locator('#recapitulatif a').click();
      await page.waitForURL('**/creation/identite');
      await field(page, 'cni').fill('AB 12');
      await field(page, 'date_naissance').fill('x');
      await proveHuman(page);
      await submit(page).click(); // refused: the page then answers a POST
      await page.locator('.error-summary').waitFor();
      assert.equal(await page.locator('.captcha').getAttribute('data-state'), 'done', 'the proof still holds');
      assert.equal(await page.locator('.captcha input[type=checkbox]').isChecked(), true);
      await field(page, 'date_naissance').fill('01/01');
      await page.locator('a[hreflang=ar], a[lang=ar]').first().click();
      await page.waitForFunction(() => document.documentElement.lang === 'ar');
      assert.equal(stepOf(page), 'identite');
      assert.equal(await field(page, 'date_naissance').inputValue(), '••/••/••••', 'what was typed is kept');
      assert.equal(await page.locator('.captcha').getAttribute('data-state'), 'done');
      await field(page, 'cni').fill(answers.cni);
      await field(page, 'date_naissance').fill(answers.date_naissance);
      await accept(page, 'questions');
      await answerQuestions(page, answers);
      await accept(page, 'courriel');
      assert.equal(await page.evaluate(() => document.documentElement.dir), 'rtl');
    });
  });

  it('passwords may be pasted, shown and managed', async () => {
    await inContext(browser, server, { screen: 'desk' }, async (page) => {
      await page.goto(`${mount}/`);
      const input = field(page, 'mot_de_passe');
      assert.equal(await input.getAttribute('autocomplete'), 'current-password');
      assert.equal(await field(page, 'identifiant').getAttribute('autocomplete'), 'username');
      assert.equal(await input.getAttribute('type'), 'password');
      await input.evaluate((element) => {
        const data = new DataTransfer();
        data.setData('text/plain', 'x');
        const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
        if (!element.dispatchEvent(event)) throw new Error('paste is prevented');
      });
    });
  });

  it('without JavaScript pages are readable and forms are shown', async () => {
    const answers = answersOf(members.take());
    await inContext(browser, server, { screen: 'phone', javaScriptEnabled: false, expected: [refusal] }, async (page) => {
      await page.goto(`${mount}/`);
      await assertFormIsThere(page, ['identifiant', 'mot_de_passe']);
      await page.goto(`${mount}/creation/conditions`);
      await field(page, 'accepte').check();
      await accept(page, 'identite');
      await assertFormIsThere(page, ['immatriculation', 'identifiant_employeur', 'cni', 'date_naissance']);
      await assertPictureIsThere(page);
      await fillIdentity(page, answers);
      const first = await page.locator('.captcha-image').getAttribute('src');
      await field(page, 'captcha').fill('000000');
      await submit(page).click();
      await page.locator('#f-captcha-erreur').waitFor();
      await assertPictureIsThere(page);
      assert.notEqual(await page.locator('.captcha-image').getAttribute('src'), first);
      assert.equal(await field(page, 'cni').inputValue(), answers.cni, 'answers are kept');
      await field(page, 'cni').fill('AB123401');
      await page.locator('.keep button[value=ar]').click();
      await page.waitForURL('**/identite?captcha=image&lang=ar');
      assert.equal(await field(page, 'cni').inputValue(), 'AB••••01', 'another language keeps them');
      await page.locator('.keep button[value=retour]').click();
      await page.waitForURL('**/creation/conditions');
      await page.locator('.keep button[value=fr]').click();
      await page.waitForURL('**/conditions?lang=fr');
      await accept(page, 'identite'); // still ticked
      await field(page, 'cni').press('Enter'); // the key presses the real button, not one that keeps
      await page.locator('.error-summary').waitFor();
    });
  });

  for (const lang of ['fr', 'ar', 'en']) {
    it(`with JavaScript the visitor can choose the picture captcha, and its sound plays, ${lang}`, async () => {
      await inContext(browser, server, { lang, screen: 'phone' }, async (page) => {
        await page.goto(`${mount}/creation/conditions`);
        await field(page, 'accepte').check();
        await accept(page, 'identite');
        await page.locator('[name=mode][value=employeur]').check();
        await field(page, 'identifiant_employeur').fill('AB12');
        await field(page, 'cni').fill('CD 123401');
        await page.locator('.captcha-choice a').click();
        await page.waitForURL('**/identite?captcha=image');
        await assertPictureIsThere(page);
        assert.equal(await field(page, 'cni').inputValue(), 'CD••••01', 'what was typed is kept');
        assert.equal(await field(page, 'identifiant_employeur').inputValue(), '');
        assert.equal(await page.locator('#f-identifiant_employeur-encore').isVisible(), true, 'and what is not, says so');
        await assertFits(page, lang);
        const seconds = await page.locator('audio').evaluate(async (audio) => {
          audio.muted = true;
          await audio.play();
          return audio.duration;
        });
        assert.ok(seconds > 4 && seconds < 15, `lasts ${seconds} s`);
      });
    });
  }

  it('a long proof of work shows how far it is, and offers the picture', async () => {
    await inContext(browser, server, { screen: 'phone' }, async (page) => {
      await page.goto(`${mount}/creation/conditions`);
      await field(page, 'accepte').check();
      await accept(page, 'identite');
      await page.route('**/captcha/defi', async (route) => {
        const response = await route.fetch();
        const challenge = await response.json();
        challenge.parameters.keyPrefix = '0'.repeat(12); // takes longer than any test
        await route.fulfill({ response, json: challenge });
      });
      await page.clock.install();
      await page.reload();
      const box = page.locator('.captcha');
      assert.equal(await box.locator('progress').isVisible(), false);
      await box.locator('input[type=checkbox]').check();
      await page.waitForFunction(() => document.querySelector('.captcha').dataset.state === 'working');
      await page.clock.runFor(5000);
      await box.locator('progress').waitFor();
      assert.match(await box.locator('.captcha-left').innerText(), /^Temps restant estimé\s: \d+ s$/);
      assert.ok(await box.locator('progress').getAttribute('aria-label'));
      assert.equal(await box.locator('.captcha-offer').innerText(), '');
      // Ten seconds after the work has begun, which may be some time after the tick.
      await page.clock.runFor(11_000);
      assert.match(await box.locator('.captcha-offer').innerText(), /recopier une image/);
      assert.equal(await box.locator('.captcha-choice a.button').isVisible(), true);
    });
  });

  async function assertPictureIsThere(page) {
    const image = page.locator('.captcha-image');
    await image.scrollIntoViewIfNeeded();
    await page.waitForFunction(() => document.querySelector('.captcha-image').naturalWidth === 200).catch(() => {});
    assert.equal(await image.evaluate((element) => element.naturalWidth), 200);
    assert.equal(await field(page, 'captcha').isVisible(), true);
  }

  async function assertFormIsThere(page, names) {
    for (const name of names) assert.equal(await field(page, name).isVisible(), true, name);
    assert.equal(await submit(page).isVisible(), true);
  }
});
