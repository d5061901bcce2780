// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// What browsers run on /verification (htdocs/assets/verification), here without a browser: by Node's WebCrypto, and by
// tweetnacl as where a browser lacks Ed25519. Payloads and lists come from tests/lib/papers.mjs.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import vm from 'node:vm';

import { judgeDataFile } from '../../htdocs/assets/verification/data_file.mjs';
import { stateOfRevocations } from '../../htdocs/assets/verification/lists.mjs';
import { scalesOf } from '../../htdocs/assets/verification/reading.mjs';
import { judge, openVerifier } from '../../htdocs/assets/verification/verifier.mjs';
import { bytesOfDigits, digitsOf as findDigits, readFacts } from '../../htdocs/assets/verification/payload.mjs';
import { digitsOf, factsOf, Key, keysFile, paperOf, payloadOf, revocationsFile, usual } from '../lib/papers.mjs';
import { root } from '../lib/server.mjs';

const { subtle } = globalThis.crypto;
const none = () => assert.fail('WebCrypto has Ed25519 here');

// The copy that is served, run as in a browser.
async function loadNacl() {
  const context = vm.createContext({ self: {}, Uint8Array, Float64Array, Error, TypeError });
  vm.runInContext(await readFile(path.join(root, 'build/verifier/nacl.js'), 'utf8'), context);
  return context.self.nacl;
}

for (const [name, engine] of [['WebCrypto', { subtle, loadNacl: none }], ['tweetnacl', { subtle: undefined, loadNacl }]]) {
  describe(`verifier by ${name}`, () => {
    const key = new Key();
    const other = new Key();
    const rootKey = new Key();
    const lists = { keys: keysFile([other, key], rootKey), revocations: revocationsFile(key, [7, 1234568, 4_000_000_000]) };
    let verifier;

    before(async () => {
      verifier = await openVerifier({ ...lists, ...engine });
      assert.equal(verifier.verify.engine, name.toLowerCase());
    });

    const verdictOf = async (changes, lists2) => {
      const opened = lists2 ? await openVerifier({ ...lists, ...lists2, ...engine }) : verifier;
      return (await judge(opened, paperOf(key, changes))).verdict;
    };

    it('a genuine paper is genuine, and all that it says is read', async () => {
      const { verdict, facts, is_cut: isCut, is_early: isEarly } = await judge(verifier, paperOf(key));
      assert.equal(verdict, 'genuine');
      const { format, kind, scheme, document_type: type, ...rest } = usual;
      assert.deepEqual(facts, { ...rest, key: key.kid, kind: 'coverage', scheme: 'public', document_type: 'cnie' });
      assert.ok(!isCut && !isEarly);
    });

    it('revoked, expired and an unknown key are each said as such', async () => {
      for (const number of [7, 1234568, 4_000_000_000]) assert.equal(await verdictOf({ number }), 'revoked');
      for (const number of [0, 6, 8, 1234567, 3_999_999_999, 4_294_967_295]) assert.equal(await verdictOf({ number }), 'genuine');
      assert.equal(await verdictOf({ expires_on: '2026-02-01' }), 'expired');
      assert.equal(await verdictOf({ number: 7, expires_on: '2026-02-01' }), 'revoked');
      const { verdict, facts, key: kid } = await judge(verifier, paperOf(rootKey));
      assert.deepEqual([verdict, facts, kid], ['unknown', undefined, rootKey.kid]);
    });

    it('says where a name was cut', async () => {
      for (const changes of [{ name: 'Abdel…' }, { name_ar: 'عبد…' }]) assert.ok((await judge(verifier, paperOf(key, changes))).is_cut);
    });

    it('the last day counts, by the day in Morocco', async () => {
      const paper = paperOf(key, { expires_on: '2030-06-15' });
      const at = async (moment) => (await judge(verifier, paper, new Date(moment))).verdict;
      assert.equal(await at('2030-06-15T12:00:00Z'), 'genuine');
      assert.equal(await at('2030-06-16T12:00:00Z'), 'expired');
      assert.ok((await judge(verifier, paper, new Date('2026-01-09T12:00:00Z'))).is_early);
    });

    // Every bit by WebCrypto. tweetnacl is slow, and only signatures are its part: some of them.
    it('no paper with one changed bit is genuine', async () => {
      const payload = payloadOf(key, { name: 'Ali B', name_ar: 'علي' });
      for (let bit = 0; bit < 8 * payload.length; bit += engine.subtle ? 1 : 29) {
        const changed = Buffer.from(payload);
        changed[bit >> 3] ^= 128 >> (bit & 7);
        if (changed[0] === 0) continue; // no such number
        const { verdict, facts } = await judge(verifier, digitsOf(changed));
        assert.ok(['false', 'unknown'].includes(verdict), `bit ${bit}: ${verdict}`);
        assert.equal(facts, undefined);
      }
    });

    it('a signature has one form only', async () => {
      const order = 2n ** 252n + 27742317777372353535851937790883648493n;
      const payload = payloadOf(key);
      const second = payload.subarray(-32);
      const value = BigInt(`0x${Buffer.from(second).reverse().toString('hex')}`) + order;
      Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse().copy(second);
      assert.equal((await judge(verifier, digitsOf(payload))).verdict, 'false');
    });

    it('a list of keys that the root key has not signed so gives no key', async () => {
      const changed = structuredClone(lists.keys);
      changed.keys[1].since = '2026-01-02';
      assert.equal(await verdictOf({}, { keys: changed }), 'unknown');
      const halved = structuredClone(lists.keys);
      delete halved.signature;
      assert.equal(await verdictOf({}, { keys: halved }), 'unknown');
      assert.equal(await verdictOf({}, { keys: keysFile([key]) }), 'genuine');
      const rows = [null, true, 1, 'x', [], {}, { ...lists.keys.keys[0], x: 'AA' }, { ...lists.keys.keys[0], kid: null }];
      const roots = [null, 1, 'x', {}];
      const junks = [
        ...rows.flatMap((row) => [{ keys: [row] }, { ...lists.keys, keys: [...lists.keys.keys, row] }]),
        ...roots.map((root) => ({ ...lists.keys, root })),
      ];
      for (const junk of [null, true, 1, 'x', [], {}, { keys: {} }, ...junks]) {
        const opened = await openVerifier({ ...lists, keys: junk, ...engine });
        assert.equal(opened.keys.state, 'wrong', JSON.stringify(junk));
        assert.equal(opened.keys.keys.size, 0);
      }
    });

    it('a file of data is genuine as long as no byte is changed', async () => {
      const sign = (json, by = key, kid = by.kid) => {
        const value = by.sign(Buffer.concat([Buffer.from('mod_cnops data 1\n'), Buffer.from(json.slice(0, -1))])).toString('base64url');
        return Buffer.from(`${json.slice(0, -1)},"signature":{"alg":"Ed25519","kid":"${kid}","value":"${value}"}}`);
      };
      const json = '{"format":1,"made_at":"2026-12-01T10:20:30Z","person":{"name":"Fatima Ezzahi فاطمة"}}';
      const file = sign(json);
      const wordOf = async (bytes) => (await judgeDataFile(verifier, new Uint8Array(bytes))).verdict;
      const { verdict, made_at: madeAt } = await judgeDataFile(verifier, new Uint8Array(file));
      assert.deepEqual([verdict, madeAt.toISOString()], ['genuine', '2026-12-01T10:20:30.000Z']);
      assert.equal(await wordOf(Buffer.concat([file, Buffer.from('\r\n')])), 'genuine');
      assert.equal((await judgeDataFile(verifier, new Uint8Array(sign('{"format":1}')))).made_at, null);
      assert.equal(await wordOf(sign(json, new Key())), 'unknown');
      assert.equal(await wordOf(sign(json, new Key(), key.kid)), 'false');
      for (const other of [Buffer.alloc(0), Buffer.from('\n\n'), Buffer.from('{}'), file.subarray(1), file.subarray(0, -1), Buffer.from(json)]) assert.equal(await wordOf(other), 'false');
      for (let i = 0; i < file.length; i += 1) {
        const changed = Buffer.from(file);
        changed[i] ^= 1;
        // Another key that nobody has, or a file that is not as it was signed.
        assert.notEqual(await wordOf(changed), 'genuine', `byte ${i}`);
      }
    });

    it('says whether revocations are known, and how old the list is', async () => {
      const stateAt = async (revocations, now) => stateOfRevocations((await openVerifier({ ...lists, revocations, ...engine })).revocations, now);
      const stateOf = (revocations) => stateAt(revocations, new Date());
      assert.equal(await stateOf(lists.revocations), 'fresh');
      // It grows old while the page is open.
      assert.equal(await stateAt(lists.revocations, new Date(Date.now() + 25 * 3_600_000)), 'old');
      assert.equal(await stateOf(revocationsFile(key, [7], { age: 25 })), 'old');
      assert.equal(await stateOf(null), 'missing');
      assert.equal(await stateOf(revocationsFile(rootKey, [7])), 'missing');
      for (const change of [{ count: 2 }, { list: 'CA' }, { next_at: '2999-01-01T00:00:00Z' }]) {
        assert.equal(await stateOf({ ...lists.revocations, ...change }), 'missing');
      }
      for (const junk of [true, 1, 'x', [], {}, { kid: key.kid }, { ...lists.revocations, list: null }, { ...lists.revocations, signature: 1 }]) {
        assert.equal(await stateOf(junk), 'missing', JSON.stringify(junk));
      }
      // An old list still revokes.
      assert.equal(await verdictOf({ number: 7 }, { revocations: revocationsFile(key, [7], { age: 25 }) }), 'revoked');
    });
  });
}

describe('reader of pictures', () => {
  it('tries small pictures enlarged, and large ones made smaller, each size once', () => {
    assert.deepEqual(scalesOf(827, 1169), [1, 2, 800 / 1169]);
    assert.deepEqual(scalesOf(300, 300), [1, 2]);
    assert.deepEqual(scalesOf(1654, 1240), [1, 1200 / 1654, 800 / 1654]);
    assert.deepEqual(scalesOf(3000, 4000), [0.5, 0.3, 0.2]);
  });
});

describe('reader of payloads', () => {
  const key = new Key();
  const accepted = (changes) => readFacts(factsOf(key, changes));

  it('reads every letter, also of other scripts', () => {
    const utf8 = (value) => Buffer.concat([Buffer.from([1]), Buffer.from(value)]);
    assert.equal(accepted({ name: 'Œdipe L’Été Ÿ'.slice(0, 11) }).name, 'Œdipe L’Été');
    assert.equal(accepted({ name: utf8('Ωmega') }).name, 'Ωmega');
    assert.equal(accepted({ name: '', name_ar: '' }).name_ar, '');
    // Texts that a writer would have written otherwise.
    for (const name of [utf8('Ali'), utf8('A\u0001Ω'), utf8('\u0085Ω'), Buffer.from([1, 0xff]), Buffer.from([0x7f]), Buffer.from([0x41, 0x02])]) {
      assert.equal(accepted({ name }), null);
    }
    assert.equal(accepted({ name_ar: Buffer.from([0xc0]) }), null);
    assert.equal(accepted({ name: 'a'.repeat(79) }), null);
    assert.equal(accepted({ document_end: '12345' }), null);
  });

  it('refuses what the format does not have', () => {
    const wrong = [
      { format: 2 }, { kind: 0 }, { kind: 4 }, { scheme: 0 }, { scheme: 3 }, { document_type: 0 }, { document_type: 4 }, { issued_on: null },
      { expires_on: null }, { birth_date: null }, { issued_on: '2026-02-29' }, { birth_date: '1899-01-01' }, { rights_to: '2026-13-01' },
      { rights_from: '2026-04-31' }, { birth_date: '1980-00-05' }, { academic_year: 10000 },
    ];
    for (const changes of wrong) assert.equal(accepted(changes), null, JSON.stringify(changes));
    assert.equal(accepted({ birth_date: '1980' }).birth_date, '1980');
    const facts = factsOf(key);
    assert.equal(readFacts(Buffer.concat([facts, Buffer.from([0])])), null);
    for (let length = 0; length < facts.length; length += 1) assert.equal(readFacts(facts.subarray(0, length)), null);
  });

  it('reads numbers in their one form', () => {
    assert.deepEqual(bytesOfDigits('256'), Uint8Array.from([1, 0]));
    for (const digits of ['', '0', '012', '1 2', '-1', 'x', '9'.repeat(637), `${256n ** 264n}`]) assert.equal(bytesOfDigits(digits), null);
    assert.equal(bytesOfDigits(`${256n ** 264n - 1n}`).length, 264);
    assert.equal(findDigits('https://exemple.ma/verification#12 34\n56'), '123456');
    assert.equal(findDigits('rien'), null);
  });
});
