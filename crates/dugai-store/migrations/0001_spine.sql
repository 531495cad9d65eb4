-- Why: the first schema. Events are the truth; `stream` keeps each aggregate's folded state
-- and `inbox` the lines that tell people of an event, all written in one transaction.
-- BYTES stands for BLOB or BYTEA; a line that begins with @sqlite or @postgres is for that engine only.
CREATE TABLE counter (name TEXT PRIMARY KEY, value BIGINT NOT NULL);
INSERT INTO counter (name, value) VALUES ('event', 0);
CREATE TABLE event (seq BIGINT PRIMARY KEY, stream BYTES NOT NULL, kind TEXT NOT NULL, version BIGINT NOT NULL, event TEXT NOT NULL, payload TEXT NOT NULL, actor BYTES, at BIGINT NOT NULL, UNIQUE (stream, version));
CREATE TABLE stream (id BYTES PRIMARY KEY, kind TEXT NOT NULL, version BIGINT NOT NULL, body TEXT NOT NULL);
CREATE INDEX stream_kind ON stream (kind, id);
CREATE TABLE inbox (seq BIGINT NOT NULL, place BIGINT NOT NULL, at BIGINT NOT NULL, problem BYTES NOT NULL, event TEXT NOT NULL, weight BIGINT NOT NULL, unit BYTES, role TEXT, account BYTES, PRIMARY KEY (seq, place));
CREATE INDEX inbox_by_unit ON inbox (unit, at);
CREATE INDEX inbox_by_account ON inbox (account, at);
CREATE INDEX event_actor ON event (actor, seq);
INSERT INTO counter (name, value) VALUES ('directory', 0);

-- The register: one row a problem, computed from its state in the same transaction, and compared by
-- verify. Days are numbers since 1970; 9999999 stands for "no day", so that ranges and keysets need no
-- NULL. Its few indexes are on purpose: lists are filtered, counted and sorted in memory, where every
-- row written since a stamp is read again. `ord` numbers the rows; `sight` holds the ids of the units
-- that may see it, one behind the other; `turns` a line for each thing it waits for.
CREATE TABLE problem_index (
@sqlite ord INTEGER PRIMARY KEY,
@postgres ord BIGINT PRIMARY KEY,
id BYTES NOT NULL UNIQUE, number_key TEXT NOT NULL, number TEXT NOT NULL, title TEXT NOT NULL, place TEXT NOT NULL, source_round TEXT NOT NULL, stage BIGINT NOT NULL, source BIGINT NOT NULL, guidance BIGINT NOT NULL, level BIGINT NOT NULL, unit BYTES, supervisor BYTES, county BYTES, leader BYTES, kind TEXT NOT NULL, due BIGINT NOT NULL, whole_due BIGINT NOT NULL, look_back BIGINT NOT NULL, struck_off BIGINT NOT NULL, round BIGINT NOT NULL, percent BIGINT NOT NULL, public BIGINT NOT NULL, notice_until BIGINT NOT NULL, registered BIGINT NOT NULL, changed BIGINT NOT NULL, needle TEXT NOT NULL, sight BYTES NOT NULL, turns TEXT NOT NULL, group_lead BYTES, stamp BIGINT NOT NULL);
CREATE INDEX problem_by_stamp ON problem_index (stamp);
INSERT INTO counter (name, value) VALUES ('register', 0);
-- How often rules changed by which rows are computed, and up to which change all rows are.
INSERT INTO counter (name, value) VALUES ('rules', 0);
INSERT INTO counter (name, value) VALUES ('computed', 0);
-- Search: every two neighbouring characters are a word, and every single one.
@sqlite CREATE VIRTUAL TABLE problem_text USING fts5 (pairs, singles, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0");
@postgres CREATE TABLE problem_text (ord BIGINT PRIMARY KEY, words TEXT[] NOT NULL);
@postgres CREATE INDEX problem_text_words ON problem_text USING GIN (words);
-- One source, level and number is one problem: the key of a re-import.
CREATE TABLE problem_key (key TEXT PRIMARY KEY, problem BYTES NOT NULL);

CREATE TABLE inbox_read (account BYTES NOT NULL, seq BIGINT NOT NULL, place BIGINT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (account, seq, place));
CREATE INDEX inbox_by_role ON inbox (role, at);

-- Log-in. Nothing here is an event: passwords and sessions are not history.
CREATE TABLE login (account BYTES PRIMARY KEY, name TEXT NOT NULL UNIQUE, hash TEXT NOT NULL, changed BIGINT NOT NULL);
CREATE TABLE session (token BYTES PRIMARY KEY, account BYTES NOT NULL, opened BIGINT NOT NULL, seen BIGINT NOT NULL, agent TEXT NOT NULL);
CREATE INDEX session_account ON session (account);
CREATE TABLE throttle (key TEXT PRIMARY KEY, failures BIGINT NOT NULL, until BIGINT NOT NULL);
CREATE TABLE api_token (token BYTES PRIMARY KEY, account BYTES NOT NULL, name TEXT NOT NULL, writes BIGINT NOT NULL, opened BIGINT NOT NULL, expires BIGINT NOT NULL);
CREATE INDEX api_token_account ON api_token (account);
CREATE TABLE saved_filter (id BYTES PRIMARY KEY, account BYTES NOT NULL, name TEXT NOT NULL, query TEXT NOT NULL, place BIGINT NOT NULL);
CREATE INDEX saved_filter_account ON saved_filter (account, place);

-- The vault: sealed personal data, and the sealed keys facts of encrypted files.
CREATE TABLE vault (id BYTES PRIMARY KEY, purpose TEXT NOT NULL, sealed BYTES NOT NULL, at BIGINT NOT NULL);
CREATE TABLE blob (id BYTES PRIMARY KEY, problem BYTES, size BIGINT NOT NULL, media TEXT NOT NULL, form TEXT NOT NULL, at BIGINT NOT NULL);
-- Names that a person mapped to a unit while importing.
CREATE TABLE import_file (id BYTES PRIMARY KEY, account BYTES, name TEXT NOT NULL, sealed BYTES NOT NULL, at BIGINT NOT NULL);

-- Followers of the dense order, the tiles of the Merkle tree and its signed checkpoints.
CREATE TABLE follower (name TEXT PRIMARY KEY, position BIGINT NOT NULL, state BYTES NOT NULL);
CREATE TABLE tile (level BIGINT NOT NULL, place BIGINT NOT NULL, width BIGINT NOT NULL, hashes BYTES NOT NULL, PRIMARY KEY (level, place));
CREATE TABLE checkpoint (size BIGINT PRIMARY KEY, note TEXT NOT NULL, at BIGINT NOT NULL);
