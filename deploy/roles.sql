-- The two roles, made once by the database's administrator, who is asked for a password for each:
--   runuser -u postgres -- psql < roles.sql
-- The server gets the passwords as SCRAM digests only. After this: database.sql.
\set ON_ERROR_STOP on
SET password_encryption = 'scram-sha-256';
CREATE ROLE fravaertui_owner LOGIN;
CREATE ROLE fravaertui LOGIN;
\password fravaertui_owner
\password fravaertui
