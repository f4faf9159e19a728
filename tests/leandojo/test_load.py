"""Importing lean-dojo: without it, without a network, without a token."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from toymodels.leandojo import ExportError, lean_dojo, load
from toymodels.leandojo.layout import LEANDOJO_NEEDS_PYTHON_BELOW, LEANDOJO_VERSION

ROOT = Path(__file__).parents[2]


def test_the_pinned_release_is_imported(leandojo: ModuleType) -> None:
    assert leandojo.__version__ == LEANDOJO_VERSION


@pytest.mark.parametrize(
    ("python", "message"),
    [
        ((3, 12, 9), r"needs lean_dojo, which is not installed; pip install 'toymodels\[leandojo\]'$"),
        ((3, 13, 0), r"cannot be installed on Python [\d.]+: open the export with one below 3\.13, after pip install"),
    ],
)
def test_without_the_extra(monkeypatch: pytest.MonkeyPatch, python: tuple[int, ...], message: str) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "lean_dojo"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "lean_dojo", None)
    monkeypatch.setattr(sys, "version_info", python)
    with pytest.raises(ExportError, match=message):
        lean_dojo()


def test_the_extra_asks_for_lean_dojo_where_it_can_be_installed() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    below = ".".join(map(str, LEANDOJO_NEEDS_PYTHON_BELOW))
    assert extras["leandojo"] == [f"lean-dojo=={LEANDOJO_VERSION}; python_version < '{below}'"]


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (subprocess.CalledProcessError(127, "git --version"), "asks for Git 2.25 or newer"),
        (PermissionError(13, "Permission denied", "/nowhere"), "its cache /nowhere: Permission denied; .*CACHE_DIR"),
    ],
)
def test_what_lean_dojo_needs_is_named(monkeypatch: pytest.MonkeyPatch, error: Exception, message: str) -> None:
    def failing(name: str) -> ModuleType:
        raise error

    monkeypatch.setattr(load, "import_module", failing)
    with pytest.raises(ExportError, match=message):
        lean_dojo()


def test_no_token_is_seen_and_the_environment_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, str | None] = {}

    def looking(name: str) -> ModuleType:
        seen.update({key: os.environ.get(key) for key in ("GITHUB_ACCESS_TOKEN", "DISABLE_REMOTE_CACHE")})
        return ModuleType(name)

    monkeypatch.setenv("GITHUB_ACCESS_TOKEN", "secret")
    monkeypatch.delenv("DISABLE_REMOTE_CACHE", raising=False)
    monkeypatch.setattr(load, "import_module", looking)
    lean_dojo()
    assert seen == {"GITHUB_ACCESS_TOKEN": None, "DISABLE_REMOTE_CACHE": "1"}
    assert os.environ["GITHUB_ACCESS_TOKEN"] == "secret"
    assert "DISABLE_REMOTE_CACHE" not in os.environ


def test_the_library_does_not_import_it() -> None:
    code = "import sys, toymodels, toymodels.leandojo; assert not {'lean_dojo', 'ray', 'networkx'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
