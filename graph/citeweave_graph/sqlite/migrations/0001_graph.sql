-- The truth: what sources said, extractors found and people judged.

CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE manifest (version INTEGER PRIMARY KEY, payload TEXT NOT NULL) STRICT;

CREATE TABLE source (
    uri TEXT PRIMARY KEY,
    format TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    records INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    complete INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
    hash TEXT PRIMARY KEY,
    key TEXT NOT NULL,
    stub INTEGER NOT NULL,
    payload TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE owner (
    hash TEXT NOT NULL REFERENCES record (hash) DEFERRABLE INITIALLY DEFERRED,
    owner TEXT NOT NULL,
    PRIMARY KEY (owner, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX owner_hash ON owner (hash);

CREATE TABLE extraction (
    text TEXT PRIMARY KEY,
    extractor TEXT NOT NULL,
    payload TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE judgement (
    id TEXT PRIMARY KEY,
    subject TEXT NOT NULL,
    object TEXT NOT NULL,
    payload TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX judgement_subject ON judgement (subject);
CREATE INDEX judgement_object ON judgement (object);

-- What follows from it.

CREATE TABLE block (
    hash TEXT NOT NULL REFERENCES record (hash) DEFERRABLE INITIALLY DEFERRED,
    block TEXT NOT NULL,
    PRIMARY KEY (block, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX block_hash ON block (hash);

CREATE TABLE member (
    hash TEXT PRIMARY KEY REFERENCES record (hash) DEFERRABLE INITIALLY DEFERRED,
    paper TEXT NOT NULL REFERENCES node (id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE INDEX member_paper ON member (paper);

CREATE TABLE node (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    sort_name TEXT NOT NULL,
    year INTEGER,
    venue TEXT,
    language TEXT,
    stub INTEGER NOT NULL,
    retracted INTEGER NOT NULL,
    concept_kind TEXT,
    document_frequency INTEGER NOT NULL,
    paper_count INTEGER NOT NULL,
    first_year INTEGER,
    text TEXT,
    payload TEXT NOT NULL
) STRICT;
CREATE INDEX node_by_id ON node (kind, id);
CREATE INDEX node_by_name ON node (kind, sort_name, id);
CREATE INDEX node_by_year ON node (kind, year, id);
CREATE INDEX node_by_papers ON node (kind, paper_count, id);
CREATE INDEX node_sort_name ON node (sort_name);
CREATE INDEX node_text ON node (text) WHERE text IS NOT NULL;

CREATE TABLE redirect (id TEXT PRIMARY KEY, target TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX redirect_target ON redirect (target);

CREATE TABLE edge (
    source TEXT NOT NULL REFERENCES node (id) DEFERRABLE INITIALLY DEFERRED,
    target TEXT NOT NULL REFERENCES node (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    role TEXT,
    confidence INTEGER,
    strength INTEGER NOT NULL,
    support INTEGER NOT NULL,
    payload TEXT NOT NULL,
    PRIMARY KEY (source, target, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX edge_out ON edge (source, strength, target, kind);
CREATE INDEX edge_in ON edge (target, strength, source, kind);

CREATE TABLE evidence (
    paper TEXT NOT NULL REFERENCES node (id) DEFERRABLE INITIALLY DEFERRED,
    target TEXT NOT NULL REFERENCES node (id) DEFERRABLE INITIALLY DEFERRED,
    field INTEGER NOT NULL,
    start INTEGER NOT NULL,
    payload TEXT NOT NULL,
    PRIMARY KEY (paper, target, field, start)
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_target ON evidence (target);

CREATE TABLE naming (
    node TEXT NOT NULL REFERENCES node (id) DEFERRABLE INITIALLY DEFERRED,
    paper TEXT NOT NULL,
    surface TEXT NOT NULL,
    form TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (node, paper, surface)
) STRICT, WITHOUT ROWID;
CREATE INDEX naming_paper ON naming (paper);
CREATE INDEX naming_form ON naming (form, node);

CREATE TABLE local (
    paper TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (paper, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX local_name ON local (name);

CREATE TABLE abbreviation (
    short TEXT NOT NULL,
    long TEXT NOT NULL,
    paper TEXT NOT NULL,
    PRIMARY KEY (short, long, paper)
) STRICT, WITHOUT ROWID;
CREATE INDEX abbreviation_paper ON abbreviation (paper);

CREATE TABLE slot (
    paper TEXT NOT NULL REFERENCES node (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    author TEXT NOT NULL REFERENCES node (id) DEFERRABLE INITIALLY DEFERRED,
    payload TEXT NOT NULL,
    PRIMARY KEY (paper, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX slot_author ON slot (author);

CREATE TABLE slot_block (
    paper TEXT NOT NULL,
    position INTEGER NOT NULL,
    block TEXT NOT NULL,
    PRIMARY KEY (paper, position, block)
) STRICT, WITHOUT ROWID;
CREATE INDEX slot_block_block ON slot_block (block);

-- Search: the words of each node, as the graph's own tokenizer gives them, so that FTS5 only
-- has to split at spaces. Its tokenizer "ascii" takes every other letter as it is.

CREATE VIRTUAL TABLE search USING fts5 (
    name, body, tokenize = "ascii"
);
CREATE TABLE search_length (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    length INTEGER NOT NULL
) STRICT;
CREATE INDEX search_length_kind ON search_length (kind, length);
