"""Code that Lean runs while it reads a module, and what would let such code write into Lean's memory.

Lean runs some of a library at once: `#eval`, `#guard`, `initialize`, what `native_decide` and `reduceBool` ask, and the
configuration of a tactic, such as `simp (maxSteps := n)`. It relies on types there, so that what lets one value pass
for another (an axiom like `Nat = String`, a missing proof, `unsafe`, `extern`, `implemented_by`) lets a program write
anywhere, into the kernel too, and then remove its traces from the compiled file. So both are looked for in the sources
as well. Either alone does no harm; `opaque` and `partial` never do, as Lean wants to see a value of their types.
`initialize` counts as both, since it names what Lean then runs as machine code. A constant in Lean's own namespace
needs no second thing: Lean runs some of its constants by their names, without asking who declared them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from toymodels.lean.comments import certain_code
from toymodels.lean.expr import Name
from toymodels.lean.names import components, content

KINDS_RUN = frozenset(
    {"config", "eval", "evalBang", "guardCmd", "initialize", "native", "nativeDecide", "reduceBool", "reduceNat"}
    | {"tryTrace", "valConfigItem"}
)
KINDS_FORGE = frozenset(
    {"axiom", "evalBang", "extern", "implemented_by", "sorry", "sorryAx", "tacticAdmit", "tacticSorry", "tacticStop_"}
    | {"unsafe"}
)
"""What a macro can call these by without writing them."""

_STARTS = r"\b(?:builtin_)?initialize\b|[\[,]\s*«?(?:builtin_)?init\b(?=»?\s+[\w«])"
"""Code for when a module is imported, which Lean also takes for machine code of the name that it is given."""

_RUNS = re.compile(rf"#eval!?|#guard(?!_)\b|{_STARTS}|\bnative(?:_decide)?\b|(?:\br|\bofR)educe(?:Bool|Nat)\b|\btry\?")
_PROGRAMS = re.compile(rf"{_STARTS}|macro|elab|simproc|\brun_|[pP]arser|\bimport\s+(?:all\s+)?«?Lean\b")
_FORGES = re.compile(
    rf"#eval!|{_STARTS}|(?<![\w.])(?:axiom|unsafe|extern)(?![\w'])|\bimplemented_by\b"
    r"|(?<![\w.])(?:sorry|admit)(?![\w'])|\bsorryAx\b|(?<![\w.(])stop\b(?!\s*:=)"
    r"|#guard_msgs\b(?!(?:\s*\([^()]*\))?\s+in\s+#(?:check|eval|guard|print|reduce|synth)\b)"
)
_SQUATS = re.compile(
    r"\bnamespace\s+«?Lean\b|\b_root_\.«?Lean\b"
    r"|\b(?:abbrev|alias|axiom|class|def|inductive|instance|opaque|structure|theorem)\s+«?Lean\b"
)
"""Names in Lean's own namespace."""

_SETTING = re.compile(r"\(\s*(?:--|/-|(?P<field>\$\(?\w+\)?(?::\w+)?|[\w.?'«»]+)\s*(?::=|--|/-))")
"""A tactic's configuration, or a comment before or in it: comments are there only if they may be none."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a word of a source, or where only the compiled file shows it, a constant of a module."""

    module: Name
    what: str
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.module}{'' if self.line is None else f':{self.line}'} ({self.what})"


class Sources:
    """The sources of modules, by name; comments are left out unless a notation may make something else of them."""

    def __init__(self, texts: Mapping[Name, str]) -> None:
        codes = {module: certain_code(text) for module, text in texts.items()}
        certain = {module: code for module, code in codes.items() if code is not None}
        self._codes = certain if len(certain) == len(codes) else dict(texts)

    def runs(self, module: Name, is_setting: Callable[[Name], bool]) -> Iterator[Place]:
        """Where Lean first runs code, for each way; `is_setting` says whether tactics have a setting of that name."""

        def configures(found: re.Match[str]) -> bool:
            field = found["field"]
            return not field or field[0] == "$" or any(is_setting(content(part)) for part in components(field))

        yield from self._first_places(module, _RUNS)
        code = self._codes.get(module, "")
        if found := next(filter(configures, _SETTING.finditer(code)), None):
            yield _place(module, code, found, "a tactic's configuration")

    def programs(self, module: Name) -> bool:
        """Whether Lean may run programs of the module, while it reads it or another one that imports it."""
        return _PROGRAMS.search(self._codes.get(module, "")) is not None

    def forges(self, module: Name) -> Iterator[Place]:
        """Where one value may first pass for another, for each way."""
        return self._first_places(module, _FORGES)

    def squats(self, module: Name) -> Iterator[Place]:
        """Where names are declared in Lean's own namespace."""
        return self._first_places(module, _SQUATS)

    def _first_places(self, module: Name, pattern: re.Pattern[str]) -> Iterator[Place]:
        code = self._codes.get(module, "")
        first: dict[str, re.Match[str]] = {}
        for found in pattern.finditer(code):
            first.setdefault(found[0].lstrip("[, \n«"), found)
        for what, found in first.items():
            yield _place(module, code, found, what)


def _place(module: Name, code: str, found: re.Match[str], what: str) -> Place:
    line = code.count("\n", 0, found.start()) + 1
    return Place(module, what, line)
