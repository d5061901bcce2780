/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/mail.h"

#include "base/secret.h"
#include "view/call_centre.h"

#include <apr_strings.h>
#include <string.h>

#define PAGE "message/page"

cnops_tree_t *cnops_mail_site(const cnops_tree_t *institution, apr_pool_t *pool)
{
    const char *number = cnops_call_centre_text(institution, pool);
    cnops_tree_t *site = cnops_tree_object(pool);

    /* The copies share what is below them, and setting a text replaces a copy. */
    for (const cnops_tree_t *at = institution->first; at; at = at->next)
        cnops_tree_set(site, at->name, cnops_tree_borrow(at, pool));
    if (number)
        cnops_tree_set_text(site, "call_centre", number);
    return site;
}

/* --- lines and links --- */

/* Adds text, in which the number of the call centre is a link. */
static void add_line(cnops_tree_t *list, const char *text, const cnops_tree_t *call_centre)
{
    cnops_tree_t *line = cnops_tree_add_object(list), *pieces = cnops_tree_list(list->pool);
    const char *number = call_centre ? call_centre->value.text : NULL;
    const char *left = text, *at;

    while (number && *number && (at = strstr(left, number))) {
        cnops_tree_add_text(pieces, apr_pstrmemdup(list->pool, left, (apr_size_t)(at - left)));
        cnops_tree_add_link(pieces, number, call_centre->href);
        left = at + strlen(number);
    }
    cnops_tree_add_text(pieces, left);
    cnops_tree_set(line, "text", cnops_tree_phrase(text, pieces));
}

static void add_lines(cnops_tree_t *paragraph, char *text, const cnops_tree_t *call_centre)
{
    cnops_tree_t *list = cnops_tree_set_list(paragraph, "lines");
    char *last;

    for (char *line = apr_strtok(text, "\n", &last); line; line = apr_strtok(NULL, "\n", &last))
        add_line(list, line, call_centre);
}

static bool is_address(const char *text, const cnops_mail_t *mail)
{
    return mail->url && strncmp(text, mail->url, strlen(mail->url)) == 0 && !strpbrk(text, " \n");
}

/* Cuts "[Label]" and the address under it apart. NULL, with text as it was, where it is no
 * button. */
static const char *cut_button(char **plabel, char *text, const cnops_mail_t *mail)
{
    char *end = *text == '[' ? strstr(text, "]\n") : NULL;

    if (!end || !is_address(end + 2, mail))
        return NULL;
    *end = '\0';
    *plabel = text + 1;
    return end + 2;
}

/* --- paragraphs --- */

static void add_paragraph(cnops_tree_t *list, char *text, const cnops_mail_t *mail,
                          const cnops_tree_t *call_centre)
{
    cnops_tree_t *paragraph = cnops_tree_add_object(list);
    char *label = NULL;
    const char *address = cut_button(&label, text, mail);

    if (!address && is_address(text, mail))
        address = text;
    cnops_tree_set_text(paragraph, "label", label);
    cnops_tree_set_text(paragraph, "address", address);
    cnops_tree_set_bool(paragraph, "is_button", label != NULL);
    cnops_tree_set_bool(paragraph, "is_link", address && !label);
    if (address)
        return;
    if (mail->code && strcmp(text, mail->code) == 0)
        cnops_tree_set_text(paragraph, "code", text);
    else
        add_lines(paragraph, text, call_centre);
}

/* Cuts text at its blank lines. */
static void add_paragraphs(cnops_tree_t *list, char *text, const cnops_mail_t *mail,
                           const cnops_tree_t *call_centre)
{
    while (*text) {
        char *end = strstr(text, "\n\n");
        char *next = end ? end + strspn(end, "\n") : text + strlen(text);
        apr_size_t len = end ? (apr_size_t)(end - text) : strlen(text);

        while (len > 0 && text[len - 1] == '\n')
            len--;
        text[len] = '\0';
        if (len > 0)
            add_paragraph(list, text, mail, call_centre);
        text = next;
    }
}

static void wipe_texts(const cnops_tree_t *node)
{
    for (const cnops_tree_t *at = node->first; at; at = at->next) {
        if (at->type == CNOPS_TREE_TEXT)
            cnops_secret_wipe((char *)at->value.text);
        wipe_texts(at);
    }
}

/* --- the page --- */

static void set_shades(cnops_tree_t *data, const char *name, const cnops_mail_shades_t *shades)
{
    cnops_tree_t *object = cnops_tree_set_object(data, name);

    cnops_tree_set_text(object, "primary", shades->primary);
    cnops_tree_set_text(object, "on_primary", shades->on_primary);
    cnops_tree_set_text(object, "heading", shades->heading);
    cnops_tree_set_text(object, "link", shades->link);
    cnops_tree_set_text(object, "tint", shades->tint);
    cnops_tree_set_text(object, "accent", shades->accent);
}

static void set_look(cnops_tree_t *data, const cnops_mail_look_t *look)
{
    set_shades(data, "light", &look->light);
    set_shades(data, "dark", &look->dark);
    cnops_tree_set_bool(data, "emblem", look->has_emblem);
}

/* What the frame of every page names of the institution. Returns the call centre; NULL if there is
 * none. */
static const cnops_tree_t *set_site(cnops_tree_t *data, const cnops_mail_t *mail)
{
    static const char *const names[] = {"name_fr",
                                        "name_ar",
                                        "short_name",
                                        "short_name_ar",
                                        "call_centre_hours",
                                        "call_centre_hours_ar",
                                        "call_centre_hours_en",
                                        NULL};
    cnops_tree_t *site = cnops_tree_set_object(data, "site");

    for (const char *const *name = names; *name; name++)
        cnops_tree_set_text(site, *name, cnops_tree_text(mail->site, *name));
    cnops_call_centre_add(data, mail->site);
    return cnops_tree_get(data, "call_centre");
}

apr_status_t cnops_mail_page(const char **phtml, const cnops_view_t *view, const cnops_mail_t *mail,
                             apr_pool_t *pool)
{
    cnops_tree_t *data = cnops_tree_object(pool);
    cnops_tree_t *list = cnops_tree_set_list(data, "paragraphs");
    const char *bytes;
    apr_size_t len;
    apr_status_t rv;

    cnops_tree_set_text(data, "subject", mail->subject);
    set_look(data, mail->look);
    /* The copy is cut into its paragraphs, and is wiped with the pool. */
    add_paragraphs(list, cnops_secret_strdup(mail->text, pool), mail, set_site(data, mail));
    rv = cnops_view_render(&bytes, &len, view, PAGE, mail->lang, data, pool);
    wipe_texts(list);
    if (rv != APR_SUCCESS)
        return rv;
    *phtml = cnops_secret_strdup(bytes, pool);
    cnops_secret_wipe((char *)bytes);
    return APR_SUCCESS;
}
