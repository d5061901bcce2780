/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* "I am not a robot": fetches a challenge of ALTCHA's open protocol (version 2), lets workers solve it
 * and puts the answer into the hidden field. It starts at the first key or tap in the form, so the work
 * is usually done before the visitor reaches the button. A form that is sent earlier waits for it. A page
 * that answers a form starts at once, or has a proof that was solved before. Long work shows how far it
 * is, and offers the picture. */
(function () {
  'use strict';

  const box = document.querySelector('.captcha[data-challenge]');
  if (!box) return;

  const WORKERS_MAX = 4;
  const MARGIN_MS = 15000; /* an answer must not expire on its way to the server */
  const MEASURE_MS = 300; /* before that, the speed is not known well enough */
  const SHORT_MS = 2000; /* work that is shorter shows no bar */
  const LONG_MS = 10000; /* then the picture is offered */

  const form = box.closest('form');
  const field = box.querySelector('input[name=altcha]');
  const tick = make('input', { type: 'checkbox' });
  const status = make('p', { className: 'captcha-status', role: 'status' });
  const bar = make('progress', { max: 100, value: 0 });
  const left = make('p', { className: 'captcha-left' });
  const course = make('div', { className: 'captcha-course', hidden: true }, bar, left);
  const offer = make('p', { className: 'captcha-offer', role: 'status' });
  const choice = make('a', { href: box.dataset.picture }, box.dataset.choice);
  let deadline = 0;
  let running = null;

  function make(name, properties, ...children) {
    const element = Object.assign(document.createElement(name), properties);

    element.append(...children);
    return element;
  }

  /* The page has the words in its language; without scripts none of this is shown. */
  function build() {
    const { label, label2, lang2, dir2 } = box.dataset;
    const second = make('span', { className: 'second', lang: lang2, dir: dir2 }, label2);

    box.append(make('div', { className: 'captcha-box' },
      make('label', { className: 'option' }, tick, make('span', {}, `${label} `, second)),
      status,
      course,
      offer,
      make('p', { className: 'captcha-choice' }, choice)));
    bar.setAttribute('aria-label', box.dataset.progress);
    if ('both' in box.dataset) choice.parentElement.remove(); /* the picture stands below */
    choice.dataset.keep = 'image'; /* app.js then sends what was typed with it */
  }

  function enter(state) {
    box.dataset.state = state;
    status.textContent = box.dataset[state] || '';
    tick.checked = state === 'working' || state === 'done';
    if (state === 'working') return;
    showCourse(null);
    offer.textContent = '';
  }

  /* --- how far the work is --- */

  /* Each counter is right with the same small chance, so the work may end at any moment. The bar shows how
   * likely it was to have ended by now: it never goes back, and is full only at the end. */
  function showCourse(state) {
    course.hidden = !state;
    if (!state) return;
    const { done, seconds } = state;

    bar.value = Math.round(100 * (1 - Math.exp(-done)));
    left.textContent = seconds > 0
      ? `${box.dataset.estimate} ${seconds} ${box.dataset.unit}`
      : box.dataset.almost;
  }

  /* Says with role=status, so once only. */
  function offerPicture() {
    if (box.dataset.state !== 'working' || 'both' in box.dataset) return;
    offer.textContent = box.dataset.long;
    choice.classList.add('button', 'secondary');
  }

  /* Returns a function to be told how many counters each worker has tried. */
  function measure({ keyPrefix }, count) {
    const expected = 16 ** keyPrefix.length;
    const tried = new Array(count).fill(0);
    const began = performance.now();

    return (worker, number) => {
      tried[worker] = number;
      const took = performance.now() - began;
      const done = tried.reduce((sum, one) => sum + one, 0) / expected;
      const whole = took / done;

      if (took > MEASURE_MS && whole > SHORT_MS) showCourse({ done, seconds: Math.ceil((whole - took) / 1000) });
    };
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
    const tell = measure(parameters, count);
    const slow = setTimeout(offerPicture, LONG_MS);

    return new Promise((resolve, reject) => {
      for (let i = 0; i < count; i++) {
        const worker = new Worker(box.dataset.worker);

        workers.push(worker);
        worker.onmessage = ({ data }) => {
          if (data && 'tried' in data) tell(i, data.tried);
          else if (data) resolve(data);
          else reject(new Error('no solution'));
        };
        worker.onerror = () => reject(new Error('worker'));
        worker.postMessage({ parameters, start: i, step: count });
      }
    }).finally(() => {
      clearTimeout(slow);
      workers.forEach((worker) => worker.terminate());
    });
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
  if (field.value) deadline = Date.now() + Number(box.dataset.left) * 1000 - MARGIN_MS;
  enter(isFresh() ? 'done' : 'idle');
  if ('start' in box.dataset) ensure();
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
