"""Reading MathML as a reader of mathematics does, to find out whether a formula says what it is meant to say.

Rows group nothing here, only what can be seen: signs and their usual precedence, brackets, scripts, fractions. A
formula becomes a function of the values of its free variables; families are nested tuples, all else numbers or bools.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import gcd
from typing import Any, TypeGuard
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

Values = Mapping[str, Any]
Meaning = Callable[[Values], Any]
Worth = Callable[[Sequence[Any], Sequence[int]], Any]
"""What a definition is worth at arguments and indices."""
Definitions = Mapping[str, Worth]
"""Definitions by the name that is printed."""

_CALL, _BESIDE = "\u2061", "\u2062"
_RELATIONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "≠": operator.ne,
    "≤": operator.le,
    "<": operator.lt,
    "∈": lambda index, members: members[index],
    "∉": lambda index, members: not members[index],
}

_DIGITS: Sequence[tuple[str, Callable[[int, int], int]]] = (
    ("|||", lambda left, right: left | right),
    ("^^^", lambda left, right: left ^ right),
    ("&&&", lambda left, right: left & right),
)


def read(markup: str, definitions: Definitions) -> Meaning:
    """The meaning of one formula.

    Raises:
        ValueError: it cannot be read to its end.
    """
    return _whole(_tokens(ElementTree.fromstring(f"<math>{markup}</math>")), definitions)


def _tokens(element: Element) -> list[Element]:
    """What stands side by side, rows and blanks taken away."""
    found: list[Element] = []
    _collect(element, found)
    return found


def _collect(element: Element, found: list[Element]) -> None:
    """Add the tokens of `element` to those before it, of which a script may be on some."""
    for child in element:
        if child.tag in {"mrow", "math"}:
            _collect(child, found)
        elif child.tag in {"msub", "msup"}:
            found.append(_with_all_of_its_base(child, found))
        elif child.tag != "mspace":
            found.append(child)


_PAIRS = {")": "(", "⟩": "⟨"}


def _with_all_of_its_base(script: Element, before: list[Element]) -> Element:
    """The script on all that it is seen on; `before` loses what of that stands there, as where a line may break."""
    start = len(before)
    _collect(_row([script[0]]), before)
    start = _opening(before, min(start, len(before) - 1))  # a script inside may have taken what stood before
    whole = Element(script.tag)
    whole.append(_row(before[start:]))
    whole.extend(script[1:])
    del before[start:]
    return whole


def _opening(tokens: list[Element], start: int) -> int:
    """Where the bracket is opened that the last token closes, with the name before it; `start` if it closes none."""
    closing = tokens[-1].text or ""
    if closing not in _PAIRS:
        return start
    signs = [(token.text == closing) - (token.text == _PAIRS[closing]) for token in tokens]
    outside = start
    while sum(signs[start:]) > 0:
        start -= 1
    while start < outside and tokens[start - 1].text == _CALL:
        start -= 2
    return start


def _row(tokens: list[Element]) -> Element:
    row = Element("mrow")
    row.extend(tokens)
    return row


def _inside(element: Element) -> list[Element]:
    """The tokens of an argument of a script or fraction, which may be a row or a single token."""
    return _tokens(element) if element.tag == "mrow" else [element]


def _whole(tokens: list[Element], definitions: Definitions) -> Meaning:
    reader = _Reader(tokens, definitions)
    meaning = reader.proposition()
    if reader.sign() is not None or reader.place < len(tokens):
        raise ValueError(f"cannot go on at {[ElementTree.tostring(t, 'unicode') for t in tokens[reader.place :]]}")
    return meaning


class _Reader:
    """A parser by precedence; each method reads what binds at least as tightly as its name says."""

    def __init__(self, tokens: list[Element], definitions: Definitions) -> None:
        self.tokens = tokens
        self.place = 0
        self._definitions = definitions

    def sign(self) -> str | None:
        """The sign that comes next, None at the end or before something else."""
        if self.place < len(self.tokens) and self.tokens[self.place].tag == "mo":
            return self.tokens[self.place].text
        return None

    def take(self, *signs: str) -> bool:
        """Go past the next sign if it is one of these."""
        if self.sign() in signs:
            self.place += 1
            return True
        return False

    def expect(self, sign: str) -> None:
        if not self.take(sign):
            raise ValueError(f"expected {sign!r}, found {self.sign()!r}")

    def proposition(self) -> Meaning:
        if self.sign() in {"∀", "∃"}:
            return self._quantified()
        if self._following() == "↦":
            name = self.tokens[self.place].text or ""
            self.place += 2
            body = self.proposition()

            def abstraction(values: Values) -> Callable[[Any], Any]:
                return lambda value: body({**values, name: value})

            return abstraction
        left = self._implication()
        if self.take("⟺"):
            right = self._implication()
            return lambda values: left(values) == right(values)
        return left

    def _following(self) -> str | None:
        after = self.place + 1
        is_sign = after < len(self.tokens) and self.tokens[after].tag == "mo"
        return self.tokens[after].text if is_sign else None

    def _quantified(self) -> Meaning:
        combine = all if self.sign() == "∀" else any
        self.place += 1
        names = [self._name()]
        while self.take(","):
            names.append(self._name())
        domain = self._domain()
        self.expect(":")
        body = self.proposition()

        def meaning(values: Values) -> bool:
            def over(rest: Sequence[str], scope: Values) -> bool:
                if not rest:
                    return body(scope)
                return combine(over(rest[1:], {**scope, rest[0]: value}) for value in domain(scope))

            return over(names, values)

        return meaning

    def _domain(self) -> Meaning:
        if self.take("∈"):
            assert self._name() == "Bool"
            return lambda values: (False, True)
        self.expect("<")
        bound = self._digits()
        return lambda values: range(int(bound(values)))

    def _implication(self) -> Meaning:
        left = self._disjunction()
        if self.take("⟹"):
            right = self._implication()
            return lambda values: not left(values) or right(values)
        return left

    def _disjunction(self) -> Meaning:
        left = self._conjunction()
        if self.take("∨"):
            right = self._disjunction()
            return lambda values: left(values) or right(values)
        return left

    def _conjunction(self) -> Meaning:
        left = self._negation()
        if self.take("∧"):
            right = self._conjunction()
            return lambda values: left(values) and right(values)
        return left

    def _negation(self) -> Meaning:
        if self.take("¬"):
            arg = self._negation()
            return lambda values: not arg(values)
        left = self._digits()
        relation = _RELATIONS.get(self.sign() or "")
        if relation is not None:
            self.place += 1
            right = self._digits()
            return lambda values: bool(relation(left(values), right(values)))
        return left

    def _digits(self, level: int = 0) -> Meaning:
        """Operations on binary digits, of which each in `_DIGITS` binds tighter than the one before."""
        if level == len(_DIGITS):
            return self._sum()
        sign, combine = _DIGITS[level]
        total = self._digits(level + 1)
        while self.take(sign):
            total = _binary(combine, total, self._digits(level + 1))
        return total

    def _sum(self) -> Meaning:
        if self.take("−"):
            first = self._product()
            total: Meaning = lambda values: _times(-1, first(values))  # noqa: E731
        else:
            total = self._product()
        while (sign := self.sign()) in {"+", "−", "∸"}:
            self.place += 1
            total = _binary({"+": _plus, "−": _minus, "∸": _monus}[sign or ""], total, self._product())
        return total

    def _product(self) -> Meaning:
        total = self._factor()
        while (sign := self.sign()) in {"⋅", _BESIDE, "mod", "div", "/"}:
            self.place += 1
            combine = {"mod": _modulo, "div": _euclidean, "/": _over}.get(sign or "", _times)
            total = _binary(combine, total, self._factor())
        return total

    def _factor(self) -> Meaning:
        if self.place < len(self.tokens) and self.tokens[self.place].tag == "munder":
            return self._total()
        return self.item()

    def _total(self) -> Meaning:
        """A `∑` reaches as far as the product that follows it."""
        sign, below = self.tokens[self.place]
        assert sign.text == "∑"
        self.place += 1
        inner = _Reader(_inside(below), self._definitions)
        name, domain = inner._name(), inner._domain()
        body = self._product()
        return lambda values: sum((body({**values, name: k}) for k in domain(values)), 0)

    def item(self) -> Meaning:
        if self.place >= len(self.tokens):
            raise ValueError("the formula ends where a value should stand")
        token = self.tokens[self.place]
        self.place += 1
        match token.tag:
            case "mn":
                number = int(token.text or "")
                return lambda values: number
            case "mi":
                return self._named(token.text or "")
            case "mo":
                return self._bracket(token.text or "")
            case "mfrac":
                above, below = (_whole(_inside(part), self._definitions) for part in token)
                return _binary(_over, above, below)
            case "msup" | "msub" | "msubsup":
                return self._scripted(token)
            case _:
                raise ValueError(f"a {token.tag} in a formula")

    def _bracket(self, opening: str) -> Meaning:
        match opening:
            case "(":
                inner = self.proposition()
                if self.take(":"):
                    assert self._name() in {"𝔽", "ℤ"}
                self.expect(")")
                return inner
            case "⌊":
                inner = self._digits()
                self.expect("⌋")
                return lambda values: inner(values).__floor__()
            case "|":
                inner = self._sum()
                self.expect("|")
                return lambda values: abs(inner(values))
            case "⟨":
                left = self.proposition()
                self.expect(",")
                right = self.proposition()
                self.expect("⟩")
                return _binary(_inner, left, right)
            case "{":
                return self._cases(list(self._rows()))
            case _:
                raise ValueError(f"{opening!r} opens nothing")

    def _rows(self) -> Iterator[tuple[list[Element], list[Element]]]:
        """The tokens of each case's value and clause: of a table, or of a list up to the brace that closes it."""
        if self.tokens[self.place].tag == "mtable":
            cells = [cell for row in self.tokens[self.place] for cell in row]
            self.place += 1
            for value, clause in zip(cells[::2], cells[1::2], strict=True):
                yield _inside(value[0]), _tokens(clause)
            return
        while self.tokens[self.place - 1].text != "}":
            start, word = self.place, self._end(lambda token: token.tag == "mtext")
            end = self._end(lambda token: token.tag == "mo" and token.text in {";", "}"})
            self.place = end + 1
            yield self.tokens[start:word], self.tokens[word:end]

    def _end(self, is_end: Callable[[Element], bool]) -> int:
        """Where the next token of a kind stands that is not between braces inside."""
        depth = 0
        for place in range(self.place, len(self.tokens)):
            token = self.tokens[place]
            if depth == 0 and is_end(token):
                return place
            depth += token.tag == "mo" and ((token.text == "{") - (token.text == "}"))
            if token.tag == "mo" and token.text == "{" and self.tokens[place + 1].tag == "mtable":
                depth -= 1
        raise ValueError("a case has no end")

    def _cases(self, found: Sequence[tuple[list[Element], list[Element]]]) -> Meaning:
        rows = [(_whole(value, self._definitions), self._case(clause)) for value, clause in found]

        def meaning(values: Values) -> Any:
            for value, condition in rows:
                scope = condition(values)
                if scope is not None:
                    return value(scope)
            raise ValueError("no case applies")

        return meaning

    def _case(self, tokens: list[Element]) -> Callable[[Values], Values | None]:
        """The values with which a case applies: `if n = q + 1` says what `q` is."""
        assert tokens[0].tag == "mtext"
        word = (tokens.pop(0).text or "").strip()
        if word == "otherwise":
            return lambda values: values
        *front, equals, pred, plus, one = [None, None, None, None, *tokens]
        signs = [token is not None and token.tag == "mo" and token.text for token in (equals, plus)]
        if signs == ["=", "+"] and pred is not None and pred.tag == "mi" and one is not None and one.text == "1":
            number = _whole([token for token in front if token is not None], self._definitions)
            return lambda values: {**values, pred.text or "": number(values) - 1} if number(values) else None
        condition = _whole(tokens, self._definitions)
        return lambda values: values if condition(values) else None

    def _name(self) -> str:
        token = self.tokens[self.place]
        assert token.tag == "mi"
        self.place += 1
        return token.text or ""

    def _named(self, name: str) -> Meaning:
        if self.sign() == _CALL:
            self.place += 1
            return self._called(name, self._arguments(), [])
        if name in {"true", "false"}:
            return lambda values: name == "true"
        if name in self._definitions:
            return self._called(name, [], [])
        return lambda values: values[name]

    def _arguments(self) -> list[Meaning]:
        self.expect("(")
        args = [self.proposition()]
        while self.take(","):
            args.append(self.proposition())
        self.expect(")")
        return args

    def _called(self, name: str, args: Sequence[Meaning], indices: Sequence[Meaning]) -> Meaning:
        def meaning(values: Values) -> Any:
            given = [arg(values) for arg in args]
            if name in {"min", "max"}:
                return min(given) if name == "min" else max(given)
            if name == "gcd":
                return gcd(*map(int, given))
            if name == "toNat":
                return max(given[0], 0)
            if name == "tr":
                return sum((row[place] for place, row in enumerate(given[0])), 0)
            if name in self._definitions:
                return self._definitions[name](given, [int(index(values)) for index in indices])
            return values[name](given[0]) if callable(values[name]) else values[name][int(given[0])]

        return meaning

    def _scripted(self, token: Element) -> Meaning:
        base, *scripts = (_inside(part) for part in token)
        if base[0].text == "‖":
            inner = _whole(base[1:-1], self._definitions)
            exponent = int(scripts[-1][0].text or "")
            norm = _frobenius if token.tag == "msubsup" else _inner
            return lambda values: norm(inner(values), inner(values)) ** (exponent // 2)
        script = scripts[0]
        if token.tag == "msup":
            return self._power(_single(base, self._definitions), script)
        return self._indexed(base, script)

    def _power(self, base: Meaning, script: list[Element]) -> Meaning:
        if [token.text for token in script] == ["T"]:
            return lambda values: tuple(zip(*base(values), strict=True))
        if [token.text for token in script] == ["−", "1"]:
            return lambda values: _over(1, base(values))
        exponent = _whole(script, self._definitions)
        return lambda values: base(values) ** int(exponent(values))

    def _indexed(self, base: list[Element], script: list[Element]) -> Meaning:
        if [token.text for token in script] == ["F"]:
            pair = _Reader(base[1:], self._definitions)
            left = pair.proposition()
            pair.expect(",")
            return _binary(_frobenius, left, pair.proposition())
        if any(token.tag == "mo" and token.text == "<" for token in script):
            return self._family(_single(base, self._definitions), script)
        indices = [_whole(part, self._definitions) for part in _split(script)]
        name = base[0].text or ""
        if [token.text for token in base] == ["I"] and "I" not in self._definitions:
            (size,) = indices
            return lambda values: _identity(int(size(values)))
        if name in self._definitions and (len(base) == 1 or base[1].text == _CALL):
            reader = _Reader(base[2:], self._definitions)
            return self._called(name, reader._arguments() if len(base) > 1 else [], indices)
        family = _single(base, self._definitions)

        def meaning(values: Values) -> Any:
            value = family(values)
            for index in indices:
                value = value[int(index(values))]
            return value

        return meaning

    def _family(self, body: Meaning, script: list[Element]) -> Meaning:
        ranges = [_Reader(part, self._definitions) for part in _split(script)]
        binders = [(each._name(), each._domain()) for each in ranges]

        def over(rest: Sequence[tuple[str, Meaning]], values: Values) -> Any:
            if not rest:
                return body(values)
            (name, domain), *inner = rest
            return tuple(over(inner, {**values, name: k}) for k in domain(values))

        return lambda values: over(binders, values)


def _single(tokens: list[Element], definitions: Definitions) -> Meaning:
    """The base of a script, which must not need brackets."""
    reader = _Reader(tokens, definitions)
    meaning = reader.item()
    if reader.place != len(tokens):
        raise ValueError(f"a script on {[token.text for token in tokens]}, of which only the last part would have it")
    return meaning


def _split(script: list[Element]) -> list[list[Element]]:
    """Subscripts: at commas, or else letter by letter."""
    depth, parts = 0, [list[Element]()]
    for token in script:
        depth += {"(": 1, ")": -1}.get(token.text or "", 0)
        if token.tag == "mo" and token.text == "," and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    letters = len(parts) == 1 and all(token.tag == "mi" for token in script)
    return [[token] for token in script] if letters else parts


def _binary(combine: Callable[[Any, Any], Any], left: Meaning, right: Meaning) -> Meaning:
    return lambda values: combine(left(values), right(values))


def _is_family(value: Any) -> TypeGuard[tuple[Any, ...]]:
    return isinstance(value, tuple)


def _plus(left: Any, right: Any) -> Any:
    if _is_family(left):
        return tuple(_plus(a, b) for a, b in zip(left, right, strict=True))
    return left + right


def _minus(left: Any, right: Any) -> Any:
    return _plus(left, _times(-1, right))


def _monus(left: Any, right: Any) -> Any:
    return max(left - right, 0)


def _modulo(left: Any, right: Any) -> Any:
    return left % abs(right) if right else left


def _euclidean(left: Any, right: Any) -> Any:
    return (left - _modulo(left, right)) // right if right else 0


def _over(left: Any, right: Any) -> Any:
    return Fraction(left) / right if right else Fraction(0)


def _times(left: Any, right: Any) -> Any:
    """Of numbers, of a number and a family, of matrices, of a matrix and a vector."""
    if not _is_family(right):
        return left * right
    if not _is_family(left):
        return tuple(_times(left, part) for part in right)
    columns = tuple(zip(*right, strict=True)) if right and _is_family(right[0]) else None
    if columns is None:
        return tuple(_inner(row, right) for row in left)
    return tuple(tuple(_inner(row, column) for column in columns) for row in left)


def _inner(left: Any, right: Any) -> Any:
    return sum((a * b for a, b in zip(left, right, strict=True)), 0)


def _frobenius(left: Any, right: Any) -> Any:
    return sum((_inner(a, b) for a, b in zip(left, right, strict=True)), 0)


def _identity(size: int) -> Any:
    return tuple(tuple(int(row == column) for column in range(size)) for row in range(size))
