"""A second `toymodels verify` says what the first one found, until something that it depends on changes."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from toymodels.cli.app import commands

pytestmark = pytest.mark.lean

SAME = "nothing has changed since all of this was checked"


def verify(root: Path, *options: str) -> Result:
    arguments = ["verify", "--project", str(root), "--instances", "50", *options]
    result = CliRunner().invoke(commands, arguments, standalone_mode=False)
    assert result.return_value == 0, result.output
    return result


def test_what_was_found_is_said_again_until_a_source_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    CliRunner().invoke(commands, ["new", "sums"], standalone_mode=False)
    root = tmp_path / "sums"
    first = verify(root)
    assert SAME not in first.stderr
    second = verify(root)
    assert SAME in second.stderr
    assert second.stdout == first.stdout
    assert verify(root, "--json").stdout == (root / "build" / "verify.json").read_text(encoding="utf-8")
    assert SAME not in verify(root, "--seed", "1").stderr
    (source,) = root.rglob("Sums.lean")
    source.write_text(source.read_text(encoding="utf-8") + "\n-- changed\n", encoding="utf-8")
    assert SAME not in verify(root, "--seed", "1").stderr
