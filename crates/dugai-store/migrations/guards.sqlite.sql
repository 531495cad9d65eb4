-- Append-only: the event table refuses change and removal.
CREATE TRIGGER IF NOT EXISTS event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the event ledger is append-only'); END;
CREATE TRIGGER IF NOT EXISTS event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the event ledger is append-only'); END;
-- A REPLACE throws a row out without a DELETE where triggers do not fire for it, as with other programs.
CREATE TRIGGER IF NOT EXISTS event_no_replace BEFORE INSERT ON event WHEN EXISTS (SELECT 1 FROM event WHERE seq = NEW.seq OR (stream = NEW.stream AND version = NEW.version)) BEGIN SELECT RAISE(ABORT, 'the event ledger is append-only'); END;
