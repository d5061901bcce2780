// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// `make gallery`: pictures of every scene and of every message, in each language, on a telephone and a desk,
// light and dark, in build/gallery/index.html, which needs no server. What is shown is inspected as well
// (inspector.mjs); the command fails at the end where something was found, and findings.txt says what.
//
// gallery.mjs OUT [WALK...]   makes them all, or those of these walks of scenes.mjs
// gallery.mjs --readme OUT    makes only the pictures of README.md

import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { launch, screens } from '../lib/browser.mjs';
import { walks } from '../lib/scenes.mjs';
import { root } from '../lib/server.mjs';
import { withScenes } from '../lib/shown.mjs';
import { langs, Stage } from '../lib/stage.mjs';
import { indexPage } from './index_page.mjs';
import { Inspector } from './inspector.mjs';
import { messageScenes } from './message_scenes.mjs';
import { unseenSentences } from './unseen.mjs';

const themes = ['light', 'dark'];
const QUALITY = 70; // of 100, WebP
const AT_ONCE = 2; // walks

// The pictures of README.md: [file, walk, scene, language, screen, theme].
const forReadme = [
  ['accueil', 'texts', '/', 'fr', 'desk', 'light'],
  ['identite', 'creation', '/creation/identite', 'ar', 'phone', 'light'],
  ['questions', 'creation', '/creation/questions', 'fr', 'phone', 'dark'],
  ['espace', 'the space', '/espace', 'fr', 'desk', 'dark'],
];
const README_BYTES = 60_000;
const README_QUALITY = 55;

// whole: the page, even where it is longer than the screen.
async function takePicture(page, file, { whole = false, quality = QUALITY } = {}) {
  const chromium = await page.context().newCDPSession(page);
  const { cssContentSize: size } = await chromium.send('Page.getLayoutMetrics');
  const clip = whole && { clip: { x: 0, y: 0, width: size.width, height: size.height, scale: 1 }, captureBeyondViewport: true };
  const { data } = await chromium.send('Page.captureScreenshot', { format: 'webp', quality, ...clip });
  await chromium.detach();
  const bytes = Buffer.from(data, 'base64');
  await writeFile(file, bytes);
  return bytes.length;
}

class Gallery {
  #serial = 0;

  constructor(out) {
    this.out = out;
    this.inspector = new Inspector((finding) => process.stdout.write(`${finding}\n`));
    this.groups = new Map(); // name of a walk → name of a scene → {status, templates, pictures}
    this.texts = [];
  }

  #entry(walk, scene) {
    if (!this.groups.has(walk)) this.groups.set(walk, new Map());
    const group = this.groups.get(walk);
    if (!group.has(scene.name)) group.set(scene.name, { status: scene.status, templates: scene.templates, pictures: [] });
    return group.get(scene.name);
  }

  async take(page, walk, scene) {
    const entry = this.#entry(walk, scene);
    if (scene.lang === 'fr') this.texts.push(scene.html);
    await this.inspector.inspectBytes(walk, scene);
    for (const [screen, size] of Object.entries(screens)) {
      await page.setViewportSize(size);
      await this.inspector.inspectLayout(page, walk, scene, screen);
      for (const theme of themes) {
        await page.emulateMedia({ colorScheme: theme });
        this.#serial += 1;
        const file = `pictures/${String(this.#serial).padStart(5, '0')}.webp`;
        await takePicture(page, path.join(this.out, file), { whole: true });
        entry.pictures.push({ file, lang: scene.lang, screen, width: size.width, theme });
        await this.inspector.inspectPicture(page, walk, scene, `${screen}, ${theme}`);
      }
    }
  }
}

// Runs the jobs, some at the same time. A job that fails does not take the others' pictures away; returns
// the number of those that failed.
async function runAll(jobs) {
  const waiting = [...jobs];
  let failed = 0;
  const work = async () => {
    while (waiting.length) {
      await waiting.shift()().catch((error) => {
        failed += 1;
        process.stderr.write(`${error.stack}\n`);
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return failed;
}

async function makeAll(stage, browser, out, wanted) {
  await rm(out, { recursive: true, force: true });
  await mkdir(path.join(out, 'pictures'), { recursive: true });
  const gallery = new Gallery(out);
  const began = Date.now();
  const chosen = walks.filter(({ name }) => !wanted.length || wanted.includes(name));
  const jobs = chosen.flatMap(({ name, on, scenes }) => langs.map((lang) => async () => {
    const world = await stage.world(on, lang);
    await withScenes(browser, { lang, screen: 'phone' }, async (page, show) => {
      for await (const scene of scenes(world)) {
        await show(scene);
        await gallery.take(page, name, scene);
      }
    });
    process.stdout.write(`  ${name}, ${lang}\n`);
  }));
  // The groups in the order of the list, whichever is ready first.
  for (const { name } of chosen) gallery.groups.set(name, new Map());
  const failed = await runAll(jobs);

  const messages = messageScenes(await stage.messages(), (await stage.world('plain', 'fr')).server);
  await withScenes(browser, { screen: 'phone' }, async (page, show) => {
    for (const scene of messages) {
      await show(scene);
      await gallery.take(page, scene.group, scene);
    }
  });
  const unseen = await unseenSentences(path.join(root, 'htdocs/messages/keys.txt'), gallery.texts);
  await writeFile(path.join(out, 'index.html'), indexPage(gallery.groups, unseen, { langs, screens, themes }));
  const count = [...gallery.groups.values()].flatMap((group) => [...group.values()]).flatMap(({ pictures }) => pictures).length;
  const seconds = Math.round((Date.now() - began) / 1000);
  const { findings, summary } = gallery.inspector;
  await writeFile(path.join(out, 'findings.txt'), findings.map((finding) => `${finding}\n`).join(''));
  process.stdout.write(`${count} pictures in ${seconds} s; ${unseen.length} sentences of keys.txt are in none\n${summary}\n${out}/index.html\n`);
  if (failed) throw new Error(`${failed} walks failed`);
  if (findings.length) throw new Error(`${summary}, see ${out}/findings.txt`);
}

async function makeReadme(stage, browser, out) {
  await mkdir(out, { recursive: true });
  for (const [file, walk, wanted, lang, screen, theme] of forReadme) {
    const { on, scenes } = walks.find(({ name }) => name === walk);
    const world = await stage.world(on, lang);
    await withScenes(browser, { lang, screen, colorScheme: theme }, async (page, show) => {
      for await (const scene of scenes(world)) {
        if (scene.name !== wanted) continue;
        await show(scene);
        const bytes = await takePicture(page, path.join(out, `${file}.webp`), { quality: README_QUALITY });
        if (bytes > README_BYTES) throw new Error(`${file}.webp has ${bytes} bytes`);
        return;
      }
      throw new Error(`there is no scene ${wanted}`);
    });
  }
}

const isReadme = process.argv[2] === '--readme';
const [out, ...wanted] = process.argv.slice(isReadme ? 3 : 2);
const stage = new Stage('gallery');
const browser = await launch();
try {
  await (isReadme ? makeReadme : makeAll)(stage, browser, path.resolve(out), wanted);
} finally {
  await browser.close();
  await stage.close();
}
