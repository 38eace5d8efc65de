"""Who is one with whom: pure functions of the records and the judgements."""
