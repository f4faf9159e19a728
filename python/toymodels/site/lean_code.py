"""Lean as a reader sees it: highlighted code with linked identifiers, proofs with the goal beside each step.

Goals stand open in the page; what a step changed has a sign, not only a colour. A hypothesis is written where it
appears, and a conclusion where it is another than the last; a script writes out what is still there after later steps.
A name is a link where it stands first. The markup is as short as it can be: proofs are most of what a site holds.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from toymodels.lean.proofs import Declaration, ModuleTrace, Span, Step, Use
from toymodels.markup import element, joined

if TYPE_CHECKING:
    from pygments.lexer import Lexer

Link = Callable[[str], str | None]
"""The address of a constant, or none where this site has no page for it."""

_Linked = Callable[[str, str], Markup]
"""Shows an identifier, given as it is written and by the full name that Lean resolved it to."""

CONTENTS_FROM = 12
"""A proof with more steps than this gets a table of its `have`s."""

_KINDS = {"Comment": "i", "Literal.String.Doc": "i", "Keyword": "b", "Literal.String": "span"}
"""The elements that kinds of tokens are marked by."""
_CLAIM_LENGTH = 72
_CLAIM = re.compile(r"(?:have|obtain|suffices)\s+(?P<claim>(?![:=]).+?)\s*(?::=|\bfrom\b|\bby\b|$)", re.DOTALL)


def code_html(trace: ModuleTrace, span: Span, link: Link) -> Markup:
    """The source in `span`, highlighted, the identifiers that have a page linked."""
    return element("pre", _code(trace, span, _once(link)))


def _once(link: Link) -> _Linked:
    """Makes a name a link where it is met first; later it is text."""
    seen: set[str] = set()

    def linked(text: str, name: str) -> Markup:
        if name in seen:
            return joined([text])
        seen.add(name)
        address = link(name)
        return joined([text]) if address is None else element("a", text, href=address)

    return linked


def _code(trace: ModuleTrace, span: Span, linked: _Linked, indent: int = 0) -> Markup:
    """Highlighted source; lines after the first lose up to `indent` leading spaces."""
    shown: list[Markup] = []
    for start, end, kind, use in _pieces(trace, span):
        text = re.sub(rf"\n {{0,{indent}}}", "\n", trace.source[start:end]) if indent else trace.source[start:end]
        shown.append(linked(text, use.name) if use is not None else element(kind, text) if kind else joined([text]))
    return joined(shown)


def _pieces(trace: ModuleTrace, span: Span) -> Iterator[tuple[int, int, str, Use | None]]:
    """Cuts `span` at identifiers that Lean resolved and, between them, at tokens of one kind."""
    uses = list(_innermost(use for use in trace.uses if span.start <= use.span.start and use.span.end <= span.end))
    tokens, starts = _tokens(trace.source)
    cursor = span.start
    for use in [*uses, None]:
        stop = use.span.start if use is not None else span.end
        for place in range(max(0, bisect_left(starts, cursor) - 1), len(tokens)):
            start, end, kind = tokens[place]
            if start >= stop:
                break
            if end > cursor:
                yield max(start, cursor), min(end, stop), kind, None
        if use is not None:
            yield use.span.start, use.span.end, "", use
            cursor = use.span.end


def _innermost(uses: Iterable[Use]) -> Iterator[Use]:
    """Uses that contain no other one, in order; of several at one place the first."""
    ordered = sorted(uses, key=lambda use: (use.span.start, use.span.end))
    kept: list[Use] = []
    for use in ordered:
        if use.span.start == use.span.end or (kept and use.span.start < kept[-1].span.end):
            continue
        kept.append(use)
    yield from kept


@lru_cache(maxsize=4)
def _tokens(source: str) -> tuple[list[tuple[int, int, str]], list[int]]:
    """Start, end and kind of every stretch of one kind in a source, in characters, and the starts by themselves."""
    found: list[tuple[int, int, str]] = []
    for start, token, text in _lexer().get_tokens_unprocessed(source):
        kind = _kind(str(token))
        if found and found[-1][2] == kind and found[-1][1] == start:
            found[-1] = (found[-1][0], start + len(text), kind)
        else:
            found.append((start, start + len(text), kind))
    return found, [start for start, _, _ in found]


@cache
def _kind(token: str) -> str:
    """The element that marks a kind of token, empty for none."""
    return next((kind for root, kind in _KINDS.items() if token.startswith(f"Token.{root}")), "")


@cache
def _lexer() -> Lexer:
    from pygments import lexers

    return lexers.get_lexer_by_name("lean4")  # pyright: ignore[reportUnknownMemberType]


@dataclass(frozen=True, slots=True)
class _Node:
    """A step with the steps of the blocks inside it; `place` counts all steps of the proof."""

    step: Step
    place: int
    inner: tuple[_Node, ...]


def proof_html(trace: ModuleTrace, declaration: Declaration, link: Link, prefix: str = "") -> Markup:
    """The proof of a declaration: each step's code with the goal after it, nested blocks indented.

    A proof without tactics is shown as code. A long one has contents, and ids where they lead, `PREFIXstep-K`.
    """
    if declaration.proof is None:
        return element("p", "This declaration has no proof.", class_="proof-note")
    if not declaration.steps:
        code = _trimmed(trace, declaration.proof)
        is_term = not code.of(trace.source).startswith("by")
        note = "A proof term: Lean checks it as a whole." if is_term else "The goals of this proof were not recorded."
        return element("div", element("p", note, class_="proof-note"), code_html(trace, code, link), class_="proof")
    view = _ProofView(trace, declaration, link, prefix)
    return element("div", *view.contents(), view.steps(), class_="proof")


class _ProofView:
    def __init__(self, trace: ModuleTrace, declaration: Declaration, link: Link, prefix: str) -> None:
        self._trace = trace
        self._declaration = declaration
        self._linked = _once(link)
        self._prefix = prefix
        self._nodes = _nested(declaration.steps)
        first = [_parsed(goal).hypotheses for goal in declaration.steps[0].before[:1]]
        self._given = first[0] if first else ()
        self._numbers: dict[str, int] = {}
        self._written = 0
        claims = ((place, self._claim(step)) for place, step in enumerate(declaration.steps))
        is_long = len(declaration.steps) > CONTENTS_FROM
        self._claims = {place: claim for place, claim in claims if claim is not None and is_long}
        self._told = ""

    def contents(self) -> Iterator[Markup]:
        """Links to what the proof claims on its way, if it is long."""
        if self._claims:
            items = [element("li", element("a", claim, href=f"#{self._id(at)}")) for at, claim in self._claims.items()]
            title = element("p", "On the way:")
            label = f"Steps of {self._declaration.name}"
            yield element("nav", title, element("ol", *items), class_="proof-contents", aria_label=label)

    def steps(self) -> Markup:
        """All of the proof."""
        proof = _trimmed(self._trace, self._declaration.proof or self._declaration.span)
        first = self._nodes[0].step
        items: list[Markup] = []
        head = _trimmed(self._trace, Span(proof.start, first.span.start))
        cursor = first.span.start
        if head.of(self._trace.source) not in {"", "by"}:
            items.append(element("li", *self._row(head, self._to_show(first.before))))
        items += self._items(self._nodes, cursor)
        tail = _trimmed(self._trace, Span(max(self._nodes[-1].step.span.end, cursor), proof.end))
        if tail.start < tail.end:
            items.append(element("li", *self._row(tail, element("div"))))
        return element("ol", *items, class_="steps")

    def _items(self, nodes: Sequence[_Node], cursor: int) -> Iterator[Markup]:
        for node in nodes:
            yield self._item(node, min(cursor, node.step.span.start))
            cursor = node.step.span.end

    def _item(self, node: _Node, start: int) -> Markup:
        """A step from `start`, where the one before it ended."""
        step = node.step
        if not node.inner:
            rows = self._row(_trimmed(self._trace, Span(start, step.span.end)), self._after(step))
        elif "\n" not in step.span.of(self._trace.source) and _only_closes(node.inner):
            code = _trimmed(self._trace, Span(start, step.span.end))
            rows = self._row(code, _done() if step.after == step.before[1:] else self._after(step))
        else:
            rows = self._block(node, start)
        return element("li", *rows, id=self._id(node.place) if node.place in self._claims else None)

    def _block(self, node: _Node, start: int) -> Iterator[Markup]:
        """A step with steps inside it: what opens the block, these steps, what closes it."""
        step = node.step
        first, last = node.inner[0].step, node.inner[-1].step
        yield from self._row(_trimmed(self._trace, Span(start, first.span.start)), self._to_show(first.before))
        yield element("ol", *self._items(node.inner, first.span.start))
        tail = _trimmed(self._trace, Span(last.span.end, step.span.end))
        if tail.start < tail.end or step.after != step.before[1:]:
            yield from self._row(tail, self._after(step))

    def _after(self, step: Step) -> Markup:
        """The goals after a step; what differs from the goal before it is marked."""
        if not step.after:
            return _done()
        earlier = [_parsed(goal) for goal in step.before]
        goals = [self._goal(_parsed(goal), earlier, k, len(step.after)) for k, goal in enumerate(step.after)]
        return element("div", *(part for goal in goals for part in goal))

    def _goal(self, goal: _Goal, earlier: Sequence[_Goal], place: int, total: int) -> list[Markup]:
        """One goal; what is as before is said by its number."""
        old = next((each for each in earlier if each.conclusion == goal.conclusion), earlier[0] if earlier else goal)
        title = ([goal.case] if goal.case else []) + ([f"goal {place + 1} of {total}"] if total > 1 else [])
        parts = [element("p", ", ".join(title), class_="case")] if title else []
        parts += self._hypotheses([each for each in goal.hypotheses if each not in self._given], old)
        return [*parts, self._conclusion(goal, changed=old.conclusion != goal.conclusion)]

    def _hypotheses(self, hypotheses: Sequence[str], old: _Goal) -> Iterator[Markup]:
        """Those that are new or changed, and the numbers of those that are as before; nothing where there are none.

        The number of a hypothesis is its place among all that the proof writes.
        """
        names = {_name(hypothesis) for hypothesis in old.hypotheses}
        items: list[Markup] = []
        same: list[str] = []
        for each in hypotheses:
            number = self._numbers.get(each)
            if each in old.hypotheses and number is not None:
                same.append(str(number))
                continue
            how = "old" if each in old.hypotheses else "changed" if _name(each) in names else None
            self._numbers.setdefault(each, self._written)
            self._written += 1
            items.append(element("li", each, class_=how))
        if hypotheses:
            yield element("ul", *items, data_same=" ".join(same) or None)

    def _to_show(self, goals: Sequence[str]) -> Markup:
        """The goal at the start of a block."""
        if not goals:
            return element("div")
        goal = _parsed(goals[0])
        title = f"to show, {goal.case}" if goal.case else "to show"
        return element("div", element("p", title, class_="case"), self._conclusion(goal, changed=False))

    def _conclusion(self, goal: _Goal, *, changed: bool) -> Markup:
        """What is to be shown; where that is what was written last, a word for it."""
        if goal.conclusion == self._told:
            return element("p", "⊢ as above", class_="same")
        self._told = goal.conclusion
        return element("p", goal.conclusion, class_="changed" if changed else None)

    def _row(self, span: Span, goals: Markup) -> tuple[Markup, Markup]:
        """Code and what is left to show beside it; without code, a mark that the block has ended."""
        is_end = span.start == span.end
        return element("p", "after this block") if is_end else element("pre", self._dedented(span)), goals

    def _dedented(self, span: Span) -> Markup:
        line = self._trace.source.rfind("\n", 0, span.start) + 1
        prefix = self._trace.source[line : span.start]
        indent = len(prefix) if not prefix.strip() else len(prefix) - len(prefix.lstrip())
        return _code(self._trace, span, self._linked, indent)

    def _claim(self, step: Step) -> str | None:
        """What a `have` claims, on one line."""
        matched = _CLAIM.match(step.span.of(self._trace.source))
        if matched is None:
            return None
        claim = " ".join(matched["claim"].split())
        return claim if len(claim) <= _CLAIM_LENGTH else claim[: _CLAIM_LENGTH - 1] + "…"

    def _id(self, place: int) -> str:
        return f"{self._prefix}step-{place}"


def _nested(steps: Sequence[Step]) -> tuple[_Node, ...]:
    """Steps as a forest: a step lies inside the last one before it that covers it."""

    def forest(first: int, last: int) -> tuple[_Node, ...]:
        nodes: list[_Node] = []
        place = first
        while place < last:
            step = steps[place]
            after = next((k for k in range(place + 1, last) if steps[k].span.start >= step.span.end), last)
            nodes.append(_Node(step, place, forest(place + 1, after)))
            place = after
        return tuple(nodes)

    return forest(0, len(steps))


def _trimmed(trace: ModuleTrace, span: Span) -> Span:
    """`span` without the white space at its ends and the `;` that parts it from the step before."""
    text = span.of(trace.source)
    start = span.start + len(text) - len(text.lstrip(" \n;"))
    return Span(start, max(start, span.end - len(text) + len(text.rstrip())))


@dataclass(frozen=True, slots=True)
class _Goal:
    """A goal as Lean prints it, cut into the case's name, hypotheses by name, and conclusion."""

    case: str
    hypotheses: tuple[str, ...]
    conclusion: str


def _done() -> Markup:
    return element("div", "✓ done", class_="done")


def _only_closes(nodes: Iterable[_Node]) -> bool:
    """Whether every step closes its goal, so that nothing is to be seen between them."""
    return all(node.step.after == node.step.before[1:] and _only_closes(node.inner) for node in nodes)


def _parsed(goal: str) -> _Goal:
    """Lines that start with a space go on with the entry before them."""
    entries: list[str] = []
    for line in goal.splitlines():
        if entries and line.startswith(" "):
            entries[-1] += f"\n{line}"
        elif line:
            entries.append(line)
    place = next((k for k, entry in enumerate(entries) if entry.startswith("⊢")), len(entries))
    conclusion = "\n".join(entries[place:])
    head = entries[:place]
    case = head.pop(0) if head and head[0].startswith("case ") else ""
    return _Goal(case, tuple(head), conclusion)


def _name(hypothesis: str) -> str:
    return hypothesis.partition(":")[0].strip()
