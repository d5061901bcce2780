/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/journey/drafts.h"

#include "base/json.h"

#include <string.h>

static cnops_tree_t *parse(const cnops_journey_t *journey, apr_pool_t *pool)
{
    cnops_tree_t *tree;

    if (!journey->typed ||
        cnops_json_parse(&tree, journey->typed, strlen(journey->typed), pool) != APR_SUCCESS)
        return NULL;
    return tree;
}

const cnops_tree_t *cnops_drafts_of(const cnops_journey_t *journey, const char *slot,
                                    apr_pool_t *pool)
{
    return cnops_tree_get(parse(journey, pool), slot);
}

/* Copies as many texts as there is room for. Returns the room that is left. */
static apr_size_t copy_slot(cnops_tree_t *all, const char *slot, const cnops_tree_t *texts,
                            apr_size_t room)
{
    cnops_tree_t *kept = cnops_tree_object(all->pool);

    for (const cnops_tree_t *text = texts ? texts->first : NULL; text; text = text->next) {
        cnops_tree_t *alone = cnops_tree_object(all->pool);
        apr_size_t size;

        if (text->type != CNOPS_TREE_TEXT)
            continue;
        cnops_tree_set_text(alone, text->name, text->value.text);
        size = strlen(cnops_json_write(alone, all->pool));
        if (size > room)
            continue;
        room -= size;
        cnops_tree_set_text(kept, text->name, text->value.text);
    }
    if (kept->first)
        cnops_tree_set(all, slot, kept);
    return room;
}

void cnops_drafts_keep(cnops_journey_t *journey, const char *slot, const cnops_tree_t *texts,
                       apr_pool_t *pool)
{
    cnops_tree_t *all = cnops_tree_object(pool);
    apr_size_t frame = sizeof "{\"" CNOPS_DRAFTS_STEPS "\":{},\"\":{}}" + strlen(slot);
    apr_size_t room = frame < CNOPS_DRAFTS_MAX ? CNOPS_DRAFTS_MAX - frame : 0;
    const char *json;

    room = copy_slot(all, slot, texts, room);
    if (strcmp(slot, CNOPS_DRAFTS_STEPS) != 0)
        copy_slot(all, CNOPS_DRAFTS_STEPS, cnops_drafts_of(journey, CNOPS_DRAFTS_STEPS, pool),
                  room);
    json = all->first ? cnops_json_write(all, pool) : NULL;
    /* The cookie is written only if something has changed. */
    if (!json || !journey->typed || strcmp(json, journey->typed) != 0)
        journey->typed = json;
}
