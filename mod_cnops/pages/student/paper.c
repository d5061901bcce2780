/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/student/paper.h"

#include "base/errors.h"
#include "core/certificate/student.h"
#include "core/person/identity.h"
#include "core/person/person.h"
#include "core/registration/telling.h"
#include "pages/certificate/paper.h"
#include "pages/frame/failures.h"
#include "pages/notice/messages.h"
#include "pages/student/link.h"

#include <apr_strings.h>
#include <string.h>

#define PAGE "etudiants/lien"

/* What the certificate says, and of whom. */
typedef struct subject_t {
    const cnops_registration_seen_t *seen;
    cnops_tree_t *person; /* what the insurer knows of the student, else what the record says */
    const cnops_membership_t *membership; /* NULL: none as a student */
    apr_int64_t person_id;                /* 0: nobody has this document */
} subject_t;

/* --- of whom --- */

/* One or two letters, then digits: a national card. Of other documents a registration does not say
 * which one it is; students from abroad have a passport. */
static const char *type_of_document(const char *cine)
{
    apr_size_t letters = strspn(cine, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    const char *digits = cine + letters;
    bool is_cnie = letters >= 1 && letters <= 2 && *digits && !digits[strspn(digits, "0123456789")];

    return is_cnie ? CNOPS_DOCUMENT_CNIE : "passport";
}

static cnops_tree_t *describe(const cnops_registration_record_t *record, apr_pool_t *pool)
{
    cnops_tree_t *person = cnops_tree_object(pool);

    cnops_tree_set_text(person, "document_type", type_of_document(record->cine));
    cnops_tree_set_text(person, "cni", record->cine);
    cnops_tree_set_text(person, "birth_date", record->birth_date);
    cnops_tree_set_text(person, "family_name", record->family_name);
    cnops_tree_set_text(person, "given_name", record->given_name);
    return person;
}

/* Whether both speak of one birth date; each may know the year alone. A slip in the CINE of a
 * registration must not lead to the data of somebody else. */
static bool is_same_birth(const cnops_tree_t *person, const cnops_registration_record_t *record)
{
    const char *known = cnops_tree_text(person, "birth_date");
    apr_size_t len = known ? strlen(known) : 0, said = strlen(record->birth_date);

    return len > 0 && said > 0 && strncmp(known, record->birth_date, len < said ? len : said) == 0;
}

/* The newest active membership as a student; else the newest one of them. */
static const cnops_membership_t *choose_membership(const apr_array_header_t *list)
{
    const cnops_membership_t *chosen = NULL;

    for (int i = 0; i < list->nelts; i++) {
        const cnops_membership_t *one = &APR_ARRAY_IDX(list, i, cnops_membership_t);

        if (one->scheme == CNOPS_SCHEME_STUDENT && (!chosen || one->status == CNOPS_MEMBER_ACTIVE ||
                                                    chosen->status != CNOPS_MEMBER_ACTIVE))
            chosen = one;
    }
    return chosen;
}

static apr_status_t take_person(subject_t *subject, const cnops_req_t *req,
                                const cnops_person_t *person)
{
    const cnops_core_t *core = req->app->core;
    apr_array_header_t *memberships;
    cnops_tree_t *known;
    apr_status_t rv =
        cnops_identity_record(&known, core, CNOPS_SEALED_PERSON, person->record_sealed, req->pool);

    if (rv != APR_SUCCESS)
        return rv;
    if (!is_same_birth(known, &subject->seen->record)) {
        cnops_tree_wipe(known);
        return APR_SUCCESS;
    }
    subject->person = known;
    subject->person_id = person->id;
    rv = cnops_person_memberships(&memberships, core, person->id, req->pool);
    if (rv == APR_SUCCESS)
        subject->membership = choose_membership(memberships);
    return rv;
}

static apr_status_t find_person(subject_t *subject, const cnops_req_t *req)
{
    const cnops_registration_record_t *record = &subject->seen->record;
    const cnops_person_t *person;
    apr_status_t rv = cnops_identity_resolve(&person, req->app->core, record->cine, req->pool);

    if (rv == APR_SUCCESS && person)
        rv = take_person(subject, req, person);
    if (rv == APR_SUCCESS && !subject->person)
        subject->person = describe(record, req->pool);
    return rv;
}

/* --- the paper --- */

static apr_status_t draw(const cnops_certificate_t **pcertificate, const cnops_req_t *req,
                         const subject_t *subject)
{
    const cnops_tree_t *institution = req->app->institution;
    const cnops_certificate_student_t student = {.person_id = subject->person_id,
                                                 .cine = subject->seen->record.cine};
    const cnops_certificate_asking_t asking = {
        .student = &student,
        .membership = subject->membership,
        .person_record = subject->person,
        .kind = CNOPS_CERTIFICATE_YEAR,
        .academic_year = (int)subject->seen->row.academic_year,
        .institution_fr = cnops_tree_text(institution, "name_fr"),
        .institution_ar = cnops_tree_text(institution, "name_ar"),
        .ip = req->ip,
        .user_agent = req->user_agent};

    return cnops_certificate_of_student(pcertificate, req->app->core, &asking, req->pool);
}

/* The page that says what to do. */
static cnops_res_t *refuse(const cnops_req_t *req)
{
    return cnops_page_show(req, 404, PAGE, cnops_page_data(req, PAGE));
}

/* Whoever has an e-mail on file reads of it, once a day: it may have been a stranger. */
static apr_status_t tell(const cnops_req_t *req, const cnops_registration_seen_t *seen)
{
    apr_array_header_t *list = apr_array_make(req->pool, 1, sizeof(cnops_outbox_row_t));
    cnops_tree_t *values = cnops_tree_object(req->pool);
    const cnops_notice_t notice = {
        .name = "attestation-ouverte", .lang = req->lang, .values = values};
    bool was_told;
    apr_status_t rv;

    if (!*seen->record.email)
        return APR_SUCCESS;
    cnops_tree_set_text(values, "year",
                        cnops_registration_year_text(seen->row.academic_year, req->pool));
    rv = cnops_messages_add(list, req->app, &notice, CNOPS_CHANNEL_EMAIL, seen->record.email,
                            req->pool);
    if (rv != APR_SUCCESS)
        return rv;
    return cnops_registration_tell_drawn(&was_told, req->app->core, &seen->row,
                                         &APR_ARRAY_IDX(list, 0, cnops_outbox_row_t), req->pool);
}

static cnops_res_t *print(const cnops_req_t *req, const subject_t *subject)
{
    const cnops_certificate_t *certificate;
    const char *bytes;
    apr_size_t len;
    cnops_res_t *res;
    apr_status_t rv = draw(&certificate, req, subject);

    if (rv == APR_SUCCESS && !certificate)
        return refuse(req);
    if (rv == APR_SUCCESS)
        rv = cnops_paper_print(&bytes, &len, req, certificate);
    if (rv == APR_SUCCESS)
        rv = tell(req, subject->seen);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    res = cnops_page_bytes(req, "application/pdf", bytes, len);
    apr_table_setn(res->headers, "Content-Disposition", "inline; filename=\"attestation.pdf\"");
    res->event = "tracking: certificate opened";
    return res;
}

static bool is_registered(const cnops_registration_t *row)
{
    return row->is_shown && row->status == CNOPS_REGISTRATION_REGISTERED;
}

/* The registration that the link gives this browser; NULL: none. */
static apr_status_t find_registration(const cnops_registration_seen_t **pseen,
                                      const cnops_req_t *req)
{
    const cnops_core_t *core = req->app->core;
    const bool is_on = core->settings->tracking_certificate != CNOPS_TRACKING_CERTIFICATE_ACCOUNT;
    apr_int64_t id = is_on ? cnops_tracking_link_open(req, req->part) : 0;
    apr_status_t rv;

    *pseen = NULL;
    if (!id)
        return APR_SUCCESS;
    rv = cnops_registration_find(pseen, core, id, req->pool);
    if (rv == APR_SUCCESS && *pseen && !is_registered(&(*pseen)->row))
        *pseen = NULL;
    return rv;
}

cnops_res_t *cnops_tracking_paper_get(cnops_req_t *req)
{
    subject_t subject = {.person_id = 0};
    cnops_res_t *res;
    apr_status_t rv;

    if (!cnops_page_has_students(req))
        return cnops_failure_page(req, 404, 0);
    rv = find_registration(&subject.seen, req);
    if (rv == APR_SUCCESS && !subject.seen)
        return refuse(req);
    if (rv == APR_SUCCESS)
        rv = find_person(&subject, req);
    res = rv == APR_SUCCESS ? print(req, &subject) : cnops_failure(req, rv);
    cnops_tree_wipe(subject.person);
    return res;
}
