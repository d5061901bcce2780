/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Registrations of students: one row a student, academic year and sender. A sender is an
 * establishment, or the insurer (establishment 0). The rules are in core/registration/.
 *
 * Of the rows of one student and year, one is shown to the student. The others are about another
 * establishment's student, and are kept only to answer their sender.
 *
 * Floor: core. Threads: any. Secrets: records are sealed, the student is a keyed digest. */
#ifndef CNOPS_CORE_PORTS_REGISTRATIONS_H
#define CNOPS_CORE_PORTS_REGISTRATIONS_H

#include "base/words.h"
#include "core/ports/purging.h"
#include "core/ports/trail.h"

#include <stdbool.h>

/* With the words of files, of the database and of JSON (mission.md §7). */
#define CNOPS_REGISTRATION_STATUS(X)                                                               \
    X(CNOPS_REGISTRATION_AT_UNIVERSITY, "at_university")                                           \
    X(CNOPS_REGISTRATION_SENT, "sent")                                                             \
    X(CNOPS_REGISTRATION_ERRORS, "errors")                                                         \
    X(CNOPS_REGISTRATION_IN_PROCESS, "in_process")                                                 \
    X(CNOPS_REGISTRATION_REGISTERED, "registered")                                                 \
    X(CNOPS_REGISTRATION_OTHER_COVER, "other_cover")
typedef enum {
    CNOPS_REGISTRATION_STATUS(CNOPS_WORDS_NAME) CNOPS_REGISTRATION_STATUSES
} cnops_registration_status_e;

const char *cnops_registration_status_name(cnops_registration_status_e status);
/* Returns false (and leaves *pvalue alone) on any other word. */
bool cnops_registration_status_parse(cnops_registration_status_e *pvalue, const char *word);

#define CNOPS_REGISTRATION_INSURER 0 /* the sender of the insurer's own rows */

typedef struct cnops_registration_t {
    apr_int64_t id;             /* given by the store; 0: a new one */
    const char *student_digest; /* of the document */
    const char *key_id;         /* of the key behind it */
    apr_int64_t academic_year;  /* its first year: 2025 */
    apr_int64_t establishment_id;
    apr_int64_t version; /* of the row that was read; 1 for a new one */
    cnops_registration_status_e status;
    bool is_insurers;          /* the insurer has set the status: no establishment changes it */
    bool is_shown;             /* to the student; one row a student and year */
    const char *record_sealed; /* core/registration/record.h */
    apr_time_t seen_at;        /* when it was last changed */
    apr_time_t due_at;         /* from when on the student is told of it; 0: need not be told */
    apr_time_t told_at;        /* last message about it; 0: none */
    apr_time_t drawn_at;       /* last message about a certificate that was drawn; 0: none */
    apr_time_t refused_at;     /* when the student refused messages; 0: not */
} cnops_registration_t;

typedef enum {
    CNOPS_REGISTRATION_ADDED,
    CNOPS_REGISTRATION_CHANGED,
    CNOPS_REGISTRATION_UNCHANGED
} cnops_registration_outcome_e;

/* A change that is ready to be written. */
typedef struct cnops_registration_write_t {
    cnops_registration_outcome_e outcome;
    cnops_registration_t row; /* as it will be; id and version of the row that was read */
} cnops_registration_write_t;

/* *pwrite: the next change, which lives until the next call; NULL after the last one. With
 * is_first, begins at the first one again. */
typedef struct cnops_registrations_source_t {
    apr_status_t (*next)(void *self, const cnops_registration_write_t **pwrite, bool is_first);
    void *self;
} cnops_registrations_source_t;

/* Which ones a list has, by id. */
typedef struct cnops_registrations_wanted_t {
    apr_int64_t academic_year;    /* 0: of any year */
    apr_int64_t establishment_id; /* -1: of any sender */
    apr_int64_t after_id;
    int max;
} cnops_registrations_wanted_t;

/* A message to a student. */
typedef struct cnops_registration_telling_t {
    const cnops_registration_t *row;
    bool is_drawing; /* of a certificate that was drawn; else of a status */
    const cnops_outbox_row_t *message;
    apr_time_t now;
    apr_time_t since; /* no other message of this kind to this student may be as young */
} cnops_registration_telling_t;

typedef struct cnops_registrations_port_t {
    /* *plist: cnops_registration_t with this digest, of all years and senders, by id. */
    apr_status_t (*of_student)(void *self, apr_array_header_t **plist, const char *student_digest,
                               apr_pool_t *pool);
    /* *plist: those of them that are shown, newest year first. Where there are none, those of
     * another student, because it takes longer to find rows than to find none: the caller compares
     * the digest. */
    apr_status_t (*shown_to)(void *self, apr_array_header_t **plist, const char *student_digest,
                             apr_pool_t *pool);
    apr_status_t (*by_id)(void *self, const cnops_registration_t **pregistration, apr_int64_t id,
                          apr_pool_t *pool);
    /* *plist: cnops_registration_t, by id. */
    apr_status_t (*list)(void *self, apr_array_header_t **plist,
                         const cnops_registrations_wanted_t *wanted, apr_pool_t *pool);

    /* Adds or changes a row; one that is unchanged is left alone. *pid: of the row. A change keeps
     * told_at, drawn_at and refused_at, and due_at where the status stays: the student may have
     * been told since the row was read. CNOPS_ECONFLICT, and nothing is written, where somebody has
     * changed the row since it was read, or has added a row that keeps this one out: read again.
     * trail may be NULL. */
    apr_status_t (*write)(void *self, apr_int64_t *pid, const cnops_registration_write_t *write,
                          const cnops_trail_t *trail, apr_pool_t *pool);
    /* The same for many: all of them in one transaction, or none. */
    apr_status_t (*write_all)(void *self, const cnops_registrations_source_t *source,
                              apr_pool_t *pool);

    /* *plist: cnops_registration_t that are due, the one that waits longest first. */
    apr_status_t (*due)(void *self, apr_array_header_t **plist, apr_time_t now, int max,
                        apr_pool_t *pool);
    /* Queues the message. The row was told now, and of a status it is not due any more.
     * CNOPS_ECONFLICT, and nothing is written, where due_at is not any more what telling->row says,
     * the student has got such a message since telling->since, or, of a status, refuses them. */
    apr_status_t (*tell)(void *self, const cnops_registration_telling_t *telling, apr_pool_t *pool);
    /* It is due at due_at; 0: it is not told. CNOPS_ECONFLICT where row->due_at has changed. */
    apr_status_t (*postpone)(void *self, const cnops_registration_t *row, apr_time_t due_at,
                             apr_pool_t *pool);
    /* The student with this digest refuses messages about statuses; nothing of theirs is due. */
    apr_status_t (*refuse)(void *self, const char *student_digest, apr_time_t now,
                           apr_pool_t *pool);

    /* Age: since the beginning of the year in which the academic year ends. */
    cnops_purge_fn purge;
} cnops_registrations_port_t;

#endif
