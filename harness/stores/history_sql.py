"""The tables of the history, and what is asked of them."""

from __future__ import annotations

from decimal import Decimal

# One migration a version; a file keeps the number of those it has been through in user_version.
# They are never changed, only added to.
MIGRATIONS = (
    """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, folder TEXT NOT NULL,
        made_at TEXT NOT NULL, commit_id TEXT, goldset TEXT NOT NULL,
        goldset_version TEXT NOT NULL, goldset_hash TEXT NOT NULL, rendition TEXT NOT NULL,
        complete INTEGER NOT NULL, harness TEXT NOT NULL);
    CREATE TABLE extractions (
        id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
        name TEXT NOT NULL, repeats TEXT NOT NULL, fingerprint TEXT NOT NULL,
        signature TEXT NOT NULL, profile TEXT NOT NULL, scoring INTEGER NOT NULL,
        failed INTEGER NOT NULL, seconds REAL NOT NULL, cost TEXT, currency TEXT,
        UNIQUE (run_id, name));
    CREATE TABLE figures (
        extraction_id INTEGER NOT NULL REFERENCES extractions ON DELETE CASCADE,
        level TEXT NOT NULL, tp INTEGER NOT NULL, fp INTEGER NOT NULL, fn INTEGER NOT NULL,
        optional INTEGER NOT NULL, restated INTEGER NOT NULL,
        PRIMARY KEY (extraction_id, level)) WITHOUT ROWID;
    """,
    """
    CREATE TABLE facts (
        id INTEGER PRIMARY KEY, goldset TEXT NOT NULL, article TEXT NOT NULL, fact TEXT NOT NULL,
        UNIQUE (goldset, article, fact));
    CREATE TABLE outcomes (
        extraction_id INTEGER NOT NULL REFERENCES extractions ON DELETE CASCADE,
        fact_id INTEGER NOT NULL REFERENCES facts, level INTEGER NOT NULL,
        required INTEGER NOT NULL, PRIMARY KEY (extraction_id, fact_id)) WITHOUT ROWID;
    CREATE INDEX outcomes_of_fact ON outcomes (fact_id, level);
    """,
    # What a fact said in a gold, so that another fact under the same id is not taken for it.
    """
    CREATE TABLE contents (
        goldset_hash TEXT NOT NULL, fact_id INTEGER NOT NULL REFERENCES facts,
        content TEXT NOT NULL, PRIMARY KEY (goldset_hash, fact_id)) WITHOUT ROWID;
    """,
)

_RUNS = "FROM extractions e JOIN runs r ON r.id = e.run_id"
_OF_SERIES = """
    r.goldset = :goldset AND r.rendition = :rendition AND e.profile = :profile
    AND CASE e.repeats WHEN '' THEN e.name ELSE e.repeats END = :extractor
"""
SERIES = f"""
    SELECT DISTINCT r.goldset, r.rendition, e.profile,
        CASE e.repeats WHEN '' THEN e.name ELSE e.repeats END AS extractor
    {_RUNS} ORDER BY 1, 2, 3, 4
"""
POINTS = f"""
    SELECT r.folder, r.made_at, r.commit_id, r.goldset_hash, max(e.scoring), r.complete,
        sum(e.failed), count(*), sum(f.tp), sum(f.fp), sum(f.fn), sum(f.optional), sum(f.restated)
    {_RUNS} JOIN figures f ON f.extraction_id = e.id
    WHERE {_OF_SERIES} AND f.level = 'fact' GROUP BY r.id ORDER BY r.made_at, r.id
"""
FIGURES = """
    SELECT r.folder AS run, r.made_at, r.commit_id AS "commit", r.goldset, r.goldset_version,
        r.goldset_hash, r.rendition, r.complete, e.name AS extractor, e.repeats, e.fingerprint,
        e.profile, e.scoring, e.signature, e.failed AS failed_articles, e.seconds, e.cost,
        e.currency, f.level, f.tp, f.fp, f.fn, f.optional, f.restated
    FROM figures f JOIN extractions e ON e.id = f.extraction_id JOIN runs r ON r.id = e.run_id
    ORDER BY r.made_at, r.id, e.id, f.tp DESC, f.level DESC
"""
OUTCOMES = """
    SELECT r.folder AS run, r.made_at, r.commit_id AS "commit", r.goldset, r.goldset_hash,
        r.rendition, e.name AS extractor, e.repeats, e.profile, e.scoring, t.article, t.fact,
        o.required, o.level
    FROM outcomes o JOIN extractions e ON e.id = o.extraction_id JOIN runs r ON r.id = e.run_id
    JOIN facts t ON t.id = o.fact_id
    ORDER BY r.made_at, r.id, e.id, t.article, t.fact
"""
# What columns hold that are no text, under the names that FIGURES and OUTCOMES give them.
_NUMBERS: dict[str, type] = {
    **dict.fromkeys(("scoring", "failed_articles", "tp", "fp", "fn", "optional", "restated"), int),
    "seconds": float,
    "cost": Decimal,
}
FIGURE_TYPES = {"complete": bool, **_NUMBERS}
OUTCOME_TYPES = {"required": bool, "level": int, **_NUMBERS}
# Runs of a series in which nothing failed, numbered by time; for each fact the last of them that
# found it; and of those facts the ones that the newest misses, with the run after. Where gold
# differs and it is not known what a fact said (in files of version 2), it counts as changed.
LOSSES = f"""
    WITH sound AS (
        SELECT r.id AS run, e.id AS extraction, e.scoring,
            dense_rank() OVER (ORDER BY r.made_at, r.id) AS n
        {_RUNS} WHERE {_OF_SERIES} AND r.complete AND NOT EXISTS (
            SELECT 1 FROM extractions x WHERE x.run_id = r.id AND x.failed
            AND CASE x.repeats WHEN '' THEN x.name ELSE x.repeats END = :extractor)),
    places AS (SELECT n, min(run) AS run, max(scoring) AS scoring FROM sound GROUP BY n),
    found AS (
        SELECT o.fact_id, max(CASE WHEN o.level >= :right THEN s.n END) AS last,
            max(CASE WHEN s.n = (SELECT max(n) FROM sound) THEN o.level END) AS now,
            max(o.required) AS required
        FROM outcomes o JOIN sound s ON s.extraction = o.extraction_id GROUP BY o.fact_id)
    SELECT t.article, t.fact, found.required,
        a.goldset_hash <> b.goldset_hash AND coalesce(c.content <> d.content, 1),
        p.scoring <> q.scoring,
        a.folder, a.made_at, a.commit_id, b.folder, b.made_at, b.commit_id
    FROM found JOIN facts t ON t.id = found.fact_id
    JOIN places p ON p.n = found.last JOIN runs a ON a.id = p.run
    JOIN places q ON q.n = found.last + 1 JOIN runs b ON b.id = q.run
    LEFT JOIN contents c ON c.fact_id = t.id AND c.goldset_hash = a.goldset_hash
    LEFT JOIN contents d ON d.fact_id = t.id AND d.goldset_hash = b.goldset_hash
    WHERE found.now < :right ORDER BY t.article, t.fact
"""  # noqa: S608 - made of constants; values are bound
LAST_FOUND = f"""
    SELECT r.folder, r.made_at, r.commit_id
    {_RUNS} JOIN outcomes o ON o.extraction_id = e.id JOIN facts t ON t.id = o.fact_id
    JOIN contents c ON c.fact_id = t.id AND c.goldset_hash = r.goldset_hash
    WHERE {_OF_SERIES} AND t.article = :article AND t.fact = :fact AND c.content = :content
    AND e.scoring = :scoring AND o.level >= :right ORDER BY r.made_at DESC, r.id DESC LIMIT 1
"""
