#!/bin/sh
# For compose.yaml: run once by PostgreSQL's image, on an empty volume. Makes what roles.sql asks for.
set -eu
psql --set=ON_ERROR_STOP=on --username=postgres --set=owner="$OWNER_PASSWORD" \
    --set=serving="$SERVING_PASSWORD" <<'SQL'
CREATE ROLE fravaertui_owner LOGIN PASSWORD :'owner';
CREATE ROLE fravaertui LOGIN PASSWORD :'serving';
SQL
psql --username=postgres --file=/deploy/database.sql
