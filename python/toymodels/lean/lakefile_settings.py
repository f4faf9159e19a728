"""The settings of one declaration in a package file, whatever the file is written in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from toymodels.errors import LeanError

REFUSED = re.compile(r"(?:more|weak)(?:Lean|Server)\w*|plugins|dynlibs|precompileModules")
"""Settings by which Lake gives Lean options that are not read here, or code of its own."""

FORMS = {
    "srcDir": '"FOLDER"',
    "roots": "#[`NAME, ..]",
    "globs": "#[`NAME, .submodules `NAME, .andSubmodules `NAME, ..]",
    "leanOptions": "#[⟨`NAME, VALUE⟩, ..]",
    "defaultTargets": '["NAME", ..]',
    "root": "`NAME",
}
"""How the settings are written that are read here."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one declaration, by name."""

    path: Path
    given: Mapping[str, object]

    def text(self, setting: str) -> str | None:
        """A text, or None where the setting is not there."""
        value = self.given.get(setting)
        if value is not None and not isinstance(value, str):
            raise self._unreadable(setting)
        return value

    def texts(self, setting: str, usual: Iterable[str]) -> tuple[str, ...]:
        """A list of texts, or a single one; `usual` where the setting is not there."""
        value = self.given.get(setting)
        if value is None:
            return tuple(usual)
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, list) or not all(isinstance(each, str) for each in cast("list[Any]", value)):
            raise self._unreadable(setting)
        return tuple(cast("list[str]", value))

    def options(self) -> dict[str, str]:
        """Lean's options, from a table or from a list of names and values."""
        given = self.given.get("leanOptions", {})
        if isinstance(given, list):
            pairs = [
                cast("dict[str, object]", pair) if isinstance(pair, dict) else {} for pair in cast("list[Any]", given)
            ]
            if any(pair.keys() != {"name", "value"} for pair in pairs):
                raise self._unreadable("leanOptions")
            return {str(pair["name"]): self._option(pair["value"]) for pair in pairs}
        if not isinstance(given, dict):
            raise self._unreadable("leanOptions")
        return dict(self._flat(cast("dict[str, object]", given), ""))

    def _flat(self, table: Mapping[str, object], start: str) -> Iterator[tuple[str, str]]:
        for name, value in table.items():
            if isinstance(value, dict):
                yield from self._flat(cast("dict[str, object]", value), f"{start}{name}.")
            else:
                yield f"{start}{name}", self._option(value)

    def _option(self, value: object) -> str:
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, str | int):
            return str(value)
        raise self._unreadable("leanOptions")

    def _unreadable(self, setting: str) -> LeanError:
        return LeanError(f"{self.path}: {setting} cannot be read; write it as {FORMS.get(setting, 'a text')}")


@dataclass(frozen=True, slots=True)
class Declaration:
    """`kind` is package, lean_lib, lean_exe or require; `is_default` is known from the declaration itself in Lean."""

    kind: str
    name: str
    settings: Settings
    is_default: bool = False


def refused(path: Path, setting: str) -> LeanError:
    """The error about a setting of `REFUSED`."""
    return LeanError(f"{path}: {setting} is refused, as it can change what Lean checks; use leanOptions")
