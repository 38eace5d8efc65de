"""From what sources, extractors and people said to the graph: nodes, edges, evidence.

`clusters` decides which records are one paper, `linking` makes the edges of papers, `authorship`
those of authors, `relating` those between concepts, `naming` the nodes that exist because
something names them. Each step looks only at what a change can reach, and gives the same as if
it looked at everything.
"""
