"""Gold in the formats of the tools that people label with, there and back."""
