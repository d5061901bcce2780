/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Solves a proof of work. SHA-256 is computed `cost` times: first over salt, nonce and a counter (32
 * bits, big-endian), then each time over the last digest. The counter is right when the digest in hex
 * starts with keyPrefix. The SHA-256 is our own: crypto.subtle does not exist on plain http, and its
 * promises take longer than the hash. Source: FIPS 180-4. */
'use strict';

const BLOCK = 64;
const COUNTER_MAX = 0xffffffff;
const REPORT_MS = 200;
const CLOCK_EVERY = 1024; /* hashes between two looks at the clock */

const K = new Int32Array([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);
const INITIAL = new Int32Array([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);

const w = new Int32Array(64);

/* Processes one block, whose 16 words are already in w. */
function compress(state) {
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15];
    const y = w[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

/* Pads bytes to whole blocks, as in FIPS 180-4 §5.1.1. */
function pad(bytes) {
  const blocks = Math.ceil((bytes.length + 9) / BLOCK);
  const view = new DataView(new ArrayBuffer(blocks * BLOCK));

  bytes.forEach((byte, i) => view.setUint8(i, byte));
  view.setUint8(bytes.length, 0x80);
  view.setUint32(blocks * BLOCK - 4, bytes.length * 8);
  return view;
}

function hashPadded(state, view) {
  state.set(INITIAL);
  for (let at = 0; at < view.byteLength; at += BLOCK) {
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + i * 4);
    compress(state);
  }
}

/* Replaces the digest in state by the digest of that digest. */
function hashAgain(state) {
  w.set(state);
  w[8] = 0x80000000;
  w.fill(0, 9, 15);
  w[15] = 256;
  state.set(INITIAL);
  compress(state);
}

const bytesOf = (hex) => (hex.match(/../g) || []).map((pair) => parseInt(pair, 16));
const hexOf = (state) => Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');

/* The first 8 digits of the prefix as a mask and a value. This cheap test already refuses almost every
 * counter. */
function headOf(prefix) {
  const digits = prefix.slice(0, 8);
  const shift = 32 - digits.length * 4;
  const mask = digits ? (0xffffffff << shift) | 0 : 0;

  return { mask, value: digits ? (parseInt(digits, 16) << shift) | 0 : 0 };
}

/* Calls report(tried), the number of counters tried so far, now and then. */
function solve({ parameters, start, step }, report) {
  const { salt, nonce, cost, keyPrefix } = parameters;
  const fixed = bytesOf(salt).concat(bytesOf(nonce));
  const view = pad(fixed.concat([0, 0, 0, 0]));
  const prefix = keyPrefix.toLowerCase();
  const { mask, value } = headOf(prefix);
  const state = new Int32Array(8);
  const round = Math.max(1, Math.floor(CLOCK_EVERY / cost));
  let tried = 0;
  let next = performance.now() + REPORT_MS;

  for (let counter = start; counter <= COUNTER_MAX; counter += step) {
    if (++tried % round === 0 && performance.now() > next) {
      next = performance.now() + REPORT_MS;
      report(tried);
    }
    view.setUint32(fixed.length, counter);
    hashPadded(state, view);
    for (let i = 1; i < cost; i++) hashAgain(state);
    if ((state[0] & mask) === value && hexOf(state).startsWith(prefix)) {
      return { counter, derivedKey: hexOf(state) };
    }
  }
  return null;
}

self.onmessage = (event) => self.postMessage(solve(event.data, (tried) => self.postMessage({ tried })));
