"""`import toymodels` is cheap, and the command line loads numpy only when it computes."""

import subprocess
import sys

HEAVY = ("numpy", "flint", "hypothesis", "rich", "click")


def loaded(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(*(name for name in {HEAVY} if name in sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(result.stdout.split())


def test_import_toymodels_loads_no_dependency():
    assert loaded("import toymodels") == set()


def test_the_command_line_starts_without_numpy():
    assert loaded("import toymodels.cli") <= {"click"}
