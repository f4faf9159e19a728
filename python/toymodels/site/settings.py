"""What a project says of its site as a whole, in `docs/site.toml`: where sources are read, which words mean the same.

```toml
source = "https://code.example/project/blob/main/{file}#L{line}"   # the address of a line; may be left out

[search]
synonyms = [["SAE", "sparse autoencoder"], ["PCA", "principal component"]]   # whoever looks for one finds the others
```
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from toymodels.errors import ToyModelsError

SETTINGS = "docs/site.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a site.

    Attributes:
        source: the address of a line of a source, with `{file}` and `{line}` in it; empty if there is none.
        synonyms: groups of words or phrases of which search takes one for the other.
    """

    source: str = ""
    synonyms: tuple[tuple[str, ...], ...] = ()

    def line(self, file: str, line: int) -> str | None:
        """The address of a line of a file, `None` where sources have none."""
        return self.source.replace("{file}", quote(file)).replace("{line}", str(line)) or None


def read_settings(root: Path) -> Settings:
    """What the project at `root` says; nothing where it has no such file.

    Raises:
        ToyModelsError: the file is not TOML, or says something else than what is asked.
    """
    path = root / SETTINGS
    if not path.exists():
        return Settings()
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        return Settings(_source(told.pop("source", "")), tuple(_synonyms(told.pop("search", {}), told)))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError) as error:
        raise ToyModelsError(f"{path} cannot be read: {error}") from error


def _source(told: object) -> str:
    if not isinstance(told, str) or (told and not (told.startswith("https://") and "{file}" in told)):
        raise ValueError(f"`source` is not an https address with {{file}} in it: {told!r}")
    return told


def _synonyms(search: object, unknown: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    if unknown:
        raise ValueError(f"`{next(iter(unknown))}` is not a setting; there are `source` and `[search]`")
    groups = _list(cast("dict[str, Any]", search).get("synonyms", []) if isinstance(search, dict) else None)
    if groups is None:
        raise ValueError("`synonyms` is not a list of lists of words")
    for group in groups:
        words = _list(group) or []
        if len(words) < 2 or not all(isinstance(word, str) and word.strip() for word in words):
            raise ValueError(f"{group!r} is not a list of two or more words")
        yield tuple(cast("list[str]", words))


def _list(told: object) -> list[object] | None:
    return cast("list[object]", told) if isinstance(told, list) else None
