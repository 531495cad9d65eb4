-- Why: the first schema. Events are the truth; `stream` keeps each aggregate's folded state
-- and `inbox` the lines that tell people of an event, all written in one transaction.
-- BYTES stands for BLOB or BYTEA.
CREATE TABLE counter (name TEXT PRIMARY KEY, value BIGINT NOT NULL);
INSERT INTO counter (name, value) VALUES ('event', 0);
CREATE TABLE event (seq BIGINT PRIMARY KEY, stream BYTES NOT NULL, kind TEXT NOT NULL, version BIGINT NOT NULL, event TEXT NOT NULL, payload TEXT NOT NULL, actor BYTES, at BIGINT NOT NULL, UNIQUE (stream, version));
CREATE TABLE stream (id BYTES PRIMARY KEY, kind TEXT NOT NULL, version BIGINT NOT NULL, body TEXT NOT NULL);
CREATE INDEX stream_kind ON stream (kind);
CREATE TABLE inbox (seq BIGINT NOT NULL, place BIGINT NOT NULL, at BIGINT NOT NULL, problem BYTES NOT NULL, event TEXT NOT NULL, weight BIGINT NOT NULL, unit BYTES, role TEXT, account BYTES, PRIMARY KEY (seq, place));
CREATE INDEX inbox_by_unit ON inbox (unit, at);
CREATE INDEX inbox_by_account ON inbox (account, at);
