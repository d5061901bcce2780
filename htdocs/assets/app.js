/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Makes the pages more comfortable. Every page works without this script, and no function below needs
 * another one. */
(function () {
  'use strict';

  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

  /* --- fields that are asked for only with a certain choice, such as "mode=immatriculation" --- */

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

  /* --- links that lead away from a form, or change its page: they keep what was typed --- */

  function keepTyped() {
    const form = document.getElementById('formulaire');

    const isFilled = (control) =>
      (['radio', 'checkbox'].includes(control.type) ? control.checked : control.type !== 'hidden' && control.value !== '');

    if (!form) return;
    document.addEventListener('click', (event) => {
      const link = event.target.closest('a[data-keep]');

      /* A click that opens another tab leaves this form as it is. An empty form need not be sent: the link
       * works also where the page is so old that its form would be refused. */
      if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      if (!all('input, textarea', form).some(isFilled)) return;
      const words = document.createElement('input');
      const disabled = all('input:disabled', form);

      event.preventDefault();
      Object.assign(words, { type: 'hidden', name: 'garder', value: link.dataset.keep });
      form.append(words);
      for (const input of disabled) input.disabled = false;
      form.submit();
      /* The browser may show this page again, when the visitor goes back. */
      words.remove();
      for (const input of disabled) input.disabled = true;
    });
  }

  /* --- the error summary --- */

  function focusErrors() {
    const summary = document.querySelector('.error-summary');

    if (!summary) return;
    /* Waits until the browser has handled autofocus, which it skips where the address has a fragment. */
    window.addEventListener('load', () =>
      requestAnimationFrame(() => summary.contains(document.activeElement) || summary.focus()));
    summary.addEventListener('click', (event) => {
      const link = event.target.closest('a[href^="#"]');
      const target = link && document.getElementById(link.getAttribute('href').slice(1));
      const control = target && (target.matches('input') ? target : target.querySelector('input:not([type=hidden])'));

      if (!control) return;
      event.preventDefault();
      (control.closest('.field') ?? target).scrollIntoView({ block: 'center' });
      control.focus({ preventScroll: true });
    });
  }

  /* --- a button that shows the password --- */

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
      /* A browser offers to save a password only if the field is of type "password" when it is sent. */
      input.form.addEventListener('submit', () => show(false));
    }
  }

  /* --- "01012000" becomes "01/01/2000": keyboards for numbers have no slash --- */

  function punctuateDates() {
    for (const input of all('.field-date input')) {
      const punctuate = () => {
        input.value = input.value.trim().replace(/^([0-9٠-٩]{2})([0-9٠-٩]{2})([0-9٠-٩]{4})$/, '$1/$2/$3');
      };

      input.addEventListener('blur', punctuate);
      input.form.addEventListener('submit', punctuate);
    }
  }

  /* --- "send again" and "try again" become active when the wait is over --- */

  function countDown() {
    function wait(seconds, show, done) {
      const end = Date.now() + seconds * 1000;
      const timer = setInterval(() => {
        const left = Math.ceil((end - Date.now()) / 1000);

        show(Math.max(left, 0));
        if (left > 0) return;
        clearInterval(timer);
        done();
      }, 250);
    }

    for (const form of all('.resend[data-wait]')) {
      const seconds = Number(form.dataset.wait);
      const shown = form.querySelector('.seconds');
      const button = form.querySelector('button');

      if (!seconds || !shown) continue;
      button.disabled = true;
      wait(seconds, (left) => { shown.textContent = String(left); }, () => {
        button.disabled = false;
        form.querySelector('.countdown').hidden = true;
      });
    }
    for (const box of all('.retry[data-seconds]')) {
      const { seconds, words, unit } = box.dataset;
      const text = box.querySelector('.retry-wait');
      const link = box.querySelector('a');
      const { href } = link;
      const count = document.createElement('bdi');

      link.removeAttribute('href');
      link.setAttribute('role', 'link');
      link.setAttribute('aria-disabled', 'true');
      /* A long wait is told as a time of day, which need not be counted down. */
      if (Number(seconds) <= 90) text.replaceChildren(`${words} `, count);
      wait(Number(seconds), (left) => { count.textContent = `${left} ${unit}`; }, () => {
        link.href = href;
        link.removeAttribute('role');
        link.removeAttribute('aria-disabled');
        text.hidden = true;
      });
    }
  }

  /* --- a warning before a journey or session ends, while there is time to ask for more --- */

  function warnOfExpiry() {
    const SOON = 120; /* seconds; the sentences say two minutes */
    const bar = document.querySelector('.expiry-bar');
    const ends = new Map(); /* what ends → when, in ms */
    const tabs = 'BroadcastChannel' in window ? new BroadcastChannel(document.querySelector('.brand').pathname) : null;
    const boxOf = (what, root = document) => root.querySelector(`.expiry[data-what="${what}"]`);
    let shown = '';
    let typedIn = null; /* the element that had the focus before the bar */

    /* When another tab has got more time, the time counts for this tab too. */
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
      const states = late.map(([box, state]) => `${box.dataset.what} ${state}`).join();

      if (states === shown) return;
      shown = states;
      bar.replaceChildren(...late.flatMap(([box, state]) => {
        const line = document.createElement('p');
        const link = document.createElement('a');

        line.textContent = box.dataset[state];
        link.className = 'button';
        link.href = box.dataset.again;
        link.textContent = box.dataset.againLabel;
        return state === 'over' ? [line, link] : [line];
      }));
      if (!late.some(([box, state]) => state === 'soon' && 'extends' in box.dataset)) return;
      const button = document.createElement('button');

      button.type = 'button';
      button.className = 'button';
      button.textContent = bar.dataset.stay;
      button.addEventListener('click', () => stay(document.querySelector('.stay').href));
      bar.append(button);
      /* The bar must not cover the field in which the visitor is typing. */
      if (document.activeElement !== document.body) document.activeElement.scrollIntoView({ block: 'nearest' });
    }

    /* Fetches the page for more time. That page has the same boxes with new times: their words replace
     * those of this page. */
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

  /* --- the navigation of the space: the current entry is in view --- */

  function showCurrent() {
    for (const entry of all('.space-nav [aria-current]')) {
      const list = entry.closest('ul');
      const [box, frame] = [entry, list].map((element) => element.getBoundingClientRect());

      list.scrollLeft += box.left + box.width / 2 - frame.left - frame.width / 2;
    }
  }

  /* --- a second click must not send the form again --- */

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
  keepTyped();
  focusErrors();
  offerReveal();
  punctuateDates();
  countDown();
  warnOfExpiry();
  showCurrent();
  sendOnce();
})();
