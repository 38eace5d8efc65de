-- Fewer and fuller pages.

-- What records state and extractors found are long texts that are read as a whole: packed (see
-- `packing.py`), in tables whose pages hold more than one of them.
CREATE TABLE record_5 (
    hash TEXT PRIMARY KEY NOT NULL,
    key TEXT NOT NULL,
    stub INTEGER NOT NULL,
    payload ANY NOT NULL
) STRICT;
INSERT INTO record_5 (hash, key, stub, payload)
    SELECT hash, key, stub, packed(payload) FROM record ORDER BY hash;
DROP TABLE record;
ALTER TABLE record_5 RENAME TO record;

CREATE TABLE extraction_5 (
    text TEXT PRIMARY KEY NOT NULL,
    extractor TEXT NOT NULL,
    payload ANY NOT NULL
) STRICT;
INSERT INTO extraction_5 (text, extractor, payload)
    SELECT text, extractor, packed(payload) FROM extraction ORDER BY text;
DROP TABLE extraction;
ALTER TABLE extraction_5 RENAME TO extraction;

-- Nearly all rows say which record cites a reference. What a record cites is in the record: who
-- has a reference is asked, and what a source has.
CREATE TABLE owner_5 (
    hash TEXT NOT NULL REFERENCES record (hash) DEFERRABLE INITIALLY DEFERRED,
    owner TEXT NOT NULL,
    PRIMARY KEY (hash, owner)
) STRICT, WITHOUT ROWID;
INSERT INTO owner_5 (hash, owner) SELECT hash, owner FROM owner ORDER BY hash, owner;
DROP TABLE owner;
ALTER TABLE owner_5 RENAME TO owner;
CREATE INDEX owner_source ON owner (owner) WHERE substr(owner, 1, 7) <> 'record:';

-- Of the edges without a role only the relations are few at a concept.
DROP INDEX edge_without_role;
CREATE INDEX edge_of_relation ON edge (target, kind)
    WHERE kind IN ('BROADER', 'COMPARED_WITH', 'EVALUATED_ON', 'PART_OF', 'USED_FOR');
