// The words of the names of what is no paper, for those that are mistyped.

CREATE FULLTEXT INDEX name_words IF NOT EXISTS
FOR (n:Concept|Author|Organization|Venue|Person) ON EACH [n.search_name]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace', `fulltext.eventually_consistent`: false}};
