// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// /verification and the verifier in one file in Chromium: with the network off once they are loaded, with Ed25519
// taken out of WebCrypto, with pictures of papers.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { inContext, launch, overflowOf } from '../lib/browser.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey } from '../lib/journey.mjs';
import { Key, keysFile, paperOf, revocationsFile } from '../lib/papers.mjs';
import { drawPaper } from '../lib/scenes/papers.mjs';
import { easyProofs, manyCodes, mount, startServer } from '../lib/server.mjs';
import { Client } from '../lib/client.mjs';

const run = promisify(execFile);
const page = `${mount}/verification`;
const file = `${page}/hors-ligne.html`;

// In the page, before its scripts: as browsers of 2023 are, and pages without HTTPS.
const cuts = {
  Ed25519: () => {
    const refuse = () => Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError'));
    for (const name of ['importKey', 'verify']) {
      const real = SubtleCrypto.prototype[name];
      SubtleCrypto.prototype[name] = function cut(...parameters) {
        return JSON.stringify(parameters.map((one) => (one?.name ? one.name : one))).includes('Ed25519') ? refuse() : real.apply(this, parameters);
      };
    }
  },
  WebCrypto: () => Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined }),
};

describe('verification in Chromium', () => {
  let server;
  let browser;
  let paper;
  let spoilt;

  before(async () => {
    server = await startServer('verification-browser', { directives: [...easyProofs, ...manyCodes] });
    const account = await new Journey(server, answersOf(new Members(server).take())).reach('termine');
    paper = await drawPaper(account, server.dir);
    browser = await launch();
    const tab = await browser.newPage();
    spoilt = await spoil(tab);
    await tab.close();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  const verdictOf = async (tab) => (await tab.waitForSelector('#resultat[data-verdict]')).getAttribute('data-verdict');
  const engineOf = (tab) => tab.getAttribute('#resultat', 'data-engine');
  const seenIn = (tab) => tab.innerText('#resultat');

  // Loads the page, turns the network off, then follows the fragments one after the other. (Where requests are answered
  // by a test, Chromium has no cache, not even for the icon of the tab: the network then stays on.)
  async function follow(tab, context, fragments, isOffline = true) {
    await tab.goto(page, { waitUntil: 'networkidle' });
    const requests = [];
    // Where the fragment changes, Chromium looks for the icon of the tab again, in its cache.
    context.on('request', (request) => request.url().endsWith('/emblem.svg') || requests.push(request.url()));
    await context.setOffline(isOffline);
    const verdicts = [];
    for (const fragment of fragments) {
      await tab.evaluate((hash) => {
        document.getElementById('resultat').removeAttribute('data-verdict');
        window.location.hash = hash;
      }, fragment);
      verdicts.push(await verdictOf(tab));
    }
    assert.deepEqual(requests, []);
    return verdicts;
  }

  it('works from the fragment without any request once it is loaded', async () => {
    await inContext(browser, server, {}, async (tab, context) => {
      const last = Number(paper.digits.at(-1));
      const changed = `${paper.digits.slice(0, -1)}${(last + 1) % 10}`;
      assert.deepEqual(await follow(tab, context, [changed, paperOf(new Key()), paper.digits]), ['false', 'unknown', 'genuine']);
      assert.equal(await engineOf(tab), 'webcrypto');
      const { cni, date_naissance: birth } = paper.account.answers;
      const member = server.members.find((one) => one.cni === cni);
      const seen = await seenIn(tab);
      const facts = [`${member.given_name} ${member.family_name}`, `${member.given_name_ar} ${member.family_name_ar}`, birth, cni.slice(-4)];
      for (const fact of [...facts, new URL(server.origin).host]) assert.ok(seen.includes(fact), fact);
      for (const sentence of [/Comparez-les avec le papier, puis le papier avec la carte d’identité/, /Liste des attestations révoquées/, /Attestation de couverture/, /Secteur public|Étudiants/]) {
        assert.match(seen, sentence);
      }
      const size = await tab.$eval('[data-fact=name]', (element) => parseFloat(getComputedStyle(element).fontSize));
      assert.ok(size >= 22, `${size}px`);
    });
  });

  it('a member checks the file of their data, with the network off', async () => {
    const data = (await paper.account.client.get('/espace/donnees/export.json')).bytes;
    const at = (name) => path.join(server.dir, name);
    await writeFile(at('mes-donnees.json'), data);
    await writeFile(at('changed.json'), data.toString().replace('"format":1', '"format":2'));
    await writeFile(at('other.json'), '{"format":1}');
    await inContext(browser, server, { screen: 'phone' }, async (tab, context) => {
      await tab.goto(page, { waitUntil: 'networkidle' });
      await context.setOffline(true);
      const answer = tab.locator('#resultat-fichier');
      for (const [name, verdict, sentence] of [['changed.json', 'false', /n’a pas signé ce fichier/], ['mes-donnees.json', 'genuine', /rien n’y a été changé depuis/], ['other.json', 'false', /n’a pas signé/]]) {
        await tab.setInputFiles('#fichier-donnees', at(name));
        await tab.waitForSelector(`#resultat-fichier[data-verdict=${verdict}]`);
        assert.match(await answer.innerText(), sentence);
        assert.equal(await tab.evaluate(() => document.activeElement.id), 'resultat-fichier');
      }
      await tab.setInputFiles('#fichier-donnees', at('mes-donnees.json'));
      await tab.waitForSelector('#resultat-fichier[data-verdict=genuine]');
      const { made_at: madeAt } = JSON.parse(data);
      assert.ok((await answer.innerText()).includes(madeAt.slice(0, 4)));
      assert.equal(await overflowOf(tab), 0);
      assert.equal(await tab.isVisible('#resultat'), false);
    });
  });

  it('what is not genuine shows no facts', async () => {
    await inContext(browser, server, {}, async (tab, context) => {
      await follow(tab, context, [paper.digits, paperOf(new Key(), { name: 'Faux Nom' })]);
      assert.doesNotMatch(await tab.textContent('#resultat'), /Faux Nom/);
      assert.equal(await tab.isVisible('#resultat [data-fact=name]'), false);
      assert.match(await seenIn(tab), /ne connaît pas la clé/);
    });
  });

  for (const [name, cut] of Object.entries(cuts)) {
    it(`works by tweetnacl where ${name} is missing`, async () => {
      await inContext(browser, server, {}, async (tab, context) => {
        await context.addInitScript(cut);
        const changed = `1${paper.digits}`.slice(0, paper.digits.length);
        assert.deepEqual(await follow(tab, context, [paper.digits, changed, '123']), ['genuine', 'false', 'false']);
        assert.equal(await engineOf(tab), 'tweetnacl');
      });
    });
  }

  it('says that revocation was not checked where the lists cannot be had', async () => {
    const expected = [/Failed to load resource/];
    await inContext(browser, server, { expected }, async (tab, context) => {
      await context.route('**/cnops-revocations.json', (route) => route.fulfill({ status: 503, body: '' }));
      assert.deepEqual(await follow(tab, context, [paper.digits], false), ['genuine']);
      assert.match(await seenIn(tab), /La révocation n’a pas été vérifiée/);
    });
    await inContext(browser, server, { expected }, async (tab, context) => {
      await context.route('**/cnops-keys.json', (route) => route.fulfill({ status: 200, contentType: 'application/json', body: '{"keys":{}}' }));
      assert.deepEqual(await follow(tab, context, [paper.digits], false), ['unknown']);
      assert.match(await seenIn(tab), /rien ne peut être vérifié/);
    });
  });

  // Lists of our own, so that papers of every kind are genuine.
  it('says what is revoked, expired or cut, and what the lists are worth', async () => {
    await inContext(browser, server, { screen: 'phone' }, async (tab, context) => {
      const [key, rootKey] = [new Key(), new Key()];
      const lists = { keys: keysFile([key], rootKey), revocations: revocationsFile(key, [5, 70_000], { age: 50 }) };
      for (const [name, list] of Object.entries(lists)) {
        await context.route(`**/cnops-${name}.json`, (route) => route.fulfill({ contentType: 'application/json', body: JSON.stringify(list) }));
      }
      const kinds = [
        [{ number: 70_000 }, 'revoked', /puis l’a révoquée/], [{ expires_on: '2026-02-01' }, 'expired', /n’est plus valable/],
        [{ issued_on: '2998-01-01' }, 'genuine', /datée d’après aujourd’hui/], [{ name_ar: '' }, 'genuine', /que dans une écriture/],
        [{ name: `${'Abdelmoughite '.repeat(5)}Ait B…`, name_ar: `${'عبد المغيث '.repeat(6)}آيت…` }, 'genuine', /il se termine ici par/],
      ];
      for (const [changes, verdict, sentence] of kinds) {
        assert.deepEqual(await follow(tab, context, [paperOf(key, changes)], false), [verdict]);
        const seen = await seenIn(tab);
        for (const said of [sentence, /n’est plus à jour/, /il y a 2 jours/, new RegExp(`clé racine.*${rootKey.kid}`)]) assert.match(seen, said);
      }
      assert.ok((await overflowOf(tab)) <= 0);
    });
  });

  it('without scripts the page says what to do, and the code works', async () => {
    await inContext(browser, server, { javaScriptEnabled: false }, async (tab) => {
      await tab.goto(`${page}#${paper.digits}`);
      assert.match(await tab.innerText('main'), /Saisissez ci-dessous le code imprimé sur le papier/);
      await tab.fill('[name=code]', paper.code.toLowerCase().replaceAll('-', ' '));
      await tab.click('main form button');
      assert.equal(await tab.getAttribute('[data-verdict]', 'data-verdict'), 'genuine');
      assert.match(await tab.innerText('main'), /Initiales/);
    });
  });

  it('shows one answer at a time', async () => {
    await inContext(browser, server, {}, async (tab) => {
      await tab.goto(page);
      await tab.fill('[name=code]', '0000-0000-0000-0000');
      await tab.click('main form button');
      assert.equal(await tab.getAttribute('[data-verdict]', 'data-verdict'), 'unknown');
      await tab.goto(`${page}#${paper.digits}`);
      assert.equal(await verdictOf(tab), 'genuine');
      assert.equal(await tab.locator('[data-verdict]').count(), 1);
    });
  });

  it('links to the page stand where visitors look', async () => {
    await inContext(browser, server, {}, async (tab) => {
      await tab.goto(mount);
      await tab.click('footer a[href$="/verification"]');
      assert.match(await tab.innerText('h1'), /Vérifier une attestation/);
      assert.equal(await tab.getAttribute('a[download]', 'href'), file);
    });
  });

  // --- the one file ---

  // As somebody who has saved it opens it: from a disk, without a network.
  async function openFile(tab, context) {
    const saved = path.join(server.dir, 'verification.html');
    const { bytes } = await new Client(server, { headers: { 'Accept-Language': 'fr' } }).get('/verification/hors-ligne.html');
    await writeFile(saved, bytes);
    await context.setOffline(true);
    await tab.goto(pathToFileURL(saved).href);
    await tab.waitForSelector('html[data-ready]');
  }

  // inContext takes a file for another origin, so that this one looks for requests itself.
  async function inFile(options, use) {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
    context.setDefaultTimeout(20_000);
    const complaints = [];
    if (options.cut) await context.addInitScript(options.cut);
    const tab = await context.newPage();
    context.on('request', (request) => !/^(file|data|blob):/.test(request.url()) && complaints.push(request.url()));
    tab.on('pageerror', (error) => complaints.push(error.message));
    tab.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    try {
      await openFile(tab, context);
      await use(tab);
    } finally {
      await context.close();
    }
    assert.deepEqual(complaints, []);
  }

  // The page at 150 dpi turned by 3 degrees, grey and blurred.
  async function spoil(tab) {
    const url = `data:image/png;base64,${(await readFile(paper.picture)).toString('base64')}`;
    const spoilt = await tab.evaluate(async (source) => {
      const image = await createImageBitmap(await (await fetch(source)).blob());
      const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
      const context = canvas.getContext('2d');
      context.fillStyle = '#e8e8e8';
      context.fillRect(0, 0, image.width, image.height);
      context.filter = 'grayscale(1) blur(0.7px) brightness(0.9)';
      context.rotate((3 * Math.PI) / 180);
      context.drawImage(image, 0, 0);
      return canvas.toDataURL('image/jpeg', 0.7).split(',')[1];
    }, url);
    return { name: 'spoilt.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(spoilt, 'base64') };
  }

  // A part of the paper: { x, y, W, H } in pixels.
  async function cut(name, options, { x, y, W, H }) {
    const target = path.join(server.dir, name);
    await run('pdftoppm', [...options, '-singlefile', '-x', `${x}`, '-y', `${y}`, '-W', `${W}`, '-H', `${H}`, paper.file, target]);
    return target;
  }

  for (const [name, cutOff] of [['WebCrypto', undefined], ['tweetnacl', cuts.Ed25519]]) {
    it(`the file reads pictures, by jsQR and ${name}`, async () => {
      await inFile({ cut: cutOff }, async (tab) => {
        for (const picture of [paper.picture, spoilt]) {
          await tab.setInputFiles('#photo', picture);
          assert.equal(await verdictOf(tab), 'genuine');
          assert.equal(await engineOf(tab), name.toLowerCase());
          await tab.$eval('#resultat', (section) => section.removeAttribute('data-verdict'));
        }
        assert.ok((await seenIn(tab)).includes(new URL(server.origin).host));
      });
    });
  }

  it('the file enlarges a page at 100 dpi', async () => {
    const page100 = await cut('page100', ['-r', '100', '-png'], { x: 0, y: 0, W: 827, H: 1169 });
    await inFile({}, async (tab) => {
      // jsQR misses some codes that are turned by some degrees at this size. Here: all that are of this size.
      await tab.evaluate(() => {
        const real = window.jsQR;
        window.jsQR = (data, width, height, options) => (height > 1169 ? real(data, width, height, options) : null);
      });
      await tab.setInputFiles('#photo', `${page100}.png`);
      assert.equal(await verdictOf(tab), 'genuine');
    });
  });

  it('the file follows its address, and knows how old its list is at each result', async () => {
    await inFile({}, async (tab) => {
      for (const [digits, verdict] of [[paper.digits, 'genuine'], ['123', 'false']]) {
        await tab.evaluate((text) => { window.location.hash = text; }, digits);
        await tab.waitForSelector(`#resultat[data-verdict=${verdict}]`);
      }
      await tab.evaluate((text) => { window.location.hash = text; }, paper.digits);
      await tab.waitForSelector('#resultat[data-verdict=genuine]');
      assert.doesNotMatch(await seenIn(tab), /n’est plus à jour/);
      await tab.clock.setFixedTime(new Date(Date.now() + 25 * 3_600_000));
      await tab.fill('#chiffres', paper.digits);
      await tab.click('#saisie button');
      await tab.waitForSelector('[data-for=list-old]:not([hidden])');
    });
  });

  it('the file leaves no camera on that was stopped while the browser asked', async () => {
    const wait = () => {
      MediaDevices.prototype.getUserMedia = () => new Promise((resolve) => {
        window.allow = () => {
          window.given = document.createElement('canvas').captureStream();
          resolve(window.given);
        };
      });
    };
    await inFile({ cut: wait }, async (tab) => {
      await tab.click('#lire');
      await tab.click('#arreter');
      await tab.evaluate(() => window.allow());
      await tab.waitForFunction(() => window.given.getTracks().every((track) => track.readyState === 'ended'));
      assert.equal(await tab.isVisible('#lire'), true);
      assert.equal(await tab.isVisible('[data-trouble=camera]'), false);
    });
  });

  it('the file reads what a scanner types, and says where a picture has no code', async () => {
    await inFile({}, async (tab) => {
      await tab.fill('#chiffres', `http://localhost${page}#${paper.digits}`);
      await tab.click('#saisie button');
      assert.equal(await verdictOf(tab), 'genuine');
      await tab.fill('#chiffres', 'rien');
      await tab.click('#saisie button');
      await tab.waitForSelector('[data-verdict=false]');
      await tab.setInputFiles('#photo', `${await cut('blank', ['-r', '150', '-png'], { x: 100, y: 300, W: 900, H: 300 })}.png`);
      await tab.waitForSelector('[data-trouble=picture]:not([hidden])');
    });
  });

  it('the file reads the camera, and says where there is none', async () => {
    // One frame in JPEG: where the code stands on the page.
    const video = path.join(server.dir, 'camera.mjpeg');
    await rename(`${await cut('camera', ['-r', '150', '-jpeg'], { x: 0, y: 900, W: 1240, H: 720 })}.jpg`, video);
    const own = await launch(['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${video}`]);
    try {
      const context = await own.newContext({ permissions: ['camera'] });
      const tab = await context.newPage();
      await tab.goto(server.url('/verification/hors-ligne.html'));
      await tab.waitForSelector('html[data-ready]');
      await context.setOffline(true);
      await tab.click('#lire');
      assert.equal(await verdictOf(tab), 'genuine');
      assert.equal(await tab.isVisible('video'), false);
    } finally {
      await own.close();
    }
    await inFile({ cut: () => { MediaDevices.prototype.getUserMedia = () => Promise.reject(new DOMException('No.', 'NotAllowedError')); } }, async (tab) => {
      await tab.click('#lire');
      await tab.waitForSelector('[data-trouble=camera]:not([hidden])');
    });
  });
});
