// The lists of nodes in their orders.

CREATE RANGE INDEX paper_names IF NOT EXISTS FOR (n:Paper) ON (n.sort_prefix);
CREATE RANGE INDEX paper_years IF NOT EXISTS FOR (n:Paper) ON (n.year);
CREATE RANGE INDEX author_names IF NOT EXISTS FOR (n:Author) ON (n.sort_prefix);
CREATE RANGE INDEX organization_names IF NOT EXISTS FOR (n:Organization) ON (n.sort_prefix);
CREATE RANGE INDEX venue_names IF NOT EXISTS FOR (n:Venue) ON (n.sort_prefix);
CREATE RANGE INDEX concept_names IF NOT EXISTS FOR (n:Concept) ON (n.sort_prefix);
CREATE RANGE INDEX concept_papers IF NOT EXISTS FOR (n:Concept) ON (n.paper_count);
CREATE RANGE INDEX person_names IF NOT EXISTS FOR (n:Person) ON (n.sort_prefix);

// The rows that reading looks for.

CREATE RANGE INDEX decision_verdict IF NOT EXISTS FOR (n:Decision) ON (n.verdict);

// The forms of the names of what is no paper, by their keys.

CREATE FULLTEXT INDEX node_forms IF NOT EXISTS
FOR (n:Node) ON EACH [n.form_keys]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace', `fulltext.eventually_consistent`: false}};
