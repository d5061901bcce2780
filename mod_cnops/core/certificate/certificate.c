/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/certificate/certificate.h"

#include "base/errors.h"
#include "base/json.h"
#include "base/secret.h"
#include "base/text.h"
#include "core/certificate/code.h"
#include "core/certificate/signature.h"
#include "core/seal/columns.h"
#include "core/seal/handle.h"

#include <apr_strings.h>
#include <sodium.h>
#include <string.h>

#define DAY   apr_time_from_sec(86400)
#define DRAWS 3 /* of code and number, until both are new */

/* --- days --- */

/* The day so many days after that of at. Days are added to the local time: with hours, one that
 * begins near midnight would end a day too early or too late where the clocks change between. */
static const char *day_after(const cnops_core_t *core, apr_time_t at, apr_int64_t days,
                             apr_pool_t *pool)
{
    apr_time_exp_t day;

    if (core->zone)
        cnops_zone_explode(&day, core->zone, at);
    else
        apr_time_exp_gmt(&day, at);
    apr_time_exp_gmt(&day, at + apr_time_from_sec(day.tm_gmtoff) + days * DAY);
    return apr_psprintf(pool, "%04d-%02d-%02d", day.tm_year + 1900, day.tm_mon + 1, day.tm_mday);
}

const char *cnops_certificate_day(const cnops_core_t *core, apr_time_t at, apr_pool_t *pool)
{
    return day_after(core, at, 0, pool);
}

/* ISO days are in the order of their texts. */
static bool is_before(const char *a, const char *b)
{
    return strcmp(a, b) < 0;
}

/* --- what may be drawn --- */

static bool has_rights(const cnops_membership_t *membership, const char *first, const char *last)
{
    return membership->rights_from && !is_before(last, membership->rights_from) &&
           (!membership->rights_to || !is_before(membership->rights_to, first));
}

static bool has_year(const cnops_membership_t *membership, int year, const char *today,
                     apr_pool_t *pool)
{
    const char *first = apr_psprintf(pool, "%04d-09-01", year);
    const char *last = apr_psprintf(pool, "%04d-08-31", year + 1);

    return membership->scheme == CNOPS_SCHEME_STUDENT && !is_before(today, first) &&
           has_rights(membership, first, last);
}

static bool has_rights_for(const cnops_membership_t *membership, cnops_certificate_kind_e kind,
                           int academic_year, const char *today, apr_pool_t *pool)
{
    switch (kind) {
    case CNOPS_CERTIFICATE_COVERAGE:
        return has_rights(membership, today, today);
    case CNOPS_CERTIFICATE_YEAR:
        return has_year(membership, academic_year, today, pool);
    default:
        return true;
    }
}

cnops_certificate_right_e cnops_certificate_right(const cnops_core_t *core,
                                                  const cnops_membership_t *membership,
                                                  cnops_certificate_kind_e kind, int academic_year,
                                                  apr_pool_t *pool)
{
    const char *today = cnops_certificate_day(core, cnops_core_now(core), pool);

    if (membership->status != CNOPS_MEMBER_ACTIVE)
        return CNOPS_CERTIFICATE_CLOSED;
    return has_rights_for(membership, kind, academic_year, today, pool)
               ? CNOPS_CERTIFICATE_MAY
               : CNOPS_CERTIFICATE_NO_RIGHTS;
}

/* --- drawing --- */

typedef struct drawing_t {
    const cnops_core_t *core;
    const cnops_certificate_asking_t *asking;
    const char *today;
    cnops_public_key_t public_key;
    cnops_certificate_t certificate;
    const cnops_certificate_t *held; /* drawn today, and says the same; NULL: none is known */
} drawing_t;

/* The last day: a number of days after today, but no right is said to last longer than it does. */
static const char *last_day(const drawing_t *drawing, apr_pool_t *pool)
{
    const cnops_core_t *core = drawing->core;
    const cnops_membership_t *membership = drawing->asking->membership;
    const char *day = day_after(core, cnops_core_now(core), core->settings->certificate_days, pool);

    if (drawing->asking->kind == CNOPS_CERTIFICATE_COVERAGE && membership &&
        membership->rights_to && is_before(membership->rights_to, day))
        return membership->rights_to;
    return day;
}

/* Without characters that would show a name as another one. */
static const char *join(const cnops_tree_t *record, const char *given, const char *family,
                        apr_pool_t *pool)
{
    const char *first = cnops_tree_text(record, given), *last = cnops_tree_text(record, family);
    char *joined =
        apr_pstrcat(pool, first ? first : "", first && last ? " " : "", last ? last : "", NULL);
    const char *name = cnops_text_printable(joined, strlen(joined), pool);

    cnops_secret_wipe(joined);
    return name;
}

/* Of a student, rights that have nothing to do with the year are not said. */
static bool says_rights(const drawing_t *drawing, apr_pool_t *pool)
{
    const cnops_certificate_asking_t *asking = drawing->asking;

    if (asking->kind == CNOPS_CERTIFICATE_IMMATRICULATION || !asking->membership)
        return false;
    return !asking->student ||
           has_year(asking->membership, asking->academic_year, drawing->today, pool);
}

static const char *end_of(const char *text)
{
    apr_size_t len = text ? strlen(text) : 0;

    return len > 4 ? text + len - 4 : text ? text : "";
}

static cnops_facts_t collect_facts(const drawing_t *drawing, apr_pool_t *pool)
{
    const cnops_certificate_asking_t *asking = drawing->asking;
    const cnops_membership_t *membership = asking->membership;
    const cnops_tree_t *person = asking->person_record;
    const bool has_rights_said = says_rights(drawing, pool);
    cnops_facts_t facts = {
        .kind = asking->kind,
        .scheme = membership ? membership->scheme : CNOPS_SCHEME_STUDENT,
        .issued_on = drawing->today,
        .expires_on = drawing->certificate.expires_on,
        .birth_date = cnops_tree_text(person, "birth_date"),
        .rights_from = has_rights_said ? membership->rights_from : NULL,
        .rights_to = has_rights_said ? membership->rights_to : NULL,
        .academic_year = drawing->certificate.academic_year,
        .number = (apr_uint32_t)drawing->certificate.number,
        .document_type = cnops_tree_text(person, "document_type"),
        .document_end = end_of(cnops_tree_text(person, "cni")),
        .name = join(person, "given_name", "family_name", pool),
        .name_ar = join(person, "given_name_ar", "family_name_ar", pool),
    };

    memcpy(facts.key, drawing->public_key.id, sizeof facts.key);
    return facts;
}

/* The names are copies of ours, the other facts are the caller's. */
static void wipe_names(const cnops_facts_t *facts)
{
    cnops_secret_wipe((char *)facts->name);
    cnops_secret_wipe((char *)facts->name_ar);
}

/* NULL where a fact is none that the payload can say. *pis_cut: it says only the beginning of a
 * name. */
static const char *sign_facts(bool *pis_cut, const drawing_t *drawing, const cnops_facts_t *facts,
                              apr_pool_t *pool)
{
    unsigned char bytes[CNOPS_PAYLOAD_MAX];
    apr_size_t len = cnops_payload_write(bytes, facts);
    cnops_facts_t said;

    if (len == 0 || !cnops_payload_read(&said, bytes, len, pool))
        return NULL;
    *pis_cut = strcmp(said.name, facts->name) != 0 || strcmp(said.name_ar, facts->name_ar) != 0;
    wipe_names(&said);
    cnops_signature_add(bytes, len, drawing->core->keys, NULL);
    return cnops_payload_digits(bytes, len + CNOPS_PAYLOAD_SIGNATURE_LEN, pool);
}

/* What is printed around the facts, and may be another one tomorrow. */
static void add_issuer(cnops_tree_t *tree, const drawing_t *drawing, apr_pool_t *pool)
{
    cnops_tree_set_text(tree, "institution_fr", drawing->asking->institution_fr);
    cnops_tree_set_text(tree, "institution_ar", drawing->asking->institution_ar);
    cnops_tree_set_text(
        tree, "verification",
        apr_pstrcat(pool, drawing->core->settings->public_url, "/verification", NULL));
}

/* A student's is the number of the card (mission.md §1). */
static const char *immatriculation_of(const cnops_certificate_asking_t *asking)
{
    return asking->student ? asking->student->cine
                           : cnops_tree_text(asking->membership_record, "immatriculation");
}

/* All that is printed, but for the code and what is signed, which are new at each try. */
static cnops_tree_t *write_facts(const drawing_t *drawing, const cnops_facts_t *facts,
                                 apr_pool_t *pool)
{
    cnops_tree_t *tree = cnops_tree_object(pool);

    cnops_tree_set_text(tree, "issued_on", facts->issued_on);
    cnops_tree_set_text(tree, "expires_on", facts->expires_on);
    cnops_tree_set_text(tree, "name", facts->name);
    cnops_tree_set_text(tree, "name_ar", facts->name_ar);
    cnops_tree_set_text(tree, "birth_date", facts->birth_date);
    cnops_tree_set_text(tree, "document_type", facts->document_type);
    cnops_tree_set_text(tree, "document_end", facts->document_end);
    cnops_tree_set_text(tree, "scheme", cnops_scheme_name(facts->scheme));
    cnops_tree_set_text(tree, "rights_from", facts->rights_from);
    cnops_tree_set_text(tree, "rights_to", facts->rights_to);
    cnops_tree_set_text(tree, "immatriculation", immatriculation_of(drawing->asking));
    add_issuer(tree, drawing, pool);
    return tree;
}

/* Seals what is printed, and wipes it. NULL where it is too long. */
static const char *seal_tree(const drawing_t *drawing, cnops_tree_t *tree, apr_pool_t *pool)
{
    const char *bound[] = {apr_psprintf(pool, "%" APR_INT64_T_FMT, drawing->certificate.number),
                           NULL};
    const char *json = cnops_json_write(tree, pool);
    const char *sealed =
        cnops_column_seal(drawing->core, CNOPS_SEALED_CERTIFICATE, bound, json, pool);

    cnops_secret_wipe((char *)json);
    cnops_tree_wipe(tree);
    return sealed;
}

static apr_status_t seal_facts(drawing_t *drawing, const char *code, apr_pool_t *pool)
{
    const cnops_facts_t facts = collect_facts(drawing, pool);
    bool is_cut = false;
    const char *digits = sign_facts(&is_cut, drawing, &facts, pool);
    cnops_tree_t *tree = write_facts(drawing, &facts, pool);

    cnops_tree_set_text(tree, "code", code);
    cnops_tree_set_text(tree, "digits", digits);
    cnops_tree_set_bool(tree, "is_cut", is_cut);
    drawing->certificate.facts_sealed = seal_tree(drawing, tree, pool);
    wipe_names(&facts);
    cnops_secret_wipe((char *)digits);
    if (!digits)
        return CNOPS_EMALFORMED;
    return drawing->certificate.facts_sealed ? APR_SUCCESS : CNOPS_ETOOLARGE;
}

static apr_int64_t person_of(const cnops_certificate_asking_t *asking)
{
    return asking->student ? asking->student->person_id : asking->account->person_id;
}

/* What is the same at each try. */
static void prepare(drawing_t *drawing, apr_pool_t *pool)
{
    const cnops_core_t *core = drawing->core;
    const cnops_certificate_asking_t *asking = drawing->asking;

    cnops_signature_public_key(&drawing->public_key, core->keys, NULL);
    drawing->certificate = (cnops_certificate_t){
        .key_id = cnops_keys_current(core->keys),
        .person_id = person_of(asking),
        .membership_id = asking->membership ? asking->membership->id : 0,
        .kind = asking->kind,
        .academic_year = asking->kind == CNOPS_CERTIFICATE_YEAR ? asking->academic_year : 0,
        .renderer = CNOPS_CERTIFICATE_RENDERER,
        .issued_at = cnops_core_now(core),
        .expires_on = last_day(drawing, pool)};
}

static apr_status_t build(drawing_t *drawing, apr_pool_t *pool)
{
    const cnops_core_t *core = drawing->core;
    const cnops_certificate_student_t *student = drawing->asking->student;
    const char *code = student ? student->code : cnops_certificate_code_draw(core, pool);
    apr_uint32_t number;

    core->random.fill(core->random.self, &number, sizeof number);
    drawing->certificate.number = number;
    drawing->certificate.code_digest = cnops_certificate_code_digest(core, NULL, code, pool);
    return seal_facts(drawing, code, pool);
}

/* --- those that were drawn before --- */

static bool has_texts(const cnops_tree_t *facts, const cnops_tree_t *wanted)
{
    for (const cnops_tree_t *one = wanted->first; one; one = one->next) {
        const char *text = cnops_tree_text(facts, one->name);
        const char *other = cnops_tree_text(wanted, one->name);

        if (!text != !other || (text && strcmp(text, other) != 0))
            return false;
    }
    return true;
}

static bool has_facts(const drawing_t *drawing, const cnops_tree_t *facts, apr_pool_t *pool)
{
    const cnops_facts_t wanted = collect_facts(drawing, pool);
    cnops_tree_t *tree = write_facts(drawing, &wanted, pool);
    bool has = has_texts(facts, tree);

    wipe_names(&wanted);
    cnops_tree_wipe(tree);
    return has;
}

/* Whether this certificate is what would be drawn now. One that does not open is not. */
static bool says_the_same(const drawing_t *drawing, const cnops_certificate_t *held,
                          apr_pool_t *pool)
{
    const cnops_certificate_t *wanted = &drawing->certificate;
    cnops_tree_t *facts;
    bool is_same;

    if (held->revoked_at || held->membership_id != wanted->membership_id ||
        held->kind != wanted->kind || held->academic_year != wanted->academic_year ||
        strcmp(cnops_certificate_day(drawing->core, held->issued_at, pool), drawing->today) != 0 ||
        cnops_certificate_facts(&facts, drawing->core, held, pool) != APR_SUCCESS)
        return false;
    is_same = has_facts(drawing, facts, pool);
    cnops_tree_wipe(facts);
    return is_same;
}

/* A form that is sent twice gives one paper, and whoever draws again and again meets the bound of a
 * day. Both are checked within the act: a certificate that was drawn meanwhile has taken the place
 * in the journal, and the act is run again. */
static apr_status_t look_back(drawing_t *drawing, apr_pool_t *pool)
{
    const cnops_core_t *core = drawing->core;
    int max = (int)core->settings->day_certificates;
    const cnops_certificates_wanted_t newest = {.person_id = drawing->certificate.person_id,
                                                .max = max};
    apr_array_header_t *list;
    apr_status_t rv;

    if (drawing->asking->student)
        return APR_SUCCESS;
    if ((rv = cnops_certificates_of(&list, core, &newest, pool)) != APR_SUCCESS)
        return rv;
    for (int i = 0; i < list->nelts; i++)
        if (says_the_same(drawing, &APR_ARRAY_IDX(list, i, cnops_certificate_t), pool)) {
            drawing->held = &APR_ARRAY_IDX(list, i, cnops_certificate_t);
            return CNOPS_EDUPLICATE;
        }
    return list->nelts == max && APR_ARRAY_IDX(list, max - 1, cnops_certificate_t).issued_at >
                                     drawing->certificate.issued_at - DAY
               ? CNOPS_ETOOLARGE
               : APR_SUCCESS;
}

static apr_status_t insert(const drawing_t *drawing, const cnops_trail_t *trail, apr_pool_t *pool)
{
    const cnops_store_t *store = &drawing->core->store;
    const cnops_public_key_t *public_key = &drawing->public_key;
    char id[2 * sizeof public_key->id + 1], hex[2 * sizeof public_key->bytes + 1];
    const cnops_signing_key_t key = {
        sodium_bin2hex(id, sizeof id, public_key->id, sizeof public_key->id),
        sodium_bin2hex(hex, sizeof hex, public_key->bytes, sizeof public_key->bytes),
        drawing->certificate.issued_at};

    return store->certificates->insert(store->self, &drawing->certificate, &key, trail, pool);
}

static apr_status_t run_drawing(void *self, const cnops_trail_t *trail, apr_pool_t *pool)
{
    drawing_t *drawing = self;
    apr_status_t rv = look_back(drawing, pool);

    if (rv != APR_SUCCESS)
        return rv;
    rv = CNOPS_EDUPLICATE;
    for (int i = 0; i < DRAWS && rv == CNOPS_EDUPLICATE; i++)
        if ((rv = build(drawing, pool)) == APR_SUCCESS)
            rv = insert(drawing, trail, pool);
    return rv;
}

/* A registration that the insurer accepted is a right of its own. */
static bool may_draw(const cnops_core_t *core, const cnops_certificate_asking_t *asking,
                     apr_pool_t *pool)
{
    const cnops_membership_t *membership = asking->membership;

    if (asking->student)
        return !membership || membership->status == CNOPS_MEMBER_ACTIVE;
    return cnops_certificate_right(core, membership, asking->kind, asking->academic_year, pool) ==
           CNOPS_CERTIFICATE_MAY;
}

/* The journal has a chain for each person, and none for a student who is in no membership. */
static apr_status_t run_act(drawing_t *drawing, apr_pool_t *pool)
{
    const cnops_certificate_asking_t *asking = drawing->asking;
    const cnops_event_t event = {.kind = CNOPS_EVENT_CERTIFICATE_DRAWN,
                                 .actor =
                                     asking->student ? CNOPS_ACTOR_VISITOR : CNOPS_ACTOR_MEMBER,
                                 .ip = asking->ip,
                                 .user_agent = asking->user_agent,
                                 .note = cnops_certificate_kind_name(asking->kind)};
    const cnops_act_t act = {person_of(asking), &event, NULL, run_drawing, drawing};

    return act.person_id ? cnops_journal_act(drawing->core, &act, pool)
                         : run_drawing(drawing, NULL, pool);
}

apr_status_t cnops_certificate_draw(const cnops_certificate_t **pcertificate,
                                    const cnops_core_t *core,
                                    const cnops_certificate_asking_t *asking, apr_pool_t *pool)
{
    drawing_t drawing = {.core = core,
                         .asking = asking,
                         .today = cnops_certificate_day(core, cnops_core_now(core), pool)};
    apr_status_t rv;

    *pcertificate = NULL;
    if (!may_draw(core, asking, pool))
        return APR_SUCCESS;
    prepare(&drawing, pool);
    if ((rv = run_act(&drawing, pool)) != APR_SUCCESS) {
        *pcertificate = drawing.held;
        return rv;
    }
    return core->store.certificates->by_code(core->store.self, pcertificate,
                                             drawing.certificate.code_digest, pool);
}

/* --- looking --- */

apr_status_t cnops_certificates_of(apr_array_header_t **plist, const cnops_core_t *core,
                                   const cnops_certificates_wanted_t *wanted, apr_pool_t *pool)
{
    return core->store.certificates->of_person(core->store.self, plist, wanted, pool);
}

static cnops_handle_use_t use_of(apr_int64_t person_id)
{
    return (cnops_handle_use_t){"certificate", person_id};
}

const char *cnops_certificate_handle(const cnops_core_t *core,
                                     const cnops_certificate_t *certificate, apr_pool_t *pool)
{
    const cnops_handle_use_t use = use_of(certificate->person_id);
    const cnops_handle_value_t value = cnops_handle_value_of_id(certificate->id);

    return cnops_handle_make(core->keys, &use, &value, pool);
}

apr_status_t cnops_certificate_of_handle(const cnops_certificate_t **pcertificate,
                                         const cnops_core_t *core, apr_int64_t person_id,
                                         const char *handle, apr_pool_t *pool)
{
    const cnops_handle_use_t use = use_of(person_id);
    cnops_handle_value_t value;

    *pcertificate = NULL;
    if (!cnops_handle_open(&value, core->keys, &use, handle, pool))
        return APR_SUCCESS;
    return core->store.certificates->find(core->store.self, pcertificate, person_id,
                                          cnops_handle_id_of_value(&value), pool);
}

/* The digest may be of any key of the ring. */
apr_status_t cnops_certificate_of_code(const cnops_certificate_t **pcertificate,
                                       const cnops_core_t *core, const char *code, apr_pool_t *pool)
{
    const char *key_id;
    apr_status_t rv = APR_SUCCESS;

    *pcertificate = NULL;
    for (int i = 0; rv == APR_SUCCESS && !*pcertificate && (key_id = cnops_keys_id(core->keys, i));
         i++)
        rv = core->store.certificates->by_code(
            core->store.self, pcertificate, cnops_certificate_code_digest(core, key_id, code, pool),
            pool);
    return rv;
}

apr_status_t cnops_certificate_facts(cnops_tree_t **pfacts, const cnops_core_t *core,
                                     const cnops_certificate_t *certificate, apr_pool_t *pool)
{
    const char *bound[] = {apr_psprintf(pool, "%" APR_INT64_T_FMT, certificate->number), NULL};
    char *json;
    apr_status_t rv = cnops_column_open(&json, core, CNOPS_SEALED_CERTIFICATE, bound,
                                        certificate->facts_sealed, pool);

    *pfacts = NULL;
    if (rv != APR_SUCCESS)
        return rv;
    rv = cnops_json_parse(pfacts, json, strlen(json), pool);
    cnops_secret_wipe(json);
    return rv;
}

cnops_certificate_state_e cnops_certificate_state(const cnops_core_t *core,
                                                  const cnops_certificate_t *certificate,
                                                  apr_pool_t *pool)
{
    if (certificate->revoked_at)
        return CNOPS_CERTIFICATE_REVOKED;
    return is_before(certificate->expires_on,
                     cnops_certificate_day(core, cnops_core_now(core), pool))
               ? CNOPS_CERTIFICATE_EXPIRED
               : CNOPS_CERTIFICATE_VALID;
}

/* --- revoking --- */

typedef struct revocation_t {
    const cnops_core_t *core;
    const cnops_certificate_t *certificate;
} revocation_t;

static apr_status_t run_revocation(void *self, const cnops_trail_t *trail, apr_pool_t *pool)
{
    const revocation_t *revocation = self;
    const cnops_store_t *store = &revocation->core->store;

    return store->certificates->revoke(store->self, revocation->certificate->id,
                                       cnops_core_now(revocation->core), trail, pool);
}

apr_status_t cnops_certificate_revoke(const cnops_core_t *core,
                                      const cnops_certificate_t *certificate, cnops_event_t event,
                                      apr_pool_t *pool)
{
    revocation_t revocation = {core, certificate};
    const cnops_act_t act = {certificate->person_id, &event, NULL, run_revocation, &revocation};

    event.kind = CNOPS_EVENT_CERTIFICATE_REVOKED;
    event.note = cnops_certificate_kind_name(certificate->kind);
    return certificate->person_id ? cnops_journal_act(core, &act, pool)
                                  : run_revocation(&revocation, NULL, pool);
}
