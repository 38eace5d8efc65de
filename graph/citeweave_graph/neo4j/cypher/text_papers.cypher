// How many papers have text: both numbers are counted already.
MATCH (paper:Paper)
WITH count(paper) AS papers
CALL () { MATCH (stub:Stub) RETURN count(stub) AS stubs }
RETURN papers - stubs AS count
