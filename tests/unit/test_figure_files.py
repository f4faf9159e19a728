"""Figures of any project: Python files in `docs/figures`, found by themselves, with errors that name the file."""

from pathlib import Path

import pytest

from toymodels.errors import FigureError
from toymodels.site.figures import figures_of

SHARED = """
from markupsafe import Markup
from toymodels.site.figures import Figure

def draw(library):
    return Markup("<svg/>")
"""
CIRCLES = """
from .shared import Figure, draw

FIGURES = {"Mine.Circles": [Figure("circles", "Circles", "Round.", draw)]}
"""


def written(root: Path, **files: str) -> Path:
    folder = root / "docs" / "figures"
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    return root


def test_a_project_without_figures_has_none(tmp_path: Path):
    assert figures_of(tmp_path) == {}


def test_files_declare_figures_and_share_helpers(tmp_path: Path):
    found = figures_of(written(tmp_path, shared=SHARED, circles=CIRCLES))
    assert {module: [figure.slug for figure in figures] for module, figures in found.items()} == {
        "Mine.Circles": ["circles"]
    }


def test_two_projects_in_one_process_and_a_changed_file_are_kept_apart(tmp_path: Path):
    first = written(tmp_path / "first", shared=SHARED, circles=CIRCLES)
    second = written(tmp_path / "second", shared=SHARED, circles=CIRCLES.replace("Mine", "Yours"))
    assert list(figures_of(first)) == ["Mine.Circles"]
    assert list(figures_of(second)) == ["Yours.Circles"]
    (first / "docs" / "figures" / "circles.py").write_text(CIRCLES.replace("Mine.Circles", "Mine.RoundThings"))
    assert list(figures_of(first)) == ["Mine.RoundThings"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import nowhere_to_be_found", "wrong.py: ModuleNotFoundError: No module named 'nowhere_to_be_found'"),
        ("def (", "wrong.py: SyntaxError: "),
        ("FIGURES = [1]", "wrong.py: FIGURES must map names of modules to figures, found list"),
        ("FIGURES = {'Mine.Circles': 3}", "see its entry 'Mine.Circles'"),
        ("FIGURES = {'Mine.Circles': ['a picture']}", "see its entry 'Mine.Circles'"),
        (CIRCLES, "Mine.Circles has figures in .*circles.py and in .*wrong.py; put them into one file"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path: Path, text: str, message: str):
    with pytest.raises(FigureError, match=message):
        figures_of(written(tmp_path, shared=SHARED, circles=CIRCLES, wrong=text))
