# SPDX-FileCopyrightText: 2026 The mod_cnops founders
# SPDX-License-Identifier: Apache-2.0
#
# Checks the steps of sql/migrations by the rules of sql/README.md. Follows the schema of both
# dialects from step to step.
#
#   awk -f migrations-rules.awk LANDED FACTS
#
# LANDED: sql/landed.txt. FACTS: for each step, in order, a line "step NAME" and the lines that
# migrations-facts.awk prints for its two files. Tabs are between the words.

BEGIN { FS = "\t" }

function fail(text) { print text; failed = 1 }
function here() { return "sql/migrations/" step "/" $1 ".sql:" $2 }
function fault(text) { fail(here() ": " text) }

# Refuses a change with which the version before would not work. It is allowed where the step
# declares it, and in steps before the line "rule".
function refuse(text) {
    contracted[$1]++
    if (is_ruled && !($1 in declared)) fault(text " (the version before still runs: sql/README.md)")
}

# --- sql/landed.txt ---

FILENAME == ARGV[1] {
    sub(/#.*/, "")
    split($0, words, /[ \t]+/)
    if (words[1] == "rule") rule_at = FNR
    else if (words[1] == "release") released_at[words[2]] = FNR
    else if (words[1] != "") landed_at[words[1]] = FNR
    last_line = FNR
    next
}

# --- steps ---

$1 == "step" {
    if (step != "") end_step()
    step = $2
    steps++
    at = step in landed_at ? landed_at[step] : last_line + 1
    is_ruled = at > rule_at
    for (k in fresh) delete fresh[k]
    for (k in declared) delete declared[k]
    for (k in contracted) delete contracted[k]
    next
}

function compare_columns(a, b,    k, w, name, twin) {
    for (k in column) {
        split(k, w, SUBSEP)
        if (w[1] != a) continue
        name = w[2] "." w[3]
        twin = b SUBSEP w[2] SUBSEP w[3]
        if (!(twin in column)) fail(step ": " name " is in " a ".sql, not in " b ".sql")
        else if (a < b && column[k] != column[twin])
            fail(step ": " name " is " column[k] " in " a ".sql, " column[twin] " in " b ".sql")
    }
}

function compare_keys(a, b,    k, w) {
    for (k in unique) {
        split(k, w, SUBSEP)
        if (w[1] == a && !((b, w[2], w[3]) in unique))
            fail(step ": " w[2] " (" w[3] ") is unique in " a ".sql, not in " b ".sql")
    }
}

function end_step() {
    compare_columns("mysql", "sqlite")
    compare_columns("sqlite", "mysql")
    compare_keys("mysql", "sqlite")
    compare_keys("sqlite", "mysql")
    if (("mysql" in declared) != ("sqlite" in declared) || declared["mysql"] != declared["sqlite"])
        fail(step ": its two files declare another contraction")
    if (declared["mysql"] != "" && !contracted["mysql"] && !contracted["sqlite"])
        fail(step ": declares a contraction and makes none")
}

# --- contractions ---

$3 == "contracts" {
    declared[$1] = $4 " " $5
    if (!($4 in released_at) || released_at[$4] >= at)
        fault("contracts what " $4 " no longer needs, but no such release came before this step")
    if ($5 == "") fault("-- contracts: VERSION, and the reason")
    rest = $5
    while (match(rest, /[0-9][0-9][0-9][0-9]_[a-z0-9_]+/)) {
        expanding = substr(rest, RSTART, RLENGTH)
        rest = substr(rest, RSTART + RLENGTH)
        if (!(expanding in landed_at) || !($4 in released_at) || landed_at[expanding] > released_at[$4])
            fault(expanding " did not come with release " $4 " or before")
    }
    next
}

# --- statements ---

function keep_column(    d) {
    d = $1 SUBSEP $4 SUBSEP $5
    column[d] = $6 " " $8 " " $9
    len[d] = $7
    columns[$1]++
    if ($11 == "unique") unique[d] = 1
    if ($11 == "primary") unique[d] = 1
    if ($6 == "unknown") fault($4 "." $5 ": a type that this lint does not know")
    if ($10 == "bare" && is_ruled) fault($4 "." $5 " has no comment")
}

function is_fresh(table) { return ($1, table) in fresh }

function forget(table, name,    k, w) {
    for (k in column) {
        split(k, w, SUBSEP)
        if (w[1] == $1 && w[2] == table && (name == "" || w[3] == name)) delete column[k]
    }
    for (k in unique) {
        split(k, w, SUBSEP)
        if (w[1] == $1 && w[2] == table && (name == "" || ("," w[3] ",") ~ ("," name ",")))
            delete unique[k]
    }
}

function rename(table, new,    k, w) {
    for (k in column) {
        split(k, w, SUBSEP)
        if (w[1] != $1 || w[2] != table) continue
        column[$1, new, w[3]] = column[k]
        len[$1, new, w[3]] = len[k]
    }
    for (k in unique) {
        split(k, w, SUBSEP)
        if (w[1] == $1 && w[2] == table) unique[$1, new, w[3]] = 1
    }
    forget(table, "")
}

# Whether a changed column still accepts the same values: the same kind, at least the same length,
# and NULL allowed or not as before.
function is_wider(    d, was) {
    d = $1 SUBSEP $4 SUBSEP $5
    split(column[d], was, " ")
    return was[1] == $6 && was[2] == $8 && (was[3] == $9 || $9 == "default") && len[d] > 0 && $7 >= len[d]
}

$3 == "create" { fresh[$1, $4] = 1 }
$3 == "column" { keep_column() }
$3 == "add" {
    if (!is_fresh($4) && $8 == "notnull" && $9 == "none")
        refuse($4 "." $5 ": NOT NULL without DEFAULT: what the version before inserts has no value for it")
    if (!is_fresh($4) && $11 != "-") refuse($4 "." $5 ": a new " $11 " on a table that is in use")
    keep_column()
}
$3 == "modify" {
    if (!is_fresh($4) && !is_wider()) refuse($4 "." $5 ": changed, and not to a longer one of the same kind")
    keep_column()
}
$3 == "unique" || $3 == "primary" {
    if (!is_fresh($4)) refuse($4 " (" $5 "): a new " $3 " on a table that is in use")
    unique[$1, $4, $5] = 1
    if ($6 != "") { named[$1, $6] = $4; over[$1, $6] = $5 }
}
$3 == "constraint" && !is_fresh($4) { refuse($4 ": a new constraint on a table that is in use") }
$3 == "drop-table" {
    if (!is_fresh($4)) refuse($4 ": dropped")
    forget($4, "")
}
$3 == "drop-column" {
    if (!is_fresh($4)) refuse($4 "." $5 ": dropped")
    forget($4, $5)
}
$3 == "drop-index" && (($1, $4) in named) {
    refuse($4 ": a unique key, dropped")
    delete unique[$1, named[$1, $4], over[$1, $4]]
}
$3 == "drop-other" { refuse($4 ": a constraint, dropped") }
$3 == "rename-table" {
    refuse($4 ": renamed to " $5)
    rename($4, $5)
}
$3 == "rename-column" {
    refuse($4 "." $5 ": renamed to " $6)
    column[$1, $4, $6] = column[$1, $4, $5]
    len[$1, $4, $6] = len[$1, $4, $5]
    forget($4, $5)
}
$3 == "data" && $4 == "DELETE" { refuse("DELETE: rows that the version before may look for") }
$3 == "other" { fault("not understood: " $4) }

END {
    if (step != "") end_step()
    if (!steps || !columns["mysql"] || !columns["sqlite"]) fail("migrations: nothing was checked")
    if (!failed) printf "migrations: %d steps, %d columns\n", steps, columns["mysql"]
    exit failed
}
