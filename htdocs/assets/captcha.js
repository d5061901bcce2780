/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* "I am not a robot": fetches a challenge of ALTCHA's open protocol (version 2),
 * has workers solve it, puts the answer in the hidden field. It starts with the
 * first key or tap in the form, so the work is usually over before the button
 * is reached; a form sent earlier waits for it. */
(function () {
  'use strict';

  const box = document.querySelector('.captcha[data-challenge]');
  if (!box) return;

  const WORKERS_MAX = 4;
  const MARGIN_MS = 15000; /* an answer that expires while it travels is no use */

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

  /* The words stand in the page, for every language; browsers without scripts see none of it. */
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
    /* The server's clock judges, whatever the visitor's says. */
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

  /* One run at a time; true once a fresh answer stands in the field. */
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
  /* A tick cannot be taken back: it only ever starts the work. */
  tick.addEventListener('change', () => {
    tick.checked = true;
    ensure();
  });
  form.addEventListener('input', () => ensure(), { once: true });
  form.addEventListener('submit', waitForAnswer, true);
  /* Back from the next page: that answer is spent. */
  window.addEventListener('pageshow', (event) => {
    if (!event.persisted) return;
    field.value = '';
    enter('idle');
  });
})();
