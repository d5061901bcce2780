/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/rights/held.h"

#include "base/date.h"
#include "base/text.h"
#include "core/account/account.h"
#include "core/person/contact.h"
#include "core/person/identity.h"
#include "pages/frame/moment.h"
#include "pages/frame/page.h"

#include <apr_strings.h>
#include <stddef.h>

/* A kind while it is shown: its values. */
typedef struct showing_t {
    const cnops_req_t *req;
    cnops_tree_t *values;
    cnops_held_e contacts;
} showing_t;

/* A value that there is not is left out. */
static void add_value(const showing_t *showing, const char *name, const char *value)
{
    const cnops_req_t *req = showing->req;
    cnops_tree_t *item;

    if (!value || !*value)
        return;
    item = cnops_tree_add_object(showing->values);
    cnops_tree_set_text(item, "label",
                        cnops_page_text(req, apr_pstrcat(req->pool, "datum.", name, NULL), NULL));
    cnops_tree_set_text(item, "value", value);
}

static const char *word_text(const cnops_req_t *req, const char *prefix, const char *word)
{
    return cnops_page_text(req, apr_pstrcat(req->pool, prefix, word, NULL), NULL);
}

/* --- the values of each kind --- */

static const char *joined(const cnops_tree_t *record, const char *given, const char *family,
                          apr_pool_t *pool)
{
    const char *first = cnops_tree_text(record, given), *last = cnops_tree_text(record, family);

    return cnops_text_fold(apr_pstrcat(pool, first ? first : "", " ", last ? last : "", NULL),
                           pool);
}

static apr_status_t show_identity(const showing_t *showing)
{
    const cnops_req_t *req = showing->req;
    cnops_tree_t *record;
    apr_status_t rv;

    if (!req->person.record_sealed) /* the records have no such person any more */
        return APR_SUCCESS;
    rv = cnops_identity_record(&record, req->app->core, CNOPS_SEALED_PERSON,
                               req->person.record_sealed, req->pool);
    if (rv != APR_SUCCESS)
        return rv;
    add_value(showing, "name", joined(record, "given_name", "family_name", req->pool));
    add_value(showing, "name_ar", joined(record, "given_name_ar", "family_name_ar", req->pool));
    add_value(showing, "birth_date",
              cnops_date_show(cnops_tree_text(record, "birth_date"), req->pool));
    add_value(showing, "document", cnops_tree_text(record, "cni"));
    return APR_SUCCESS;
}

static const char *address_of(const cnops_tree_t *record, apr_pool_t *pool)
{
    const char *address = cnops_tree_text(record, "address");
    const char *code = cnops_tree_text(record, "postal_code"),
               *city = cnops_tree_text(record, "city");

    return cnops_text_fold(apr_pstrcat(pool, address ? address : "", " ", code ? code : "", " ",
                                       city ? city : "", NULL),
                           pool);
}

static const char *shown(const showing_t *showing, cnops_channel_e channel, const char *contact)
{
    if (!contact || !*contact)
        return NULL;
    return showing->contacts == CNOPS_HELD_IN_CLEAR
               ? contact
               : cnops_contact_mask(channel, contact, showing->req->pool);
}

static apr_status_t show_membership(const showing_t *showing, const cnops_membership_t *membership)
{
    static const char *const names[] = {"massar", "mutuelle", "affiliation_no", NULL};
    const cnops_req_t *req = showing->req;
    cnops_tree_t *record;
    apr_status_t rv = cnops_identity_record(&record, req->app->core, CNOPS_SEALED_MEMBERSHIP,
                                            membership->record_sealed, req->pool);

    if (rv != APR_SUCCESS)
        return rv;
    add_value(showing, "scheme", word_text(req, "scheme.", cnops_scheme_name(membership->scheme)));
    add_value(showing, "immatriculation", cnops_tree_text(record, "immatriculation"));
    add_value(showing, "status",
              word_text(req, "member_status.", cnops_member_status_name(membership->status)));
    add_value(showing, "rights_from", cnops_date_show(membership->rights_from, req->pool));
    add_value(showing, "rights_to", cnops_date_show(membership->rights_to, req->pool));
    for (int i = 0; names[i]; i++)
        add_value(showing, names[i], cnops_tree_text(record, names[i]));
    add_value(showing, "address", address_of(record, req->pool));
    add_value(showing, "email_on_file",
              shown(showing, CNOPS_CHANNEL_EMAIL, cnops_tree_text(record, "email_on_file")));
    add_value(showing, "phone_on_file",
              shown(showing, CNOPS_CHANNEL_SMS, cnops_tree_text(record, "phone_on_file")));
    return APR_SUCCESS;
}

static apr_status_t show_memberships(const showing_t *showing)
{
    const apr_array_header_t *list = showing->req->person.memberships;
    apr_status_t rv = APR_SUCCESS;

    for (int i = 0; list && rv == APR_SUCCESS && i < list->nelts; i++)
        rv = show_membership(showing, &APR_ARRAY_IDX(list, i, cnops_membership_t));
    return rv;
}

/* Of the answers that prove who somebody is, only digests are kept: not even the portal can show
 * them. */
static apr_status_t show_facts(const showing_t *showing)
{
    add_value(showing, "form", cnops_page_text(showing->req, "datum.form.digest", NULL));
    return APR_SUCCESS;
}

static apr_status_t show_contacts(const showing_t *showing)
{
    static const char *const names[] = {
        [CNOPS_CHANNEL_EMAIL] = "email", [CNOPS_CHANNEL_SMS] = "phone"};
    const cnops_req_t *req = showing->req;
    apr_status_t rv = APR_SUCCESS;

    for (int i = CNOPS_CHANNEL_EMAIL; i <= CNOPS_CHANNEL_SMS && rv == APR_SUCCESS; i++) {
        cnops_channel_e channel = (cnops_channel_e)i;
        const char *contact;

        rv = cnops_account_contact(&contact, req->app->core, req->account, channel, req->pool);
        if (rv == APR_SUCCESS)
            add_value(showing, names[i], shown(showing, channel, contact));
    }
    return rv;
}

static apr_status_t show_account(const showing_t *showing)
{
    const cnops_req_t *req = showing->req;
    const cnops_account_t *account = req->account;

    add_value(showing, "created", cnops_moment_show(req, account->created_at));
    add_value(showing, "signed_in", cnops_moment_show(req, account->signed_in_at));
    add_value(showing, "language", word_text(req, "option.langue.", account->lang));
    add_value(showing, "terms", cnops_moment_show(req, account->terms_at));
    return APR_SUCCESS;
}

/* --- how long --- */

/* "8 hours", "400 days", "10 years". A year is 366 days, as in the defaults of the settings. */
static const char *time_text(const cnops_req_t *req, apr_interval_time_t interval)
{
    apr_int64_t hours = apr_time_sec(interval + apr_time_from_sec(3599)) / 3600;
    bool is_years = hours >= 366 * 24 && hours % (366 * 24) == 0;
    const char *unit = is_years ? "years" : hours >= 48 ? "days" : "hours";
    apr_int64_t size = is_years ? 366 * 24 : hours >= 48 ? 24 : 1;
    cnops_tree_t *args = cnops_tree_object(req->pool);

    cnops_tree_set_int(args, unit, (hours + size - 1) / size);
    return cnops_page_text(req, apr_pstrcat(req->pool, "duration.", unit, NULL), args);
}

/* The sentence kept.WORD, with the time that the setting at this place says; 0: it names none. */
static const char *kept_text(const cnops_req_t *req, const char *word, apr_size_t offset)
{
    const char *settings = (const char *)req->app->core->settings;
    cnops_tree_t *args = cnops_tree_object(req->pool);

    if (offset)
        cnops_tree_set_text(
            args, "time",
            time_text(req, *(const apr_interval_time_t *)(const void *)(settings + offset)));
    return cnops_page_text(req, apr_pstrcat(req->pool, "kept.", word, NULL), args);
}

/* Claims have a setting in years. */
static const char *claims_text(const cnops_req_t *req)
{
    cnops_tree_t *args = cnops_tree_object(req->pool), *years = cnops_tree_object(req->pool);

    cnops_tree_set_int(years, "years", req->app->core->settings->claim_years);
    cnops_tree_set_text(args, "time", cnops_page_text(req, "duration.years", years));
    return cnops_page_text(req, "kept.claims", args);
}

#define OF(member) offsetof(cnops_settings_t, member)

/* --- the kinds --- */

static const struct {
    const char *word;
    const char *source, *purpose; /* source.WORD, purpose.WORD in keys.txt */
    const char *kept;             /* kept.WORD; NULL: claims_text */
    apr_size_t lasts;             /* the setting that says how long; 0: kept names no time */
    const char *path;             /* the page that shows the rest, or NULL */
    apr_status_t (*show)(const showing_t *showing);
} kinds[] = {
    {"identity", "records", "recognise", "records", 0, NULL, show_identity},
    {"memberships", "records", "cover", "records", 0, "/espace", show_memberships},
    {"facts", "records", "recognise", "records", 0, NULL, show_facts},
    {"contacts", "you", "reach", "account", 0, "/espace/coordonnees", show_contacts},
    {"account", "you", "reach", "account", 0, "/espace/profil", show_account},
    {"sessions", "browser", "protect", "sessions", OF(session_max), "/espace/securite", NULL},
    {"browsers", "browser", "protect", "browsers", OF(device_kept), "/espace/securite", NULL},
    {"claims", "records", "cover", NULL, 0, "/espace/dossiers", NULL},
    {"requests", "you", "answer", "requests", OF(ticket_kept), "/espace/demandes", NULL},
    {"journal", "portal", "protect", "journal", OF(journal_kept), "/espace/journal", NULL},
};

static apr_status_t add_kind(cnops_tree_t *list, const cnops_req_t *req, cnops_held_e contacts,
                             apr_size_t i)
{
    cnops_tree_t *item = cnops_tree_add_object(list);
    showing_t showing = {.req = req, .contacts = contacts};

    cnops_tree_set_text(item, "kind", kinds[i].word);
    cnops_tree_set_text(item, "label", word_text(req, "held.", kinds[i].word));
    showing.values = cnops_tree_set_list(item, "values");
    cnops_tree_set_text(item, "source", word_text(req, "source.", kinds[i].source));
    cnops_tree_set_text(item, "purpose", word_text(req, "purpose.", kinds[i].purpose));
    cnops_tree_set_text(item, "kept",
                        kinds[i].kept ? kept_text(req, kinds[i].kept, kinds[i].lasts)
                                      : claims_text(req));
    cnops_tree_set_text(item, "href", kinds[i].path ? cnops_page_href(req, kinds[i].path) : NULL);
    return kinds[i].show ? kinds[i].show(&showing) : APR_SUCCESS;
}

apr_status_t cnops_held_add(cnops_tree_t *data, const cnops_req_t *req, cnops_held_e contacts)
{
    cnops_tree_t *list = cnops_tree_set_list(data, "held");
    apr_status_t rv = APR_SUCCESS;

    for (apr_size_t i = 0; rv == APR_SUCCESS && i < sizeof kinds / sizeof *kinds; i++)
        rv = add_kind(list, req, contacts, i);
    return rv;
}
