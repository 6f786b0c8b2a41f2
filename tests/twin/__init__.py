"""That the compiled model is right: it agrees with the week in plain Mesa, to the last bit."""
