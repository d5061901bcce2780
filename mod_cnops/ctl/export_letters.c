/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The command export letters: writes a letter for each open request that has none yet. The
 * code of a letter is in the exported file only; the database has its digest. */
#include "base/language.h"
#include "core/person/contact.h"
#include "core/person/identity.h"
#include "core/person/person.h"
#include "core/request/letter.h"
#include "core/request/request_find.h"
#include "ctl/casework.h"
#include "ctl/export_file.h"
#include "ctl/site.h"
#include "view/view.h"

#include <apr_strings.h>
#include <sodium.h>
#include <string.h>

typedef struct batch_t {
    cnops_ctl_t *ctl;
    cnops_operator_t by;
    cnops_portal_t *portal;
    const cnops_view_t *view;
    const cnops_tree_t *site; /* the institution */
    apr_file_t *file;
    int written;         /* letters */
    int without_address; /* requests of persons without an address on file */
} batch_t;

/* --- what is needed --- */

static cnops_exit_e load_texts(batch_t *batch)
{
    const cnops_ctl_t *ctl = batch->ctl;
    const char *fault = NULL;
    cnops_exit_e verdict = cnops_ctl_site(&batch->site, ctl);

    if (verdict != CNOPS_EXIT_DONE)
        return verdict;
    if (cnops_view_load(&batch->view, &fault, ctl->htdocs, "", cnops_languages, ctl->pool) !=
        APR_SUCCESS)
        return cnops_ctl_refuse(ctl, "--htdocs %s: %s", ctl->htdocs,
                                fault ? fault : "it cannot be read");
    return CNOPS_EXIT_DONE;
}

/* --- one letter --- */

static const char *name_of(const cnops_tree_t *record, const char *lang, apr_pool_t *pool)
{
    bool is_arabic = strcmp(lang, "ar") == 0 && cnops_tree_text(record, "family_name_ar");
    const char *given = cnops_tree_text(record, is_arabic ? "given_name_ar" : "given_name");
    const char *family = cnops_tree_text(record, is_arabic ? "family_name_ar" : "family_name");

    return apr_pstrcat(pool, given ? given : "", given && family ? " " : "", family ? family : "",
                       NULL);
}

static apr_status_t add_name(cnops_tree_t *data, const batch_t *batch,
                             const cnops_request_t *request, apr_pool_t *pool)
{
    const cnops_core_t *core = &batch->portal->core;
    cnops_tree_t *record;
    apr_status_t rv = cnops_person_record(&record, core, request->person_id, pool);

    if (rv == APR_SUCCESS && record)
        cnops_tree_set_text(data, "name", name_of(record, request->lang, pool));
    return rv;
}

/* Takes the address of the newest active membership that has one, or else of the newest
 * membership that has one. */
static apr_status_t add_address(bool *pfound, cnops_tree_t *data, const batch_t *batch,
                                const cnops_request_t *request, apr_pool_t *pool)
{
    static const char *const names[] = {"address", "postal_code", "city"};
    const cnops_core_t *core = &batch->portal->core;
    apr_array_header_t *list;
    bool is_active = false;
    apr_status_t rv = cnops_person_memberships(&list, core, request->person_id, pool);

    *pfound = false;
    for (int i = rv == APR_SUCCESS ? list->nelts - 1 : -1; i >= 0 && !is_active; i--) {
        const cnops_membership_t *m = &APR_ARRAY_IDX(list, i, cnops_membership_t);
        cnops_tree_t *record;

        rv = cnops_identity_record(&record, core, CNOPS_SEALED_MEMBERSHIP, m->record_sealed, pool);
        if (rv != APR_SUCCESS)
            return rv;
        if (!cnops_tree_text(record, "address") || (*pfound && m->status != CNOPS_MEMBER_ACTIVE))
            continue;
        *pfound = true;
        is_active = m->status == CNOPS_MEMBER_ACTIVE;
        for (int n = 0; n < 3; n++)
            cnops_tree_set_text(data, names[n], cnops_tree_text(record, names[n]));
    }
    return rv;
}

static apr_status_t add_contacts(cnops_tree_t *data, const batch_t *batch,
                                 const cnops_request_t *request, apr_pool_t *pool)
{
    static const char *const names[] = {"email", "phone"};
    apr_status_t rv = APR_SUCCESS;

    for (int c = CNOPS_CHANNEL_EMAIL; c <= CNOPS_CHANNEL_SMS && rv == APR_SUCCESS; c++) {
        const char *contact;

        rv = cnops_request_contact(&contact, &batch->portal->core, request, (cnops_channel_e)c,
                                   pool);
        if (rv == APR_SUCCESS)
            cnops_tree_set_text(data, names[c],
                                cnops_contact_mask((cnops_channel_e)c, contact, pool));
    }
    return rv;
}

static apr_status_t gather(bool *pfound, cnops_tree_t *data, const batch_t *batch,
                           const cnops_request_t *request, apr_pool_t *pool)
{
    apr_status_t rv = add_address(pfound, data, batch, request, pool);

    cnops_tree_set(data, "site", cnops_tree_borrow(batch->site, pool));
    cnops_tree_set_text(data, "kind", cnops_request_kind_name(request->kind));
    if (rv == APR_SUCCESS)
        rv = add_name(data, batch, request, pool);
    return rv == APR_SUCCESS ? add_contacts(data, batch, request, pool) : rv;
}

static apr_status_t print(batch_t *batch, const cnops_request_t *request, const char *text,
                          apr_size_t len)
{
    apr_status_t rv;

    /* A form feed begins each letter but the first, so that each is printed on its own page. */
    apr_file_printf(batch->file, "%s# %" APR_INT64_T_FMT " %s %s\n", batch->written ? "\f" : "",
                    request->id, cnops_request_kind_name(request->kind), request->lang);
    rv = apr_file_write_full(batch->file, text, len, NULL);
    batch->written += rv == APR_SUCCESS;
    return rv;
}

/* Issues the code before it writes the letter: a letter must never contain a code that the
 * database does not know. Where writing fails, --again exports the letter with a new code. */
static apr_status_t write_letter(batch_t *batch, const cnops_request_t *request, cnops_tree_t *data,
                                 apr_pool_t *pool)
{
    char code[CNOPS_LETTER_SHOWN];
    const char *text;
    apr_size_t len;
    apr_status_t rv = cnops_letter_issue(code, &batch->portal->core, request, &batch->by, pool);

    if (rv != APR_SUCCESS)
        return rv;
    cnops_tree_set_text(data, "code", code);
    sodium_memzero(code, sizeof code);
    rv = cnops_view_render(&text, &len, batch->view, "message/lettre", request->lang, data, pool);
    if (rv == APR_SUCCESS) {
        rv = print(batch, request, text, len);
        sodium_memzero((char *)text, len);
    }
    sodium_memzero((char *)cnops_tree_text(data, "code"), CNOPS_LETTER_SHOWN - 1);
    return rv;
}

static apr_status_t export_one(void *self, const cnops_request_t *request, apr_pool_t *pool)
{
    batch_t *batch = self;
    cnops_tree_t *data = cnops_tree_object(pool);
    bool found;
    apr_status_t rv;

    if (request->letter_at && !batch->ctl->again)
        return APR_SUCCESS;
    if ((rv = gather(&found, data, batch, request, pool)) != APR_SUCCESS)
        return rv;
    batch->without_address += !found;
    return found ? write_letter(batch, request, data, pool) : APR_SUCCESS;
}

/* --- all of them --- */

static apr_status_t export_all(batch_t *batch)
{
    apr_status_t rv = cnops_request_walk(&batch->portal->core, CNOPS_REQUEST_OPEN, export_one,
                                         batch, batch->ctl->pool);

    return rv == APR_SUCCESS ? apr_file_sync(batch->file) : rv;
}

static cnops_exit_e report(const batch_t *batch)
{
    cnops_ctl_t *ctl = batch->ctl;
    cnops_tree_t *tree = cnops_tree_object(ctl->pool);

    cnops_tree_set_int(tree, "letters", batch->written);
    cnops_tree_set_int(tree, "without_address", batch->without_address);
    cnops_casework_print(ctl, tree);
    return CNOPS_EXIT_DONE;
}

/* The letters that are in the file already are valid, so a file with letters stays. */
static cnops_exit_e report_failure(const batch_t *batch, apr_status_t rv)
{
    const cnops_ctl_t *ctl = batch->ctl;

    if (!batch->written) {
        /* A next call would refuse to write over it. */
        cnops_export_file_discard(batch->file, ctl);
        return cnops_casework_failed(ctl, batch->portal, rv);
    }
    return cnops_ctl_refuse(ctl, "only %d letter(s) are in %s: status %d %s", batch->written,
                            ctl->operands[0], rv, batch->portal->database->failure);
}

cnops_exit_e cnops_command_export_letters(cnops_ctl_t *ctl)
{
    batch_t batch = {.ctl = ctl};
    cnops_exit_e verdict;
    apr_status_t rv;

    if ((verdict = cnops_casework_operator(&batch.by, ctl)) != CNOPS_EXIT_DONE ||
        (verdict = load_texts(&batch)) != CNOPS_EXIT_DONE ||
        (verdict = cnops_export_file_open(&batch.file, ctl, "letters are")) != CNOPS_EXIT_DONE)
        return verdict;
    if ((verdict = cnops_portal_open(&batch.portal, ctl)) != CNOPS_EXIT_DONE) {
        cnops_export_file_discard(batch.file, ctl);
        return verdict;
    }
    rv = export_all(&batch);
    return rv == APR_SUCCESS ? report(&batch) : report_failure(&batch, rv);
}
