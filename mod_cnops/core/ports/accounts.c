/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/ports/accounts.h"

#include <stddef.h>

static const char *const words[] = {CNOPS_ACCOUNT_STATE(CNOPS_WORDS_TEXT) NULL};

const char *cnops_account_state_name(cnops_account_state_e state)
{
    return words[state];
}

bool cnops_account_state_parse(cnops_account_state_e *pstate, const char *word)
{
    int found = cnops_words_find(words, word);

    if (found >= 0)
        *pstate = (cnops_account_state_e)found;
    return found >= 0;
}

static const char *const news_words[] = {CNOPS_NEWS(CNOPS_WORDS_TEXT) NULL};

const char *cnops_news_name(cnops_news_e news)
{
    return news_words[news];
}

bool cnops_news_parse(cnops_news_e *pnews, const char *word)
{
    int found = cnops_words_find(news_words, word);

    if (found >= 0)
        *pnews = (cnops_news_e)found;
    return found >= 0;
}
