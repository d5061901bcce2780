/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Papers are on no disk, not even for a moment: a process that the kernel ends as soon as it opens
 * a file for writing, makes or renames one, sets a document from the first font to the last byte.
 */
#include "view/document/document.h"

#include <apr_general.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define WRITING  (O_WRONLY | O_RDWR | O_CREAT)
#define DONE     7 /* exit status of a process that did what it was to do */
#define ARG(n)   (offsetof(struct seccomp_data, args) + 8 * (n)) /* its low half */
#define LOAD(at) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, at)
#define END(as)  BPF_STMT(BPF_RET | BPF_K, as)

/* Ends the process at this system call. */
#define FORBID(call) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1), END(SECCOMP_RET_KILL_PROCESS)
/* Ends it where the argument n of the call has a flag of WRITING. */
#define FORBID_WRITING(call, n)                                                                    \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 4), LOAD(ARG(n)),                                 \
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, WRITING, 0, 1), END(SECCOMP_RET_KILL_PROCESS),        \
        END(SECCOMP_RET_ALLOW)

static void forbid_files(void)
{
    struct sock_filter rules[] = {
        LOAD(offsetof(struct seccomp_data, nr)),
        FORBID_WRITING(SYS_openat, 2),
#ifdef SYS_open
        FORBID_WRITING(SYS_open, 1),
        FORBID(SYS_creat),
        FORBID(SYS_mkdir),
        FORBID(SYS_rename),
#endif
        FORBID(SYS_mkdirat),
        FORBID(SYS_renameat2),
        FORBID(SYS_memfd_create),
        FORBID(SYS_linkat),
        END(SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof rules / sizeof *rules, rules};

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        _exit(1);
}

/* Returns as waitpid says. */
static int run_alone(void (*act)(void))
{
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        forbid_files();
        act();
        _exit(DONE);
    }
    assert_true(child > 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void set_document(void)
{
    static const char markup[] =
        "<document lang=\"fr\" title=\"Titre\" frame=\"yes\"><h1>Attestation</h1>"
        "<p lang=\"ar\">شهادة <b>التسجيل</b></p><rule braid=\"yes\"/>"
        "<qr prefix=\"https://portail.exemple.ma/verification#\" digits=\"1234567890\" "
        "alt=\"code\"/>"
        "</document>";
    const cnops_engines_config_t config = {"build/htdocs/documents", 1, 1000};
    const cnops_document_t document = {.markup = markup,
                                       .markup_len = sizeof markup - 1,
                                       .producer = "tests",
                                       .made_at = "2026-11-30T00:00:00Z"};
    cnops_engines_t *engines;
    cnops_engine_t *engine;
    const char *fault, *bytes;
    apr_size_t len;
    apr_pool_t *pool;

    apr_pool_create(&pool, NULL);
    if (cnops_engines_make(&engines, &fault, &config, pool) != APR_SUCCESS ||
        cnops_engines_take(&engine, engines) != APR_SUCCESS ||
        cnops_document_render(&bytes, &len, &fault, engine, &document, pool) != APR_SUCCESS)
        _exit(2);
}

static void write_file(void)
{
    if (open("build/no-such-file", O_WRONLY | O_CREAT, 0600) >= 0)
        unlink("build/no-such-file");
}

static void read_file(void)
{
    if (open("build/htdocs/documents/licence.txt", O_RDONLY) < 0)
        _exit(2);
}

static void test_the_kernel_tells_writing_from_reading(void **state)
{
    int status;

    (void)state;
    status = run_alone(write_file);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
    status = run_alone(read_file);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == DONE);
}

static void test_a_document_needs_no_file(void **state)
{
    int status = run_alone(set_document);

    (void)state;
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), DONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_kernel_tells_writing_from_reading),
        cmocka_unit_test(test_a_document_needs_no_file),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
