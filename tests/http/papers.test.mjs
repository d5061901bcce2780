// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// What all papers have in common: the points of PDF/UA-1 and PDF/A-2a, and that a flood of papers
// slows only papers.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, signIn } from '../lib/journey.mjs';
import { marksOf } from '../lib/paper_content.mjs';
import { checkPaper, faultsOf, readPaper } from '../lib/paper_lint.mjs';
import { easyProofs, manyCodes, mount, startServer } from '../lib/server.mjs';

const page = '/espace/attestations';
const FLOOD = 120; // papers at once: more than are made within the wait

describe('papers', () => {
  let server;
  let account;
  let href;
  let file;

  before(async () => {
    server = await startServer('papers', {
      directives: [...easyProofs, ...manyCodes, 'CnopsDocumentEngines 1', 'CnopsDocumentWait 100ms'],
    });
    account = await new Journey(server, answersOf(new Members(server).take())).reach('termine');
    await signIn(account.client, account.answers.cni, account.password);
    const { jeton } = await account.client.data(page);
    await account.client.post(page, { jeton, type: 'couverture' });
    [{ href }] = (await account.client.data(page)).certificates;
    href = href.slice(mount.length);
    file = path.join(server.dir, 'paper.pdf');
    await writeFile(file, (await account.client.get(href)).bytes);
  });
  after(() => server?.stop());

  it('a paper has no fault that the lint knows', async () => {
    const paper = await readPaper(file);
    assert.deepEqual(faultsOf(paper), []);
    await checkPaper(paper.bytes);
  });

  // Each change makes a fault, which begins with this word.
  const elements = (paper, kind) => [...paper.dictionaries()].filter((each) => each['/S'] === `/${kind}`);
  const fonts = (paper, kind) => [...paper.dictionaries()].filter((each) => each['/Type'] === '/Font' && each['/Subtype'] === `/${kind}`);
  const streamOf = (paper, ref) => paper.objects[`obj:${ref}`].stream;
  const edit = (paper, ref, change) => {
    const stream = streamOf(paper, ref);
    stream.data = Buffer.from(change(Buffer.from(stream.data, 'base64').toString('latin1')), 'latin1').toString('base64');
  };
  const contentOf = (paper) => paper.pages[0]['/Contents'];
  const changes = {
    'A 6.1.2: the header': (paper) => { paper.bytes = Buffer.from(`%PDF-2.0${paper.bytes.toString('latin1').slice(8)}`, 'latin1'); },
    'A 6.1.2: no binary': (paper) => { paper.bytes = Buffer.from('%PDF-1.5\n1 0 obj\n%%EOF\n'); },
    'A 6.1.3: the file is encrypted': (paper) => { paper.encrypted = true; },
    'A 6.1.3: no ID': (paper) => { delete paper.trailer['/ID']; },
    'A 6.1.3: bytes': (paper) => { paper.bytes = Buffer.concat([paper.bytes, Buffer.from('x')]); },
    'A 6.1.7: a filter': (paper) => { streamOf(paper, contentOf(paper)).dict['/Filter'] = '/LZWDecode'; },
    'A 6.1.7: a stream': (paper) => { streamOf(paper, contentOf(paper)).dict['/F'] = 'u:a'; },
    'A 6.2.3: no output intent': (paper) => { delete paper.catalog['/OutputIntents']; },
    'A 6.2.3: no RGB': (paper) => { edit(paper, paper.catalog['/OutputIntents'][0]['/DestOutputProfile'], () => ''); },
    'A 6.2.5': (paper) => { paper.catalog['/X'] = { '/TR': '/Identity' }; },
    'A 6.2.8': (paper) => { paper.catalog['/X'] = { '/Interpolate': true }; },
    'A 6.2.10: a blend': (paper) => { paper.catalog['/X'] = { '/BM': '/Multiply' }; },
    'A 6.2.10: a group': (paper) => { paper.pages[0]['/Group'] = { '/CS': '/DeviceCMYK' }; },
    'A 6.5: ': (paper) => { paper.catalog['/OpenAction'] = {}; },
    'A 6.5.1': (paper) => { paper.catalog['/X'] = { '/S': '/JavaScript' }; },
    'A 6.6.2.3': (paper) => { edit(paper, paper.catalog['/Metadata'], (xmp) => xmp.replace('pdfaSchema:prefix', 'x')); },
    'A 6.6.3: /Title': (paper) => { paper.get(paper.trailer['/Info'])['/Title'] = 'u:autre'; },
    'A 6.6.3: /CreationDate': (paper) => { paper.get(paper.trailer['/Info'])['/CreationDate'] = 'u:20260101000000Z'; },
    'A 6.6.4': (paper) => { edit(paper, paper.catalog['/Metadata'], (xmp) => xmp.replace('conformance>A', 'conformance>B')); },
    'UA 01-001': (paper) => { edit(paper, contentOf(paper), (text) => `/Artifact BMC ${text} EMC`); },
    'marked content that': (paper) => { edit(paper, contentOf(paper), (text) => `${text} /Span BMC`); },
    'UA 01-005: no structure': (paper) => { delete paper.catalog['/StructTreeRoot']; },
    'UA 01-005: 1 marks': (paper) => { edit(paper, contentOf(paper), (text) => `${text} 0 0 1 1 re f`); },
    'UA 01-007': (paper) => { paper.catalog['/MarkInfo']['/Suspects'] = true; },
    'UA 01: content 0 of a page is in no element': (paper) => { for (const each of elements(paper, 'H1')) each['/K'] = 999; for (const each of elements(paper, 'P')) each['/K'] = 998; },
    'UA 01: content 0 of a page has no way': (paper) => { delete paper.pages[0]['/StructParents']; },
    'UA 01: 1 contents of the structure': (paper) => { elements(paper, 'H1')[0]['/K'] = [elements(paper, 'H1')[0]['/K'], 999].flat(); },
    'UA 02-001': (paper) => { elements(paper, 'P')[0]['/S'] = '/Paragraphe'; },
    'UA 05-001': (paper) => { edit(paper, paper.catalog['/Metadata'], (xmp) => xmp.replaceAll('pdfuaid:part', 'x')); },
    'UA 06: ': (paper) => { delete paper.catalog['/MarkInfo']; },
    'UA 06-001': (paper) => { delete paper.catalog['/Metadata']; },
    'UA 06-003': (paper) => { edit(paper, paper.catalog['/Metadata'], (xmp) => xmp.replaceAll('dc:title', 'x')); },
    'UA 07-001': (paper) => { delete paper.catalog['/ViewerPreferences']; },
    'UA 09-004: <TD> in': (paper) => { elements(paper, 'TR')[0]['/S'] = '/P'; },
    'UA 09-004: what is no row': (paper) => { elements(paper, 'TR')[0]['/S'] = '/P'; },
    'UA 09: the rows': (paper) => { elements(paper, 'TR')[0]['/K'].pop(); },
    'UA 10-001': (paper) => { delete fonts(paper, 'Type0')[0]['/ToUnicode']; },
    'UA 11-006': (paper) => { paper.catalog['/Lang'] = 'u:xx'; },
    'UA 11-007': (paper) => { elements(paper, 'P')[0]['/Lang'] = 'u:xx'; },
    'UA 13-004': (paper) => { elements(paper, 'Figure')[0]['/Alt'] = 'u: '; },
    'a picture without its place': (paper) => { elements(paper, 'Figure')[0]['/A'] = {}; },
    'UA 14-003': (paper) => { elements(paper, 'H1').forEach((each) => { each['/S'] = '/H2'; }); },
    'no heading': (paper) => { for (const kind of ['H1', 'H2']) elements(paper, kind).forEach((each) => { each['/S'] = '/P'; }); },
    'UA 15-002': (paper) => { elements(paper, 'TH').forEach((each) => { each['/S'] = '/TD'; }); },
    'UA 15-003': (paper) => { delete elements(paper, 'TH')[0]['/A']; },
    'the root is not': (paper) => { elements(paper, 'Document')[0]['/S'] = '/P'; },
    'UA 18-002': (paper) => { edit(paper, contentOf(paper), (text) => text.replace('/Artifact BMC', '/Artifact << /Subtype /Footer >> BDC')); paper.pages.push({ ...paper.pages[0], '/Contents': paper.catalog['/Metadata'] }); },
    'UA 28-002': (paper) => { paper.pages[0]['/Annots'] = [{}]; },
    'UA 28-008': (paper) => { delete paper.pages[0]['/Tabs']; },
    'UA 31-001': (paper) => { fonts(paper, 'Type0')[0]['/Encoding'] = '/Identity-V'; },
    'UA 31-008': (paper) => { delete fonts(paper, 'CIDFontType2')[0]['/CIDToGIDMap']; },
    'UA 31-009': (paper) => { delete paper.get(fonts(paper, 'TrueType')[0]['/FontDescriptor'])['/FontFile2']; },
    'UA 31-011': (paper) => { delete fonts(paper, 'TrueType')[0]['/Encoding']; },
    'UA 31-030': (paper) => { edit(paper, contentOf(paper), (text) => text.replace(/<[0-9a-f]{4}/i, '<0000')); },
  };

  it('the lint finds each fault that it knows', async () => {
    const whole = await readPaper(file);
    const copy = () => {
      const objects = structuredClone(whole.objects);
      const paper = Object.assign(Object.create(Object.getPrototypeOf(whole)), { ...whole, objects });
      paper.trailer = objects.trailer.value;
      paper.catalog = paper.get(paper.trailer['/Root']);
      paper.pages = whole.pages.map(({ ref }) => ({ ref, ...paper.get(ref) }));
      return paper;
    };
    const missed = [];
    for (const [fault, change] of Object.entries(changes)) {
      const paper = copy();
      change(paper);
      if (!faultsOf(paper).some((found) => found.startsWith(fault))) missed.push(fault);
    }
    assert.deepEqual(missed, []);
  });

  it('the lint reads strings as strings', () => {
    const marks = marksOf('/P <</MCID 0>> BDC (EMC \\) (f) S) Tj [(a)2<0001>]TJ EMC /Artifact BMC 0 0 m S EMC');
    assert.deepEqual([marks.bare, marks.nested, marks.open, marks.notdef, marks.mcids], [0, 0, 0, 0, [0]]);
  });

  it('while papers wait, pages answer; whoever waits too long is told to come back', async () => {
    let pending = FLOOD;
    const papers = Array.from({ length: FLOOD }, () => account.client.copy().get(href).finally(() => { pending -= 1; }));
    const pages = await Promise.all(['/', '/aide', '/espace', page].map((each) => account.client.copy().get(each)));
    assert.ok(pending > 0, 'pages answer before the last paper');
    assert.deepEqual(pages.map(({ status }) => status), [200, 200, 200, 200]);
    const answers = await Promise.all(papers);
    const made = answers.filter(({ status }) => status === 200);
    const late = answers.filter(({ status }) => status === 503);
    assert.equal(made.length + late.length, FLOOD);
    assert.ok(made.length > 0);
    assert.ok(late.length > 0);
    assert.equal(new Set(made.map(({ bytes }) => bytes.toString('latin1'))).size, 1);
    for (const { headers, text } of late) {
      assert.ok(Number(headers['retry-after']) > 0);
      assert.match(text, /Trop de documents sont demandés/);
    }
    assert.equal((await account.client.get(href)).status, 200);
  });
});
