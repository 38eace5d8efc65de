-- The sentences that relations between concepts stand on: at most one of a paper for each edge.

CREATE TABLE relation (
    edge TEXT NOT NULL,
    paper TEXT NOT NULL REFERENCES node (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL
        CHECK (kind IN ('BROADER', 'USED_FOR', 'EVALUATED_ON', 'PART_OF', 'COMPARED_WITH')),
    source TEXT NOT NULL,
    target TEXT NOT NULL CHECK (source <> target),
    confidence INTEGER NOT NULL CHECK (confidence BETWEEN 0 AND 1000),
    payload TEXT NOT NULL,
    PRIMARY KEY (edge, paper),
    FOREIGN KEY (source, target, kind) REFERENCES edge (source, target, kind)
        DEFERRABLE INITIALLY DEFERRED,
    CHECK (kind <> 'COMPARED_WITH' OR source < target)
) STRICT, WITHOUT ROWID;
CREATE INDEX relation_paper ON relation (paper);
CREATE INDEX relation_ends ON relation (source, target, kind);

-- To find the few relations that lead to a concept among its papers' edges, which have a role.
CREATE INDEX edge_without_role ON edge (target, kind) WHERE role IS NULL;
