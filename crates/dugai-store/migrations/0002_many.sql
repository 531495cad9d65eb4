-- Why: what is chosen for one act on many problems, and afterwards what became of each, has an address of
-- its own, so that going back or reading it again sends nothing twice. Kept for some weeks; no history, for
-- each act is an event. `body` is what the pages keep, `at` when it was chosen.
CREATE TABLE act_many (id BYTES PRIMARY KEY, account BYTES NOT NULL, body TEXT NOT NULL, at BIGINT NOT NULL);
-- The order of the list is another since: rows that there are must be computed anew, which the program does
-- when it next serves, or `dugai migrate` at once.
UPDATE counter SET value = value + 1 WHERE name = 'rules' AND EXISTS (SELECT 1 FROM problem_index);
