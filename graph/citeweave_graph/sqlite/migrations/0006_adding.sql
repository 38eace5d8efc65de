-- The names whose bearers ids alone tell apart, so that not all of them have to be looked at when
-- one more comes. A name that has no row is looked at whole.

CREATE TABLE namesakes (block TEXT PRIMARY KEY, scheme TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- What the nodes are called that very many papers name: how often by each surface, and in how many
-- rows of `naming`. Of a node that has no row all rows of `naming` are counted.

CREATE TABLE called (
    node TEXT NOT NULL,
    surface TEXT NOT NULL,
    count INTEGER NOT NULL,
    namings INTEGER NOT NULL,
    PRIMARY KEY (node, surface)
) STRICT, WITHOUT ROWID;
