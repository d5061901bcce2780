/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/recall.h"

#include "base/secret.h"

#include <apr_strings.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* bytes: a head_t, the memberships with NULL in place of each text, and then the texts. */
typedef struct slot_t {
    cnops_recall_key_t key;
    apr_time_t until;
    apr_size_t len; /* 0: nothing is remembered */
    void *bytes;
} slot_t;

typedef struct head_t {
    apr_int64_t count; /* of memberships */
} head_t;

struct cnops_recall_t {
    pthread_mutex_t lock;
    slot_t slots[CNOPS_RECALL_PERSONS];
    int hand; /* the slot that is looked at next for being too old */
};

static void forget(slot_t *slot)
{
    if (slot->bytes)
        cnops_secret_wipe_bytes(slot->bytes, slot->len);
    free(slot->bytes);
    *slot = (slot_t){.len = 0};
}

static apr_status_t forget_all(void *data)
{
    cnops_recall_t *recall = data;

    for (int i = 0; i < CNOPS_RECALL_PERSONS; i++)
        forget(&recall->slots[i]);
    return APR_SUCCESS;
}

void cnops_recall_forget(cnops_recall_t *recall)
{
    pthread_mutex_lock(&recall->lock);
    forget_all(recall);
    pthread_mutex_unlock(&recall->lock);
}

cnops_recall_t *cnops_recall_make(apr_pool_t *pool)
{
    cnops_recall_t *recall = apr_pcalloc(pool, sizeof *recall);

    pthread_mutex_init(&recall->lock, NULL);
    apr_pool_cleanup_register(pool, recall, forget_all, apr_pool_cleanup_null);
    return recall;
}

static slot_t *slot_of(cnops_recall_t *recall, cnops_recall_key_t key)
{
    return &recall->slots[(apr_uint64_t)key.person_id % CNOPS_RECALL_PERSONS];
}

/* --- bytes --- */

/* A text begins with a byte that is 1, or is 0 in place of NULL. */
static apr_size_t size_of_text(const char *text)
{
    return text ? 1 + strlen(text) + 1 : 1;
}

static char *write_text(char *to, const char *text)
{
    apr_size_t len = text ? strlen(text) + 1 : 0;

    *to++ = text != NULL;
    if (text)
        memcpy(to, text, len);
    return to + len;
}

static const char *read_text(char **pat)
{
    char *text = *pat + 1;

    *pat = text + (**pat ? strlen(text) + 1 : 0);
    return text[-1] ? text : NULL;
}

static apr_size_t size_of(const cnops_shown_person_t *person)
{
    apr_size_t size = sizeof(head_t) + size_of_text(person->record_sealed);

    for (int i = 0; i < person->memberships->nelts; i++) {
        const cnops_membership_t *m = &APR_ARRAY_IDX(person->memberships, i, cnops_membership_t);

        size += sizeof *m + size_of_text(m->rights_from) + size_of_text(m->rights_to) +
                size_of_text(m->record_sealed);
    }
    return size;
}

static void write_person(void *bytes, const cnops_shown_person_t *person)
{
    head_t *head = bytes;
    cnops_membership_t *to = (cnops_membership_t *)(head + 1);
    char *texts = (char *)(to + person->memberships->nelts);

    head->count = person->memberships->nelts;
    texts = write_text(texts, person->record_sealed);
    for (int i = 0; i < head->count; i++, to++) {
        const cnops_membership_t *m = &APR_ARRAY_IDX(person->memberships, i, cnops_membership_t);

        *to = (cnops_membership_t){
            .id = m->id, .person_id = m->person_id, .scheme = m->scheme, .status = m->status};
        texts = write_text(texts, m->rights_from);
        texts = write_text(texts, m->rights_to);
        texts = write_text(texts, m->record_sealed);
    }
}

/* The texts of *pperson stay in bytes. */
static void read_person(cnops_shown_person_t *pperson, void *bytes, apr_pool_t *pool)
{
    head_t *head = bytes;
    const cnops_membership_t *from = (const cnops_membership_t *)(head + 1);
    char *texts = (char *)bytes + sizeof *head + (apr_size_t)head->count * sizeof *from;

    pperson->record_sealed = read_text(&texts);
    pperson->memberships = apr_array_make(pool, (int)head->count + 1, sizeof *from);
    for (int i = 0; i < head->count; i++) {
        cnops_membership_t *m = apr_array_push(pperson->memberships);

        *m = from[i];
        m->rights_from = read_text(&texts);
        m->rights_to = read_text(&texts);
        m->record_sealed = read_text(&texts);
    }
}

/* --- what is remembered --- */

/* Two persons may share a slot, so the whole key is compared. */
static bool is_of(const slot_t *slot, cnops_recall_key_t key, apr_time_t now)
{
    return slot->len && slot->key.person_id == key.person_id &&
           slot->key.generation == key.generation && now < slot->until;
}

/* A few slots at each call: what is too old goes while others are read, too, and nobody waits for
 * all slots to be looked at. */
static void forget_old(cnops_recall_t *recall, apr_time_t now)
{
    for (int i = 0; i < CNOPS_RECALL_LOOKS; i++) {
        slot_t *slot = &recall->slots[recall->hand];

        recall->hand = (recall->hand + 1) % CNOPS_RECALL_PERSONS;
        if (slot->len && now >= slot->until)
            forget(slot);
    }
}

bool cnops_recall_get(cnops_shown_person_t *pperson, cnops_recall_t *recall, cnops_recall_key_t key,
                      apr_time_t now, apr_pool_t *pool)
{
    const slot_t *slot = slot_of(recall, key);
    void *bytes = NULL;

    pthread_mutex_lock(&recall->lock);
    forget_old(recall, now);
    if (is_of(slot, key, now))
        bytes = apr_pmemdup(pool, slot->bytes, slot->len);
    pthread_mutex_unlock(&recall->lock);
    if (bytes)
        read_person(pperson, bytes, pool);
    return bytes != NULL;
}

void cnops_recall_put(cnops_recall_t *recall, cnops_recall_key_t key,
                      const cnops_shown_person_t *person, apr_time_t now)
{
    slot_t fresh = {key, now + CNOPS_RECALL_TTL, size_of(person), NULL};
    slot_t *slot = slot_of(recall, key);

    if (fresh.len > CNOPS_RECALL_BYTES || !(fresh.bytes = malloc(fresh.len)))
        return;
    write_person(fresh.bytes, person);
    pthread_mutex_lock(&recall->lock);
    forget_old(recall, now);
    forget(slot);
    *slot = fresh;
    pthread_mutex_unlock(&recall->lock);
}

int cnops_recall_count(cnops_recall_t *recall)
{
    int count = 0;

    pthread_mutex_lock(&recall->lock);
    for (int i = 0; i < CNOPS_RECALL_PERSONS; i++)
        count += recall->slots[i].len > 0;
    pthread_mutex_unlock(&recall->lock);
    return count;
}
