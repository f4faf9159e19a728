"""Keys of modules: a module is as it was while its key is.

A key is a hash of the module's source, the options, the toolchain, and what Lean reads of all that the module imports,
directly or not: what those export, so that another proof, comment or docstring there makes no difference. Of a module
that can see more than that (`sees_all`), or that mentions suggestions of lemmas, whose tables are not told apart from
chance, every byte of the imported files counts.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping

from toymodels.lean.adapt import ADAPTATION
from toymodels.lean.header import is_module
from toymodels.lean.modules import SourceModule
from toymodels.lean.project import Project
from toymodels.lean.toolchain import Toolchain

_SUGGESTS = re.compile(rb"uggest|\btry\?")


class Keys:
    """The keys of a project's modules; one is known as soon as all that the module imports is compiled."""

    def __init__(self, project: Project, toolchain: Toolchain, modules: Iterable[SourceModule]) -> None:
        self._modules = {module.name: module for module in modules}
        self._sources = {name: module.path.read_bytes() for name, module in self._modules.items()}
        self._settings = {name: [toolchain.identity, project.tree_of(name).options] for name in self._modules}
        self._suggesting = {name for name, source in self._sources.items() if _SUGGESTS.search(source)}
        self._reached: dict[str, dict[str, None]] = {}
        self._compiled: dict[str, tuple[str, str]] = {}
        for name, module in self._modules.items():
            reached = self._reached[name] = dict.fromkeys(module.imports)
            for imported in module.imports:
                reached.update(self._reached[imported])

    def compiled(self, name: str, exports: str, files: Mapping[str, str]) -> None:
        """Note what a module was compiled to: `exports_digest` of it, and hashes of its files."""
        self._compiled[name] = exports, json.dumps(sorted(files.items()))

    def of(self, name: str) -> str | None:
        """The key of a module; none while something that it imports is not compiled."""
        reached = sorted(self._reached[name])
        if not all(imported in self._compiled for imported in reached):
            return None
        sees_all = self._modules[name].sees_all or not self._suggesting.isdisjoint((name, *reached))
        digest = hashlib.sha256(json.dumps(self._settings[name]).encode())
        digest.update(hashlib.sha256(self._sources[name]).digest())
        if not is_module(self._sources[name].decode(errors="replace")):
            digest.update(ADAPTATION.encode())
        for imported in reached:
            exports, files = self._compiled[imported]
            digest.update(f"\0{imported}\0{exports}\0{files if sees_all else ''}".encode())
        return digest.hexdigest()

    def known(self) -> dict[str, str]:
        """All keys that are known, by module."""
        found = {name: self.of(name) for name in self._modules}
        return {name: key for name, key in found.items() if key is not None}
