-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- For MariaDB: adds @COUNT@ members to those that an import has written; a third of them has an account.
-- Whoever uses this file replaces @COUNT@. It is fifty times as fast as an import. Digests are random and
-- sealed texts are copies of a real one, so sizes, indexes and plans are those of imported members, but
-- nobody can sign in as one of these.

SET unique_checks = 0, foreign_key_checks = 0;

SELECT MAX(id) INTO @person FROM person;
SELECT MAX(id) INTO @membership FROM membership;
SELECT record_sealed, key_id, since, updated_at INTO @name, @key, @since, @at FROM person_version LIMIT 1;
SELECT record_sealed, import_digest INTO @record, @import FROM membership_version LIMIT 1;
SELECT password_hash, email_sealed, phone_sealed INTO @hash, @email, @phone FROM account LIMIT 1;
SET autocommit = 0;

INSERT INTO person (id, document_digest, key_id)
    SELECT @person + seq, SHA2(CONCAT('document', seq), 256), @key FROM seq_1_to_@COUNT@;
INSERT INTO membership (id, immatriculation_digest, key_id)
    SELECT @membership + seq, SHA2(CONCAT('number', seq), 256), @key FROM seq_1_to_@COUNT@;
INSERT INTO person_version (person_id, since, record_sealed, key_id, updated_at)
    SELECT @person + seq, @since, @name, @key, @at FROM seq_1_to_@COUNT@;
INSERT INTO membership_version (membership_id, since, person_id, scheme, status, payment_mode, employee_digest,
        rib_digest, rights_from, record_sealed, key_id, import_digest, updated_at)
    SELECT @membership + seq, @since, @person + seq, 'public', 'active', 'transfer', SHA2(CONCAT('employee', seq), 256),
        SHA2(CONCAT('rib', seq), 256), '2015-01-01', @record, @key, @import, @at FROM seq_1_to_@COUNT@;

INSERT INTO account (person_id, password_hash, email_digest, email_sealed, phone_digest, phone_sealed, lang,
        terms_version, terms_lang, terms_at, journey_id, key_id, created_at, signed_in_at)
    SELECT @person + 3 * seq, @hash, SHA2(CONCAT('email', seq), 256), @email,
        SHA2(CONCAT('phone', seq), 256), @phone, 'fr', '1', 'fr', @at, LEFT(SHA2(CONCAT('journey', seq), 256), 32),
        @key, @at, @at FROM seq_1_to_@COUNT@ WHERE 3 * seq <= @COUNT@;

COMMIT;
