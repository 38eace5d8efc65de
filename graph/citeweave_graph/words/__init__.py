"""The words of all nodes in sorted arrays: what search reads instead of ranking row by row."""
