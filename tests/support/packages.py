"""Small Lean packages of the tests, copied and built once in a worker."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import toymodels
from toymodels.library import Library


class Packages:
    """The libraries of packages by their folders; who alters one makes a copy of its own."""

    def __init__(self, folders: pytest.TempPathFactory) -> None:
        self._folders = folders
        self._built: dict[Path, Library] = {}

    def __call__(self, folder: Path) -> Library:
        """The library of the package in `folder`, as it is there."""
        if folder not in self._built:
            copy = self._folders.mktemp(folder.name) / folder.name
            shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("build"))
            self._built[folder] = toymodels.load(copy)
        return self._built[folder]
