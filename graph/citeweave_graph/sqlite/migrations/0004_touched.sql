-- What changed since, so that what is kept beside the file can follow without reading all of it.

-- The committed batches that can still be followed. A stamp is drawn anew for each, so that a
-- batch of another file, or of another copy of this one, is never taken for one of these.
CREATE TABLE batch (number INTEGER PRIMARY KEY, stamp TEXT NOT NULL) STRICT;
INSERT INTO batch (number, stamp) VALUES (1, lower(hex(randomblob(16))));

-- Each node whose row (and so its search text) or leaving edges a batch changed, with the last
-- one that did, and the last one that changed an edge leaving it; 0 for none.
CREATE TABLE touched (
    node TEXT PRIMARY KEY,
    batch INTEGER NOT NULL,
    leaving INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX touched_batch ON touched (batch);
