// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// The weight of pages, in bytes on the wire, against their budgets. Bytes are behaviour: they do not
// depend on how busy the machine is. `make weigh` runs this alone and prints the table.

import assert from 'node:assert/strict';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { inContext, launch } from '../lib/browser.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, pathOf, signIn, steps } from '../lib/journey.mjs';
import { Client } from '../lib/client.mjs';
import { easyProofs, manyCodes, mount, root, startServer } from '../lib/server.mjs';
import { openWhole, Scale, weighing } from '../lib/weight.mjs';

const FIRST = 25_000; // the first page, nothing cached, without its faces
const FIRST_WITH_FACES = 85_000;
const STEP = 8_000; // a page of which the browser has the assets
// The first page with a proof of work, whose script comes with it; Arabic is the largest.
const FIRST_FORM = 8_500;
const DRAWING = 1_500;

describe('weight', () => {
  let server;
  let scale;
  let browser;
  const table = [];

  before(async () => {
    server = await startServer('weight', { directives: [...easyProofs, ...manyCodes, ...weighing] });
    scale = new Scale(server);
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    await mkdir(path.join(root, 'build/test'), { recursive: true });
    await writeFile(path.join(root, 'build/test/weight.txt'), table.join(''));
  });

  function note(what, { all, faces, answers }) {
    const cells = [what.padEnd(34), ...[answers.length, all - faces, faces].map((n) => String(n).padStart(9))];
    table.push(`${cells.join('')}\n`);
  }

  const within = (weight, limit, what) =>
    assert.ok(weight <= limit, `${what}: ${weight} bytes, over ${limit}`);

  // Each context starts with an empty cache. inContext fails at a request to another host.
  for (const lang of ['fr', 'ar', 'en']) {
    it(`the first page, nothing cached, ${lang}`, async () => {
      for (const address of lang === 'fr' ? ['/', '/etudiants'] : ['/']) {
        await inContext(browser, server, { lang, screen: 'phone' }, async (page) => {
          await scale.reset();
          await openWhole(page, mount + address);
          const weight = await scale.weigh();
          note(`${address} cold, ${lang}`, weight);
          assert.ok(weight.answers.length >= 3, 'a page without assets: nothing was weighed');
          within(weight.rest, FIRST, `${address}, ${lang}`);
          within(weight.all, FIRST_WITH_FACES, `${address}, ${lang}, with faces`);
        });
      }
    });
  }

  async function takeCookies(context, client) {
    await context.addCookies([...client.jar.cookies].map(([name, value]) => ({ name, value, url: server.origin })));
  }

  // The script of the proof of work comes with the first form that has one.
  async function weighFirstForm(client) {
    for (const lang of ['fr', 'ar', 'en']) {
      await inContext(browser, server, { lang, screen: 'phone' }, async (page, context) => {
        await openWhole(page, `${mount}/?lang=${lang}`);
        await takeCookies(context, client);
        await scale.reset();
        await openWhole(page, `${mount}${pathOf('identite')}?lang=${lang}`);
        const weight = await scale.weigh();
        note(`identite first, ${lang}`, weight);
        assert.equal(await page.locator('html').getAttribute('lang'), lang);
        assert.ok(weight.answers.some(({ address }) => address.endsWith('.js')), 'no script: it was weighed before');
        within(weight.all, FIRST_FORM, `identite, first, ${lang}`);
      });
    }
  }

  it('each step of a creation, after the pages before it', async () => {
    const journey = new Journey(server, answersOf(new Members(server).take()));
    await inContext(browser, server, { screen: 'phone' }, async (page, context) => {
      await openWhole(page, `${mount}/`);
      for (const step of steps) {
        if (step !== 'conditions') await journey.submit(steps[steps.indexOf(step) - 1]);
        else await journey.client.get(pathOf(step));
        await takeCookies(context, journey.client);
        if (step === 'identite') {
          await weighFirstForm(journey.client);
          await openWhole(page, mount + pathOf(step));
        }
        await scale.reset();
        await openWhole(page, mount + pathOf(step));
        const weight = await scale.weigh();
        note(`${step} warm, fr`, weight);
        assert.equal(new URL(page.url()).pathname, mount + pathOf(step));
        within(weight.all, STEP, step);
      }
    });
  });

  it('the pages of a session, after the first', async () => {
    const client = new Client(server);
    const { cni, mot_de_passe: password } = server.identities.find((identity) => identity.mot_de_passe);
    await signIn(client, cni, password);
    await inContext(browser, server, { screen: 'phone' }, async (page, context) => {
      await takeCookies(context, client);
      await openWhole(page, `${mount}/espace`);
      for (const address of ['/espace', '/espace/securite', '/espace/coordonnees', '/espace/profil']) {
        await scale.reset();
        await openWhole(page, mount + address);
        const weight = await scale.weigh();
        note(`${address} warm, fr`, weight);
        within(weight.all, STEP, address);
      }
    });
  });

  it('the drawings of closed help are loaded when it is opened', async () => {
    const drawings = /\/(carte|cnie|rib|etat-civil)\./;
    await inContext(browser, server, { screen: 'phone' }, async (page) => {
      await openWhole(page, `${mount}${pathOf('conditions')}`);
      await page.locator('main [name=accepte]:not([type=hidden])').check();
      await page.locator('main form:has([name=jeton]) [type=submit]:visible').first().click();
      await page.waitForURL(`**${mount}${pathOf('identite')}`);
      await page.locator('[name=mode][value=immatriculation]').check();
      await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
      const closed = await scale.weigh();
      assert.deepEqual(closed.answers.filter(({ address }) => drawings.test(address)), []);
      const help = page.locator('details.drawing:visible');
      assert.ok((await help.count()) >= 2);
      for (const summary of await help.locator('summary').all()) {
        await summary.click();
        await page.waitForFunction(() => [...document.querySelectorAll('details.drawing[open] img')].every((img) => img.naturalWidth));
      }
      const opened = await scale.weigh();
      assert.ok(opened.answers.filter(({ address }) => drawings.test(address)).length >= 2);
    });
  });

  it('each drawing is small', async () => {
    const manifest = await readFile(path.join(root, 'build/htdocs/assets/manifest.txt'), 'utf8');
    const files = manifest.trim().split('\n').map((line) => line.split(' ')[1]).filter((name) => name.endsWith('.svg'));
    assert.ok(files.length >= 4);
    for (const file of files) {
      within((await stat(path.join(root, 'build/htdocs/assets/br', file))).size, DRAWING, file);
    }
  });
});
