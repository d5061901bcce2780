// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// explain.mjs MEMBERS: asks MariaDB how it executes every statement of the store among so many
// members and what they leave behind, and SQLite the same. Ends with status 1 where a statement reads
// a table from end to end or many rows of it, or sorts, and is not in `allowed` below for that. Needs
// TEST_MARIADB (tests/with-mariadb), and 2.5 KB of disk for each member.
//
// SQLite's plans do not depend on what is in the tables: the portal keeps no statistics there
// (ANALYZE), so the schema alone is enough.

import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { root } from '../lib/server.mjs';

const exec = promisify(execFile);
const run = async (program, ...words) => (await exec(path.join(root, program), words, { maxBuffer: 1 << 26 })).stdout;

const members = Number(process.argv[2] ?? 1_000_000);
const mariadb = process.env.TEST_MARIADB;
const dir = path.join(root, 'build/soak-explain');
const IMPORTED = 1000; // the others are copies
const ROWS_MOST = 200; // a statement may read so many rows of a table; one of imports has a hundred keys

// Tables that are always small.
const tiny = ['import_state', 'claim_state', 'schema_migration'];
// Tables that are empty but while an import is at work.
const empty = ['import_seen', 'claim_news'];

// What statements may do all the same: scan (a table from end to end), read (many rows by a key), sort.
// None of these is needed for a page, unless it says so.
const allowed = [
  ['sorts', 'cnops_sessions_of', 'a page lists the few sessions of one account, by time'],
  ['sorts', 'cnops_devices_of', 'a page lists the few browsers of one account, by time'],
  ['sorts', 'cnops_outbox_list', 'cnopsctl outbox list'],
  ['reads', 'cnops_requests_in', 'cnopsctl request list and the watchdog, some rows at a time'],
  ['reads', 'cnops_events_after', 'cnopsctl journal check reads everything, some rows at a time'],
  ['reads sorts', 'cnops_import_', 'imports, which work on ranges of ids'],
  ['scans', 'cnops_claims_keys', 'imports of claims, which read both ends of an index and no more'],
  ['reads', 'cnops_claims_drop_', 'imports of claims, which delete what has one generation, some rows at a time'],
];
const used = new Set();

function allows(label, what) {
  const row = allowed.find(([kinds, name]) => kinds.split(' ').includes(what) && label.startsWith(name));
  if (row) used.add(row);
  return row !== undefined;
}

// --- the data ---

const sql = (database, text) => run('packaging/mariadb', 'sql', mariadb, database, '-N', '-B', '-e', text);

async function makeData() {
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  const file = path.join(dir, 'members.csv');
  await writeFile(file, await run('build/bin/cnops-demo', 'members', String(IMPORTED)));
  const claims = path.join(dir, 'claims.csv');
  await writeFile(claims, await run('build/bin/cnops-demo', 'claims'));
  const instance = path.join(dir, 'instance');
  await run('packaging/instance', 'make', instance, '20000', '--members', file, '--claims', claims, '--db', 'mysql', '--mariadb', mariadb);
  const database = (await readFile(path.join(instance, 'data/database'), 'utf8')).trim();
  await sql(database, 'SET GLOBAL innodb_buffer_pool_size = 1 << 30'); // or random keys take minutes more
  for (const name of ['tests/bench/members.sql', 'tests/soak/traces.sql']) {
    const text = await readFile(path.join(root, name), 'utf8');
    await sql(database, text.replaceAll('@COUNT@', members - IMPORTED));
  }
  const tables = (await sql(database, 'SHOW TABLES')).trim().split('\n');
  await sql(database, `ANALYZE TABLE ${tables.join(', ')}`);
  return { database, tables };
}

// A row in the middle of each table: {table: {column: value}}, and how many rows the tables have.
async function readSamples({ database, tables }) {
  const rows = {};
  const counts = {};
  for (const table of tables) {
    counts[table] = Number(await sql(database, `SELECT COUNT(*) FROM ${table}`));
    const columns = (await sql(database, `SHOW COLUMNS FROM ${table}`)).trim().split('\n').map((line) => line.split('\t')[0]);
    const text = await sql(database, `SELECT * FROM ${table} LIMIT 1 OFFSET ${counts[table] >> 1}`);
    const values = text.replace(/\n$/, '').split('\t');
    rows[table] = Object.fromEntries(columns.map((column, i) => [column, values[i]]));
  }
  return { rows, counts };
}

// --- MariaDB ---

const tablesIn = (text) => [...text.matchAll(/\b(?:FROM|JOIN|INTO|UPDATE) ([a-z_]+)\b/g)].map(([, name]) => name);
const isTime = (name) => /(_at|_until|_from)$/.test(name);
const isDay = (name) => /_on$/.test(name);
const FIRST_DAY = '0000-00-00';
const LAST_DAY = '9999-99-99';

const PLACE = /(?:\b(\w+) (?:(=|<>|<=|>=|<|>|BETWEEN) )?)?%(s|lld)/g;
const HOUR = 3_600_000_000; // µs

// Puts values into a statement: for `column = %s` and the like that of a real row, so that the keys
// are found; times as they are when compared with now; for the rest numbers, all of them different.
function filled(text, rows) {
  const tables = tablesIn(text);
  const valueOf = (column) => rows[[...tables, ...Object.keys(rows)].find((name) => rows[name]?.[column] !== undefined)]?.[column];
  const now = Date.now() * 1000;
  let serial = 50;
  let last;
  const choose = (word, operator, kind) => {
    if (word === 'AND' && !operator && last === FIRST_DAY) return LAST_DAY;
    if (word === 'AND' && !operator) return kind === 's' ? last : Number(last) + 1000; // BETWEEN last AND this
    if (!operator) return (serial += 1);
    if (isDay(word) && operator === 'BETWEEN') return FIRST_DAY; // as a list without a filter
    if (isTime(word) && operator !== '=') return now - (operator.startsWith('<') ? 2 * HOUR : 0);
    return valueOf(word) ?? 1;
  };
  return text.replaceAll(PLACE, (all, word, operator, kind) => {
    last = choose(word, operator, kind);
    return all.slice(0, -kind.length - 1) + (kind === 's' ? `'${last}'` : Number(last) || 0);
  });
}

const COLUMNS = ['id', 'select_type', 'table', 'type', 'possible_keys', 'key', 'key_len', 'ref', 'rows', 'extra'];

async function planOf(database, label, text, rows) {
  const lines = (await sql(database, `EXPLAIN ${filled(text, rows)}`)).replace(/\n$/, '').split('\n');
  return lines.map((line) => Object.fromEntries(line.split('\t').map((value, i) => [COLUMNS[i], value])));
}

// What is wrong with one line of a plan, as [kind, words].
function faultsOf({ select_type: kind, table, type, key, rows, extra }, name) {
  const faults = [];
  if (kind === 'INSERT' || tiny.includes(name)) return faults;
  if (/Using temporary/.test(extra)) faults.push(['sorts', `makes a temporary table for ${table}`]);
  if (/Using filesort/.test(extra)) faults.push(['sorts', `sorts rows of ${table}`]);
  if (type === 'ALL' || type === 'index') faults.push(['scans', `reads ${table} from end to end, ${rows} rows`]);
  else if (Number(rows) > ROWS_MOST) faults.push(['reads', `reads ${rows} rows of ${table} by ${key}`]);
  return faults;
}

// The table behind a name in a plan, which may be an alias.
const tableBehind = (text, name) => new RegExp(`\\b(?:FROM|JOIN) ([a-z_]+) ${name}\\b`).exec(text)?.[1] ?? name;

async function checkMariadb(wrong) {
  const data = await makeData();
  const { rows, counts } = await readSamples(data);
  for (const [table, count] of Object.entries(counts)) {
    if (count < members / 100 && ![...tiny, ...empty].includes(table)) wrong.push(`MariaDB: only ${count} rows in ${table}: its plans say nothing`);
  }
  const lines = (await run('build/bin/soak-statements', 'mysql')).trim().split('\n');
  for (const line of lines) {
    const [label, text] = line.split('\t');
    for (const step of await planOf(data.database, label, text, rows)) {
      const table = tableBehind(text, step.table);
      for (const [what, words] of empty.includes(table) ? [] : faultsOf(step, table)) {
        if (!allows(label, what)) wrong.push(`MariaDB: ${label} ${words}`);
      }
      if (process.env.PLANS) console.log(label, Object.values(step).join(' '));
    }
  }
  await sql(data.database, `DROP DATABASE ${data.database}`);
  return lines.length;
}

// --- SQLite ---

async function checkSqlite(wrong) {
  const instance = path.join(dir, 'sqlite');
  await run('packaging/instance', 'make', instance, '20000');
  const file = path.join(instance, 'data/cnops.sqlite');
  const labels = new Set();
  for (const line of (await run('build/bin/soak-statements', 'sqlite', file)).trim().split('\n')) {
    const [label, step] = line.split('\t');
    labels.add(label);
    const scanned = /^SCAN (?!\d+ CONSTANT)(\S+)/.exec(step)?.[1];
    const what = scanned && !tiny.includes(scanned) ? 'scans' : /TEMP B-TREE/.test(step) ? 'sorts' : undefined;
    if (what && !allows(label, what)) wrong.push(`SQLite: ${label}: ${step}`);
  }
  return labels.size;
}

// --- ---

const wrong = [];
const onMariadb = await checkMariadb(wrong);
const onSqlite = await checkSqlite(wrong);
await rm(dir, { recursive: true });
if (onMariadb < 50 || onSqlite !== onMariadb) wrong.push(`${onMariadb} statements on MariaDB, ${onSqlite} on SQLite: too few`);
for (const row of allowed) if (!used.has(row)) wrong.push(`${row[1]} needs no exception any more: ${row[2]}`);
console.log(`plans of ${onMariadb} statements on MariaDB among ${members} members, of ${onSqlite} on SQLite`);
for (const line of wrong) console.log(`  ${line}`);
process.exitCode = wrong.length ? 1 : 0;
