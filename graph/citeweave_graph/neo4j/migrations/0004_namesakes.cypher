// The names whose bearers ids alone tell apart.

CREATE CONSTRAINT namesakes_row IF NOT EXISTS FOR (n:Namesakes) REQUIRE n._row IS UNIQUE;
