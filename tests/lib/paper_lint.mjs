// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// The points of PDF/UA-1 and PDF/A-2a that a program can check on the papers that we make. No
// outside validator is at hand. The numbers are those of the Matterhorn Protocol 1.1 (UA), and the
// clauses of ISO 19005-2 (A). What only a reader can judge is not here: whether the words of a
// picture are right, whether the order is that of reading.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { marksOf } from './paper_content.mjs';

const run = promisify(execFile);

const kinds = new Set(['Document', 'H1', 'H2', 'H3', 'P', 'Span', 'Table', 'TR', 'TH', 'TD', 'Figure', 'Link', 'L', 'LI', 'Lbl', 'LBody']);
// What may stand in what: PDF 32000-1 §14.8.4.3.
const parents = { TR: ['Table'], TH: ['TR'], TD: ['TR'], Span: ['P', 'H1', 'H2', 'Span'], LI: ['L'], LBody: ['LI'] };

// A PDF file as qpdf reads it.
export class Paper {
  constructor(json, bytes) {
    const [header, objects] = json.qpdf;
    this.version = header.pdfversion;
    this.bytes = bytes;
    this.objects = objects;
    this.encrypted = json.encrypt.encrypted;
    this.trailer = objects.trailer.value;
    this.catalog = this.get(this.trailer['/Root']);
    this.pages = json.pages.map(({ object }) => ({ ref: object, ...this.get(object) }));
  }

  // What value refers to, or itself.
  get(value) {
    if (typeof value !== 'string' || !/^\d+ \d+ R$/.test(value)) return value;
    const object = this.objects[`obj:${value}`];
    return object?.stream ? object.stream.dict : object?.value;
  }

  stream(ref) {
    return Buffer.from(this.objects[`obj:${ref}`]?.stream?.data ?? '', 'base64');
  }

  list(value) {
    const found = this.get(value);
    return found === undefined || found === null ? [] : Array.isArray(found) ? found : [found];
  }

  // Each object of the file, with the dictionaries in it.
  *dictionaries() {
    const seen = [...Object.values(this.objects)].map((object) => object.stream?.dict ?? object.value);
    while (seen.length) {
      const value = seen.pop();
      if (!value || typeof value !== 'object') continue;
      if (!Array.isArray(value)) yield value;
      seen.push(...Object.values(value));
    }
  }
}

export async function readPaper(file) {
  const { stdout } = await run('qpdf', ['--json=2', '--json-stream-data=inline', '--decode-level=generalized', file], { maxBuffer: 1 << 28 });
  return new Paper(JSON.parse(stdout), await readFile(file));
}

const textOf = (value) => (typeof value === 'string' ? value.replace(/^u:/, '') : undefined);
const nameOf = (value) => (typeof value === 'string' ? value.replace(/^\//, '') : undefined);

function* elementsOf(paper, ref, parent, page) {
  const element = paper.get(ref);
  if (!element || typeof element !== 'object' || !element['/S']) return;
  const node = { element, kind: nameOf(element['/S']), parent, page: element['/Pg'] ?? page, marks: [], children: [] };
  parent?.children.push(node);
  yield node;
  for (const child of paper.list(element['/K'])) {
    const value = paper.get(child);
    if (typeof value === 'number') node.marks.push({ page: node.page, mcid: value });
    else if (value?.['/MCID'] !== undefined) node.marks.push({ page: value['/Pg'] ?? node.page, mcid: value['/MCID'] });
    else yield* elementsOf(paper, child, node, node.page);
  }
}

function structureOf(paper) {
  const root = paper.get(paper.catalog['/StructTreeRoot']) ?? {};
  return paper.list(root['/K']).flatMap((ref) => [...elementsOf(paper, ref)]);
}

function* checkCatalog(paper) {
  const { catalog } = paper;
  const lang = textOf(catalog['/Lang']) ?? '';
  if (catalog['/MarkInfo']?.['/Marked'] !== true) yield 'UA 06: the file does not say that it is tagged';
  if (catalog['/MarkInfo']?.['/Suspects'] === true) yield 'UA 01-007: the structure is suspect';
  if (paper.get(catalog['/ViewerPreferences'])?.['/DisplayDocTitle'] !== true) yield 'UA 07-001: the title is not displayed';
  if (!/^(fr|ar|en)$/.test(lang)) yield `UA 11-006: the language of the file is "${lang}"`;
  if (!catalog['/StructTreeRoot']) yield 'UA 01-005: no structure';
  for (const key of ['/OpenAction', '/AA', '/AcroForm', '/OCProperties', '/Names', '/Requirements']) {
    if (catalog[key] !== undefined) yield `A 6.5: the catalog has ${key}`;
  }
}

function* checkMetadata(paper) {
  const xmp = paper.catalog['/Metadata'] ? paper.stream(paper.catalog['/Metadata']).toString() : '';
  const information = paper.get(paper.trailer['/Info']) ?? {};
  const field = (name) => new RegExp(`<${name}>(?:<[^>]+>)*([^<]*)<`).exec(xmp)?.[1];
  const plain = (text) => text?.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(code)).replace(/&amp;/g, '&');
  const date = (text) => text?.replace(/[-:T]/g, '');
  if (!xmp) yield 'UA 06-001: no XMP metadata';
  if (field('pdfuaid:part') !== '1') yield 'UA 05-001: the XMP does not say PDF/UA-1';
  if (field('pdfaid:part') !== '2' || field('pdfaid:conformance') !== 'A') yield 'A 6.6.4: the XMP does not say PDF/A-2a';
  if (!field('dc:title')) yield 'UA 06-003: the XMP has no title';
  if (!xmp.includes('<pdfaSchema:prefix>pdfuaid<')) yield 'A 6.6.2.3: the namespace of PDF/UA is not described';
  for (const [key, value] of [['/Title', plain(field('dc:title'))], ['/Producer', plain(field('pdf:Producer'))], ['/Creator', plain(field('xmp:CreatorTool'))]]) {
    if (textOf(information[key]) !== value) yield `A 6.6.3: ${key} is not what the XMP says`;
  }
  for (const [key, value] of [['/CreationDate', field('xmp:CreateDate')], ['/ModDate', field('xmp:ModifyDate')]]) {
    if (textOf(information[key]) !== `D:${date(value)}`) yield `A 6.6.3: ${key} is not what the XMP says`;
  }
}

function* checkFile(paper) {
  const head = paper.bytes.subarray(0, 20);
  const comment = paper.bytes.subarray(paper.bytes.indexOf('\n') + 1, paper.bytes.indexOf('\n') + 6);
  if (!/^%PDF-1\.[4-7]\n/.test(head.toString('latin1'))) yield 'A 6.1.2: the header';
  if (comment[0] !== 0x25 || comment.subarray(1).some((byte) => byte < 128)) yield 'A 6.1.2: no binary comment after the header';
  if (paper.encrypted || paper.trailer['/Encrypt']) yield 'A 6.1.3: the file is encrypted';
  if (paper.list(paper.trailer['/ID']).length !== 2) yield 'A 6.1.3: no ID';
  if (!paper.bytes.subarray(-7).toString('latin1').endsWith('%%EOF\n')) yield 'A 6.1.3: bytes after the end';
  if (Object.values(paper.objects).some(({ stream }) => stream?.dict['/F'])) yield 'A 6.1.7: a stream outside of the file';
  for (const dictionary of paper.dictionaries()) {
    if (dictionary['/Interpolate'] === true) yield 'A 6.2.8: a picture is smoothed by the reader';
    if ([].concat(dictionary['/Filter'] ?? []).some((filter) => /LZW|Crypt/.test(filter))) yield 'A 6.1.7: a filter';
    if (/^\/(JavaScript|Launch|Sound|Movie|GoToR|SubmitForm|ImportData|ResetForm)$/.test(dictionary['/S'])) yield 'A 6.5.1: an action';
    if (dictionary['/BM'] && !/^\/(Normal|Compatible)$/.test(dictionary['/BM'])) yield 'A 6.2.10: a blend mode';
    if (dictionary['/TR'] || dictionary['/HTP']) yield 'A 6.2.5: a transfer function';
  }
}

function* checkColours(paper) {
  const [intent] = paper.list(paper.catalog['/OutputIntents']).map((each) => paper.get(each));
  const profile = intent && paper.get(intent['/DestOutputProfile']);
  if (intent?.['/S'] !== '/GTS_PDFA1' || !textOf(intent['/OutputConditionIdentifier'])) yield 'A 6.2.3: no output intent';
  if (profile?.['/N'] !== 3 || paper.stream(intent['/DestOutputProfile']).subarray(16, 20).toString() !== 'RGB ') yield 'A 6.2.3: no RGB profile';
  for (const page of paper.pages) {
    if (page['/Group'] && paper.get(page['/Group'])['/CS'] !== '/DeviceRGB') yield 'A 6.2.10: a group in other colours';
  }
}

// Embedded, and its letters can be copied.
function* checkFont(paper, font) {
  const name = nameOf(font['/BaseFont']);
  const [inner] = paper.list(font['/DescendantFonts']).map((each) => paper.get(each));
  const descriptor = paper.get((inner ?? font)['/FontDescriptor']) ?? {};
  if (!['/FontFile', '/FontFile2', '/FontFile3'].some((key) => descriptor[key])) yield `UA 31-009: ${name} is not embedded`;
  if (!/^[A-Z]{6}\+/.test(name)) yield `${name} is not a subset`;
  if (!font['/ToUnicode']) yield `UA 10-001: the letters of ${name} cannot be read`;
  if (font['/Subtype'] === '/Type3') yield `${name} is a Type 3 font`;
  if (inner?.['/Subtype'] === '/CIDFontType2' && inner['/CIDToGIDMap'] !== '/Identity') yield `UA 31-008: ${name} has no map of its glyphs`;
  if (inner && font['/Encoding'] !== '/Identity-H') yield `UA 31-001: the encoding of ${name}`;
  if (!inner && font['/Subtype'] === '/TrueType' && !/^\/(WinAnsi|MacRoman)Encoding$/.test(font['/Encoding']) && !(descriptor['/Flags'] & 4)) yield `UA 31-011: the encoding of ${name}`;
}

function* checkFonts(paper) {
  for (const dictionary of paper.dictionaries()) {
    if (dictionary['/Type'] === '/Font' && !/^\/CIDFont/.test(dictionary['/Subtype'])) yield* checkFont(paper, dictionary);
  }
}

function* checkElements(paper, nodes) {
  let level = 0;
  for (const { element, kind, parent, children } of nodes) {
    const lang = element['/Lang'];
    if (!kinds.has(kind)) yield `UA 02-001: <${kind}> is no standard kind`;
    if (parents[kind] && !parents[kind].includes(parent?.kind)) yield `UA 09-004: <${kind}> in <${parent?.kind}>`;
    if (lang !== undefined && !/^u:(fr|ar|en)$/.test(lang)) yield `UA 11-007: the language "${lang}"`;
    if (kind === 'Figure' && !textOf(element['/Alt'])?.trim()) yield 'UA 13-004: a picture without words';
    if (kind === 'Figure' && paper.list(element['/A']['/BBox'] ?? []).length !== 4) yield 'a picture without its place';
    if (kind === 'TH' && !/^\/(Row|Column|Both)$/.test(paper.get(element['/A'])?.['/Scope'])) yield 'UA 15-003: a head without scope';
    if (kind === 'Table') yield* checkTable(children);
    if (/^H\d$/.test(kind)) {
      if (Number(kind[1]) > level + 1) yield `UA 14-003: H${level} is followed by ${kind}`;
      level = Number(kind[1]);
    }
  }
  if (nodes.length && !level) yield 'no heading';
  if (nodes[0]?.kind !== 'Document' || nodes.some(({ parent }, i) => i > 0 && !parent)) yield 'the root is not one <Document>';
}

function* checkTable(rows) {
  const counts = new Set(rows.map(({ children }) => children.length));
  if (rows.some(({ kind }) => kind !== 'TR')) yield 'UA 09-004: what is no row in a table';
  if (counts.size > 1) yield `UA 09: the rows of a table have ${[...counts].join(' and ')} cells`;
  if (!rows.some(({ children }) => children.some(({ kind }) => kind === 'TH'))) yield 'UA 15-002: a table without heads';
}

// All that is drawn is either in one element of the structure, or decoration.
function* checkContent(paper, nodes) {
  const parentTree = new Map();
  const wanted = new Map(nodes.flatMap(({ marks, element }) => marks.map(({ page, mcid }) => [`${page}/${mcid}`, element])));
  const numbers = paper.list(paper.get(paper.get(paper.catalog['/StructTreeRoot'])?.['/ParentTree'])?.['/Nums']);
  for (let i = 0; i < numbers.length; i += 2) parentTree.set(numbers[i], paper.list(numbers[i + 1]));
  for (const page of paper.pages) {
    const content = Buffer.concat(paper.list(page['/Contents'] && [page['/Contents']].flat()).map((ref) => paper.stream(ref)));
    const marks = marksOf(content.toString('latin1'));
    const known = parentTree.get(page['/StructParents']) ?? [];
    if (page['/Tabs'] !== '/S') yield 'UA 28-008: the order of tabs is not that of the structure';
    if (paper.list(page['/Annots']).length) yield 'UA 28-002: annotations, which no check knows';
    if (marks.bare) yield `UA 01-005: ${marks.bare} marks on a page are in no element and no decoration`;
    if (marks.nested) yield 'UA 01-001, 01-002: decoration in an element, or an element in decoration';
    if (marks.open) yield 'marked content that does not end on its page';
    if (marks.notdef) yield `UA 31-030: ${marks.notdef} letters that the font has not`;
    for (const mcid of marks.mcids) {
      if (!wanted.has(`${page.ref}/${mcid}`)) yield `UA 01: content ${mcid} of a page is in no element`;
      if (paper.get(known[mcid]) !== wanted.get(`${page.ref}/${mcid}`)) yield `UA 01: content ${mcid} of a page has no way to its element`;
      wanted.delete(`${page.ref}/${mcid}`);
    }
  }
  if (wanted.size) yield `UA 01: ${wanted.size} contents of the structure are on no page, or twice`;
}

// Where pages are numbered, their feet are known as feet (UA 18).
function* checkFeet(paper) {
  const feet = paper.pages.filter((page) => [page['/Contents']].flat().some((ref) => paper.stream(ref).includes('/Subtype /Footer'))).length;
  if (feet && feet !== paper.pages.length) yield 'UA 18-002: a page without the foot that others have';
}

// The faults of a paper, in words.
export function faultsOf(paper) {
  const nodes = structureOf(paper);
  return [
    ...checkFile(paper), ...checkCatalog(paper), ...checkMetadata(paper), ...checkColours(paper), ...checkFonts(paper),
    ...checkElements(paper, nodes), ...checkContent(paper, nodes), ...checkFeet(paper),
  ];
}

const checked = new Set();

// bytes: a PDF file. The same bytes are checked once.
export async function checkPaper(bytes) {
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (checked.has(digest)) return;
  checked.add(digest);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'paper-'));
  const file = path.join(folder, 'paper.pdf');
  try {
    await writeFile(file, bytes);
    await run('qpdf', ['--check', file]);
    assert.deepEqual(faultsOf(await readPaper(file)), []);
  } finally {
    await rm(folder, { recursive: true });
  }
}
