-- The names whose bearers ids alone tell apart, so that not all of them have to be looked at when
-- one more comes. A name that has no row is looked at whole.

CREATE TABLE namesakes (block TEXT PRIMARY KEY, scheme TEXT NOT NULL) STRICT, WITHOUT ROWID;
