/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/agent.h"

#include <apr_strings.h>
#include <string.h>

typedef struct sign_t {
    const char *mark; /* text to look for in the header */
    const char *name; /* name to show */
} sign_t;

/* The first mark that is found decides. Most browsers also name the browsers that they
 * descend from (Edge says "Chrome" and "Safari"), so the more special mark comes first. */
static const sign_t browsers[] = {{"Edg/", "Edge"},
                                  {"EdgA/", "Edge"},
                                  {"EdgiOS/", "Edge"},
                                  {"OPR/", "Opera"},
                                  {"OPiOS/", "Opera"},
                                  {"SamsungBrowser/", "Samsung Internet"},
                                  {"HuaweiBrowser/", "Huawei Browser"},
                                  {"MiuiBrowser/", "Mi Browser"},
                                  {"YaBrowser/", "Yandex"},
                                  {"Vivaldi/", "Vivaldi"},
                                  {"FxiOS/", "Firefox"},
                                  {"Firefox/", "Firefox"},
                                  {"CriOS/", "Chrome"},
                                  {"Chromium/", "Chromium"},
                                  {"Chrome/", "Chrome"},
                                  {"Safari/", "Safari"},
                                  {"Lynx/", "Lynx"},
                                  {"w3m/", "w3m"},
                                  {NULL, NULL}};

/* Android also says "Linux", an iPhone also says "Mac OS X": the same order as above. */
static const sign_t systems[] = {
    {"iPhone", "iPhone"},       {"iPad", "iPad"},      {"Android", "Android"},
    {"Windows", "Windows"},     {"Mac OS X", "macOS"}, {"CrOS", "ChromeOS"},
    {"HarmonyOS", "HarmonyOS"}, {"Linux", "Linux"},    {NULL, NULL}};

static const char *find(const sign_t *signs, const char *text)
{
    while (signs->mark && !strstr(text, signs->mark))
        signs++;
    return signs->name;
}

const char *cnops_agent_name(const char *user_agent, apr_pool_t *pool)
{
    const char *browser = find(browsers, user_agent ? user_agent : "");
    const char *system = find(systems, user_agent ? user_agent : "");

    if (browser && system)
        return apr_pstrcat(pool, browser, " · ", system, NULL);
    return browser ? browser : system;
}
