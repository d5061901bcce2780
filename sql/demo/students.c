/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "students.h"

#include <stddef.h>
#include <string.h>

#define FIRST_YEAR 2024

#define HEADER                                                                                     \
    "academic_year,cine,massar,birth_date,family_name,given_name,sex,address,email,status,"        \
    "received_on,errors\n"

const demo_student_t demo_students[] = {
    {.cine = "JB100003",
     .massar = "G130000003",
     .birth_date = "29/02/2004",
     .person = "2004-02-29,Amrani,Salma,F,\"Cité universitaire, pavillon 3, Agadir\","
               "salma.amrani@example.ma",
     .years = {"registered,2024-10-14,", "registered,2025-10-06,", "registered,2026-10-12,"}},
    {.cine = "K100004",
     .massar = "R140000004",
     .birth_date = "01/09/2005",
     .person = "2005-09-01,Ziani,Hamza,M,\"7, rue du Détroit, Tanger\",",
     .years = {NULL, "registered,2025-10-20,", "in_process,2026-11-02,"}},
    {.cine = "PX1000010",
     .massar = "S150000010",
     .birth_date = "24/12/2003",
     .person = "2003-12-24,Diallo,Awa,F,\"Cité internationale, chambre 12, Rabat\",",
     .years = {NULL, NULL, "sent,,"}},
    {.cine = "DO100011",
     .massar = "H120000011",
     .birth_date = "05/05/1995",
     .person = "1995-05-05,Fassi,Imane,F,\"18, avenue de la Liberté, Meknès\",",
     .years = {"registered,2024-11-04,", NULL, "other_cover,2026-10-19,"}},
    {.text = "Suivi : inscription encore dans l’établissement",
     .cine = "LB200001",
     .massar = "M150000021",
     .birth_date = "17/03/2007",
     .person = "2007-03-17,Alaoui,Nour,F,\"3, rue des Acacias, Settat\",",
     .years = {NULL, NULL, "at_university,,"}},
    {.text = "Suivi : données à corriger",
     .cine = "MC200002",
     .massar = "N140000022",
     .birth_date = "08/11/2006",
     .person = "2006-11-08,Bouzid,Ilyas,M,,",
     .years = {NULL, "registered,2025-11-10,", "errors,,sex;birth_date;address"}},
    {.text = "Suivi : ancien CNE de dix chiffres, et seule l’année de naissance est connue",
     .cine = "PB200003",
     .massar = "1029384756",
     .birth_date = "21/06/1999",
     .person = "1999,Chafik,Meryem,F,\"5, rue du Marché, Nador\",",
     .years = {"registered,2024-12-02,", NULL, NULL}},
    {.cine = NULL},
};

const demo_student_t *demo_student_find(const char *cine)
{
    for (const demo_student_t *student = demo_students; student->cine; student++)
        if (strcmp(student->cine, cine) == 0)
            return student;
    return NULL;
}

static void print_student(apr_file_t *out, const demo_student_t *student)
{
    for (int i = 0; i < (int)(sizeof student->years / sizeof *student->years); i++)
        if (student->years[i])
            apr_file_printf(out, "%d-%d,%s,%s,%s,%s\n", FIRST_YEAR + i, FIRST_YEAR + i + 1,
                            student->cine, student->massar, student->person, student->years[i]);
}

void demo_students_print(apr_file_t *out)
{
    apr_file_puts(HEADER, out);
    for (const demo_student_t *student = demo_students; student->cine; student++)
        print_student(out, student);
}
