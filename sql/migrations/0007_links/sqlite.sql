-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- What the links in messages are about. The token itself is only in the message: the database has
-- a keyed digest of it, so nobody can make a link from a copy of this table.

CREATE TABLE link (
    id             INTEGER PRIMARY KEY, -- order of making
    digest         CHAR(64) NOT NULL UNIQUE, -- of the kind and the token in the address
    kind           VARCHAR(16) NOT NULL, -- opposition | pass
    account_id     BIGINT NOT NULL, -- whose account it is about; 0: no account. It may be deleted by now
    content_sealed VARCHAR(2048) NOT NULL, -- what its reader may do
    expires_at     BIGINT NOT NULL -- end of the right; the row is kept for some time after it
);

CREATE INDEX link_expires ON link (expires_at);
