"""Where things are on the site: a path for every page, an anchor for every declaration, links from page to page.

A theorem's page is called after the theorem, so that its address survives a move to another module or section.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from toymodels.lean.names import file_name, is_private
from toymodels.lean.olean import user_name

HOME = "index.html"
CORE = "core.html"


class Addresses:
    """Short names and paths of the modules and declarations of one library.

    Args:
        modules: names of modules.
        theorems: full names of theorems; each has a page of its own.
        declarations: full names of everything else that modules declare, with the module that declares it.
        namespaces: leading components that short names leave out, such as `ToyModels`.
    """

    def __init__(
        self,
        modules: Iterable[str],
        theorems: Iterable[str],
        declarations: Mapping[str, str],
        namespaces: Iterable[str],
    ) -> None:
        self._declarations = dict(declarations)
        theorems = list(theorems)
        namespaces = tuple(namespaces)
        self._short = _short_names([*theorems, *self._declarations], namespaces)
        self._by_short = {short: name for name, short in self._short.items() if not is_private(name)}
        self._modules = _distinct_paths("module", _short_names(list(modules), namespaces))
        self._theorems = _distinct_paths("theorem", {name: self._short[name] for name in theorems})

    def short(self, name: str) -> str:
        """The name without the library's namespace; a private one without its module as well."""
        return self._short.get(name) or user_name(name)

    def full(self, short: str) -> str | None:
        """The declaration that a text calls `short`: its short or full name; `None` if there is none."""
        return short if short in self._short else self._by_short.get(short)

    def module(self, name: str) -> str:
        """The path of a module's page."""
        return self._modules[name]

    def theorem(self, name: str) -> str:
        """The path of a theorem's own page."""
        return self._theorems[name]

    def declaration(self, name: str) -> str | None:
        """Path and anchor of what a name stands for, `None` where the library declares no such thing."""
        if name in self._theorems:
            return self._theorems[name]
        module = self._declarations.get(name)
        if module is None or module not in self._modules:
            return None
        return f"{self._modules[module]}#{self.anchor(name)}"

    def anchor(self, name: str) -> str:
        """The `id` of a declaration on its module's page."""
        return self.short(name)


def relative_link(source: str, target: str) -> str:
    """The link from the page `source` to `target`, a path with or without an anchor, escaped for `href`."""
    path, _, anchor = target.partition("#")
    if path == source and anchor:
        return f"#{quote(anchor)}"
    folder = source.rpartition("/")[0]
    is_inside = bool(folder) and path.startswith(f"{folder}/")
    up = "" if is_inside or not folder else "../" * (folder.count("/") + 1)
    link = up + quote(path.removeprefix(f"{folder}/") if is_inside else path)
    return f"{link}#{quote(anchor)}" if anchor else link


def _short_names(names: Iterable[str], namespaces: tuple[str, ...]) -> dict[str, str]:
    """Names without their namespace, except where that would give two public ones the same.

    A private name is read in its own module only, where no other declaration can be called so.
    """
    shorts = {name: _without_namespace(user_name(name), namespaces) for name in names}
    counted = Counter(short for name, short in shorts.items() if not is_private(name))
    return {name: short if is_private(name) or counted[short] == 1 else name for name, short in shorts.items()}


def _without_namespace(name: str, namespaces: tuple[str, ...]) -> str:
    for namespace in namespaces:
        if name.startswith(f"{namespace}."):
            return name.removeprefix(f"{namespace}.")
    return name


def _distinct_paths(folder: str, files: Mapping[str, str]) -> dict[str, str]:
    """A path for each name that differs from the others also where file names ignore case."""
    taken: dict[str, int] = {}
    paths: dict[str, str] = {}
    for name in sorted(files):
        file = file_name(files[name])
        seen = taken[file.casefold()] = taken.get(file.casefold(), 0) + 1
        paths[name] = f"{folder}/{file}.html" if seen == 1 else f"{folder}/{file}~{seen}.html"
    return paths
