/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /verification#DIGITS: everything is loaded with the page, whatever is behind its '#'. From then on no request is made,
 * and what the code says never leaves the browser. */

import { judgeDataFile } from './data_file.mjs';
import { digitsOf } from './payload.mjs';
import { showFileResult, showFileTrouble, showResult, showWorking } from './result.mjs';
import { judge, openVerifier } from './verifier.mjs';

const section = document.getElementById('resultat');

/* null where it cannot be had: the page then says what that means. */
async function fetchList(address) {
  try {
    const response = await fetch(address, { credentials: 'omit', headers: { Accept: 'application/json' } });
    return response.ok ? await response.json() : null;
  } catch (error) {
    return null;
  }
}

function loadNacl() {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');

    script.src = section.dataset.nacl;
    script.onload = () => resolve(window.nacl);
    script.onerror = () => reject(new Error('tweetnacl is not there'));
    document.head.append(script);
  });
}

/* Browsers load a face only where they show a letter of it, so that names would cause requests later. */
function loadFaces() {
  const families = Array.from(section.querySelectorAll('dd[lang]'), (name) => getComputedStyle(name).fontFamily);

  return Promise.all(families.map((family) => document.fonts.load(`700 1rem ${family}`, 'Aéعم')));
}

async function load() {
  const [keys, revocations] = await Promise.all([fetchList(section.dataset.keys), fetchList(section.dataset.revocations)]);
  const verifier = await openVerifier({ keys, revocations, subtle: window.crypto && window.crypto.subtle, loadNacl });

  section.dataset.engine = verifier.verify.engine;
  return verifier;
}

/* Other fragments are those of links within the page. */
const looksLikeCode = () => /^#[0-9]/.test(window.location.hash);

async function follow(loading) {
  if (!looksLikeCode()) return;
  const { hash } = window.location;
  const earlier = document.getElementById('reponse'); /* about a code that was typed before */
  if (earlier) earlier.remove();
  showWorking(section);
  try {
    const verifier = await loading;
    const outcome = await judge(verifier, digitsOf(hash) || '');
    if (hash === window.location.hash) showResult(section, verifier, outcome, { host: window.location.host });
  } catch (error) {
    section.hidden = true;
    document.getElementById('sans-resultat').hidden = false;
  }
}

/* The file stays in the browser. */
async function checkFile(loading, input, answer) {
  const [file] = input.files;

  if (!file) return;
  showWorking(answer);
  try {
    const [verifier, bytes] = await Promise.all([loading, file.arrayBuffer()]);
    showFileResult(answer, verifier, await judgeDataFile(verifier, new Uint8Array(bytes)));
  } catch (error) {
    showFileTrouble(answer);
  }
}

/* Browsers take files that are dropped on the field. */
function offerFiles(loading) {
  const input = document.getElementById('fichier-donnees');

  input.closest('section').hidden = false;
  input.addEventListener('click', () => {
    input.value = ''; /* the same file can be chosen again */
  });
  input.addEventListener('change', () => checkFile(loading, input, document.getElementById('resultat-fichier')));
}

const loading = load();
offerFiles(loading);
loadFaces().catch(() => {}); /* then the faces of the device are used */
loading.catch(() => {});
window.addEventListener('hashchange', () => follow(loading));
follow(loading);
