"""Counts an export with nothing but lean-dojo's own classes; usage: count.py FOLDER. Prints JSON."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from lean_dojo import TracedFile  # pyright: ignore[reportMissingModuleSource]

root = Path(sys.argv[1]).resolve() / "trace"
no_repo: Any = None  # lean-dojo does without, though its types say otherwise
stand_in: Any = SimpleNamespace(repo=None, dependencies={})
theorems, tactics, premises, private, private_tactics = list[str](), 0, 0, 0, 0
for path in sorted(root.rglob("*.ast.json")):
    file = TracedFile.from_traced_file(root, path, no_repo)
    file.traced_repo = stand_in
    for theorem in file.get_traced_theorems():
        if theorem.is_private:
            private += 1
            private_tactics += theorem.get_num_tactics()
            continue
        theorems.append(theorem.theorem.full_name)
        tactics += theorem.get_num_tactics()
    premises += len(file.get_premise_definitions())
counts = {"tactics": tactics, "private": private, "private_tactics": private_tactics, "premises": premises}
print(json.dumps({"theorems": theorems, **counts}))
