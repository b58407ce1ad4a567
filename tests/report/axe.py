"""axe-core, which looks for what keeps people out of a page."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

_TOLD = (
    "r => JSON.stringify(r.violations.map("
    "v => [v.id, v.nodes.length, v.nodes[0].html, v.nodes[0].failureSummary]))"
)


def axe(page: Any, *only: str) -> list[Any]:
    """Run axe-core in a world of its own, for the page forbids scripts that are not its own.

    `only` names rules; without any all run.
    """
    found = importlib.util.find_spec("axe_playwright_python")
    assert found is not None
    assert found.origin is not None
    source = Path(found.origin).with_name("axe.min.js").read_text(encoding="utf-8")
    cdp = page.context.new_cdp_session(page)
    frame = cdp.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
    world = cdp.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "axe"})
    into = {"contextId": world["executionContextId"]}
    cdp.send("Runtime.evaluate", {"expression": source, **into})
    rules = json.dumps({"runOnly": {"type": "rule", "values": only}} if only else {})
    ask = f"axe.run({rules}).then({_TOLD})"
    said = cdp.send(
        "Runtime.evaluate",
        {"expression": ask, "awaitPromise": True, "returnByValue": True, **into},
    )
    violations: list[Any] = json.loads(said["result"]["value"])
    return violations
