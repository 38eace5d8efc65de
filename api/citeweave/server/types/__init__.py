"""The types of the GraphQL schema: each kind of node with its traversals, filters, root fields."""
