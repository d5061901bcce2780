# SPDX-FileCopyrightText: 2026 The mod_cnops founders
# SPDX-License-Identifier: Apache-2.0
#
# Prints what a file of sql/migrations does, for tests/lint/migrations-rules.awk: one fact per line,
# DIALECT LINE VERB OBJECT..., with tabs between the words.
#
#   awk -v dialect=mysql|sqlite -f migrations-facts.awk FILE
#
#   contracts VERSION REASON                          declared in the first lines
#   create T                                          a table
#   column|add|modify T C KIND LEN NULL DEFAULT COMMENT EXTRA    in CREATE TABLE; by ALTER TABLE
#   unique T COLUMNS NAME; primary T COLUMNS          in CREATE TABLE, by ALTER or by CREATE INDEX
#   index T NAME; constraint T                        a key that is not unique; any other one
#   drop-table T; drop-column T C; drop-index NAME; drop-reference T; drop-other T
#   rename-table T NEW; rename-column T C NEW
#   data WORD                                         INSERT, UPDATE or DELETE
#   other TEXT                                        any statement that is not understood
#
# Of a column: KIND is number, text, bytes or unknown; LEN is the characters of CHAR and VARCHAR, the
# bits of a number, or 0; NULL is null or notnull; DEFAULT is default or none; COMMENT is comment or
# bare; EXTRA is - or one of unique, primary, references, check.

# --- reading: removes comments but remembers their lines; strings become '' or 'x' ---

{ raw[NR] = $0; text = text $0 "\n" }

function fact(line, verb, rest) { print dialect "\t" line "\t" verb "\t" rest }
function trim(s) { gsub(/[ \t\n]+/, " ", s); sub(/^ /, "", s); sub(/ $/, "", s); return s }
function name_of(s) { gsub(/[`"]/, "", s); return tolower(s) }
function newlines(s) { return gsub(/\n/, "", s) }
# The line of the first character in s that is not blank; s begins at line.
function first_line(s, line) { match(s, /^[ \t\n]*/); return line + newlines(substr(s, 1, RLENGTH)) }

function strip_comments(    i, c, line, quoted, clean) {
    line = 1
    for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (c == "\n") line++
        if (c == "\047") {
            clean = clean (quoted && filled ? "x" : "") c
            filled = 0
            quoted = !quoted
            continue
        }
        if (quoted) { filled = 1; continue }
        if (c == "-" && substr(text, i + 1, 1) == "-") {
            commented[line] = 1
            while (substr(text, i + 1, 1) != "\n") i++
            continue
        }
        clean = clean c
    }
    return clean
}

# Splits s at the separators outside parentheses, into part[]; starts[] has the lines of the parts.
function split_top(s, separator, part, starts, line,    i, c, depth, n, from) {
    from = 1
    for (i = 1; i <= length(s) + 1; i++) {
        c = substr(s, i, 1)
        depth += (c == "(") - (c == ")")
        if (i <= length(s) && (c != separator || depth > 0)) continue
        part[++n] = substr(s, from, i - from)
        starts[n] = first_line(part[n], line)
        line += newlines(part[n])
        from = i + 1
    }
    return n
}

# --- columns ---

function kind_of(type) {
    if (type ~ /INT/) return "number"
    if (type ~ /CHAR|TEXT/) return "text"
    if (type ~ /BLOB|BINARY/) return "bytes"
    return "unknown"
}

function len_of(type) {
    if (kind_of(type) == "number")
        return type ~ /BIGINT/ ? 64 : type ~ /SMALL/ ? 16 : type ~ /TINY/ ? 8 : 32
    if (type !~ /CHAR ?\(/) return 0
    gsub(/[^0-9]/, "", type)
    return type + 0
}

# In SQLite the comment of a column is on its lines, or alone on the line above.
function comment_of(item, upper, line,    i, last) {
    if (dialect == "mysql") return upper ~ /COMMENT \047X\047/ ? "comment" : "bare"
    last = line + newlines(trim_edges(item))
    for (i = line; i <= last; i++)
        if (commented[i]) return "comment"
    return commented[line - 1] && raw[line - 1] ~ /^[ \t]*--/ ? "comment" : "bare"
}
function trim_edges(s) { sub(/^[ \t\n]+/, "", s); sub(/[ \t\n]+$/, "", s); return s }

function extra_of(upper) {
    if (upper ~ / PRIMARY KEY/) return "primary"
    if (upper ~ / UNIQUE/) return "unique"
    if (upper ~ / REFERENCES /) return "references"
    if (upper ~ / CHECK ?\(/) return "check"
    return "-"
}

function column(verb, table, item, line,    text, upper, type, extra, empty) {
    text = trim(item)
    upper = " " toupper(substr(text, index(text, " ") + 1)) " "
    if (index(text, " ") == 0) upper = "  "
    extra = extra_of(upper)
    match(upper, /^ [A-Z]+( ?\([0-9, ]*\))?/)
    type = substr(upper, 2, RLENGTH - 1)
    empty = upper ~ / NOT NULL / || (extra == "primary" && (dialect == "mysql" || type ~ /^INTEGER/))
    fact(line, verb, table "\t" name_of(substr(text, 1, index(text " ", " ") - 1)) "\t" \
        kind_of(type) "\t" len_of(type) "\t" (empty ? "notnull" : "null") "\t" \
        (upper ~ / DEFAULT / ? "default" : "none") "\t" comment_of(item, upper, line) "\t" extra)
}

# The text inside the first parenthesis of s, without blanks.
function columns_in(s) {
    s = substr(s, index(s, "(") + 1)
    sub(/\).*/, "", s)
    gsub(/[ \t\n]/, "", s)
    return name_of(s)
}

# The word after the words of prefix in s; "" where a parenthesis follows.
function word_after(s, prefix) {
    if (match(toupper(s), prefix)) s = substr(s, RLENGTH + 1)
    sub(/[ (].*/, "", s)
    return name_of(s)
}

# Whether a part of CREATE TABLE, or the text after ADD, is a key and not a column.
function key(table, item, line,    text, upper) {
    text = trim(item)
    upper = toupper(text)
    if (upper ~ /^PRIMARY KEY/) fact(line, "primary", table "\t" columns_in(text))
    else if (upper ~ /^UNIQUE/)
        fact(line, "unique", table "\t" columns_in(text) "\t" word_after(text, "^UNIQUE( (KEY|INDEX))? ?"))
    else if (upper ~ /^(KEY|INDEX) /)
        fact(line, "index", table "\t" word_after(text, "^(KEY|INDEX) "))
    else if (upper ~ /^(CONSTRAINT|FOREIGN KEY|CHECK)/) fact(line, "constraint", table)
    else return 0
    return 1
}

# --- statements ---

function create_table(s, line,    text, table, body, head, part, starts, n, i) {
    text = trim(s)
    table = word_after(text, "^CREATE TABLE (IF NOT EXISTS )?")
    fact(line, "create", table)
    head = substr(s, 1, index(s, "("))
    body = substr(s, index(s, "(") + 1)
    sub(/\)[^)]*$/, "", body)
    n = split_top(body, ",", part, starts, line + newlines(substr(head, match(head, /[^ \t\n]/))))
    for (i = 1; i <= n; i++)
        if (!key(table, part[i], starts[i])) column("column", table, part[i], starts[i])
}

function alter(table, item, line,    text, upper, word) {
    text = trim(item)
    upper = toupper(text)
    if (sub(/^ADD (COLUMN )?/, "", upper)) {
        sub(/^[ \t\n]*[A-Za-z]+[ \t\n]+([Cc][Oo][Ll][Uu][Mm][Nn][ \t\n]+)?/, "", item)
        if (!key(table, item, line)) column("add", table, item, line)
    } else if (sub(/^MODIFY (COLUMN )?/, "", upper)) {
        sub(/^[ \t\n]*[A-Za-z]+[ \t\n]+([Cc][Oo][Ll][Uu][Mm][Nn][ \t\n]+)?/, "", item)
        column("modify", table, item, line)
    } else if (upper ~ /^RENAME (TO|AS) /)
        fact(line, "rename-table", table "\t" word_after(text, "^RENAME (TO|AS) "))
    else if (upper ~ /^RENAME (COLUMN )?[^ ]+ TO [^ ]+$/ && upper !~ /^RENAME (INDEX|KEY) /) {
        word = text
        sub(/^.* /, "", word)
        fact(line, "rename-column", table "\t" word_after(text, "^RENAME (COLUMN )?") "\t" name_of(word))
    } else if (upper ~ /^DROP (INDEX|KEY) /)
        fact(line, "drop-index", word_after(text, "^DROP (INDEX|KEY) "))
    else if (upper ~ /^DROP FOREIGN KEY/) fact(line, "drop-reference", table)
    else if (upper ~ /^DROP (PRIMARY KEY|CONSTRAINT|CHECK)/) fact(line, "drop-other", table)
    else if (upper ~ /^DROP /)
        fact(line, "drop-column", table "\t" word_after(text, "^DROP (COLUMN )?"))
    else fact(line, "other", "ALTER TABLE " table " " text)
}

function alter_table(s, line,    text, table, rest, before, part, starts, n, i) {
    text = trim(s)
    table = word_after(text, "^ALTER TABLE ")
    match(s, /^[ \t\n]*[A-Za-z]+[ \t\n]+[A-Za-z]+[ \t\n]+[^ \t\n]+/)
    before = substr(s, 1, RLENGTH)
    rest = substr(s, RLENGTH + 1)
    n = split_top(rest, ",", part, starts, line + newlines(trim_edges(before)))
    for (i = 1; i <= n; i++) alter(table, part[i], starts[i])
}

function create_index(s, line,    text, table, upper) {
    text = trim(s)
    upper = toupper(text)
    table = text
    sub(/^.* [Oo][Nn] /, "", table)
    sub(/[ (].*/, "", table)
    if (upper ~ /^CREATE UNIQUE/)
        fact(line, "unique", name_of(table) "\t" columns_in(text) "\t" \
            word_after(text, "^CREATE UNIQUE INDEX (IF NOT EXISTS )?"))
    else fact(line, "index", name_of(table) "\t" word_after(text, "^CREATE INDEX (IF NOT EXISTS )?"))
}

function statement(s, line,    text, upper) {
    text = trim(s)
    upper = toupper(text)
    if (text == "") return
    if (upper ~ /^CREATE TABLE [^(]*\(/ && upper !~ /\) ?AS /) create_table(s, line)
    else if (upper ~ /^ALTER TABLE /) alter_table(s, line)
    else if (upper ~ /^CREATE (UNIQUE )?INDEX .* ON /) create_index(s, line)
    else if (upper ~ /^DROP TABLE [^ ,]+$/) fact(line, "drop-table", word_after(text, "^DROP TABLE "))
    else if (upper ~ /^DROP INDEX /) fact(line, "drop-index", word_after(text, "^DROP INDEX "))
    else if (upper ~ /^(INSERT INTO|UPDATE|DELETE FROM) /) fact(line, "data", substr(upper, 1, 6))
    else fact(line, "other", text)
}

# A contraction must be declared before the first statement.
function contracts(    i, words) {
    for (i = 1; raw[i] ~ /^[ \t]*(--|$)/ && i <= NR; i++) {
        if (raw[i] !~ /^-- contracts:/) continue
        split(raw[i], words, /[ \t]+/)
        reason = raw[i]
        sub(/^-- contracts:[ \t]*[^ \t]*[ \t]*/, "", reason)
        fact(i, "contracts", words[3] "\t" reason)
    }
}

END {
    contracts()
    clean = strip_comments()
    n = split_top(clean, ";", part, starts, 1)
    for (i = 1; i <= n; i++) statement(part[i], starts[i])
}
