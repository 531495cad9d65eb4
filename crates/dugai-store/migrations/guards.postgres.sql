-- Append-only: the event table refuses change and removal. A trigger refuses its owner, too, whom a
-- revoked right does not hinder.
REVOKE UPDATE, DELETE, TRUNCATE ON event FROM PUBLIC;
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN RAISE EXCEPTION 'the event ledger is append-only'; END $body$;
DROP TRIGGER IF EXISTS event_append_only ON event;
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
