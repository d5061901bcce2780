// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Reads the content of a page of a PDF file, as far as it says what is marked.

// Strings, names, dictionaries, arrays, numbers, operators.
const tokens = /\((?:\\[^]|[^\\()]|\((?:\\[^]|[^\\()])*\))*\)|<<|>>|<[0-9A-Fa-f\s]*>|\/[^\s()<>[\]{}/%]*|[[\]]|[^\s()<>[\]{}/%]+/g;
const paints = new Set(['S', 's', 'f', 'F', 'f*', 'B', 'B*', 'b', 'b*', 'sh', 'Do', 'Tj', 'TJ', "'", '"', 'EI']);
// Of fonts whose letters have two bytes, 0 is the glyph of what the font has not. Only these are
// written as hex digits.
const countNotdef = (operands) => operands.filter((word) => /^<(?:[0-9A-F]{4})*>$/i.test(word) && /^<(?:....)*?0000/.test(word)).length;

class Marks {
  constructor() {
    this.open = 0;
    this.bare = 0; // painted, and in no marked content
    this.nested = 0;
    this.notdef = 0;
    this.mcids = [];
    this.stack = [];
  }

  begin(operands) {
    const artifact = operands[0] === '/Artifact';
    const at = operands.indexOf('/MCID');
    const element = at >= 0;
    if ((artifact || element) && this.stack.some((each) => each.artifact || each.element)) this.nested += 1;
    if (element) this.mcids.push(Number(operands[at + 1]));
    this.stack.push({ artifact, element });
  }

  paint(operands) {
    if (!this.stack.some((each) => each.artifact || each.element)) this.bare += 1;
    this.notdef += countNotdef(operands);
  }

  take(operator, operands) {
    if (operator === 'BDC' || operator === 'BMC') this.begin(operands);
    else if (operator === 'EMC') this.stack.pop() ?? (this.nested += 1);
    else if (paints.has(operator)) this.paint(operands);
  }
}

// content: decoded. mcids: numbers of the contents of elements, in their order.
export function marksOf(content) {
  const marks = new Marks();
  let operands = [];
  for (const [token] of content.matchAll(tokens)) {
    if (/^[A-Za-z'"][A-Za-z0-9*]*$/.test(token) && token !== 'true' && token !== 'false') {
      marks.take(token, operands);
      operands = [];
    } else operands.push(token);
  }
  marks.open = marks.stack.length;
  return marks;
}
