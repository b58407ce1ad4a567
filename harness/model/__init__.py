"""The nouns of the harness: frozen values without any input or output."""
