"""Declarations as syntax: modifiers, keyword, name, signature and value in the places where LeanDojo looks for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toymodels.lean.olean import user_name
from toymodels.lean.proofs import Declaration, Span
from toymodels.leandojo.blocks import Blocks
from toymodels.leandojo.commands import Command, after_bracket, outside_brackets
from toymodels.leandojo.syntax import NULL, UNPARSED, Json, Source, node

_PREFIX = "Lean.Parser.Command."
_KINDS = {"def": "definition"}
_LEMMA = "lemma"
_THEOREM_KINDS = {f"{_PREFIX}theorem", "group"}
_MODIFIER_KINDS = {
    name: f"{_PREFIX}{name}" for name in ("private", "protected", "public", "noncomputable", "unsafe", "partial")
}


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration as LeanDojo sees it.

    Attributes:
        name: its full name, without Lean's mark of private ones; `None` if the source gives it none.
        name_start: where that name is in the source.
        span: all of it, with its docstring.
        start: where LeanDojo says that a theorem starts: at the keyword, or at the docstring of a `lemma`.
        is_lemma: whether its keyword is `lemma`.
        proof: a theorem's proof, and what may follow it; `None` if it is not a theorem.
    """

    name: str | None
    name_start: int | None
    span: Span
    start: int
    is_lemma: bool
    proof: Span | None

    @property
    def is_theorem(self) -> bool:
        """Whether LeanDojo counts it among the theorems."""
        return self.proof is not None


class Declarations:
    """Makes syntax of the declarations of one source.

    Attributes:
        found: what LeanDojo will see of the declarations that syntax was made of, in order.

    Args:
        source: the source.
        blocks: its tactic blocks.
        known: what Lean says of its declarations, by the position of their names.
    """

    def __init__(self, source: Source, blocks: Blocks, known: Mapping[int, Declaration]) -> None:
        self._source = source
        self._leaves = source.leaves
        self._blocks = blocks
        self._known = known
        self.found: list[Declared] = []

    def syntax(self, command: Command, namespace: str) -> Json:
        """A declaration inside `namespace` (empty for none)."""
        self.found.append(self._declared(command, namespace))
        end = command.keyword
        keyword = self._leaves[command.keyword].text
        if keyword == "instance" and end > command.first and self._leaves[end - 1].text in {"local", "scoped"}:
            end -= 1
        modifiers = self._modifiers(command.first, end)
        if keyword == _LEMMA:
            opening = self._source.atom(command.keyword)
            return node(_LEMMA, modifiers, self._named("group", opening, command.keyword + 1, command.last, namespace))
        return node(f"{_PREFIX}declaration", modifiers, self._body(command, end, namespace))

    def _declared(self, command: Command, namespace: str) -> Declared:
        name = self._name_index(command)
        keyword, last = self._leaves[command.keyword], command.last
        span = Span(self._leaves[command.first].start, self._leaves[last - 1].end)
        if name is None:
            return Declared(None, None, span, keyword.start, False, None)
        is_lemma = keyword.text == _LEMMA
        start = span.start if is_lemma else keyword.start
        proof = Span(self._proof_start(name, last), span.end) if is_lemma or keyword.text == "theorem" else None
        return Declared(self._full_name(name, namespace), self._leaves[name].start, span, start, is_lemma, proof)

    def _proof_start(self, name: int, last: int) -> int:
        split = self._value_start(name + 1, last, self._known.get(self._leaves[name].start))
        if split < last - 1 and self._leaves[split].text in {":=", "where"}:
            split += 1
        return self._leaves[split].start if split < last else self._leaves[last - 1].end

    def _modifiers(self, first: int, last: int) -> Json:
        parts: list[Json] = []
        index = first
        while index < last:
            text = self._leaves[index].text
            if text == "/--":
                end = index + 2
                parts.append(node(NULL, self.docstring(index, f"{_PREFIX}docComment")))
            elif text == "@[":
                end = after_bracket(self._leaves, index, last)
                parts.append(node(NULL, node("Lean.Parser.Term.attributes", *self._blocks.parts(index, end))))
            else:
                end = index + 1
                parts.append(node(NULL, node(_MODIFIER_KINDS.get(text, UNPARSED), self._source.atom(index))))
            index = end
        return node(f"{_PREFIX}declModifiers", *parts)

    def docstring(self, index: int, kind: str) -> Json:
        """The mark at `index` and the text after it."""
        return node(kind, self._source.atom(index), self._source.atom(index + 1))

    def _body(self, command: Command, first: int, namespace: str) -> Json:
        """What follows the modifiers; `first` is the keyword, or the `local` or `scoped` before it."""
        keyword, last = command.keyword, command.last
        text = self._leaves[keyword].text
        if text == "instance":
            return self._instance(first, keyword, last, namespace)
        if text == "class" and keyword + 1 < last and self._leaves[keyword + 1].text == "inductive":
            opening = node("group", self._source.atom(keyword), self._source.atom(keyword + 1))
            return self._named(f"{_PREFIX}classInductive", opening, keyword + 2, last, namespace)
        if text in {"structure", "class"}:
            opening = node(f"{_PREFIX}{text}Tk", self._source.atom(keyword))
            return self._named(f"{_PREFIX}structure", opening, keyword + 1, last, namespace)
        if text == "example":
            return node(f"{_PREFIX}example", self._source.atom(keyword), *self._signature_and_value(keyword + 1, last))
        kind = f"{_PREFIX}{_KINDS.get(text, text)}"
        return self._named(kind, self._source.atom(keyword), keyword + 1, last, namespace)

    def _named(self, kind: str, opening: Json, name: int, last: int, namespace: str) -> Json:
        identifier, after = self._identifier(name, last, namespace)
        known = self._known.get(self._leaves[name].start)
        rest = self._signature_and_value(after, last, known, required=kind in _THEOREM_KINDS)
        return node(kind, opening, identifier, *rest)

    def _instance(self, first: int, keyword: int, last: int, namespace: str) -> Json:
        priority = self._after_priority(keyword + 1, last)
        name: list[Json] = []
        after = priority
        if after < last and self._leaves[after].is_name:
            identifier, after = self._identifier(after, last, namespace)
            name.append(identifier)
        return node(
            f"{_PREFIX}instance",
            node("Lean.Parser.Term.attrKind", *(self._source.atom(index) for index in range(first, keyword))),
            self._source.atom(keyword),
            node(NULL, *self._blocks.parts(keyword + 1, priority)),
            node(NULL, *name),
            *self._signature_and_value(after, last),
        )

    def _name_index(self, command: Command) -> int | None:
        """The index of the declared name; `None` for an example and for an instance without one."""
        text, index = self._leaves[command.keyword].text, command.keyword + 1
        if text == "example":
            return None
        if text == "class" and index < command.last and self._leaves[index].text == "inductive":
            index += 1
        if text == "instance":
            index = self._after_priority(index, command.last)
        return index if index < command.last and self._leaves[index].is_name else None

    def _after_priority(self, index: int, last: int) -> int:
        has_priority = index + 1 < last and (self._leaves[index].text, self._leaves[index + 1].text) == (
            "(",
            "priority",
        )
        return after_bracket(self._leaves, index, last) if has_priority else index

    def _full_name(self, index: int, namespace: str) -> str:
        known = self._known.get(self._leaves[index].start)
        return user_name(known.name) if known is not None else _qualified(self._leaves[index].text, namespace)

    def _identifier(self, index: int, last: int, namespace: str) -> tuple[Json, int]:
        """The declared name with its universes, and the index after them.

        LeanDojo puts the open namespaces before the name. Where that is not the name that Lean gave the declaration,
        the full name is written behind `_root_`.
        """
        after = index + 1
        if after + 1 < last and self._leaves[after].text == "." and self._leaves[after + 1].text == "{":
            after = after_bracket(self._leaves, after + 1, last)
        full = self._full_name(index, namespace)
        value = None if full == _qualified(self._leaves[index].text, namespace) else f"_root_.{full}"
        universes = node(NULL, *self._blocks.parts(index + 1, after))
        return node(f"{_PREFIX}declId", self._source.name(index, value), universes), after

    def _signature_and_value(
        self, first: int, last: int, known: Declaration | None = None, *, required: bool = False
    ) -> list[Json]:
        """The signature, and the value in the form that it is written in; a theorem has a value in any case."""
        split = self._value_start(first, last, known)
        signature = self._signature(first, split, required)
        if split == last:
            return [signature]
        text = self._leaves[split].text
        if text == ":=" and split + 1 < last:
            value = node(f"{_PREFIX}declValSimple", self._source.atom(split), *self._blocks.value(split + 1, last))
        elif text == "where":
            fields = node(NULL, *self._blocks.parts(split + 1, last))
            value = node(f"{_PREFIX}whereStructInst", self._source.atom(split), fields)
        else:
            value = node(f"{_PREFIX}declValEqns", node(UNPARSED, *self._blocks.parts(split, last)))
        return [signature, value]

    def _signature(self, first: int, last: int, required: bool) -> Json:
        colon = next((i for i in outside_brackets(self._leaves, first, last) if self._leaves[i].text == ":"), last)
        binders = node(NULL, *self._blocks.parts(first, colon))
        kind = "declSig" if required else "optDeclSig"
        if colon == last:
            return node(f"{_PREFIX}{kind}", binders)
        type_parts = self._blocks.parts(colon + 1, last)
        return node(
            f"{_PREFIX}{kind}", binders, node("Lean.Parser.Term.typeSpec", self._source.atom(colon), *type_parts)
        )

    def _value_start(self, first: int, last: int, known: Declaration | None) -> int:
        """The index of the `:=`, `where` or `|` with which the value begins; `last` if there is none."""
        if known is not None and known.proof is not None:
            for index in range(first, last - 1):
                if self._leaves[index].text == ":=" and self._leaves[index + 1].start == known.proof.start:
                    return index
        opening = (
            i for i in outside_brackets(self._leaves, first, last) if self._leaves[i].text in {":=", "where", "|"}
        )
        return next(opening, last)


def _qualified(name: str, namespace: str) -> str:
    """The name that LeanDojo gives what is called `name` inside a namespace."""
    if name.startswith("_root_."):
        return name.removeprefix("_root_.")
    return f"{namespace}.{name}" if namespace else name
