"""Mesa's own page around the model, with a view of the network, behind a token."""
