-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- Registrations of students: a row for each student, academic year and sender.

CREATE TABLE registration (
    id               INTEGER PRIMARY KEY, -- order of arrival
    student_digest   CHAR(64) NOT NULL, -- keyed, of the number of the document
    key_id           VARCHAR(16) NOT NULL, -- of the key behind the digests
    academic_year    BIGINT NOT NULL, -- its first year
    establishment_id BIGINT NOT NULL, -- who has sent it; 0: the insurer
    version          BIGINT NOT NULL, -- +1 at each change: who writes names the one it read
    status           VARCHAR(16) NOT NULL, -- at_university | sent | errors | in_process | registered | other_cover
    is_insurers      BIGINT NOT NULL, -- 1: the insurer has set the status; 0: not
    shown_digest     CHAR(64), -- student_digest where the student sees the row, else NULL
    record_sealed    TEXT NOT NULL, -- all else: core/registration/record.h
    seen_at          BIGINT NOT NULL, -- when it was last changed
    due_at           BIGINT NOT NULL, -- from when on the student is told of the status; 0: need not be told
    told_at          BIGINT NOT NULL, -- when the student was last told of it; 0: never
    drawn_at         BIGINT NOT NULL, -- when the student was last told of a certificate that was drawn; 0: never
    refused_at       BIGINT NOT NULL -- when the student refused messages; 0: not
);

CREATE UNIQUE INDEX registration_student ON registration (student_digest, academic_year, establishment_id);
CREATE UNIQUE INDEX registration_shown ON registration (shown_digest, academic_year);
CREATE INDEX registration_establishment ON registration (establishment_id, id);
CREATE INDEX registration_year ON registration (academic_year, id);
CREATE INDEX registration_due ON registration (due_at, id);
