"""The traversal engine of a graph file: adjacency in sorted arrays, and questions on them.

It answers what `citeweave_graph.questions` answers, where that takes too long: the papers that
share concepts with one, what is reached together, shortest paths, counts and lists of hubs. It
knows numpy and no database; `citeweave_graph.sqlite` fills it and looks up what the arrays do not
hold.
"""
