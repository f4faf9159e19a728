"""What a source may not hold, because Lean then checks less, or does more, than it says.

Of some 200 options of Lean 4.28 these are refused, in sources and in lake files:

* the group `debug`: `debug.skipKernelTC` has a theorem accepted without its proof being looked at, others put `sorry`
  in the place of proofs;
* `interpreter.prefer_native`: programs run core's machine code under the names of the library's own definitions;
* `trace.profiler.output` writes a file and `sat.solver` starts a program, wherever and whichever they say.

What the others change is either seen in what Lean leaves (`autoImplicit`, `hygiene` and the group `backward` in
statements, which are read as elaborated; `warn.sorry` silences a message, and the axiom stays) or ends in an error
(`maxRecDepth`, `maxHeartbeats`), or it is print, warnings, caching and the compiler, none of which the kernel asks.
`Elab.async` moves the kernel's check to another thread and waits for its answer.

So are core's means to forge a value of any type, which a program that Lean runs while it reads a file (`#eval`) can
write into Lean's own memory with.

The text is searched as it is, comments and strings included: which parts of it are code is for Lean to say, whose lexer
can be led astray with a notation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from toymodels.errors import LeanError
from toymodels.lean.header import is_without_core

_DEBUG = (
    "Lean's options for debugging switch checks off, the kernel's own among them, so that nothing built with one is "
    "proved"
)
_NATIVE = "with it Lean runs machine code that is not what the source says"
_OUTSIDE = "it reaches outside the project"
_FORGED = "a program with it can write into Lean's memory, and so switch the kernel off"


@dataclass(frozen=True, slots=True)
class Refused:
    """A pattern of what is refused, and why; what matches it has one of `words` in it, which are found faster."""

    pattern: re.Pattern[str]
    words: tuple[str, ...]
    why: str

    def search(self, text: str) -> re.Match[str] | None:
        """The first place that is refused, if there is one."""
        return self.pattern.search(text) if any(word in text for word in self.words) else None


_UNSOUND = ("unsafeCast", "unsafeMk", "ptrAddrUnsafe")
_UNCHECKED = tuple(f"lc{what}" for what in ("Proof", "Cast", "Any", "Erased", "Void", "Unreachable", "Inv"))
_INSIDE = ("InternalBorrowed", "MethodsImp", "._override")

REFUSED = (
    Refused(
        re.compile(r"skipKernelTC|(?<![\w.])(?:weak\.)?«?debug»?\.«?[^\W\d]\w*"), ("skipKernelTC", "debug"), _DEBUG
    ),
    Refused(re.compile(r"\binterpreter»?\.«?prefer_native"), ("prefer_native",), _NATIVE),
    Refused(re.compile(r"\bprofiler»?\.«?output|\bsat»?\.«?solver"), ("profiler", "solver"), _OUTSIDE),
    Refused(
        re.compile(rf"\b(?:{'|'.join(_UNSOUND + _UNCHECKED)})\b|{'|'.join(map(re.escape, _INSIDE))}"),
        _UNSOUND + _UNCHECKED + _INSIDE,
        _FORGED,
    ),
)
"""What is refused, and why."""


def is_refused(text: str) -> bool:
    """Whether there is anything in a text that is refused."""
    return any(each.search(text) for each in REFUSED)


def refuse_source(path: Path, text: str) -> None:
    """Look through a source for what is refused; a module without core, too, that could call anything `Nat` or `Eq`.

    Raises:
        LeanError: there is such a thing; the message says where and why.
    """
    refuse_unchecked(path, text)
    if is_without_core(text):
        raise LeanError(f"{path}: a module with `prelude` is refused: it need not mean core by core's names")


def refuse_unchecked(path: Path, text: str) -> None:
    """Look through a source or a lakefile for what is refused.

    Raises:
        LeanError: there is such a thing; the message says where and why.
    """
    for each in REFUSED:
        if found := each.search(text):
            line = text.count("\n", 0, found.start()) + 1
            raise LeanError(f"{path}:{line}: {found[0]} is refused: {each.why}; remove it, also from comments")
