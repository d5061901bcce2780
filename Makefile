# SPDX-FileCopyrightText: 2026 The mod_cnops founders
# SPDX-License-Identifier: Apache-2.0
#
# GNU make. `make help` lists the targets. Everything that is built goes to build/.

SHELL         = /bin/sh
.DELETE_ON_ERROR:
.SUFFIXES:
.DEFAULT_GOAL = all

B    = build
PORT = 8080

APXS   ?= apxs
APR    ?= apr-1-config
APU    ?= apu-1-config
PKG    ?= pkg-config
MSGFMT ?= msgfmt
RSVG   ?= rsvg-convert

# Each of these programs is run once, when its answer is first needed: `make install-deps` must work
# before they are installed.
once = $(eval $(1) := $(shell $(2)))$($(1))
HTTPD_INCLUDE = $(call once,HTTPD_INCLUDE,$(APXS) -q INCLUDEDIR)
LIBEXECDIR    = $(call once,LIBEXECDIR,$(APXS) -q LIBEXECDIR)
SYSCONFDIR    = $(call once,SYSCONFDIR,$(APXS) -q SYSCONFDIR)
APR_CPPFLAGS  = $(call once,APR_CPPFLAGS,echo `$(APR) --cppflags` -isystem `$(APR) --includedir`)
APR_LIBS      = $(call once,APR_LIBS,$(APU) --link-ld && $(APR) --link-ld)
PKG_CFLAGS    = $(call once,PKG_CFLAGS,echo `$(PKG) --cflags libsodium jansson pangocairo pangoft2 libqpdf libqrencode libcurl zlib` `$(PKG) --cflags-only-I libmariadb | sed s/-I/-isystem/g`)
PKG_LIBS      = $(call once,PKG_LIBS,echo `$(PKG) --libs libsodium jansson pangocairo pangoft2 libqpdf libqrencode libcurl libmariadb zlib` -lzxcvbn -lm)
TEST_LIBS     = $(call once,TEST_LIBS,$(PKG) --libs cmocka sqlite3)

# `make V=1` shows the full commands.
say = $(if $(V),,@echo '  $(1)	$@';)

# --- how things are compiled ---

WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
           -Wconversion -Wno-sign-conversion -Wvla -Wformat=2 -Werror
# The hardening flags that this compiler and its linker support; see packaging/compiler-flags.
HARDEN       = $(call once,HARDEN,packaging/compiler-flags $(B)/probe compile '$(CC)' '$(CPPFLAGS) $(CFLAGS)')
HARDEN_LINK  = $(call once,HARDEN_LINK,packaging/compiler-flags $(B)/probe link '$(CC)' '$(LDFLAGS)')
CPPFLAGS_ALL = -Imod_cnops $(APR_CPPFLAGS) $(PKG_CFLAGS) $(CPPFLAGS)
CFLAGS_ALL   = -std=gnu11 -g -fPIC -fvisibility=hidden $(WARNINGS)
CFLAGS_OBJ   = $(CFLAGS_ALL) -O2 $(HARDEN) $(CFLAGS)
# Without glibc's fortify: its checks would hide faults from the sanitizers.
SANITIZE     = -fsanitize=address,undefined -fno-sanitize-recover=undefined
CFLAGS_ASAN  = $(CFLAGS_ALL) -O1 -fno-omit-frame-pointer $(SANITIZE)
# Only clang has libFuzzer.
CLANG       ?= clang
# No inlining: the table of the fuzz targets counts the functions that were entered.
CFLAGS_FUZZ  = $(CFLAGS_ASAN) -fsanitize=fuzzer-no-link -fno-inline
LINK_HARDEN  = $(HARDEN_LINK) -Wl,--as-needed

# --- the sources ---

# The files of a floor and of its rooms.
floor      = $(wildcard mod_cnops/$(1)/*.c mod_cnops/$(1)/*/*.c)
PORTAL_SRC = $(foreach name,base core view pages store courier,$(call floor,$(name)))
ARENA_SRC  = $(call floor,arena)
HTTPD_SRC  = mod_cnops/mod_cnops.c $(call floor,httpd)
CTL_SRC    = $(filter-out mod_cnops/ctl/main.c,$(call floor,ctl))
DEMO_SRC   = $(wildcard sql/demo/*.c)
TWINS_SRC  = $(wildcard tests/unit/twins/*.c)
UNIT_SRC   = $(wildcard tests/unit/*/test_*.c tests/unit/*/*/test_*.c)
LINT_SRC   = $(wildcard tests/lint/*.c)
SOAK_SRC   = $(wildcard tests/soak/*.c)
BENCH_SRC  = $(wildcard tests/bench/*.c)
FUZZ_SRC   = $(wildcard tests/fuzz/fuzz_*.c)
# The sources that the fuzz targets use: base and core, with the in-memory twins behind its ports.
FUZZED_SRC = tests/fuzz/fuzz.c $(call floor,base) $(call floor,core) \
             $(wildcard $(addprefix tests/unit/twins/,core_fixture.c clock_*.c codes_*.c random_*.c \
                 store_memory*.c))
# Files that several test programs of a folder share, for instance a suite that runs over two stores.
SHARED_SRC = $(filter-out $(UNIT_SRC) $(TWINS_SRC),$(wildcard tests/unit/*/*.c tests/unit/*/*/*.c))

obj  = $(patsubst %.c,$(B)/obj/%.o,$(1))
asan = $(patsubst %.c,$(B)/asan/%.o,$(1))
fuzz = $(patsubst %.c,$(B)/fuzz/obj/%.o,$(1))

MODULE     = $(B)/mod_cnops.so
ASAN_MODULE = $(B)/asan/mod_cnops.so
ARENA      = $(B)/cnops_arena.so
CNOPSCTL   = $(B)/bin/cnopsctl
DEMO       = $(B)/bin/cnops-demo
SOAK_BIN   = $(patsubst tests/soak/%.c,$(B)/bin/soak-%,$(SOAK_SRC))
BENCH_BIN  = $(addprefix $(B)/bench/,load bare hashes mod_bench.so)
LINT_BIN   = $(patsubst tests/lint/%.c,$(B)/bin/lint-%,$(LINT_SRC))
UNIT_BIN   = $(patsubst tests/unit/%.c,$(B)/unit/%,$(UNIT_SRC))
FUZZ_BIN   = $(patsubst tests/fuzz/fuzz_%.c,$(B)/fuzz/%,$(FUZZ_SRC))
AUDIO      = $(B)/audio/.built
FACES      = $(B)/faces/.built
DOCUMENTS  = $(B)/documents/.built
VERIFIER   = $(B)/verifier/.built
HTDOCS     = $(B)/htdocs/.built
INSTITUTION = $(B)/institution/.built
SITE        = $(B)/site/.built
OURS       = $(shell find mod_cnops sql tests -name node_modules -prune -o \
                  \( -name '*.c' -o -name '*.h' \) -print)

.PHONY: all help run test check unit lint tidy tidy-tool http http-mysql http-asan faults fuzz browser weigh lighthouse measure gallery gallery-readme soak soak-import soak-requests soak-timing soak-explain soak-claims soak-papers soak-batches bench bench-report bench-instructions bench-growth arm64 format format-check install-deps \
        install clean

all: $(MODULE) $(ARENA) $(CNOPSCTL) $(DEMO) $(HTDOCS) $(INSTITUTION) $(SITE) ## the module, cnopsctl, the demonstration, htdocs

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

# --- the module and its tools ---

# In archives, because the linker takes only the objects that a program needs.
$(B)/obj/portal.a: $(call obj,$(PORTAL_SRC))
$(B)/obj/ctl.a:    $(call obj,$(CTL_SRC))
$(B)/asan/portal.a: $(call asan,$(PORTAL_SRC) $(CTL_SRC) $(TWINS_SRC) $(SHARED_SRC))
$(B)/fuzz/fuzzed.a: $(call fuzz,$(FUZZED_SRC))
%.a: $(B)/sources
	@rm -f $@
	$(call say,ar)$(AR) rcs $@ $(filter %.o,$^)

# -z nodelete: keys in locked memory and shared memory outlive a restart of httpd, so the code of
# their cleanups must stay loaded.
$(MODULE): $(call obj,$(HTTPD_SRC) $(PORTAL_SRC)) $(B)/sources
	$(call say,link)$(CC) -shared $(LINK_HARDEN) -Wl,-z,nodelete $(LDFLAGS) -o $@ $(filter %.o,$^) $(PKG_LIBS)

# Loaded by the module, beside which it lies, into a namespace of its own (core/hasher.h). Never built
# with sanitizers: their runtime is not in that namespace. The module under test has a copy.
$(ARENA): $(call obj,$(ARENA_SRC)) $(B)/sources
	$(call say,link)$(CC) -shared $(LINK_HARDEN) $(LDFLAGS) -o $@ $(filter %.o,$^) `$(PKG) --libs libsodium`

$(B)/asan/cnops_arena.so: $(ARENA)
	@mkdir -p $(@D)
	@cp $< $@

$(ASAN_MODULE): $(B)/asan/cnops_arena.so

$(ASAN_MODULE): $(call asan,$(HTTPD_SRC) $(PORTAL_SRC)) $(B)/sources
	$(call say,link)$(CC) -shared $(SANITIZE) -Wl,-z,nodelete -o $@ $(filter %.o,$^) $(PKG_LIBS)

$(CNOPSCTL): $(call obj,mod_cnops/ctl/main.c) $(B)/obj/ctl.a $(B)/obj/portal.a | $(B)/bin
	$(call say,link)$(CC) -pie $(LINK_HARDEN) $(LDFLAGS) -o $@ $^ $(APR_LIBS) $(PKG_LIBS)

$(DEMO): $(call obj,$(DEMO_SRC)) $(B)/obj/ctl.a $(B)/obj/portal.a | $(B)/bin
	$(call say,link)$(CC) -pie $(LINK_HARDEN) $(LDFLAGS) -o $@ $^ $(APR_LIBS) $(PKG_LIBS)

$(B)/bin/lint-%: $(B)/obj/tests/lint/%.o $(B)/obj/ctl.a $(B)/obj/portal.a | $(B)/bin
	$(call say,link)$(CC) -pie $(LINK_HARDEN) $(LDFLAGS) -o $@ $^ $(APR_LIBS) $(PKG_LIBS)

# Preloaded into httpd by tests/http/canaries.test.mjs.
MEMORY = $(B)/test/memory.so
$(MEMORY): tests/memory/memory.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,cc)$(CC) $(CFLAGS_OBJ) -D_GNU_SOURCE -shared -pthread -o $@ $<

# Prints the table of addresses for tests/http/others.test.mjs.
ROUTES = $(B)/bin/lint-routes

$(B)/bin/soak-%: $(B)/obj/tests/soak/%.o $(B)/obj/ctl.a $(B)/obj/portal.a | $(B)/bin
	$(call say,link)$(CC) -pie $(LINK_HARDEN) $(LDFLAGS) -o $@ $^ $(APR_LIBS) $(PKG_LIBS)

$(B)/bench/%: $(B)/obj/tests/bench/%.o
	@mkdir -p $(@D)
	$(call say,link)$(CC) -pie $(LINK_HARDEN) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(B)/bench/mod_bench.so: $(B)/obj/tests/bench/handler.o
	@mkdir -p $(@D)
	$(call say,link)$(CC) -shared $(LINK_HARDEN) $(LDFLAGS) -o $@ $^

$(B)/unit/%: $(B)/asan/tests/unit/%.o $(B)/asan/portal.a
	@mkdir -p $(@D)
	$(call say,link)$(CC) $(SANITIZE) -o $@ $^ $(APR_LIBS) $(PKG_LIBS) $(TEST_LIBS)

$(B)/unit/core/test_hasher: | $(ARENA)

$(FUZZ_BIN): $(B)/fuzz/%: $(B)/fuzz/obj/tests/fuzz/fuzz_%.o $(B)/fuzz/fuzzed.a
	$(call say,link)$(CLANG) $(SANITIZE) -fsanitize=fuzzer -o $@ $^ $(APR_LIBS) $(PKG_LIBS)

$(call obj,$(HTTPD_SRC) tests/bench/handler.c) $(call asan,$(HTTPD_SRC)): CPPFLAGS_ALL += -isystem $(HTTPD_INCLUDE)
$(call asan,$(UNIT_SRC) $(TWINS_SRC) $(SHARED_SRC)): CPPFLAGS_ALL += -Itests/unit
$(call fuzz,$(FUZZ_SRC) $(FUZZED_SRC)): CPPFLAGS_ALL += -Itests/unit

$(B)/obj/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,cc)$(CC) $(CPPFLAGS_ALL) $(CFLAGS_OBJ) -MMD -MP -c -o $@ $<

$(B)/asan/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,cc)$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ASAN) -MMD -MP -c -o $@ $<

$(B)/fuzz/obj/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,clang)$(CLANG) $(CPPFLAGS_ALL) $(CFLAGS_FUZZ) -MMD -MP -c -o $@ $<

-include $(patsubst %.o,%.d,$(call obj,$(PORTAL_SRC) $(ARENA_SRC) $(HTTPD_SRC) $(CTL_SRC) mod_cnops/ctl/main.c \
             $(DEMO_SRC) $(LINT_SRC) $(SOAK_SRC) $(BENCH_SRC)) \
           $(call asan,$(PORTAL_SRC) $(HTTPD_SRC) $(CTL_SRC) $(TWINS_SRC) $(SHARED_SRC) $(UNIT_SRC)) \
           $(call fuzz,$(FUZZ_SRC) $(FUZZED_SRC)))

$(B)/bin:
	@mkdir -p $@

# Two files that are written only where their content changes, so that everything that depends on
# them is built again: the flags, and the list of sources (a deleted source must leave its archive).
write_if_changed = @mkdir -p $(@D); echo '$(1)' | cmp -s - $@ || echo '$(1)' > $@
$(B)/flags: FORCE
	$(call write_if_changed,$(CC) $(CLANG) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) $(WARNINGS) $(HARDEN) $(HARDEN_LINK) $(SANITIZE) $(CFLAGS_FUZZ))
$(B)/sources: FORCE
	$(call write_if_changed,$(PORTAL_SRC) $(ARENA_SRC) $(HTTPD_SRC) $(CTL_SRC) $(TWINS_SRC) $(SHARED_SRC))
FORCE:

$(AUDIO): htdocs/build-audio
	$(call say,audio)htdocs/build-audio $(@D)
	@touch $@

$(FACES): htdocs/build-faces htdocs/fonts.py
	$(call say,faces)htdocs/build-faces $(@D)
	@touch $@

$(DOCUMENTS): htdocs/build-documents htdocs/fonts.py
	$(call say,documents)htdocs/build-documents $(@D)
	@touch $@

$(VERIFIER): htdocs/build-verifier $(wildcard htdocs/verifier/* htdocs/assets/verification/*.mjs)
	$(call say,verifier)htdocs/build-verifier htdocs $(@D)
	@touch $@

$(HTDOCS): htdocs/build-assets $(AUDIO) $(FACES) $(DOCUMENTS) $(VERIFIER) conf/institution.schema.json $(shell find htdocs/templates htdocs/messages htdocs/assets -type f 2>/dev/null)
	MSGFMT='$(MSGFMT)' htdocs/build-assets htdocs $(B)/htdocs $(dir $(AUDIO)) $(dir $(FACES)) $(dir $(DOCUMENTS)) $(dir $(VERIFIER))
	@touch $@

# The file of the institution with the files that it names, as an installation has them in one folder.
# E-mails need the emblem as PNG, which is drawn here: no generated file is in the repository.
$(INSTITUTION): conf/institution.json conf/institution.schema.json conf/emblem.svg
	@mkdir -p $(@D)
	cp $^ $(@D)/
	$(RSVG) --width 192 --height 192 --keep-aspect-ratio --output $(@D)/emblem.png conf/emblem.svg
	@touch $@

# --- the demonstration ---

$(SITE): htdocs/build-site htdocs/assets/app.css htdocs/assets/zellige.svg $(wildcard htdocs/site/*)
	htdocs/build-site htdocs $(@D)
	@touch $@

# DB=mysql uses the real servers: MariaDB, two memcached, a mail server and an SMS gateway.
DB = sqlite3
run: install-deps ## the demonstration: http://localhost:8080/mon_compte (PORT= another port, DB=mysql)
	@$(MAKE) --no-print-directory all
	@packaging/demonstration $(B)/run $(PORT) $(DB)

# --- tests ---

# Each suite writes its counts to build/test/results. The summary adds them up and decides the exit
# status, so that a suite also runs where one before it has failed.
RESULTS = $(B)/test/results
SUITE   = tests/suite $(RESULTS)

SUITES  = unit lint http http-mysql http-asan faults fuzz browser

test: install-deps ## everything: unit, lint, HTTP, faults, fuzz, browser; the last line has the counts
	@rm -rf $(RESULTS)
	@$(MAKE) --no-print-directory all $(UNIT_BIN) $(LINT_BIN) $(ASAN_MODULE) $(MEMORY) $(FUZZ_BIN) $(B)/test/npm
	@$(MAKE) --no-print-directory -j1 -k $(SUITES) || :
	@tests/summary $(RESULTS) $(SUITES)

check: all $(UNIT_BIN) $(LINT_BIN) ## unit tests and lints only: some minutes, fewer when repeated
	@rm -rf $(RESULTS)
	@$(MAKE) --no-print-directory -k unit lint || :
	@tests/summary $(RESULTS) unit lint

unit: $(UNIT_BIN) ## one program for each file of tests/unit, under ASan and UBSan
	@$(SUITE) unit tests/with-mariadb $(B)/test/mariadb-unit tests/unit/run $(B)/unit $(UNIT_BIN)

lint: all $(LINT_BIN) ## walls, sizes, licences, format, translations, schema, hardening, faults in C
	@$(MAKE) --no-print-directory -k $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc)) tidy || :
	@$(SUITE) lint tests/lint/run $(B) '$(CC)'

# The report of clang-tidy, one file for each source, empty if there is nothing to report. It is made
# again when the object is, that is when the source or a header that it includes has changed.
CLANG_TIDY ?= clang-tidy
tidy       = $(patsubst %.c,$(B)/tidy/%.txt,$(1))
OBJ_SRC    = $(PORTAL_SRC) $(ARENA_SRC) $(HTTPD_SRC) $(CTL_SRC) mod_cnops/ctl/main.c $(DEMO_SRC) $(LINT_SRC) $(SOAK_SRC) $(BENCH_SRC)
ASAN_SRC   = $(TWINS_SRC) $(SHARED_SRC) $(UNIT_SRC)
ALONE_SRC  = $(FUZZ_SRC) tests/fuzz/fuzz.c tests/memory/memory.c
$(call tidy,$(OBJ_SRC)):  $(B)/tidy/%.txt: $(B)/obj/%.o
$(call tidy,$(ASAN_SRC)): $(B)/tidy/%.txt: $(B)/asan/%.o
$(call tidy,$(ALONE_SRC)): $(wildcard tests/fuzz/*.h)
$(B)/tidy/%.txt: %.c .clang-tidy tests/.clang-tidy | tidy-tool
	@mkdir -p $(@D)
	$(call say,tidy)$(CLANG_TIDY) --quiet $< -- -std=gnu11 $(CPPFLAGS_ALL) -Itests/unit -isystem $(HTTPD_INCLUDE) \
	    >$@.new 2>$@.errors || cat $@.errors >>$@.new; rm -f $@.errors; mv $@.new $@

tidy-tool:
	@command -v $(CLANG_TIDY) >/dev/null

tidy: $(call tidy,$(OBJ_SRC) $(ASAN_SRC) $(ALONE_SRC))

http: all $(MEMORY) $(ROUTES) $(B)/test/npm ## tests of the contract, with a private httpd
	@$(SUITE) http tests/node http 2

http-mysql: all $(MEMORY) $(ROUTES) $(B)/test/npm ## the same on MariaDB and memcached
	@TEST_DB=mysql TEST_CODES=memcached TEST_INSTANCES=$(B)/test/mysql \
	    $(SUITE) http-mysql tests/with-mariadb $(B)/test/mariadb tests/node http 2

http-asan: all $(ASAN_MODULE) $(MEMORY) $(ROUTES) $(B)/test/npm ## the same with the module under ASan and UBSan; fails at leaks
	@$(SUITE) http-asan tests/sanitizers/node http 2

faults: all $(B)/test/npm ## httpd and other servers killed, stopped, restarted during journeys
	@$(SUITE) faults tests/node faults

# Seconds, for all targets together.
SECONDS = 60
fuzz: $(FUZZ_BIN) ## the decoders, with libFuzzer (SECONDS= for longer)
	@$(SUITE) fuzz tests/fuzz/run $(B)/fuzz $(SECONDS); verdict=$$?; cat $(B)/fuzz/table; exit $$verdict

browser: all $(B)/test/npm ## whole journeys in Chromium
	@$(SUITE) browser tests/node browser

weigh: all $(B)/test/npm ## bytes on the wire of the first page, of each step and of the space, with their budgets
	@cd tests && node --test --test-reporter=dot browser/weight.test.mjs; verdict=$$?; \
	    printf '%-34s%9s%9s%9s\n' page requests bytes faces; cat ../$(B)/test/weight.txt; exit $$verdict

measure: all $(B)/test/npm ## how long pages are on a telephone, how much is asked, what crosses the wire: a table
	@node tests/gallery/measure.mjs

# WALKS= for some of the walks of tests/lib/scenes.mjs, for instance WALKS='texts creation'.
gallery: all $(B)/test/npm ## pictures of every page, state and message, each inspected: build/gallery/index.html (20 minutes)
	@node tests/gallery/gallery.mjs $(B)/gallery $(WALKS)

# The pictures of README.md; these and the charts of bench-report are the only generated files of the
# repository.
gallery-readme: all $(B)/test/npm ## takes the pictures of README.md again
	@node tests/gallery/gallery.mjs --readme packaging/pictures

# Lighthouse has 150 packages, so it is not among the libraries of the tests.
LIGHTHOUSE = $(B)/lighthouse
lighthouse: all $(B)/test/npm $(LIGHTHOUSE)/.installed ## scores of landing page and first form, on a quiet machine
	@cd tests && node lighthouse/measure.mjs ../$(LIGHTHOUSE)

$(LIGHTHOUSE)/.installed: $(addprefix tests/lighthouse/,package.json package-lock.json .npmrc)
	@mkdir -p $(@D) && cp $^ $(@D)
	cd $(@D) && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

# Tests that take minutes and much disk space. MEMBERS=, CLAIMS=, REQUESTS= and TRIES= set other sizes.
MEMBERS  = 1000000
CLAIMS   = 10000000
REQUESTS = 1000000
TRIES    = 300
soak: soak-import soak-claims soak-requests soak-timing soak-explain soak-papers soak-batches ## large data and long runs, with figures (25 minutes, 8 GB)

soak-import: all $(SOAK_BIN) ## imports a million members: rows a second beside LOAD DATA, memory, waits
	@tests/soak/import $(B) $(MEMBERS)

soak-claims: all $(BENCH_BIN) $(B)/test/npm ## ten million claims: rows a second, memory, pages of who has most of them (20 GB)
	@TEST_INSTANCES=$(B)/soak-claims node tests/soak/claims.mjs $(MEMBERS) $(CLAIMS)

soak-requests: all $(B)/test/npm ## a million requests on MariaDB and memcached: no failure, no growth
	@TEST_DB=mysql TEST_CODES=memcached tests/with-mariadb $(B)/test/mariadb-soak \
	    node tests/soak/requests.mjs $(REQUESTS)

soak-explain: all $(SOAK_BIN) $(B)/test/npm ## how a million members are searched: no statement of a page reads a whole table
	@tests/with-mariadb $(B)/test/mariadb-explain node tests/soak/explain.mjs $(MEMBERS)

soak-papers: all $(B)/test/npm ## pictures of all kinds of certificates: 200 to 100 dpi, turned, greyed, blurred, faxed
	@TEST_INSTANCES=$(B)/soak-papers node tests/soak/papers.mjs

soak-batches: all $(B)/test/npm ## a batch of a hundred thousand rows: rows a second, memory, pages meanwhile, a kill in the middle
	@TEST_INSTANCES=$(B)/soak-batches node tests/soak/batches.mjs $(ROWS)

soak-timing: all $(B)/test/npm ## compares answers for known and unknown people; on a quiet machine
	@cd tests && TRIES=$(TRIES) node soak/timing.mjs

# The portal beside yardsticks: static files, a C handler, bare prepared statements, LOAD DATA. For
# instance: make bench CASES='espace identite' ROUNDS=2 SECONDS=1 MEMBERS='10000 1000000'. Figures
# are worth something on a quiet machine only.
bench: all $(BENCH_BIN) $(B)/test/npm ## requests a second, CPU, times beside yardsticks: build/bench/report.md (15 minutes)
	@cd tests && node --test --test-reporter=dot bench/bench.test.mjs
	@CASES='$(CASES)' ROUNDS='$(ROUNDS)' TEST_INSTANCES=$(B)/bench \
	    SECONDS='$(if $(filter command,$(origin SECONDS)),$(SECONDS))' \
	    MEMBERS='$(if $(filter command,$(origin MEMBERS)),$(MEMBERS))' node tests/bench/bench.mjs
	@$(if $(CASES),:,$(MAKE) --no-print-directory bench-instructions)

# Of the last run of make bench, with all cases.
bench-report: ## draws the charts of README.md again: packaging/pictures/bench-*.svg
	@node tests/bench/charts.mjs $(B)/bench/results.json packaging/pictures

# KEEP=1 writes tests/bench/instructions.txt, which the counts are compared with.
bench-instructions: all $(BENCH_BIN) $(B)/test/npm ## instructions for one request (callgrind), compared with those kept (2 minutes)
	@KEEP='$(KEEP)' TEST_INSTANCES=$(B)/bench MEMBERS='$(if $(filter command,$(origin MEMBERS)),$(MEMBERS))' \
	    node tests/bench/instructions.mjs

# The first run makes the members, 2.2 KB of disk for each; the others find them.
GROWTH = 10000 1000000 3000000
bench-growth: all $(BENCH_BIN) $(B)/test/npm ## time and instructions of a request among 10 thousand, 1 and 3 million members
	@CASES='espace identite lookups' ROUNDS='$(ROUNDS)' MEMBERS='$(GROWTH)' TEST_INSTANCES=$(B)/bench \
	    SECONDS='$(if $(filter command,$(origin SECONDS)),$(SECONDS))' node tests/bench/bench.mjs
	@MEMBERS='$(GROWTH)' TEST_INSTANCES=$(B)/bench node tests/bench/instructions.mjs

$(B)/test/npm: tests/package-lock.json tests/package.json
	cd tests && npm ci --ignore-scripts --no-audit --no-fund
	@mkdir -p $(@D) && touch $@

# --- another machine ---

# Built by a cross compiler, and run by qemu. Unit tests run under UBSan only: ASan finds the same
# faults on every machine.
ARM64_ROOT = $(abspath $(B)/arm64/root)
ARM64_MAKE = PKG_CONFIG_SYSROOT_DIR=$(ARM64_ROOT) \
    PKG_CONFIG_LIBDIR=$(ARM64_ROOT)/usr/lib/aarch64-linux-gnu/pkgconfig:$(ARM64_ROOT)/usr/share/pkgconfig \
    $(MAKE) --no-print-directory B=$(B)/arm64 HTTPD_INCLUDE==/usr/include/apache2 \
    CC='$(filter ccache,$(CC)) aarch64-linux-gnu-gcc --sysroot=$(ARM64_ROOT)' \
    APR=$(ARM64_ROOT)/usr/bin/apr-1-config APU=$(ARM64_ROOT)/usr/bin/apu-1-config \
    SANITIZE='-fsanitize=undefined -fno-sanitize-recover=undefined'
# Without test_codes_shm: qemu lacks the robust locks (set_robust_list) that codes in shared memory
# need when a process dies, so the test would wait for ever.
# The tests of memcached count the threads of their process, and qemu has threads of its own.
ARM64_UNIT = $(filter-out %/test_codes_shm %/test_codes_memcache %/test_codes_memcache_faults,$(UNIT_BIN:$(B)/%=$(B)/arm64/%))
ARM64_HTTP = headers signin captcha_picture

arm64: install-deps ## builds for arm64; runs unit tests and a sign-in there, in qemu (10 minutes)
	@packaging/sysroot $(B)/arm64 arm64
	@$(MAKE) --no-print-directory all $(B)/test/npm
	@$(ARM64_MAKE) $(addprefix $(B)/arm64/,mod_cnops.so cnops_arena.so bin/cnopsctl) $(ARM64_UNIT)
	@tests/lint/hardening built $(B)/arm64
	@rm -rf $(RESULTS)
	@EMULATOR=tests/arm64/qemu $(SUITE) arm64 tests/with-mariadb $(B)/test/mariadb-arm64 \
	    tests/unit/run $(B)/arm64/unit $(ARM64_UNIT) || :
	@$(SUITE) arm64-http tests/arm64/node $(ARM64_HTTP) || :
	@tests/summary $(RESULTS) arm64 arm64-http

format: ## writes all C files in the format of the project
	@clang-format -i $(OURS)
	@tests/lint/declarations --write $(OURS)

format-check: ## shows what format would change
	@clang-format --dry-run --Werror $(OURS)
	@tests/lint/declarations $(OURS)

# --- installation ---

# The groups of packages that the target of the command line needs.
DEPS = $(if $(filter test http http-mysql http-asan faults fuzz browser weigh lighthouse measure gallery% soak soak-% bench,$(MAKECMDGOALS)),build run test parts beside,$(if \
            $(filter check unit lint,$(MAKECMDGOALS)),build test parts,$(if \
            $(filter arm64,$(MAKECMDGOALS)),build run test parts arm64,$(if \
            $(filter mysql,$(DB)),build run parts beside,build run))))

install-deps: ## installs the missing Debian packages (as root; otherwise names them)
	@packaging/install-deps $(DEPS)

# Files that administrators edit are never overwritten: a newer one is installed beside as FILE.new.
install_once = to=$(2)/$(notdir $(1)); [ ! -e "$$to" ] || to=$$to.new; install -m 644 $(1) "$$to"

prefix = /usr
install: all ## installs module, configuration, cnopsctl and htdocs (DESTDIR=)
	install -d $(DESTDIR)$(LIBEXECDIR) $(DESTDIR)$(prefix)/sbin \
	    $(DESTDIR)$(SYSCONFDIR)/mods-available $(DESTDIR)$(prefix)/share/cnops \
	    $(DESTDIR)/etc/cnops
	install -m 644 $(MODULE) $(ARENA) $(DESTDIR)$(LIBEXECDIR)/
	install -m 755 $(CNOPSCTL) $(DESTDIR)$(prefix)/sbin/
	install -m 644 conf/cnops.load $(DESTDIR)$(SYSCONFDIR)/mods-available/
	install -m 644 conf/portal.conf $(DESTDIR)$(prefix)/share/cnops/
	$(call install_once,conf/cnops.conf,$(DESTDIR)$(SYSCONFDIR)/mods-available)
	$(call install_once,$(B)/institution/institution.json,$(DESTDIR)/etc/cnops)
	$(call install_once,$(B)/institution/emblem.svg,$(DESTDIR)/etc/cnops)
	$(call install_once,$(B)/institution/emblem.png,$(DESTDIR)/etc/cnops)
	install -m 644 $(B)/institution/institution.schema.json $(DESTDIR)/etc/cnops/
	cp -R $(B)/htdocs sql/migrations $(DESTDIR)$(prefix)/share/cnops/
	rm -f $(DESTDIR)$(prefix)/share/cnops/htdocs/.built

clean: ## deletes everything that was built, also the demonstration's database
	rm -rf $(B)
