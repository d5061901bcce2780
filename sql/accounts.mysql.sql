-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0
--
-- Creates the database and its two accounts. Run it once as administrator of MariaDB:
--     adduser --system --no-create-home cnops-migrate
--     mariadb < accounts.mysql.sql
--
-- The accounts have no passwords: MariaDB asks the kernel which user is connected to its socket,
-- so each account has the name of a user of the machine. The account of httpd cannot change the
-- schema, so a fault of the web server cannot drop a table. The schema is changed by
--     cnopsctl --user cnops-migrate --driver mysql --migrations /usr/share/cnops/migrations \
--         --params "user=cnops-migrate,dbname=cnops,sock=/run/mysqld/mysqld.sock,group=cnops" migrate
-- Every other command runs as www-data, with user=www-data.

CREATE DATABASE IF NOT EXISTS cnops CHARACTER SET utf8mb4;

CREATE USER IF NOT EXISTS `www-data`@localhost IDENTIFIED VIA unix_socket;
GRANT SELECT, INSERT, UPDATE, DELETE ON cnops.* TO `www-data`@localhost;

CREATE USER IF NOT EXISTS `cnops-migrate`@localhost IDENTIFIED VIA unix_socket;
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES
    ON cnops.* TO `cnops-migrate`@localhost;
