-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- The database and its two accounts, once, as MariaDB's administrator:
--     adduser --system --no-create-home cnops-migrate
--     mariadb < accounts.mysql.sql
--
-- Nobody has a password: MariaDB asks the kernel who is at the other end of its socket, so
-- an account is named as a user of the machine. What httpd runs as cannot change the schema:
-- a bug of the web server cannot drop a table. The schema is changed by
--     cnopsctl --user cnops-migrate --driver mysql --migrations /usr/share/cnops/migrations \
--         --params "user=cnops-migrate,dbname=cnops,sock=/run/mysqld/mysqld.sock,group=cnops" migrate
-- and every other command works as www-data, with user=www-data.

CREATE DATABASE IF NOT EXISTS cnops CHARACTER SET utf8mb4;

CREATE USER IF NOT EXISTS `www-data`@localhost IDENTIFIED VIA unix_socket;
GRANT SELECT, INSERT, UPDATE, DELETE ON cnops.* TO `www-data`@localhost;

CREATE USER IF NOT EXISTS `cnops-migrate`@localhost IDENTIFIED VIA unix_socket;
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES
    ON cnops.* TO `cnops-migrate`@localhost;
