/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The verifier as one file, /verification/hors-ligne.html: keys and revoked certificates are in it, and it never uses the
 * network. A code comes from the camera, from a picture, or from what is typed or pasted. */

import { digitsOf } from './payload.mjs';
import { Camera, readPicture } from './reading.mjs';
import { showResult, showWorking } from './result.mjs';
import { judge, openVerifier } from './verifier.mjs';

const section = document.getElementById('resultat');
const video = document.querySelector('video');
const [start, stop] = ['lire', 'arreter'].map((id) => document.getElementById(id));
const picture = document.getElementById('photo');
const form = document.getElementById('saisie');

const opening = openVerifier({
  keys: JSON.parse(section.dataset.keys),
  revocations: JSON.parse(section.dataset.revocations),
  subtle: window.crypto && window.crypto.subtle,
  loadNacl: async () => window.nacl,
});

/* Shows one of the sentences about what went wrong; none where word is null. */
function complain(word) {
  for (const element of document.querySelectorAll('[data-trouble]')) element.hidden = element.dataset.trouble !== word;
}

async function check(text) {
  complain(null);
  showWorking(section);
  const verifier = await opening;
  section.dataset.engine = verifier.verify.engine;
  showResult(section, verifier, await judge(verifier, digitsOf(text) || ''), { host: section.dataset.host });
}

function showCamera(isOn) {
  video.hidden = !isOn;
  stop.hidden = !isOn;
  start.hidden = isOn;
}

const camera = new Camera(video, window.jsQR, (text) => {
  showCamera(false);
  check(text);
});

start.addEventListener('click', async () => {
  complain(null);
  showCamera(true);
  try {
    await camera.start();
  } catch (error) {
    showCamera(false);
    complain('camera');
  }
});

stop.addEventListener('click', () => {
  camera.stop();
  showCamera(false);
});

picture.addEventListener('change', async () => {
  const [file] = picture.files;
  if (!file) return;
  complain(null);
  section.hidden = true;
  try {
    const text = await readPicture(file, window.jsQR);
    if (text === null) complain('picture');
    else await check(text);
  } catch (error) {
    complain('picture');
  }
  picture.value = ''; /* the same file can be chosen again */
});

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const text = form.elements.chiffres.value;
  if (text.trim()) check(text);
});

if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) start.closest('section').hidden = true;
/* Each code that follows the address in its turn: the result must be that of the code that is there. */
function followHash() {
  if (/^#[0-9]/.test(window.location.hash)) check(window.location.hash);
}

window.addEventListener('hashchange', followHash);
followHash();
document.documentElement.dataset.ready = 'yes';
