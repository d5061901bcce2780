/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/journey/progress.h"

#include <apr_strings.h>

static const char *const words[] = {NULL, CNOPS_STAGES(CNOPS_WORDS_TEXT)};

const char *cnops_stage_name(const cnops_req_t *req, cnops_stage_e stage)
{
    return cnops_page_text(req, apr_pstrcat(req->pool, "stage.", words[stage], NULL), NULL);
}

/* Whether the stage of this step begins here: the step before belongs to another one. */
static bool begins_stage(const cnops_course_t *course, int index)
{
    cnops_stage_e stage = course->steps[index].stage;

    return stage != CNOPS_STAGE_NONE && (index == 0 || course->steps[index - 1].stage != stage);
}

/* index: of the first step of a stage. */
static const char *state_of(const cnops_walk_t *walk, int index)
{
    if (walk->course->steps[index].stage == walk->step->stage)
        return "current";
    return index < walk->index ? "done" : "todo";
}

static void add_stage(cnops_tree_t *list, const cnops_walk_t *walk, int index)
{
    cnops_tree_t *stage = cnops_tree_add_object(list);

    cnops_tree_set_text(stage, "name",
                        cnops_stage_name(walk->req, walk->course->steps[index].stage));
    cnops_tree_set_text(stage, "state", state_of(walk, index));
}

void cnops_progress_add(cnops_tree_t *data, const cnops_walk_t *walk)
{
    cnops_tree_t *progress = cnops_tree_set_object(data, "progress");
    cnops_tree_t *list = cnops_tree_list(walk->req->pool);
    cnops_stage_e stage = walk->step->stage;
    int number = 0, total = 0;

    for (int i = 0; i < walk->course->count; i++) {
        if (!begins_stage(walk->course, i))
            continue;
        total++;
        number += i <= walk->index;
        add_stage(list, walk, i);
    }
    cnops_tree_set_int(progress, "number", number);
    cnops_tree_set_int(progress, "total", total);
    cnops_tree_set_int(progress, "percent", walk->step->percent);
    cnops_tree_set_text(progress, "name", stage ? cnops_stage_name(walk->req, stage) : NULL);
    cnops_tree_set(progress, "steps", list);
}
