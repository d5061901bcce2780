/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "people.h"

#define V(column) [CNOPS_COLUMN_##column]

#define PERSON(number, birth, family, given, family_ar, given_ar)                                  \
    V(CNI) = (number), V(BIRTH_DATE) = (birth), V(FAMILY_NAME) = (family),                         \
    V(GIVEN_NAME) = (given), V(FAMILY_NAME_AR) = (family_ar), V(GIVEN_NAME_AR) = (given_ar)
#define IS(document_type, status, pending)                                                         \
    V(DOCUMENT_TYPE) = (document_type), V(STATUS) = (status), V(ADDRESS_PENDING) = (pending)
#define ORDINARY IS("cnie", "active", "0")
#define PUBLIC(number, employee)                                                                   \
    V(SCHEME) = "public", V(IMMATRICULATION) = (number), V(EMPLOYEE_NO) = (employee),              \
    V(MUTUELLE) = "Mutuelle Al Amal (exemple)", V(AFFILIATION_NO) = ("AF-" employee),              \
    V(RIGHTS_FROM) = "2015-01-01"
#define STUDENT(number, massar)                                                                    \
    V(SCHEME) = "student", V(IMMATRICULATION) = (number), V(MASSAR) = (massar),                    \
    V(RIGHTS_FROM) = "2026-09-01", V(RIGHTS_TO) = "2027-08-31"
#define TRANSFER(last8)          V(PAYMENT_MODE) = "transfer", V(RIB) = ("0007800001234567" last8)
#define MONEY_ORDER(number)      V(PAYMENT_MODE) = "money_order", V(CIVIL_STATUS_NO) = (number)
#define LIVES(where, code, town) V(ADDRESS) = (where), V(POSTAL_CODE) = (code), V(CITY) = (town)

const demo_case_t demo_cases[] = {
    {.text = "Secteur public, virement bancaire",
     .values = {PERSON("AA100001", "1980-04-12", "Bennani", "Amina", "بناني", "أمينة"), ORDINARY,
                PUBLIC("100000011", "200001"), TRANSFER("12345678"),
                LIVES("12, rue des Orangers", "10000", "Rabat")},
     .birth_date = "12/04/1980"},
    {.text = "Secteur public, mandat électronique (question : état civil)",
     .values = {PERSON("BE100002", "1975-11-30", "Tazi", "Youssef", "التازي", "يوسف"), ORDINARY,
                PUBLIC("100000022", "200002"), MONEY_ORDER("1402/1975"),
                LIVES("4, avenue des Palmiers", "20000", "Casablanca")},
     .birth_date = "30/11/1975"},
    {.text = "Étudiant, virement bancaire (immatriculation : la CNIE)",
     .values = {PERSON("JB100003", "2004-02-29", "Amrani", "Salma", "العمراني", "سلمى"), ORDINARY,
                STUDENT("JB100003", "G130000003"), TRANSFER("30303030"),
                LIVES("Cité universitaire, pavillon 3", "80000", "Agadir"),
                V(EMAIL_ON_FILE) = "salma.amrani@example.ma"},
     .birth_date = "29/02/2004"},
    {.text = "Étudiant, mandat électronique (question : état civil)",
     .values = {PERSON("K100004", "2005-09-01", "Ziani", "Hamza", "الزياني", "حمزة"), ORDINARY,
                STUDENT("K100004", "R140000004"), MONEY_ORDER("88/2005"),
                LIVES("7, rue du Détroit", "90000", "Tanger")},
     .birth_date = "01/09/2005"},
    {.text = "Virement bancaire sans RIB connu : aucune réponse ne convient, il faut appeler",
     .values = {PERSON("CD100005", "1968-06-15", "Berrada", "Karim", "برادة", "كريم"), ORDINARY,
                PUBLIC("100000055", "200005"), V(PAYMENT_MODE) = "transfer",
                LIVES("31, rue des Teinturiers", "30000", "Fès")},
     .birth_date = "15/06/1968"},
    {.text = "A déjà un compte et soixante dossiers de maladie : se connecter, ou voir où mène une "
             "seconde inscription",
     .values = {PERSON("AB100006", "1985-01-20", "Idrissi", "Nadia", "الإدريسي", "نادية"), ORDINARY,
                PUBLIC("100000066", "200006"), TRANSFER("60606060"),
                LIVES("9, rue Ibn Sina", "10000", "Rabat")},
     .birth_date = "20/01/1985",
     .password = "Palmier-bleu-2026",
     .email = "nadia.idrissi@example.ma",
     .phone = "+212600000006",
     .claims = 60},
    {.text = "Immatriculation close : un compte, mais pas d’attestation",
     .values = {PERSON("EE100007", "1959-03-03", "Naciri", "Omar", "الناصري", "عمر"),
                PUBLIC("100000077", "200007"), TRANSFER("70707070"), IS("cnie", "closed", "0"),
                V(RIGHTS_TO) = "2024-12-31", LIVES("2, rue de l’Atlas", "40000", "Marrakech")},
     .birth_date = "03/03/1959"},
    {.text = "Assuré décédé : traité comme un inconnu",
     .values = {PERSON("FA100008", "1948-08-08", "Kabbaj", "Leila", "القباج", "ليلى"),
                PUBLIC("100000088", "200008"), TRANSFER("80808080"), IS("cnie", "deceased", "0"),
                LIVES("5, rue du Jasmin", "60000", "Oujda")},
     .birth_date = "08/08/1948"},
    {.text = "Seule l’année de naissance est connue : tout jour de 1952 convient",
     .values = {PERSON("GN100009", "1952", "Saidi", "Rachid", "السعيدي", "رشيد"), ORDINARY,
                PUBLIC("100000099", "200009"), MONEY_ORDER("17/1952"),
                LIVES("Douar Aït Fictif", "45000", "Ouarzazate")},
     .birth_date = "14/07/1952"},
    {.text = "Étudiant étranger, avec un passeport",
     .values = {PERSON("PX1000010", "2003-12-24", "Diallo", "Awa", NULL, NULL),
                IS("passport", "active", "0"), STUDENT("PX1000010", "S150000010"),
                TRANSFER("10101010"), LIVES("Cité internationale, chambre 12", "10000", "Rabat")},
     .birth_date = "24/12/2003"},
    {.text = "Deux immatriculations, une personne : agent public…",
     .values = {PERSON("DO100011", "1995-05-05", "Fassi", "Imane", "الفاسي", "إيمان"), ORDINARY,
                PUBLIC("100000111", "200011"), TRANSFER("11111112"),
                LIVES("18, avenue de la Liberté", "50000", "Meknès")},
     .birth_date = "05/05/1995"},
    {.text = "… et étudiante : un seul compte, par l’une ou par l’autre",
     .values = {PERSON("DO100011", "1995-05-05", "Fassi", "Imane", "الفاسي", "إيمان"), ORDINARY,
                STUDENT("DO100011", "H120000011"), TRANSFER("11111112"),
                LIVES("18, avenue de la Liberté", "50000", "Meknès")},
     .birth_date = "05/05/1995"},
    {.text = "Adresse à confirmer",
     .values = {PERSON("HH100012", "1990-10-10", "Lahlou", "Zineb", "لحلو", "زينب"),
                PUBLIC("100000122", "200012"), TRANSFER("12121212"), IS("cnie", "active", "1"),
                LIVES("Ancienne médina, derb 4", "24000", "El Jadida")},
     .birth_date = "10/10/1990"},
    {.text = "A un compte, mais aucun dossier de maladie",
     .values = {PERSON("LC100013", "1993-07-07", "Sefrioui", "Anas", "الصفريوي", "أنس"), ORDINARY,
                PUBLIC("100000133", "200013"), TRANSFER("13131313"),
                LIVES("21, rue des Oliviers", "30000", "Fès")},
     .birth_date = "07/07/1993",
     .password = "Olivier-vert-2026",
     .email = "anas.sefrioui@example.ma",
     .phone = "+212600000013"},
    {.text = "A un compte et trois dossiers de maladie",
     .values = {PERSON("MA100014", "1988-03-18", "Chraibi", "Khadija", "الشرايبي", "خديجة"),
                ORDINARY, PUBLIC("100000144", "200014"), MONEY_ORDER("512/1988"),
                LIVES("6, avenue de la Mer", "80000", "Agadir")},
     .birth_date = "18/03/1988",
     .password = "Figuier-blanc-2026",
     .email = "khadija.chraibi@example.ma",
     .phone = "+212600000014",
     .claims = 3},
    {.text = "A un compte et deux mille dossiers de maladie, dans tous les états",
     .values = {PERSON("WB100015", "1962-11-02", "Mansouri", "Omar", "المنصوري", "عمر"), ORDINARY,
                PUBLIC("100000155", "200015"), TRANSFER("15151515"),
                LIVES("40, boulevard des Cèdres", "20000", "Casablanca")},
     .birth_date = "02/11/1962",
     .password = "Amandier-rose-2026",
     .email = "omar.mansouri@example.ma",
     .phone = "+212600000015",
     .claims = 2000},
    {.text = NULL}};

int demo_case_count(void)
{
    return (int)(sizeof demo_cases / sizeof *demo_cases) - 1;
}
