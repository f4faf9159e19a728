"""`import toymodels` is cheap, and the command line loads numpy only when it computes."""

import subprocess
import sys

HEAVY = ("numpy", "flint", "hypothesis", "rich", "click", "multiprocessing", "importlib.metadata", "subprocess")

OWN = (
    "toymodels.check",
    "toymodels.evaluate",
    "toymodels.instances",
    "toymodels.lean",
    "toymodels.records.store",
    "toymodels.statements",
)
ASK_FOR_HELP = """
from contextlib import redirect_stdout
from io import StringIO
from toymodels.cli.app import commands
with redirect_stdout(StringIO()) as said:
    commands.main(["--help"], standalone_mode=False)
assert "refute" in said.getvalue()
"""


def loaded(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(*(name for name in {HEAVY + OWN} if name in sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(result.stdout.split())


def test_import_toymodels_loads_no_dependency():
    assert loaded("import toymodels") == set()


def test_the_command_line_starts_without_numpy():
    assert loaded("import toymodels.cli.app") <= {"click"}


def test_what_there_is_to_ask_for_is_said_without_what_answers():
    assert loaded(ASK_FOR_HELP) == {"click"}
