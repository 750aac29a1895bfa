-- A database with nothing in it, made by the database's administrator:
--   runuser -u postgres -- psql < database.sql
--   runuser -u postgres -- psql --set=name=fravaertui_ny < database.sql      (to restore a backup into)
-- Tables, and the extension btree_gist, are made by fravaertui_owner: `migrate`, or pg_restore.
\set ON_ERROR_STOP on
\if :{?name}
\else
    \set name fravaertui
\endif
CREATE DATABASE :"name" OWNER fravaertui_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"name" TO fravaertui;
\connect :"name"
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
