"""What a source may not hold, because it makes Lean check less: options of the group `debug` above all.

`set_option debug.skipKernelTC true` has a theorem accepted without its proof being looked at, and nothing of that is
left in the compiled file. The text is searched as it is, comments and strings included: which parts of it are code is
for Lean to say, whose lexer can be led astray with a notation.
"""

from __future__ import annotations

import re
from pathlib import Path

from toymodels.errors import LeanError

_OPTION = re.compile(r"skipKernelTC|(?<![\w.])(?:weak\.)?«?debug»?\.«?[^\W\d]\w*")


def refuse_unchecked(path: Path, text: str) -> None:
    """Look through a source or a lakefile for what switches checks off.

    Raises:
        LeanError: there is such a thing; the message says where.
    """
    if found := _OPTION.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise LeanError(
            f"{path}:{line}: {found[0]} is refused: Lean's options for debugging switch checks off, the kernel's own "
            "among them, so that nothing built with one is proved; remove it, also from comments"
        )
