// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// How many SMS a text takes: 160 characters of GSM 03.38 or 70 of UCS-2, and 153 or 67 each where there are
// several.

const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const extended = new Set('\f^{}\\[~]|€');

export function segmentsOf(text) {
  const gsm = [...text].every((c) => basic.has(c) || extended.has(c));
  const size = gsm ? [...text].reduce((sum, c) => sum + (extended.has(c) ? 2 : 1), 0) : text.length;
  const [one, several] = gsm ? [160, 153] : [70, 67];
  return { size, alphabet: gsm ? 'GSM' : 'UCS-2', segments: size <= one ? 1 : Math.ceil(size / several) };
}
