// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Every page in every state that is worth a look: the one list that the tests of accessibility
// (tests/browser/accessibility.test.mjs) and the gallery (tests/gallery) walk. A new page is added here,
// once; the test fails while a template is in no scene.
//
// A walk is an async generator: it reaches one state after the other with an HTTP client, and yields a scene
// of each. `on` names the settings of its server, see stage.mjs.

import * as certificates from './scenes/certificates.mjs';
import * as claims from './scenes/claims.mjs';
import * as creation from './scenes/creation.mjs';
import * as entry from './scenes/entry.mjs';
import * as papers from './scenes/papers.mjs';
import * as recovery from './scenes/recovery.mjs';
import * as rights from './scenes/rights.mjs';
import * as space from './scenes/space.mjs';
import * as officers from './scenes/officers.mjs';
import * as students from './scenes/students.mjs';
import * as tickets from './scenes/tickets.mjs';

export const walks = [
  { name: 'texts', on: 'plain', scenes: entry.texts },
  { name: 'statuses', on: 'plain', scenes: entry.statuses },
  { name: 'signing in', on: 'plain', scenes: entry.signingIn },
  { name: 'the second step', on: 'plain', scenes: entry.secondStep },
  { name: 'creation', on: 'plain', scenes: creation.creation },
  { name: 'creation by other people', on: 'plain', scenes: creation.otherPeople },
  { name: 'mistakes in a creation', on: 'plain', scenes: creation.mistakes },
  { name: 'ends of a creation', on: 'plain', scenes: creation.ends },
  { name: 'lateness', on: 'hasty', scenes: creation.lateness },
  { name: 'expiry', on: 'brief', scenes: creation.expiry },
  { name: 'letters', on: 'letters', scenes: creation.letters },
  { name: 'contacts on file', on: 'onFile', scenes: creation.onFile },
  { name: 'recovery', on: 'plain', scenes: recovery.recovery },
  { name: 'lost contacts', on: 'plain', scenes: recovery.lostContacts },
  { name: 'lost contacts by letter', on: 'hasty', scenes: recovery.byLetter },
  { name: 'lost contacts without letter', on: 'brief', scenes: recovery.unopposed },
  { name: 'the space', on: 'plain', scenes: space.space },
  { name: 'news of claims', on: 'news', scenes: space.news },
  { name: 'security', on: 'plain', scenes: space.security },
  { name: 'the dashboard', on: 'plain', scenes: space.dashboard },
  { name: 'journal', on: 'plain', scenes: space.journal },
  { name: 'contacts', on: 'plain', scenes: space.contacts },
  { name: 'claims', on: 'plain', scenes: claims.claims },
  { name: 'certificates', on: 'plain', scenes: certificates.certificates },
  { name: 'certificates past their limit', on: 'papers', scenes: certificates.manyCertificates },
  { name: 'requests', on: 'plain', scenes: tickets.tickets },
  { name: 'verification', on: 'plain', scenes: papers.verification },
  { name: 'data rights', on: 'plain', scenes: rights.rights },
  { name: 'closing an account', on: 'plain', scenes: rights.closing },
  { name: 'officers', on: 'plain', scenes: officers.officers },
  { name: 'students', on: 'plain', scenes: students.students },
  { name: 'students by e-mail', on: 'trackingEmail', scenes: students.byEmail },
  { name: 'students with an account', on: 'trackingAccount', scenes: students.byAccount },
  { name: 'limits', on: 'limits', scenes: entry.limits },
  { name: 'ceilings', on: 'limits', scenes: recovery.ceilings },
  { name: 'operators', on: 'plain', scenes: recovery.operators },
  { name: 'outages', on: 'broken', scenes: entry.outages },
];
