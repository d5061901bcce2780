/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Comforts. Every page works without them; each function below stands alone. */
(function () {
  'use strict';

  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

  /* --- the field that belongs to a choice: "mode=immatriculation" --- */

  function followChoices() {
    const boxes = all('[data-when]');

    function follow() {
      for (const box of boxes) {
        const [name, value] = box.dataset.when.split('=');
        const chosen = document.querySelector(`input[name="${name}"]:checked`);
        const asked = Boolean(chosen) && chosen.value === value;

        box.hidden = !asked;
        for (const input of all('input', box)) input.disabled = !asked;
      }
    }

    if (!boxes.length) return;
    for (const note of all('.only-when')) note.remove();
    document.addEventListener('change', follow);
    window.addEventListener('pageshow', follow);
    follow();
  }

  /* --- the error summary --- */

  function focusErrors() {
    const summary = document.querySelector('.error-summary');

    if (!summary) return;
    /* After autofocus had its turn: it is skipped where the address has a fragment. */
    window.addEventListener('load', () =>
      requestAnimationFrame(() => summary.contains(document.activeElement) || summary.focus()));
    summary.addEventListener('click', (event) => {
      const link = event.target.closest('a[href^="#"]');
      const target = link && document.getElementById(link.getAttribute('href').slice(1));
      const control = target && (target.matches('input') ? target : target.querySelector('input'));

      if (!control) return;
      event.preventDefault();
      control.closest('.field').scrollIntoView({ block: 'center' });
      control.focus({ preventScroll: true });
    });
  }

  /* --- passwords that can be read back --- */

  function offerReveal() {
    for (const place of all('.reveal-here')) {
      const words = place.dataset;
      const input = document.getElementById(words.input);
      const button = document.createElement('button');
      const label = document.createElement('span');
      const text = document.createTextNode('');
      const show = (visible) => {
        input.type = visible ? 'text' : 'password';
        text.data = `${visible ? words.hide : words.show} `;
      };

      button.type = 'button';
      button.className = 'reveal';
      button.setAttribute('aria-controls', words.input);
      label.className = 'unseen';
      label.textContent = words.label;
      button.append(text, label);
      place.replaceWith(button);
      show(false);
      button.addEventListener('click', () => show(input.type === 'password'));
      /* Browsers offer to keep what was typed in a password field only. */
      input.form.addEventListener('submit', () => show(false));
    }
  }

  /* --- "01012000" is a date to whoever has no slash on the keyboard --- */

  function punctuateDates() {
    for (const input of all('.field-date input')) {
      const punctuate = () => {
        input.value = input.value.trim().replace(/^([0-9٠-٩]{2})([0-9٠-٩]{2})([0-9٠-٩]{4})$/, '$1/$2/$3');
      };

      input.addEventListener('blur', punctuate);
      input.form.addEventListener('submit', punctuate);
    }
  }

  /* --- "send again" --- */

  function countDown() {
    for (const form of all('.resend[data-wait]')) {
      const wait = Number(form.dataset.wait);
      const shown = form.querySelector('.seconds');
      const button = form.querySelector('button');
      const end = Date.now() + wait * 1000;

      if (!wait || !shown) continue;
      button.disabled = true;
      const timer = setInterval(() => {
        const left = Math.ceil((end - Date.now()) / 1000);

        shown.textContent = String(Math.max(left, 0));
        if (left > 0) return;
        clearInterval(timer);
        button.disabled = false;
        form.querySelector('.countdown').hidden = true;
      }, 250);
    }
  }

  /* --- what is about to close says so, while there is time to ask for more --- */

  function warnOfExpiry() {
    const SOON = 120; /* seconds: the two minutes that the sentences name */
    const bar = document.querySelector('.expiry-bar');
    const ends = new Map(); /* what: ms */
    const tabs = 'BroadcastChannel' in window ? new BroadcastChannel(document.querySelector('.brand').pathname) : null;
    const boxOf = (what, root = document) => root.querySelector(`.expiry[data-what="${what}"]`);
    let shown = '';
    let typedIn = null; /* where the focus was before the bar had it */

    /* Another tab may know of more time: what it got, all have. */
    function learn(what, end) {
      if (ends.has(what) && end > ends.get(what)) ends.set(what, end);
    }

    function note(box) {
      const { what } = box.dataset;

      ends.set(what, Date.now() + Number(box.dataset.seconds) * 1000);
      tabs?.postMessage({ what, end: ends.get(what) });
    }

    function stateOf(what) {
      const left = (ends.get(what) - Date.now()) / 1000;

      return left <= 0 ? 'over' : left <= SOON ? 'soon' : '';
    }

    function show() {
      const late = [...ends.keys()].map((what) => [boxOf(what), stateOf(what)]).filter(([, state]) => state);
      const told = late.map(([box, state]) => `${box.dataset.what} ${state}`).join();

      if (told === shown) return;
      shown = told;
      bar.replaceChildren(...late.map(([box, state]) => {
        const line = document.createElement('p');

        line.textContent = box.dataset[state];
        return line;
      }));
      if (!late.some(([box, state]) => state === 'soon' && 'extends' in box.dataset)) return;
      const button = document.createElement('button');

      button.type = 'button';
      button.className = 'button';
      button.textContent = bar.dataset.stay;
      button.addEventListener('click', () => stay(document.querySelector('.stay').href));
      bar.append(button);
      /* It must not cover what somebody is typing. */
      if (document.activeElement !== document.body) document.activeElement.scrollIntoView({ block: 'nearest' });
    }

    /* The page that the link leads to says the same of itself: its words replace ours. */
    async function stay(address) {
      const within = bar.contains(document.activeElement);
      const answer = await fetch(address, { headers: { Accept: 'text/html' } }).catch(() => null);

      if (!answer?.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');

      for (const what of ends.keys()) {
        const box = boxOf(what, page);

        if (!box) {
          ends.set(what, 0);
          continue;
        }
        boxOf(what).querySelector('.expiry-until').textContent = box.querySelector('.expiry-until').textContent;
        note(box);
      }
      show();
      if (within) (typedIn ?? document.querySelector('.stay')).focus({ preventScroll: true });
    }

    for (const box of all('.expiry')) note(box);
    if (!ends.size) return;
    for (const words of all('.only-plain')) words.remove();
    for (const link of all('.stay')) {
      link.removeAttribute('target');
      link.addEventListener('click', (event) => {
        event.preventDefault();
        stay(link.href);
      });
    }
    document.addEventListener('focusin', ({ target }) => {
      if (!bar.contains(target)) typedIn = target;
    });
    tabs?.addEventListener('message', ({ data }) => learn(data.what, data.end));
    setInterval(show, 1000);
    show();
  }

  /* --- a second click must not send a second form --- */

  function sendOnce() {
    const sent = new WeakSet();

    document.addEventListener('submit', (event) => {
      if (event.defaultPrevented) return;
      if (sent.has(event.target)) event.preventDefault();
      sent.add(event.target);
      setTimeout(() => sent.delete(event.target), 5000);
    });
    window.addEventListener('pageshow', () => all('form').forEach((form) => sent.delete(form)));
  }

  followChoices();
  focusErrors();
  offerReveal();
  punctuateDates();
  countDown();
  warnOfExpiry();
  sendOnce();
})();
