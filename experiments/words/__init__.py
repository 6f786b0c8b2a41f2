"""Words: plain names of what the model holds, and numbers as sentences say them."""
