"""The page "Add a theorem", tried: its conjecture is refuted, what it says instead survives, its proof goes through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.site.conftest import REPOSITORY
from tests.support.elaborating import elaborate_text

from toymodels.cli.commands.refute import command as refute
from toymodels.lean.build import build_project
from toymodels.lean.project import read_project
from toymodels.lean.toolchain import find_toolchain

pytestmark = [pytest.mark.lean, pytest.mark.whole, pytest.mark.xdist_group("library")]

HEAD = (
    "module\n\npublic import ToyModels\n\nnamespace ToyModels\n\nuniverse u\nvariable {α : Type u} [OrderedField α]\n\n"
)


@pytest.fixture(scope="module")
def blocks(site: Path) -> list[str]:
    """What the page shows as code in blocks of its own."""
    text = (site / "contributing.html").read_text(encoding="utf-8")
    return [unescape(block) for block in re.findall(r"<pre><code>(.*?)</code></pre>", text, re.DOTALL)]


@pytest.fixture
def conjecture() -> Iterator[Path]:
    """A file in the copy of the sources, as the page asks for."""
    path = REPOSITORY / "build" / "guide" / "conjecture.lean"
    path.parent.mkdir(parents=True, exist_ok=True)
    yield path
    path.unlink()
    path.parent.rmdir()


def test_the_conjecture_is_refuted_and_its_successor_survives(blocks: list[str], conjecture: Path):
    (text,) = (block for block in blocks if "sorry" in block)
    conjecture.write_text(text, encoding="utf-8")
    refuted = CliRunner().invoke(refute, [str(conjecture)], standalone_mode=False)
    assert refuted.return_value == 1, refuted.output
    assert "certified" in refuted.output
    changed = text.replace("dot x y ≤ dot x x", "2 * dot x y ≤ dot x x + dot y y")
    conjecture.write_text(changed, encoding="utf-8")
    survived = CliRunner().invoke(refute, [str(conjecture), "--time", "2"], standalone_mode=False)
    assert survived.return_value == 0, survived.output


def test_the_proof_is_accepted_and_its_docstring_belongs_to_it(blocks: list[str]):
    (proof,) = (block for block in blocks if block.startswith("theorem two_mul_dot_le"))
    (docstring,) = (block for block in blocks if block.startswith("/--"))
    project = read_project(REPOSITORY)
    built = build_project(project, find_toolchain(project, print))
    found = elaborate_text(project, built, "guide", f"{HEAD}{docstring}\n{proof}\n\nend ToyModels\n")
    assert [str(message) for message in found.messages] == []
    wrong = proof.replace("2 * dot x y", "3 * dot x y")
    found = elaborate_text(project, built, "guide", f"{HEAD}{docstring}\n{wrong}\n\nend ToyModels\n")
    assert [message.severity for message in found.messages] == ["error"]
