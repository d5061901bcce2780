/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/journey/courses.h"

#include "pages/journey/creation.h"
#include "pages/journey/lost_contacts.h"
#include "pages/journey/recovery.h"

const cnops_course_t *const cnops_courses[] = {&cnops_creation_course, &cnops_recovery_course,
                                               &cnops_lost_contacts_course, NULL};
