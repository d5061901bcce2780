/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/frame/negotiation.h"

#include "base/text.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define WEIGHT_ONE 1000

/* "0.8" → 800. A text that is not a weight (RFC 9110 §12.4.2: 0 to 1) counts as 1. */
static int read_weight(const char *text)
{
    double weight = strtod(text, NULL);

    return weight >= 0 && weight <= 1 ? (int)(weight * WEIGHT_ONE) : WEIGHT_ONE;
}

/* parameters: from their first ';' on, or NULL. Names of parameters may be in capitals. */
static int find_weight(const char *parameters)
{
    for (; parameters; parameters = strchr(parameters, ';')) {
        parameters += 1 + strspn(parameters + 1, " \t");
        if (strncasecmp(parameters, "q=", 2) == 0)
            return read_weight(parameters + 2);
    }
    return WEIGHT_ONE;
}

/* "fr-MA;q=0.8" → "fr-ma", 800. */
static const char *read_item(int *pweight, char *item, apr_pool_t *pool)
{
    char *parameters = strchr(item, ';');

    *pweight = find_weight(parameters);
    if (parameters)
        *parameters = '\0';
    return cnops_text_lower(cnops_text_fold(item, pool), pool);
}

const char *cnops_negotiate_lang(const char *accept_language, const cnops_view_t *view,
                                 apr_pool_t *pool)
{
    char *rest = apr_pstrdup(pool, accept_language ? accept_language : ""), *last;
    const char *best = NULL;
    int best_weight = 0;

    for (char *item = apr_strtok(rest, ",", &last); item; item = apr_strtok(NULL, ",", &last)) {
        int weight;
        const char *tag = read_item(&weight, item, pool);
        /* Texts exist for languages, not for regions: "fr-MA" is "fr". */
        const char *primary = apr_pstrmemdup(pool, tag, strcspn(tag, "-"));

        if (weight > best_weight && cnops_view_has_lang(view, primary)) {
            best = primary;
            best_weight = weight;
        }
    }
    return best;
}

bool cnops_negotiate_json(const char *accept, apr_pool_t *pool)
{
    char *rest = apr_pstrdup(pool, accept ? accept : ""), *last;
    int json = 0, html = 0;

    for (char *item = apr_strtok(rest, ",", &last); item; item = apr_strtok(NULL, ",", &last)) {
        int weight;
        const char *type = read_item(&weight, item, pool);

        if (strcmp(type, "application/json") == 0)
            json = weight;
        else if (strcmp(type, "text/html") == 0)
            html = weight;
    }
    /* A browser does not name JSON: a client that does gets it at equal weight. */
    return json > 0 && json >= html;
}

bool cnops_negotiate_gzip(const char *accept_encoding, apr_pool_t *pool)
{
    char *rest = apr_pstrdup(pool, accept_encoding ? accept_encoding : ""), *last;
    int gzip = -1, any = 0;

    for (char *item = apr_strtok(rest, ",", &last); item; item = apr_strtok(NULL, ",", &last)) {
        int weight;
        const char *coding = read_item(&weight, item, pool);

        if (strcmp(coding, "gzip") == 0 || strcmp(coding, "x-gzip") == 0)
            gzip = weight;
        else if (strcmp(coding, "*") == 0)
            any = weight;
    }
    return gzip >= 0 ? gzip > 0 : any > 0;
}
