/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/journal/cut_note.h"

#include <apr_strings.h>
#include <string.h>

const char *cnops_cut_note_write(const cnops_chain_head_t *last, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%" APR_INT64_T_FMT " %s", last->seq, last->mac);
}

bool cnops_cut_note_read(cnops_chain_head_t *pcut, const cnops_core_t *core,
                         const cnops_event_row_t *row, apr_pool_t *pool)
{
    cnops_event_shown_t shown;
    char *end;

    if (!cnops_event_is(row, CNOPS_EVENT_JOURNAL_CUT))
        return false;
    cnops_journal_show(&shown, core, row, pool);
    if (!shown.note)
        return false;
    *pcut = (cnops_chain_head_t){.person_id = row->person_id};
    pcut->seq = apr_strtoi64(shown.note, &end, 10);
    if (*end != ' ' || strlen(end + 1) != sizeof pcut->mac - 1)
        return false;
    apr_cpystrn(pcut->mac, end + 1, sizeof pcut->mac);
    return true;
}
