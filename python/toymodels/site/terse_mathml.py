"""Formulas without what a browser takes for granted: rows of one thing, forms and stretching that are so by default.

What is left says the same, looks the same but for hairs of space, and is half as long. The rules are those of MathML
Core: an operator that begins a row is a prefix, one that ends it a postfix, any other an infix; brackets before and
after stretch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape

_MATH = re.compile(r"<math\b.*?</math>", re.DOTALL)
_TOKEN = re.compile(r"<(?P<close>/?)(?P<tag>\w+)(?P<attributes>[^>]*)>|(?P<text>[^<]+)")
_ATTRIBUTE = re.compile(r' ([\w-]+)="([^"]*)"')
_ROWS = {"mrow", "math", "mtd"}
_IDLE = {"alttext", "displaystyle", "fence", "largeop", "separator"}
"""Attributes that change nothing: Core knows no fences and separators, a block is in display style, where sums are
large by themselves, and whatever reads a page aloud reads its formulas."""

_OPENING, _CLOSING = "([{⟨⌊⌈‖|", ")]}⟩⌋⌉‖|"
_ONE_FORM = {*"=≠≤<∈∉∧∨⟹⟺→↦⊆×⋅∸:,", "mod", "div", "\u2061", "\u2062"}
"""Operators that are the same wherever they stand, as they have one form."""


@dataclass(slots=True)
class _Node:
    """An element; its children are elements and text, which is escaped."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict[str, str])
    children: list[_Node | str] = field(default_factory=list["_Node | str"])

    @property
    def text(self) -> str:
        return "".join(child for child in self.children if isinstance(child, str))

    @property
    def elements(self) -> list[_Node]:
        return [child for child in self.children if isinstance(child, _Node)]


def terse_formulas(page: str) -> str:
    """A page with all its formulas written tersely."""
    return _MATH.sub(lambda found: _terse(found[0]), page)


@lru_cache(maxsize=1 << 14)
def _terse(formula: str) -> str:
    math = _read(formula)
    _note_forms(math)
    math.children = [_simple(child) if isinstance(child, _Node) else child for child in math.children]
    if len(math.children) == 1 and math.attributes.get("display") != "block":
        math.children = list(_opened(math.children[0]))
    return "".join(_written(math, math, 0))


def _read(formula: str) -> _Node:
    root = _Node("")
    open_: list[_Node] = [root]
    for found in _TOKEN.finditer(formula):
        if found["text"] is not None:
            open_[-1].children.append(found["text"])
        elif found["close"]:
            open_.pop()
        else:
            node = _Node(found["tag"], dict(_ATTRIBUTE.findall(found["attributes"])))
            open_[-1].children.append(node)
            open_.append(node)
    return root.elements[0]


def _note_forms(node: _Node) -> None:
    """Note the form of every operator in a row, before rows are taken away."""
    for place, child in enumerate(node.elements):
        if child.tag == "mo" and node.tag in _ROWS:
            child.attributes.setdefault("form", _form(place, len(node.elements)))
        _note_forms(child)


def _form(place: int, count: int) -> str:
    """The form of an operator that does not say its form, by its place among so many in a row."""
    if count == 1 or 0 < place < count - 1:
        return "infix"
    return "postfix" if place else "prefix"


def _simple(node: _Node) -> _Node:
    """A node without rows that hold one thing, or that could as well stand open in the row around them."""
    children: list[_Node | str] = []
    for child in node.children:
        inner = _simple(child) if isinstance(child, _Node) else child
        children += _opened(inner) if node.tag in _ROWS - {"math"} else [inner]
    node.children = children
    if node.tag == "mrow" and not node.attributes and len(node.elements) == 1 and node.elements[0].tag != "mo":
        return node.elements[0]
    return node


def _opened(node: _Node | str) -> list[_Node | str]:
    """What can stand for a node in a row: the children of a row in which nothing stretches."""
    if isinstance(node, str) or node.tag != "mrow" or node.attributes or any(map(_stretches, node.elements)):
        return [node]
    return node.children


def _stretches(node: _Node) -> bool:
    """Whether a node is a bracket as high as what stands in its row."""
    return node.tag == "mo" and "stretchy" in node.attributes and node.attributes["stretchy"] != "false"


def _written(node: _Node, parent: _Node, place: int) -> Iterator[str]:
    attributes = {name: value for name, value in node.attributes.items() if not _is_idle(node, name, parent, place)}
    shown = "".join(f' {name}="{value}"' for name, value in attributes.items())
    if node.tag == "mo" and node.text == ":":
        yield "<mtext>:\u00a0</mtext>"
        return
    yield f"<{node.tag}{shown}>"
    at = 0
    for child in node.children:
        if isinstance(child, str):
            yield child
        else:
            yield from _written(child, node, at)
            at += 1
    yield f"</{node.tag}>"


def _is_idle(node: _Node, name: str, parent: _Node, place: int) -> bool:
    """Whether an attribute says what is so without it."""
    value = node.attributes[name]
    if name in _IDLE:
        return True
    if node.tag == "mi" and name == "mathvariant":
        return unescape(node.text) in "ℕℤ𝔽"
    if node.tag != "mo":
        return False
    if name == "form":
        is_one = unescape(node.text) in _ONE_FORM
        return parent.tag in _ROWS and (is_one or _form(place, len(parent.elements)) == value)
    if name in ("lspace", "rspace"):
        return node.text == "\u2062"
    if name == "stretchy":
        form = node.attributes.get("form")
        return value == "true" and node.text in (_OPENING if form == "prefix" else _CLOSING)
    return False
