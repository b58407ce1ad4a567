"""Extractors of facts: an article in, predictions out; none of them ever sees gold."""
