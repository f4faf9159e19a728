"""A module as the file of syntax trees, tactics and premises that LeanDojo's extractor would have written.

The trees are rebuilt from the places that Lean gives to declarations, tactics and names; they are not the output of
Lean's parser. What LeanDojo looks for has Lean's shape and kind: the header, commands, declarations, tactic blocks,
names. Inside terms, leaves stand in a row.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from toymodels.lean.proofs import ModuleTrace, Span, Step
from toymodels.leandojo.blocks import SEQUENCE, Blocks
from toymodels.leandojo.commands import DECLARATIONS, Command, commands, header_end, import_end
from toymodels.leandojo.declarations import Declarations, Declared
from toymodels.leandojo.syntax import NULL, UNPARSED, Json, Source, node, offsets, walk

_SCOPED = frozenset({"open", "omit", "include", "set_option", "variable", "universe", "attribute"})
NO_GOALS = "no goals"
_TURNSTILE = "⊢"

_PREFIX = "Lean.Parser.Command."


class Tree:
    """The syntax of one module.

    Attributes:
        trace: what Lean says of the module.
        source: its text, cut into leaves.
        commands: the header and every command.
        declarations: what LeanDojo sees of the declarations, in order.
        steps: the steps that begin with a goal, one a place, in the order in which LeanDojo meets them: those of a
            sequence first, then those inside them.
    """

    def __init__(self, trace: ModuleTrace) -> None:
        """Cut the module's text."""
        self.trace = trace
        self.source = Source(trace.source, (use.span for use in trace.uses))
        steps = (step for each in trace.declarations for step in each.steps)
        self._blocks = Blocks(self.source, (step for step in steps if not _inside_conv(step)))
        known = {declaration.name_span.start: declaration for declaration in trace.declarations}
        self._declarations = Declarations(self.source, self._blocks, known)
        self._declared = tuple(declaration.span for declaration in trace.declarations)
        self.commands: Sequence[Json] = (self._header(), *self._commands())
        self.declarations: Sequence[Declared] = tuple(self._declarations.found)
        self.steps: Sequence[Step] = tuple(self._met())

    def tactics(self) -> list[Json]:
        """The states before and after every step that begins with a goal."""
        return [
            {
                "stateBefore": state(step.before),
                "stateAfter": state(step.after),
                "pos": self.source.byte(step.span.start),
                "endPos": self.source.byte(step.span.end),
            }
            for step in self.steps
        ]

    def steps_in(self, span: Span) -> list[Step]:
        """The steps inside a range of the source, in the order of `steps`."""
        return [step for step in self.steps if span.start <= step.span.start and step.span.end <= span.end]

    def statement(self, declared: Declared) -> str:
        """A theorem as written, from its keyword up to its proof."""
        end = declared.span.end if declared.proof is None else declared.proof.start
        return self.source.text[declared.start : end].rstrip().removesuffix(":=").rstrip()

    def _met(self) -> Iterator[Step]:
        places = {step.span: step for step in self._blocks.steps if step.before}
        for command in self.commands:
            for item in walk(command):
                if "node" in item and item["node"]["kind"] == SEQUENCE:
                    for tactic in item["node"]["args"][0]["node"]["args"][::2]:
                        start, end = offsets(tactic)
                        span = Span(self.source.character(start), self.source.character(end))
                        if span in places:
                            yield places[span]

    def _header(self) -> Json:
        leaves, end = self.source.leaves, header_end(self.source.leaves)
        first: list[Json] = []
        index = 0
        while index < end and leaves[index].text in {"module", "prelude"}:
            kind = "moduleTk" if leaves[index].text == "module" else "prelude"
            first.append(node(NULL, node(f"Lean.Parser.Module.{kind}", self.source.atom(index))))
            index += 1
        imports: list[Json] = []
        while index < end:
            after = import_end(leaves, index)
            parts = [*(self.source.atom(i) for i in range(index, after - 1)), self.source.name(after - 1)]
            imports.append(node("Lean.Parser.Module.import", *parts))
            index = after
        return node("Lean.Parser.Module.header", *first, node(NULL, *imports))

    def _commands(self) -> Iterator[Json]:
        waiting = deque(commands(self.source, self._declared))
        namespaces: list[tuple[bool, str]] = []
        while waiting:
            yield from self._next(waiting, namespaces)

    def _next(self, waiting: deque[Command], namespaces: list[tuple[bool, str]]) -> list[Json]:
        """The next command; one that ends in `in` takes the command after it inside."""
        command = waiting.popleft()
        if not (waiting and self._text(command.last - 1) == "in" and self._text(command.keyword) in _SCOPED):
            return self._command(command, namespaces)
        scope = self._command(Command(command.first, command.keyword, command.last - 1), namespaces)
        inside = self._next(waiting, namespaces)
        return [node(f"{_PREFIX}in", *scope, self.source.atom(command.last - 1), *inside)]

    def _command(self, command: Command, namespaces: list[tuple[bool, str]]) -> list[Json]:
        first, keyword, last = command.first, command.keyword, command.last
        text = self._text(keyword)
        if text == "/-!":
            return [self._declarations.docstring(keyword, f"{_PREFIX}moduleDoc")]
        if text in DECLARATIONS:
            prefix = ".".join(name for is_namespace, name in namespaces if is_namespace)
            return [self._declarations.syntax(command, prefix)]
        if text in {"section", "end"} or (text == "namespace" and keyword + 1 < last):
            modifiers = [self._unparsed(first, keyword)] if first < keyword else []
            return [*modifiers, *self._scope(keyword, last, namespaces)]
        return [node(f"{_PREFIX}{text}" if text in _SCOPED else UNPARSED, *self._blocks.parts(first, last))]

    def _scope(self, keyword: int, last: int, namespaces: list[tuple[bool, str]]) -> list[Json]:
        """`namespace`, `section` or `end` in the two-child shape, and what may follow its name."""
        text, after = self._text(keyword), keyword + 1
        names: list[Json] = []
        if after < last and (text == "namespace" or self.source.leaves[after].is_name):
            names.append(self.source.name(after))
            after += 1
        if names and text == "end":
            del namespaces[-1:]
        elif names:
            namespaces.append((text == "namespace", self._text(keyword + 1)))
        named = names if text == "namespace" else [node(NULL, *names)]
        scope = node(f"{_PREFIX}{text}", self.source.atom(keyword), *named)
        return [scope, self._unparsed(after, last)] if after < last else [scope]

    def _unparsed(self, first: int, last: int) -> Json:
        return node(UNPARSED, *self._blocks.parts(first, last))

    def _text(self, index: int) -> str:
        return self.source.leaves[index].text


def _inside_conv(step: Step) -> bool:
    """Whether a step works on a term instead of a goal. To LeanDojo these are parts of the `conv` around them."""
    return any(_TURNSTILE not in goal for goal in step.before)


def state(goals: Sequence[str]) -> str:
    """Goals as LeanDojo writes them."""
    return "\n\n".join(goals) or NO_GOALS
