/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/certificate/student.h"

#include "base/errors.h"
#include "core/certificate/code.h"

#include <apr_strings.h>

/* serial: how many there were before. */
static const char *code_of(const cnops_core_t *core, const char *key_id,
                           const cnops_certificate_asking_t *asking, int serial, apr_pool_t *pool)
{
    const char *parts[] = {"certificate of a student", asking->student->cine,
                           apr_itoa(pool, asking->academic_year), apr_itoa(pool, serial), NULL};

    return cnops_certificate_code_derive(core, key_id, parts, pool);
}

/* The one with this serial, whichever key of the ring made its code. */
static apr_status_t find(const cnops_certificate_t **pcertificate, const cnops_core_t *core,
                         const cnops_certificate_asking_t *asking, int serial, apr_pool_t *pool)
{
    const char *key_id;
    apr_status_t rv = APR_SUCCESS;

    *pcertificate = NULL;
    for (int i = 0; rv == APR_SUCCESS && !*pcertificate && (key_id = cnops_keys_id(core->keys, i));
         i++)
        rv = cnops_certificate_of_code(pcertificate, core,
                                       code_of(core, key_id, asking, serial, pool), pool);
    return rv;
}

/* The newest one, or NULL; *pserial: how many there are. */
static apr_status_t find_newest(const cnops_certificate_t **pnewest, int *pserial,
                                const cnops_core_t *core, const cnops_certificate_asking_t *asking,
                                apr_pool_t *pool)
{
    const cnops_certificate_t *found = NULL;
    apr_status_t rv;

    *pnewest = NULL;
    *pserial = 0;
    while ((rv = find(&found, core, asking, *pserial, pool)) == APR_SUCCESS && found) {
        *pnewest = found;
        ++*pserial;
    }
    return rv;
}

static bool may_have(const cnops_membership_t *membership)
{
    return !membership || membership->status == CNOPS_MEMBER_ACTIVE;
}

apr_status_t cnops_certificate_of_student(const cnops_certificate_t **pcertificate,
                                          const cnops_core_t *core,
                                          const cnops_certificate_asking_t *asking,
                                          apr_pool_t *pool)
{
    cnops_certificate_student_t student = *asking->student;
    cnops_certificate_asking_t coded = *asking;
    int serial;
    apr_status_t rv;

    *pcertificate = NULL;
    if (!may_have(asking->membership))
        return APR_SUCCESS;
    rv = find_newest(pcertificate, &serial, core, asking, pool);
    if (rv != APR_SUCCESS || (*pcertificate && cnops_certificate_state(core, *pcertificate, pool) ==
                                                   CNOPS_CERTIFICATE_VALID))
        return rv;
    student.code = code_of(core, NULL, asking, serial, pool);
    coded.student = &student;
    rv = cnops_certificate_draw(pcertificate, core, &coded, pool);
    return rv == CNOPS_EDUPLICATE ? find(pcertificate, core, asking, serial, pool) : rv;
}
