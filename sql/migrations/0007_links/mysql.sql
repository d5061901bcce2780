-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- What the links in messages are about. The token itself is only in the message: the database has
-- a keyed digest of it, so nobody can make a link from a copy of this table.

CREATE TABLE link (
    id             BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT 'order of making',
    digest         CHAR(64) NOT NULL COMMENT 'of the kind and the token in the address',
    kind           VARCHAR(16) NOT NULL COMMENT 'opposition | pass',
    account_id     BIGINT NOT NULL COMMENT 'whose account it is about; 0: no account. It may be deleted by now',
    content_sealed VARCHAR(2048) NOT NULL COMMENT 'what its reader may do',
    expires_at     BIGINT NOT NULL COMMENT 'end of the right; the row is kept for some time after it',
    UNIQUE KEY link_digest (digest),
    KEY link_expires (expires_at)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;
