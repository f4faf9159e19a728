"""The mathematical font that a site brings along, as a style sheet, and its licence.

It stands in the style sheet itself, because some browsers take no font from another folder on disk.
`mathematics.woff2` is what `pyftsubset` of fontTools leaves of the STIX Two Math in the package ziamath 0.13: letters,
Greek, the mathematical alphabets, operators, arrows and fences, with the table MATH and the feature ssty.
"""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

_FOLDER = Path(__file__).parent


def style_sheet() -> str:
    """A style sheet that declares the family `Mathematics`."""
    data = b64encode((_FOLDER / "mathematics.woff2").read_bytes()).decode()
    source = f'src: url("data:font/woff2;base64,{data}") format("woff2");'
    return f'@font-face {{\n  font-family: "Mathematics";\n  {source}\n}}\n'


def licence() -> bytes:
    """The licence of the font, which goes with it."""
    return (_FOLDER / "LICENCE.txt").read_bytes()
