-- Who is one with whom: what the rules decided and why, and which names stand for others.
-- An author's place is known by a key of its own; graphs from before are derived anew.

CREATE TABLE decision (
    kind TEXT NOT NULL,
    one TEXT NOT NULL,
    other TEXT NOT NULL CHECK (one <= other),
    verdict TEXT NOT NULL CHECK (verdict IN ('same', 'different', 'unsure')),
    score INTEGER NOT NULL CHECK (score BETWEEN 0 AND 1000),
    one_base TEXT NOT NULL,
    other_base TEXT NOT NULL,
    one_node TEXT NOT NULL,
    other_node TEXT NOT NULL,
    rule TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (kind, one, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX decision_one ON decision (one_base);
CREATE INDEX decision_other ON decision (other_base);
CREATE INDEX decision_one_node ON decision (one_node);
CREATE INDEX decision_other_node ON decision (other_node);
CREATE INDEX decision_unsure ON decision (score, kind, one, other) WHERE verdict = 'unsure';

CREATE TABLE resolution (name TEXT PRIMARY KEY, target TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX resolution_target ON resolution (target);

ALTER TABLE slot ADD COLUMN key TEXT NOT NULL DEFAULT '';
CREATE INDEX slot_key ON slot (key);
