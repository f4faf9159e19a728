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
from pathlib import Path

from toymodels.errors import LeanError
from toymodels.lean.comments import without_comments

_PRELUDE = re.compile(r"\s*(?:module\s+)?prelude\b")
_DEBUG = (
    "Lean's options for debugging switch checks off, the kernel's own among them, so that nothing built with one is "
    "proved"
)
_NATIVE = "with it Lean runs machine code that is not what the source says"
_OUTSIDE = "it reaches outside the project"
_FORGED = "a program with it can write into Lean's memory, and so switch the kernel off"

REFUSED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"skipKernelTC|(?<![\w.])(?:weak\.)?«?debug»?\.«?[^\W\d]\w*"), _DEBUG),
    (re.compile(r"\binterpreter»?\.«?prefer_native"), _NATIVE),
    (re.compile(r"\bprofiler»?\.«?output|\bsat»?\.«?solver"), _OUTSIDE),
    (
        re.compile(
            r"\b(?:unsafeCast|unsafeMk|ptrAddrUnsafe|lc(?:Proof|Cast|Any|Erased|Void|Unreachable|Inv))\b"
            r"|InternalBorrowed|MethodsImp|\._override"
        ),
        _FORGED,
    ),
)
"""What is refused, and why."""


def is_refused(text: str) -> bool:
    """Whether there is anything in a text that is refused."""
    return any(pattern.search(text) for pattern, _ in REFUSED)


def refuse_source(path: Path, text: str) -> None:
    """Look through a source for what is refused; a module without core, too, that could call anything `Nat` or `Eq`.

    Raises:
        LeanError: there is such a thing; the message says where and why.
    """
    refuse_unchecked(path, text)
    if _PRELUDE.match(without_comments(text)):
        raise LeanError(f"{path}: a module with `prelude` is refused: it need not mean core by core's names")


def refuse_unchecked(path: Path, text: str) -> None:
    """Look through a source or a lakefile for what is refused.

    Raises:
        LeanError: there is such a thing; the message says where and why.
    """
    for pattern, reason in REFUSED:
        if found := pattern.search(text):
            line = text.count("\n", 0, found.start()) + 1
            raise LeanError(f"{path}:{line}: {found[0]} is refused: {reason}; remove it, also from comments")
