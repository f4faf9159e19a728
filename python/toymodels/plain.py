"""Text of others, such as a docstring, made fit to be shown: no character in it commands the terminal."""

from __future__ import annotations

import re

_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """The text with an escape in ASCII in place of control characters and of marks that turn its direction.

    Tabs and ends of lines stay.
    """
    return _COMMANDS.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
