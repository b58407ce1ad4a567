"""An extractor of packaged rules: cue words for predicates, German grammar for values."""

from harness.extractors.regex.extractor import Regex

__all__ = ["Regex"]
