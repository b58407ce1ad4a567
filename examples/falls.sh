#!/bin/sh
# An extractor in five lines: a percentage that stands close behind a name is its fall.
grep -oE '[A-Z][[:alnum:]]+ [^.]{0,40}[0-9]+(,[0-9]+)? Prozent' |
sed -E 's/^([[:alnum:]]+) ([^.]* )?([0-9,]+ Prozent)$/\1|\3/' |
while IFS='|' read -r name share; do
  echo "{\"predicate\": \"decline\", \"subject\": \"$name\", \"surface\": \"$share\"}"
done
