/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "courier/hop.h"

#include "base/secret.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#define STOP_PATIENCE apr_time_from_sec(5) /* the watchdog waits longer than this for a courier */
#define SHORTEST      1000 /* ms; a message that is about to expire still gets so much time */

/* --- libcurl's memory: what libcurl frees may hold a message or a password --- */

static void free_wiped(void *memory)
{
    if (memory)
        cnops_secret_wipe_bytes(memory, malloc_usable_size(memory));
    free(memory);
}

static void *realloc_wiped(void *memory, size_t size)
{
    size_t had = memory ? malloc_usable_size(memory) : 0;
    void *grown = malloc(size);

    if (!grown)
        return NULL;
    if (memory)
        memcpy(grown, memory, had < size ? had : size);
    free_wiped(memory);
    return grown;
}

apr_status_t cnops_hop_start(void)
{
    CURLcode code = curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, free_wiped, realloc_wiped,
                                         strdup, calloc);

    return code == CURLE_OK ? APR_SUCCESS : APR_EGENERAL;
}

/* --- the handle --- */

/* libcurl calls this while it sends or waits. Any result but 0 ends the request. */
static int check_stop(void *self, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    cnops_hop_t *hop = self;

    (void)a, (void)b, (void)c, (void)d;
    if (!hop->stopping || !hop->stopping(hop->stopping_self))
        return 0;
    if (!hop->stopping_since)
        hop->stopping_since = apr_time_now();
    return apr_time_now() - hop->stopping_since > STOP_PATIENCE;
}

static long bounded_timeout(const cnops_hop_t *hop, const cnops_message_t *message, apr_time_t now)
{
    apr_interval_time_t most = hop->timeout;
    long ms;

    if (message->expires_at && message->expires_at - now < most)
        most = message->expires_at - now;
    ms = (long)apr_time_as_msec(most);
    return ms < SHORTEST && hop->timeout >= apr_time_from_msec(SHORTEST) ? SHORTEST : ms;
}

CURL *cnops_hop_prepare(cnops_hop_t *hop, const cnops_message_t *message, apr_time_t now)
{
    if (hop->curl)
        curl_easy_reset(hop->curl);
    else
        hop->curl = curl_easy_init();
    if (!hop->curl)
        return NULL;
    hop->stopping_since = 0;
    curl_easy_setopt(hop->curl, CURLOPT_URL, hop->url);
    curl_easy_setopt(hop->curl, CURLOPT_PROTOCOLS_STR, hop->protocols);
    curl_easy_setopt(hop->curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(hop->curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(hop->curl, CURLOPT_PROXY, "");
    curl_easy_setopt(hop->curl, CURLOPT_CONNECTTIMEOUT_MS,
                     (long)apr_time_as_msec(hop->connect_timeout));
    curl_easy_setopt(hop->curl, CURLOPT_TIMEOUT_MS, bounded_timeout(hop, message, now));
    if (hop->ca_file && *hop->ca_file)
        curl_easy_setopt(hop->curl, CURLOPT_CAINFO, hop->ca_file);
    curl_easy_setopt(hop->curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(hop->curl, CURLOPT_XFERINFOFUNCTION, check_stop);
    curl_easy_setopt(hop->curl, CURLOPT_XFERINFODATA, hop);
    return hop->curl;
}

void cnops_hop_disconnect(cnops_hop_t *hop)
{
    if (hop->curl)
        curl_easy_cleanup(hop->curl);
    hop->curl = NULL;
}
