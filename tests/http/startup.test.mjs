// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// What a sysadmin is told before the portal starts, and by cnopsctl doctor.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, copyFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';

import Ajv from 'ajv/dist/2020.js';

import { root, startServer } from '../lib/server.mjs';

const run = promisify(execFile);

describe('starting', () => {
  let server;

  before(async () => (server = await startServer('startup')));
  after(() => server?.stop());

  // What httpd -t says when these directives are added.
  function test(...directives) {
    const options = ['start', server.dir, '-t', ...directives.flatMap((directive) => ['-c', directive])];
    return run(path.join(root, 'packaging/instance'), options).then(
      ({ stderr }) => ({ status: 0, said: stderr }),
      ({ code, stderr }) => ({ status: code, said: stderr }),
    );
  }

  const shipped = async (name) => JSON.parse(await readFile(path.join(root, 'conf', name), 'utf8'));

  // What httpd -t says of the institution file with these changes; undefined removes a key.
  async function testWith(changes) {
    const file = path.join(server.dir, 'institution.json');
    await writeFile(file, JSON.stringify({ ...(await shipped('institution.json')), ...changes }));
    await chmod(file, 0o644);
    for (const name of ['emblem.svg', 'emblem.png'])
      await copyFile(path.join(root, 'build/institution', name), path.join(server.dir, name));
    const before = (await server.errorLog()).length;
    const { status, said } = await test(`CnopsInstitution "${file}"`);
    return { status, said: said + (await server.errorLog()).slice(before) };
  }

  const terms = (version) => ({ terms_version: version });
  const social = (href) => ({ social: [{ name: 'X', handle: '@x', href }] });
  const mutuelle = (changes) => ({ code: 'al-amal', name: 'Al Amal', name_ar: 'الأمل', address: '1 rue A, Rabat', address_ar: '1 زنقة أ، الرباط', ...changes });
  const mutuelles = (...list) => ({ mutuelles: list.map(mutuelle) });
  const colours = (more) => ({ colours: { primary: '#0f6b6b', accent: '#e9b949', ...more } });
  const right = [
    {}, terms('1'), terms('2026-01'), terms('é'.repeat(32)), { face: { latin: 'Noto Sans', arabic: 'Noto Kufi Arabic' } },
    { mobile_app: undefined, emblem_png: undefined, call_centre_hours: undefined }, social('https://x.example:8443/a?b#c'),
    mutuelles(), mutuelles({}, { code: 'b', name: 'B', name_ar: 'ب', also: ['M.B.'] }), { mutuelles: undefined },
  ];
  const wrong = [
    [/institution\.json: \/emblme: this key is not known/, { emblme: 'emblem.svg' }],
    [/\/terms_version: "" is too short.*for example "2026-01"/, terms('')],
    [/\/terms_version: .* is too long: at most 32/, terms('é'.repeat(33))],
    [/\/terms_version: must be a text, but is a whole number/, terms(2026)],
    [/the key "terms_version" is missing; for example "terms_version": "2026-01"/, terms(undefined)],
    [/\/call_centre_tel: "05 38" .*for example "\+212538002020"/, { call_centre_tel: '05 38' }],
    [/\/social\/0\/href: "javascript:/, social('javascript:alert(1)')],
    [/\/social\/0\/href: /, social('https://x.example/a b')],
    [/\/social\/0\/href: .*U\+202E/, social('https://x.example/a\u202eb')],
    [/\/short_name: "CNOPS" has the character U\+0085.*for example "CNOPS"/, { short_name: 'CN\u0085OPS' }],
    [/\/name_ar: .*U\+2067.*for example "/, { name_ar: '\u2067الصندوق' }],
    [/\/colours\/shade: this key is not known/, colours({ shade: '#000000' })],
    [/\/colours\/accent: "gold"/, colours({ accent: 'gold' })],
    [/\/emblem: "\.\.\/emblem\.svg"/, { emblem: '../emblem.svg' }],
    [/\/face\/files\/0\/weight: 450 is not one of/,
      { face: { latin: 'A', arabic: 'B', files: [{ family: 'A', weight: 450, file: 'a.woff2' }] } }],
    [/\/mutuelles\/0: the key "address_ar" is missing; for example/, mutuelles({ address_ar: undefined })],
    [/\/mutuelles\/0\/code: "Al Amal" does not have the form.*for example "al-amal"/, mutuelles({ code: 'Al Amal' })],
    [/\/mutuelles\/0\/adress: this key is not known/, mutuelles({ adress: 'x' })],
    [/\/mutuelles\/0\/also\/0: must be a text/, mutuelles({ also: [1] })],
    [/\/face\/files: must have at least 1 items/, { face: { latin: 'A', arabic: 'B', files: [] } }],
  ];

  // The schema is a standard one: ajv, which knows all of JSON Schema and reads patterns as
  // ECMAScript, must come to the same conclusions.
  it('httpd and another validator judge the institution file alike', async () => {
    const line = /^[^\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]*$/u;
    const isValid = new Ajv({ strict: true, formats: { line } }).compile(await shipped('institution.schema.json'));
    const institution = await shipped('institution.json');
    const judge = (changes) => isValid(JSON.parse(JSON.stringify({ ...institution, ...changes })));
    for (const changes of right) {
      assert.equal(judge(changes), true, JSON.stringify([changes, isValid.errors]));
      const { status, said } = await testWith(changes);
      assert.equal(status, 0, said);
    }
    for (const [expected, changes] of wrong) {
      assert.equal(judge(changes), false, JSON.stringify(changes));
      const { status, said } = await testWith(changes);
      assert.notEqual(status, 0, JSON.stringify(changes));
      assert.match(said, expected);
    }
  });

  it('all faults of the institution file are told at once, a line each', async () => {
    const { status, said } = await testWith({ short_name: 1, ...colours({ primary: '#e9b949' }), emblem: 'none.svg' });
    assert.notEqual(status, 0);
    const lines = said.split('\n').filter((line) => /CnopsInstitution .*institution\.json: \//.test(line));
    for (const expected of [
      /CNOPS002: CnopsInstitution \S+: \/short_name: must be a text/,
      /\/colours\/primary: #e9b949 has a contrast of 1\.8\d with white text.*for example "#[0-9a-f]{6}"/,
      /\/emblem: the file \S+\/none\.svg: No such file/,
    ]) assert.ok(lines.some((line) => expected.test(line)), String(expected));
  });

  it('mutuelles that could not be told apart are told', async () => {
    const { status, said } = await testWith(mutuelles({}, { code: 'b', name_ar: 'ب', also: ['AL-AMAL'] }, { code: 'etudiants', name: 'C', name_ar: 'ج' }));
    assert.notEqual(status, 0);
    for (const expected of [
      /CnopsInstitution \S+: \/mutuelles\/1\/name: is the same name as \/mutuelles\/0\/code; members could not/,
      /\/mutuelles\/1\/also\/0: is the same name as \/mutuelles\/0\/code;/,
      /\/mutuelles\/2\/code: "etudiants" is the name of a scheme's own care sheet; for example "mutuelle-etudiants"/,
    ]) assert.match(said, expected);
  });

  it('cnopsctl refuses the same file', async () => {
    await testWith({ emblme: 'x' });
    const options = ['export', 'letters', path.join(server.dir, 'outbox/letters.csv'), '--operator', 'op.un', '--reason', 'test'];
    const file = path.join(server.dir, 'institution.json');
    const failed = await run(path.join(server.dir, 'cnopsctl'), [...options, '--institution', file]).catch((error) => error);
    assert.match(failed.stderr ?? '', /--institution \S+: \/emblme: this key is not known/);
  });

  it('a missing part is named, with the command that makes it', async () => {
    const cases = [
      [/CnopsKeyFile \/nowhere\/keys: .*cnopsctl key new/, 'CnopsKeyFile "/nowhere/keys"'],
      [/CnopsInstitution \/nowhere\/it\.json: .*institution\.json that came with/, 'CnopsInstitution "/nowhere/it.json"'],
      [/DBDParams \/nowhere\/it\.sqlite: .*cnopsctl migrate/, 'DBDriver sqlite3', 'DBDParams "/nowhere/it.sqlite"'],
    ];
    for (const [expected, ...directives] of cases) {
      const { status, said } = await test(...directives);
      assert.notEqual(status, 0, directives.join());
      assert.match(said + (await server.errorLog()), expected);
    }
  });

  it('cnopsctl doctor says the same in text and in JSON', async () => {
    const ask = (...options) => run(path.join(server.dir, 'cnopsctl'), ['doctor', ...options]).catch((error) => error);
    const { stdout: text } = await ask();
    const checks = JSON.parse((await ask('--json')).stdout);
    assert.deepEqual(checks.map(({ check }) => check), ['keys', 'locked memory', 'database', 'MariaDB', 'schema', 'outbox', 'codes', 'sms', 'papers']);
    for (const { check, ok, said } of checks) {
      const line = text.split('\n').find((row) => row.includes(`  ${check} `));
      assert.ok(line.startsWith(ok ? 'ok' : '!!'), line);
      assert.ok(line.endsWith(said), line);
    }
  });
});
