"""An extractor in ten lines: „TSMC aus Taiwan“ names the country of a company."""

import json
import re
import sys

article = json.loads(sys.stdin.readline())
for found in re.finditer(r"\b([A-Z]\w*[A-Z]\w*) aus ([A-ZÄÖÜ]\w+)", article["text"]):
    fact = {"predicate": "country", "subject": found[1], "surface": found[2]}
    sys.stdout.write(json.dumps(fact | {"evidence": [found.span()]}) + "\n")
