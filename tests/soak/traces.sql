-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- For MariaDB: what @COUNT@ members leave behind who are of tests/bench/members.sql, and their claims. Whoever uses this file
-- replaces @COUNT@.

SET unique_checks = 0, foreign_key_checks = 0, autocommit = 0;

SELECT MAX(id) - @COUNT@ INTO @person FROM person;
SELECT MAX(id) - FLOOR(@COUNT@ / 3) INTO @account FROM account;
SELECT key_id, updated_at, record_sealed INTO @key, @at, @record FROM membership_version LIMIT 1;
SELECT email_sealed, phone_sealed INTO @email, @phone FROM account LIMIT 1;
SET @now = UNIX_TIMESTAMP() * 1000000, @hour = 3600000000;

INSERT INTO device (account_id, browser, first_at, seen_at, address_block, user_agent)
    SELECT @account + seq, LEFT(SHA2(CONCAT('browser', seq), 256), 32), @at, @at, '192.0.2.0/24', 'Firefox'
        FROM seq_1_to_@COUNT@ WHERE 3 * seq <= @COUNT@;
INSERT INTO event (person_id, seq, kind, content_sealed, mac, key_id, at)
    SELECT @person + 3 * seq, 1, 'account_created', LEFT(@record, 200), SHA2(CONCAT('mac', seq), 256), @key, @at
        FROM seq_1_to_@COUNT@ WHERE 3 * seq <= @COUNT@;
INSERT INTO outbox (message_id, channel, content_sealed, state, attempts, owner, lease_until, due_at, created_at,
        expires_at, settled_at)
    SELECT LEFT(SHA2(CONCAT('message', seq), 256), 32), IF(seq % 2, 'sms', 'email'), '', 'sent', 1, '', 0, @at, @at, 0,
        @at FROM seq_1_to_@COUNT@ WHERE 3 * seq <= @COUNT@;

INSERT INTO session (token_digest, account_id, created_at, seen_at, address_block, user_agent)
    SELECT SHA2(CONCAT('token', seq), 256), @account + seq, @now - @hour * seq * 16 / @COUNT@, @now - @hour * seq / @COUNT@,
        '192.0.2.0/24', 'Firefox' FROM seq_1_to_@COUNT@ WHERE 16 * seq <= @COUNT@;
INSERT INTO address_answer (membership_id, address_digest, key_id, how, answered_at)
    SELECT m.id, SHA2(CONCAT('address', m.id), 256), @key, 'confirmed', @at FROM membership m WHERE m.id % 20 = 0;
INSERT INTO counter (purpose, subject, hits, window_at, closes_at, last_at)
    SELECT 'person-answers', SHA2(CONCAT('subject', seq), 256), 1, @now, @now + 24 * @hour, @now
        FROM seq_1_to_@COUNT@ WHERE 16 * seq <= @COUNT@;
INSERT INTO challenge (journey_id, channel, destination_digest, serial, tries, sent_count, sent_at, expires_at,
        consumed_at)
    SELECT LEFT(SHA2(CONCAT('journey', seq), 256), 32), 'email', SHA2(CONCAT('email', seq), 256), 1, 0, 1, @now,
        @now + @hour, 0 FROM seq_1_to_@COUNT@ WHERE 16 * seq <= @COUNT@;
INSERT INTO spent_token (digest, expires_at)
    SELECT SHA2(CONCAT('proof', seq), 256), @now + @hour FROM seq_1_to_@COUNT@ WHERE 16 * seq <= @COUNT@;
INSERT INTO link (digest, kind, account_id, content_sealed, expires_at)
    SELECT SHA2(CONCAT('link', seq), 256), 'pass', @account + seq, LEFT(@record, 200), @now + @hour
        FROM seq_1_to_@COUNT@ WHERE 16 * seq <= @COUNT@;
INSERT INTO change_request (ref, person_id, kind, state, version, email_digest, email_sealed, phone_digest,
        phone_sealed, lang, key_id, reminders, letter_digest, letter_at, hastened_by, apply_at, created_at, settled_at)
    SELECT LEFT(SHA2(CONCAT('ref', seq), 256), 32), @person + 3 * seq, 'contact', 'applied', 1,
        SHA2(CONCAT('email', seq), 256), @email, SHA2(CONCAT('phone', seq), 256), @phone, 'fr', @key, 0,
        SHA2(CONCAT('letter', seq), 256), 0, '', 0, @at, @at FROM seq_1_to_@COUNT@ WHERE 64 * seq <= @COUNT@;

SELECT MAX(id) INTO @membership FROM membership;
INSERT INTO claim (membership_id, received_on, id, since, status, reference_digest, beneficiary_digest, record_sealed,
        key_id, import_digest)
    SELECT @membership - seq % @COUNT@, DATE_SUB('2026-06-30', INTERVAL seq % 1700 DAY), seq, 1, 'paid',
        SHA2(CONCAT('reference', seq), 256), SHA2(CONCAT('beneficiary', seq % @COUNT@), 256), LEFT(@record, 300), @key,
        SHA2(CONCAT('row', seq), 256) FROM seq_1_to_@COUNT@;
INSERT INTO claim_total (membership_id, year, beneficiary_digest, since, record_sealed, key_id)
    SELECT @membership - seq % @COUNT@, 2022 + seq % 5, SHA2(CONCAT('beneficiary', seq % @COUNT@), 256), 1,
        LEFT(@record, 200), @key FROM seq_1_to_@COUNT@;
INSERT INTO claim_news (membership_id, since)
    SELECT @membership - seq, 1 + seq % 50 FROM seq_1_to_@COUNT@ WHERE 16 * seq <= @COUNT@;

INSERT INTO ticket (reference, person_id, membership_id, kind, state, version, payload_sealed, opened_at, due_at,
        decided_at, read_at)
    SELECT LPAD(seq, 10, '0'), @person + seq, @membership + seq, 'complaint', 'accepted', 1,
        LEFT(@record, 200), @at, @at, @now, 0 FROM seq_1_to_@COUNT@ WHERE 16 * seq <= @COUNT@;

COMMIT;
