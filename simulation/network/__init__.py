"""The social graph: NetworkX or an edge list in, compressed sparse rows out."""
