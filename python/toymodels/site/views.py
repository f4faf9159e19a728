"""What one page shows of a theorem, a definition or a private lemma: every part rendered, every link relative to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from toymodels.check.evidence import Evidence
from toymodels.check.verdict import Held, Refuted, Unknown, Vacuous
from toymodels.lean.proofs import Declaration, Span
from toymodels.markup import element
from toymodels.power.theorem import Power
from toymodels.roles import Role
from toymodels.site.data import AuxiliaryEntry, DefinitionEntry, SiteData, TheoremEntry, statement_of
from toymodels.site.evidence_view import evidence_html
from toymodels.site.lean_code import code_html, proof_html
from toymodels.site.maps.graph import lists
from toymodels.site.papers import citations, cited_keys
from toymodels.site.prose import first_sentence
from toymodels.site.render import Links, Renderer, percent
from toymodels.statements.language import Definition, Unsupported
from toymodels.statements.print.mathml import definition_mathml, definition_sign, to_mathml


@dataclass(frozen=True, slots=True)
class Badge:
    """A short claim about a theorem; `tone` is `good`, `bad` or `plain`, `meaning` a sentence."""

    text: str
    tone: str
    meaning: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source: the paper's label and links, where the bibliography has it, and what is said of it."""

    label: str
    href: str | None
    links: tuple[tuple[str, str], ...]
    note: Markup


@dataclass(frozen=True, slots=True)
class TheoremView:
    """A theorem as a page shows it; `vocabulary` says what the signs in its statement mean, with their names."""

    name: str
    short: str
    anchor: str
    page: str
    module: str
    place: Markup
    summary: Markup
    statement: Markup | None
    unreadable: str | None
    lean: Markup | None
    vocabulary: tuple[tuple[Markup, Markup, Markup], ...]
    why: Markup | None
    tight: Markup | None
    sources: tuple[SourceView, ...]
    badges: tuple[Badge, ...]
    proof_size: str
    used_by: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class TheoremLine:
    """A theorem in words, with the page that has the rest."""

    short: str
    anchor: str
    page: str
    summary: Markup
    why: Markup | None
    badges: tuple[Badge, ...]


@dataclass(frozen=True, slots=True)
class DefinitionView:
    """A definition as a page shows it; `formula` is `None` where the statement language cannot read it."""

    name: str
    short: str
    anchor: str
    kind: str
    place: Markup
    summary: Markup
    formula: Markup | None
    lean: Markup | None
    used_by: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class AuxiliaryView:
    """A private declaration as a page shows it."""

    short: str
    anchor: str
    place: Markup
    summary: Markup
    lean: Markup | None
    proof: Markup | None


class Views:
    """Makes views for the page at `path`."""

    def __init__(self, renderer: Renderer, path: str, *, level: int = 4) -> None:
        """Views for the page at `path`; `level` is that of headings inside the evidence."""
        self._level = level
        self._data: SiteData = renderer.data
        self._prose = renderer.prose(path)
        self._links: Links = renderer.links(path)

    def theorem(self, entry: TheoremEntry) -> TheoremView:
        """A theorem with what every page shows of it."""
        theorem, data = entry.theorem, self._data
        statement = statement_of(entry)
        connections = lists(data.graph, entry.name)
        doc = theorem.docstring
        return TheoremView(
            name=entry.name,
            short=data.addresses.short(entry.name),
            anchor=data.addresses.anchor(entry.name),
            page=self._links.url(data.addresses.theorem(entry.name)),
            module=theorem.module,
            place=self._links.place(theorem.module, theorem.line),
            summary=self._prose.inline(doc.summary),
            statement=None if statement is None else to_mathml(statement),
            unreadable=theorem.statement.reason if isinstance(theorem.statement, Unsupported) else None,
            lean=self._code(theorem.module, entry.declaration, with_body=False),
            vocabulary=tuple(self._vocabulary(connections.statement)) if theorem.role is not Role.WITNESS else (),
            why=self._prose.inline(_capitalised(doc.why)) if doc.why else None,
            tight=self._prose.inline(_capitalised(doc.tight)) if doc.tight else None,
            sources=tuple(self._sources(doc.source)) if doc.source else (),
            badges=tuple(badges(entry)),
            proof_size=_proof_size(entry.declaration),
            used_by=self._names(connections.used_by),
        )

    def line(self, entry: TheoremEntry) -> TheoremLine:
        """A theorem as its module's page shows it."""
        doc = entry.theorem.docstring
        return TheoremLine(
            short=self._data.addresses.short(entry.name),
            anchor=self._data.addresses.anchor(entry.name),
            page=self._links.url(self._data.addresses.theorem(entry.name)),
            summary=self._prose.inline(doc.summary),
            why=self._prose.inline(_capitalised(doc.why)) if doc.why else None,
            badges=tuple(badges(entry)),
        )

    def proof(self, entry: TheoremEntry) -> Markup | None:
        """The proof of a theorem, `None` where there is no trace of it."""
        return self._proof(entry.theorem.module, entry.declaration, "")

    def definition(self, entry: DefinitionEntry) -> DefinitionView:
        """A definition with its formula and its code."""
        data, known = self._data, entry.definition
        in_graph = entry.name in data.graph.nodes
        formula = definition_mathml(known, data.known_definitions) if isinstance(known, Definition) else None
        return DefinitionView(
            name=entry.name,
            short=data.addresses.short(entry.name),
            anchor=data.addresses.anchor(entry.name),
            kind=entry.kind,
            place=self._links.place(entry.module, entry.line),
            summary=self._prose.inline(entry.docstring),
            formula=formula,
            lean=self._code(entry.module, entry.declaration, with_body=True),
            used_by=self._names(data.graph.used_by(entry.name) if in_graph else ()),
        )

    def auxiliary(self, entry: AuxiliaryEntry) -> AuxiliaryView:
        """A private declaration with its code and proof."""
        is_proved = entry.declaration is not None and bool(entry.declaration.steps)
        short = self._data.addresses.short(entry.name)
        return AuxiliaryView(
            short=short,
            anchor=self._data.addresses.anchor(entry.name),
            place=self._links.place(entry.module, entry.line),
            summary=self._prose.inline(entry.docstring),
            lean=self._code(entry.module, entry.declaration, with_body=not is_proved),
            proof=self._proof(entry.module, entry.declaration, f"{short}-") if is_proved else None,
        )

    def code(self, module: str, span: Span) -> Markup | None:
        """A stretch of a module's source, highlighted and linked; `None` where there is no trace of the module."""
        trace = self._data.modules[module].trace
        return None if trace is None else code_html(trace, span, partial(self._links.identifier, module))

    def evidence(self, entry: TheoremEntry) -> Markup:
        """The evidence of a theorem, which a statement that cannot be read does not have."""
        statement = entry.theorem.statement
        if not isinstance(statement, Unsupported):
            return evidence_html(entry.theorem, entry.evidence, entry.power, level=self._level)
        said = f"There is none: the statement cannot be read, so it was not tested. {_capitalised(statement.reason)} "
        return element("p", said, element("code", statement.term), class_="note")

    def _code(self, module: str, declaration: Declaration | None, *, with_body: bool) -> Markup | None:
        if declaration is None:
            return None
        body = declaration.proof if with_body else None
        return self.code(module, Span(declaration.statement.start, (body or declaration.statement).end))

    def _proof(self, module: str, declaration: Declaration | None, prefix: str) -> Markup | None:
        trace = self._data.modules[module].trace
        if trace is None or declaration is None or declaration.proof is None:
            return None
        return proof_html(trace, declaration, partial(self._links.identifier, module), prefix)

    def _names(self, names: Sequence[str]) -> tuple[Markup, ...]:
        return tuple(self._links.name(name) for name in names)

    def _vocabulary(self, names: Sequence[str]) -> Iterator[tuple[Markup, Markup, Markup]]:
        """The definitions among `names`: the sign in the formulas, the name in Lean, and a first sentence.

        One that everybody meets everywhere is left out.
        """
        for name in names:
            entry = self._data.definitions.get(name)
            if entry is None or not entry.docstring or name in self._data.graph.everyday:
                continue
            words = self._prose.inline(first_sentence(entry.docstring))
            if isinstance(entry.definition, Definition):
                sign = definition_sign(entry.definition, self._data.known_definitions)
                yield sign.markup, self._links.code(name), words
            else:
                yield self._links.code(name), Markup(""), words

    def _sources(self, source: str) -> Iterator[SourceView]:
        for citation in citations(source, self._data.papers):
            paper = self._data.papers[citation.key] if citation.key else None
            yield SourceView(
                label=paper.label if paper else "",
                href=self._links.url(f"papers.html#{paper.key}") if paper else None,
                links=paper.links if paper else (),
                note=self._prose.inline(self._with_labels(citation.note)),
            )

    def _with_labels(self, note: str) -> str:
        """A note in which keys of the bibliography are links with the papers' labels."""
        for key in cited_keys(note, self._data.papers):
            note = re.sub(rf"\b{re.escape(key)}\b", f"[{self._data.papers[key].label}][{key}]", note)
        return note


def badges(entry: TheoremEntry) -> Iterator[Badge]:
    """What is known of a theorem, a few words each, from its records only; nothing where there are none."""
    if entry.evidence is None and entry.power is None:
        return
    yield _proof_badge(entry)
    yield _verdict_badge(entry)
    if entry.power is not None:
        yield from _power_badges(entry.power)


def _proof_badge(entry: TheoremEntry) -> Badge:
    match entry.audited:
        case None:
            return Badge("proof not audited", "plain", "`toymodels verify` follows the proof to its axioms")
        case True:
            if entry.official == "rejected":
                return Badge("not proved", "bad", "An official kernel rejects what Lean's own accepted")
            second = "; an official kernel accepts it too" if entry.official == "accepted" else ""
            return Badge(
                "proved", "good", f"Lean's kernel accepts the proof, and the audit found nothing missing{second}"
            )
        case False:
            assert entry.evidence is not None
            return Badge("not proved", "bad", "; ".join(entry.evidence.audit.reasons))


def _verdict_badge(entry: TheoremEntry) -> Badge:
    evidence = entry.evidence
    if evidence is None:
        return Badge("not cross-checked", "plain", "`toymodels verify` tests the statement on exact instances")
    match evidence.verdict:
        case Held():
            meaning = "The statement, read back from the compiled file, was true of every instance, in exact arithmetic"
            return Badge(f"held on {_instances(evidence)}", "good", meaning)
        case Refuted(_, _, reason):
            meaning = f"An exact instance satisfies the hypotheses and not the conclusion: {reason}"
            return Badge("refuted", "bad", meaning)
        case Vacuous(why):
            return Badge("vacuous", "bad", f"No instance satisfies the hypotheses: {why}")
        case Unknown(reason):
            return Badge("not testable", "plain", reason)


def _instances(evidence: Evidence) -> str:
    """The instances on which a statement held: those that could have failed, if there are such."""
    if evidence.exhaustive or not evidence.effective:
        return (
            f"{'all ' if evidence.exhaustive else ''}{evidence.instances:,} {_plural(evidence.instances, 'instance')}"
        )
    return f"{evidence.effective:,} {_plural(evidence.effective, 'instance')} that could have failed"


def _power_badges(power: Power) -> Iterator[Badge]:
    dropped = [result for result in power.necessity if result.how == "dropped"]
    if dropped:
        needed = sum(result.need.value.startswith("needed") for result in dropped)
        meaning = "Hypotheses without which a counterexample was found"
        tone = "good" if needed == len(dropped) else "plain"
        yield Badge(
            f"{needed} of {len(dropped)} {_plural(len(dropped), 'hypothesis')} shown to be needed", tone, meaning
        )
    slacks = power.tightness.slacks
    if slacks:
        attained = sum(slack.attained for slack in slacks)
        text = "equality attained" if attained == len(slacks) else "slack left"
        if 0 < attained < len(slacks):
            text = f"equality attained in {attained} of {len(slacks)} inequalities"
        yield Badge(
            text, "good" if attained else "plain", "Whether an instance was found at which both sides are equal"
        )
    score = power.mutation.score
    if score is not None:
        yield Badge(
            f"{percent(score)} of mutants caught", "plain", "False variants of the conclusion that the check refutes"
        )


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _plural(count: int, word: str) -> str:
    plurals = {"hypothesis": "hypotheses"}
    return word if count == 1 else plurals.get(word, f"{word}s")


def _proof_size(declaration: Declaration | None) -> str:
    if declaration is None or not declaration.steps:
        return "one term"
    count = len(declaration.steps)
    return f"{count} {_plural(count, 'step')}"
