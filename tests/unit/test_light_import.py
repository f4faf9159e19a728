"""`import toymodels` is cheap, and the command line loads numpy only when it computes."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import toymodels

PACKAGE = Path(toymodels.__file__).parent
FOR_USERS = {"campaign", "leandojo", "measure"}
"""The folders that name in their `__init__.py` what they offer."""

HEAVY = ("numpy", "flint", "hypothesis", "rich", "click", "multiprocessing", "importlib.metadata", "subprocess")

OWN = (
    "toymodels.certify",
    "toymodels.check",
    "toymodels.evaluate",
    "toymodels.instances",
    "toymodels.lean",
    "toymodels.power",
    "toymodels.records.store",
    "toymodels.search",
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


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(PACKAGE.rglob("*/__init__.py")) if path.parent.name not in FOR_USERS],
    ids=lambda path: path.parent.name,
)
def test_what_is_in_a_folder_is_imported_from_its_files(path: Path):
    docstring, *others = ast.parse(path.read_text(encoding="utf-8")).body
    assert isinstance(docstring, ast.Expr)
    assert others == []
