-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- Registrations of students: a row for each student, academic year and sender.

CREATE TABLE registration (
    id               BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT 'order of arrival',
    student_digest   CHAR(64) NOT NULL COMMENT 'keyed, of the number of the document',
    key_id           VARCHAR(16) NOT NULL COMMENT 'of the key behind the digests',
    academic_year    BIGINT NOT NULL COMMENT 'its first year',
    establishment_id BIGINT NOT NULL COMMENT 'who has sent it; 0: the insurer',
    version          BIGINT NOT NULL COMMENT '+1 at each change: who writes names the one it read',
    status           VARCHAR(16) NOT NULL COMMENT 'at_university | sent | errors | in_process | registered | other_cover',
    is_insurers      BIGINT NOT NULL COMMENT '1: the insurer has set the status; 0: not',
    shown_digest     CHAR(64) NULL COMMENT 'student_digest where the student sees the row, else NULL',
    record_sealed    VARCHAR(8192) NOT NULL COMMENT 'all else: core/registration/record.h',
    seen_at          BIGINT NOT NULL COMMENT 'when it was last changed',
    due_at           BIGINT NOT NULL COMMENT 'from when on the student is told of the status; 0: need not be told',
    told_at          BIGINT NOT NULL COMMENT 'when the student was last told of it; 0: never',
    drawn_at         BIGINT NOT NULL COMMENT 'when the student was last told of a certificate that was drawn; 0: never',
    refused_at       BIGINT NOT NULL COMMENT 'when the student refused messages; 0: not',
    UNIQUE KEY registration_student (student_digest, academic_year, establishment_id),
    UNIQUE KEY registration_shown (shown_digest, academic_year),
    KEY registration_establishment (establishment_id, id),
    KEY registration_year (academic_year, id),
    KEY registration_due (due_at, id)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;
