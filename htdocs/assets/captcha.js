/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* "I am not a robot": fetches a challenge of ALTCHA's open protocol (version 2), lets workers solve it
 * and puts the answer into the hidden field. It starts at the first key or tap in the form, so the work
 * is usually done before the visitor reaches the button. A form that is sent earlier waits for it. */
(function () {
  'use strict';

  const box = document.querySelector('.captcha[data-challenge]');
  if (!box) return;

  const WORKERS_MAX = 4;
  const MARGIN_MS = 15000; /* an answer must not expire on its way to the server */

  const form = box.closest('form');
  const field = box.querySelector('input[name=altcha]');
  const tick = make('input', { type: 'checkbox' });
  const status = make('p', { className: 'captcha-status', role: 'status' });
  let deadline = 0;
  let running = null;

  function make(name, properties, ...children) {
    const element = Object.assign(document.createElement(name), properties);

    element.append(...children);
    return element;
  }

  /* The page has the words in its language; without scripts none of this is shown. */
  function build() {
    const { label, label2, lang2, dir2, choice, picture } = box.dataset;
    const second = make('span', { className: 'second', lang: lang2, dir: dir2 }, label2);

    box.append(make('div', { className: 'captcha-box' },
      make('label', { className: 'option' }, tick, make('span', {}, `${label} `, second)),
      status,
      make('p', { className: 'captcha-choice' }, make('a', { href: picture }, choice))));
  }

  function enter(state) {
    box.dataset.state = state;
    status.textContent = box.dataset[state] || '';
    tick.checked = state === 'working' || state === 'done';
  }

  async function fetchChallenge() {
    const response = await fetch(box.dataset.challenge, {
      headers: { Accept: 'application/json' },
      credentials: 'same-origin',
      cache: 'no-store',
    });
    if (!response.ok) throw new Error(`challenge: ${response.status}`);
    const challenge = await response.json();
    /* The time of expiry is by the server's clock; the visitor's clock may be wrong. */
    const now = Date.parse(response.headers.get('Date')) || Date.now();

    deadline = Date.now() + challenge.parameters.expiresAt * 1000 - now - MARGIN_MS;
    return challenge;
  }

  /* The workers share the counters: worker i of n tries i, i+n, i+2n… */
  function solve(parameters) {
    const count = Math.max(1, Math.min(WORKERS_MAX, navigator.hardwareConcurrency || 2));
    const workers = [];

    return new Promise((resolve, reject) => {
      for (let i = 0; i < count; i++) {
        const worker = new Worker(box.dataset.worker);

        workers.push(worker);
        worker.onmessage = (event) => (event.data ? resolve(event.data) : reject(new Error('no solution')));
        worker.onerror = () => reject(new Error('worker'));
        worker.postMessage({ parameters, start: i, step: count });
      }
    }).finally(() => workers.forEach((worker) => worker.terminate()));
  }

  async function work() {
    const began = Date.now();
    const challenge = await fetchChallenge();
    const found = await solve(challenge.parameters);
    const solution = { counter: found.counter, derivedKey: found.derivedKey, time: Date.now() - began };
    const { parameters, signature } = challenge;

    field.value = btoa(JSON.stringify({ challenge: { parameters, signature }, solution }));
  }

  const isFresh = () => field.value !== '' && Date.now() < deadline;

  /* Starts the work, unless it is running or done. Resolves to true when the field has a fresh answer. */
  function ensure() {
    if (running) return running;
    if (isFresh()) return Promise.resolve(true);
    field.value = '';
    enter('working');
    running = work()
      .then(() => enter('done'), () => enter('failed'))
      .then(() => {
        running = null;
        return box.dataset.state === 'done';
      });
    return running;
  }

  function waitForAnswer(event) {
    const button = event.submitter;

    if (isFresh()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ensure().then((good) => (good ? form.requestSubmit(button) : box.focus()));
  }

  build();
  enter('idle');
  /* The visitor cannot clear the tick: the box only starts the work. */
  tick.addEventListener('change', () => {
    tick.checked = true;
    ensure();
  });
  form.addEventListener('input', () => ensure(), { once: true });
  form.addEventListener('submit', waitForAnswer, true);
  /* The visitor came back from the next page: the answer was used. */
  window.addEventListener('pageshow', (event) => {
    if (!event.persisted) return;
    field.value = '';
    enter('idle');
  });
})();
