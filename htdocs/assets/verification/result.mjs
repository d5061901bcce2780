/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Shows what was found out. The page has every sentence: elements with data-for are shown where one of its words is true
 * now, elements with data-fact get a value, and rows whose value is missing are hidden. */

import { stateOfRevocations } from './lists.mjs';
import { dayOf } from './verifier.mjs';

/* "30/11/2026"; a year alone stays as it is. */
export function showDay(iso) {
  return iso ? iso.split('-').reverse().join('/') : '';
}

const schoolYear = (first) => (first ? `${first}-${first + 1}` : '');

/* "il y a 2 jours", in the language of the page. */
function showAge(from, now, lang) {
  const minutes = Math.max(0, Math.floor((now - from) / 60000));
  const format = new Intl.RelativeTimeFormat(`${lang}-u-nu-latn`, { numeric: minutes ? 'always' : 'auto' });

  if (minutes < 60) return format.format(-minutes, minutes ? 'minute' : 'second'); /* "maintenant" */
  return minutes < 2880 ? format.format(-Math.floor(minutes / 60), 'hour') : format.format(-Math.floor(minutes / 1440), 'day');
}

/* "30/11/2026 22:10", in Morocco. */
function showMoment(at) {
  const time = new Intl.DateTimeFormat('en-GB', { timeZone: 'Africa/Casablanca', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

  return `${showDay(dayOf(at))} ${time.format(at)}`;
}

/* The words that are true, and the values, of the two lists. What is not signed cannot be revoked. */
function describeLists({ keys, revocations }, hasFacts, now, lang) {
  const words = [`keys-${keys.state}`];
  const values = { keys_on: showDay(keys.signed_on), root: keys.root };
  const state = stateOfRevocations(revocations, now);

  if (hasFacts) words.push(`list-${state}`);
  if (state !== 'missing') {
    const at = new Date(revocations.issued_at);
    values.list_at = showMoment(at);
    values.list_age = showAge(at, now, lang);
  }
  return { words, values };
}

function describeFacts({ facts, is_cut: isCutShort, is_early: isEarly }) {
  if (!facts) return { words: [], values: {} };
  const words = ['facts', `kind-${facts.kind}`, `scheme-${facts.scheme}`, `document-${facts.document_type}`];

  if (isCutShort) words.push('cut');
  if (isEarly) words.push('early');
  if (!facts.name_ar || !facts.name) words.push('one-name');
  return {
    words,
    values: {
      name: facts.name,
      name_ar: facts.name_ar,
      birth_date: showDay(facts.birth_date),
      document_end: `••••${facts.document_end}`,
      year: schoolYear(facts.academic_year),
      rights_from: facts.kind === 'immatriculation' ? '' : showDay(facts.rights_from),
      rights_to: facts.kind === 'immatriculation' ? '' : showDay(facts.rights_to),
      issued_on: showDay(facts.issued_on),
      expires_on: showDay(facts.expires_on),
    },
  };
}

/* Writes the words and values into the section. The first of words is the verdict, or "working". */
function write(section, words, values) {
  for (const element of section.querySelectorAll('[data-for]')) {
    element.hidden = !element.dataset.for.split(' ').some((word) => words.includes(word));
  }
  for (const element of section.querySelectorAll('[data-fact]')) {
    const value = values[element.dataset.fact] || '';
    const row = element.closest('[data-row]');
    element.textContent = value;
    if (row) row.hidden = !value;
  }
  section.hidden = false;
}

export function showWorking(section) {
  delete section.dataset.verdict;
  write(section, ['working'], {});
}

function settle(section, verdict) {
  section.dataset.verdict = verdict;
  section.scrollIntoView({ block: 'start' });
  section.focus({ preventScroll: true });
}

/* Of a file of data: it has no facts to compare, and is never revoked. */
export function showFileResult(section, verifier, { verdict, key, made_at: madeAt }) {
  write(section, [verdict, 'judged', `keys-${verifier.keys.state}`], { key, made_at: madeAt ? showMoment(madeAt) : '' });
  settle(section, verdict);
}

/* It could not be read, or this browser can check nothing. */
export function showFileTrouble(section) {
  write(section, ['unread'], {});
  section.focus();
}

/* host: where the page comes from. */
export function showResult(section, verifier, outcome, { host, now = new Date() }) {
  const { lang } = document.documentElement;
  const facts = describeFacts(outcome);
  const lists = describeLists(verifier, Boolean(outcome.facts), now, lang);

  write(section, [outcome.verdict, 'judged', ...facts.words, ...lists.words], { host, key: outcome.key, ...facts.values, ...lists.values });
  settle(section, outcome.verdict);
}
