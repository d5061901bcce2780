/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Fictional students and their registrations, as rows of registrations.csv: some are cases of
 * people.h, the others are members of nothing. Each status is there, in three academic years. */
#ifndef CNOPS_DEMO_STUDENTS_H
#define CNOPS_DEMO_STUDENTS_H

#include <apr_file_io.h>

typedef struct demo_student_t {
    const char *text; /* what the student shows, in French: identities.json; NULL: a case does */
    const char *cine, *massar;
    const char *birth_date; /* jj/mm/aaaa, as the student types it */
    const char *person;     /* birth_date,family_name,given_name,sex,address,email of the file */
    const char *years[3]; /* status,received_on,errors in the years from 2024-2025 on; NULL: none */
} demo_student_t;

/* The last row has a NULL cine. */
extern const demo_student_t demo_students[];

/* The student with this document; NULL: there is none. */
const demo_student_t *demo_student_find(const char *cine);

/* Prints the header and the registrations of all students. */
void demo_students_print(apr_file_t *out);

#endif
