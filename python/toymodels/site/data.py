"""What pages are made of: a built library in reading order, with the records that were made of it.

Nothing here is written for one library: modules, docs and theorems come from the compiled files, evidence from
`build/verify.json`, power from `build/power`, proofs from Lean. A record that is missing is `None`, and the page says
which command makes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from toymodels.lean.constants import ConstantKind
from toymodels.lean.names import is_private, last, parent
from toymodels.lean.olean import Module, user_name
from toymodels.lean.proofs import Declaration, ModuleTrace, Span
from toymodels.library import Library, Theorem
from toymodels.power.theorem import Power
from toymodels.roles import count_roles, roles_text
from toymodels.site.addresses import Addresses
from toymodels.site.claims import Claim, check_theorems, read_claims
from toymodels.site.figures import Figure, Pictures, figures_of
from toymodels.site.maps.graph import Graph, graph
from toymodels.site.papers import Paper, cited_keys, read_bibliography
from toymodels.site.settings import read_settings
from toymodels.statements.language import Definition, Statement, Unsupported
from toymodels.statements.print.conventions import Convention, convention
from toymodels.statements.read.declarations import read_definition
from toymodels.verify import Report, TheoremReport, current_entries

BIBLIOGRAPHY = "references.bib"
CLAIMS = "claims"
VERIFY = "toymodels verify"
NOT_CLAIMED = "What is not claimed"
PROOF_IDEA = "Proof idea"
REFERENCES = "References"

_HEADLINE = re.compile(r"/--\s*`(?P<name>[\w.'«»]+)`:\s*(?P<words>.*?)-/\s*(?=example\b)", re.DOTALL)
_NEXT = re.compile(r"^(?:/--|/-!|end\b|example\b|theorem\b|def\b)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class DocSection:
    """A second-level section of a module doc."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ModuleDoc:
    """A module doc in its parts; `lead` is what stands before the first section."""

    title: str
    lead: str
    sections: tuple[DocSection, ...]

    def section(self, title: str) -> str:
        """The text of a section, empty if there is none."""
        return next((section.text for section in self.sections if section.title == title), "")


@dataclass(frozen=True, slots=True)
class Heading:
    """A doc comment between the declarations of a module, which opens a section."""

    title: str
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class DefinitionEntry:
    """A public definition, structure or instance; `definition` is how the statement language reads it."""

    name: str
    module: str
    line: int
    docstring: str
    kind: str
    definition: Definition | Unsupported
    declaration: Declaration | None


@dataclass(frozen=True, slots=True)
class AuxiliaryEntry:
    """A private declaration, which only this module's proofs use."""

    name: str
    module: str
    line: int
    docstring: str
    declaration: Declaration | None


@dataclass(frozen=True, slots=True)
class TheoremEntry:
    """A public theorem with its records; `evidence` is its entry in `build/verify.json`."""

    theorem: Theorem
    evidence: TheoremReport | None
    power: Power | None
    declaration: Declaration | None

    @property
    def name(self) -> str:
        """The full name."""
        return self.theorem.name

    @property
    def verdict(self) -> str:
        """`held`, `refuted`, `vacuous`, `unknown`, or `unchecked` where there is no evidence."""
        return "unchecked" if self.evidence is None else self.evidence.kind

    @property
    def audited(self) -> bool | None:
        """Whether the proof passed the audit, `None` where it was not audited."""
        return None if self.evidence is None else self.evidence.audit.ok

    @property
    def official(self) -> str | None:
        """What the official kernel says of the proof: `accepted`, `rejected`, `no opinion`; `None` if not asked."""
        said = self.evidence and self.evidence.official_kernel
        return None if said is None else said.verdict


Item = Heading | DefinitionEntry | AuxiliaryEntry | TheoremEntry


@dataclass(frozen=True, slots=True)
class ModuleEntry:
    """A module in reading order."""

    name: str
    file: str
    doc: ModuleDoc
    items: tuple[Item, ...]
    imports: tuple[str, ...]
    trace: ModuleTrace | None

    @property
    def theorems(self) -> tuple[TheoremEntry, ...]:
        """Its public theorems."""
        return tuple(item for item in self.items if isinstance(item, TheoremEntry))

    @property
    def definitions(self) -> tuple[DefinitionEntry, ...]:
        """Its public definitions."""
        return tuple(item for item in self.items if isinstance(item, DefinitionEntry))


@dataclass(frozen=True, slots=True)
class Headline:
    """A theorem restated in the library's module of headlines, under that module's heading `section`."""

    name: str
    words: str
    section: str
    span: Span


@dataclass(frozen=True, slots=True)
class Counts:
    """The library in numbers, all of them counted: theorems by what is known of them, and what that took."""

    modules: int
    theorems: int
    roles: Mapping[str, int]
    definitions: int
    audited: int
    verdicts: Mapping[str, int]
    instances: int
    effective: int
    measured: int

    @property
    def theorems_text(self) -> str:
        """The theorems by what they are there for, the claims first."""
        return roles_text(self.roles)


@dataclass(frozen=True, slots=True)
class Records:
    """What was made of a library: the report of `verify`, power by theorem, proofs by module."""

    verify: Report | None
    powers: Mapping[str, Power]
    traces: Mapping[str, ModuleTrace]


class SiteData:
    """A library as its site shows it."""

    def __init__(self, library: Library, records: Records) -> None:
        self.library = library
        self.records = records
        self.papers: Mapping[str, Paper] = read_bibliography(library.project.root / BIBLIOGRAPHY)
        self.pictures = Pictures(library)
        self.settings = read_settings(library.project.root)
        self._claims = read_claims(library.project.root / CLAIMS, self.papers)

    @property
    def name(self) -> str:
        """The library's name, that of its root module."""
        return self.library.project.roots[0]

    @cached_property
    def evidence(self) -> Mapping[str, TheoremReport]:
        """Entries of the verify report by name, without those whose statement, or a definition in it, has changed."""
        return current_entries(self.records.verify, self.library.theorems)

    @cached_property
    def modules(self) -> Mapping[str, ModuleEntry]:
        """All modules by name, each after those that it imports."""
        return {name: self._module(module) for name, module in self.library.environment.library.items()}

    @cached_property
    def theorems(self) -> Mapping[str, TheoremEntry]:
        """All public theorems by full name, in reading order."""
        return {entry.name: entry for module in self.modules.values() for entry in module.theorems}

    @cached_property
    def definitions(self) -> Mapping[str, DefinitionEntry]:
        """All public definitions by full name, in reading order."""
        return {entry.name: entry for module in self.modules.values() for entry in module.definitions}

    @cached_property
    def claims(self) -> Mapping[str, tuple[Claim, ...]]:
        """What sources claim, by key; every theorem that a claim names is there."""
        check_theorems(self._claims, {self.addresses.short(name) for name in self.theorems} | set(self.theorems))
        return self._claims

    @cached_property
    def addresses(self) -> Addresses:
        """Where everything is."""
        others = {
            name: module.name
            for module in self.library.environment.library.values()
            for name in module.ranges
            if name not in self.theorems
        }
        return Addresses(self.modules, self.theorems, others, self.library.project.roots)

    @cached_property
    def counts(self) -> Counts:
        """The library in numbers."""
        entries = self.theorems.values()
        verdicts = [entry.verdict for entry in entries]
        return Counts(
            modules=sum(len(modules) for modules in self.tree.values()),
            theorems=len(self.theorems),
            roles=count_roles(entry.theorem.role for entry in entries),
            definitions=len(self.definitions),
            audited=sum(entry.audited is True for entry in entries),
            verdicts={kind: verdicts.count(kind) for kind in dict.fromkeys(verdicts)},
            instances=sum(entry.evidence.instances for entry in entries if entry.evidence),
            effective=sum(entry.evidence.effective for entry in entries if entry.evidence),
            measured=sum(entry.power is not None for entry in entries),
        )

    @cached_property
    def headline_module(self) -> str | None:
        """The module that restates the main theorems, the one called `Headlines`; `None` if there is none."""
        return next((name for name in self.modules if last(name) == "Headlines"), None)

    @cached_property
    def headlines(self) -> tuple[Headline, ...]:
        """The examples of a module called `Headlines`, if the library has one, that restate a theorem by name."""
        if self.headline_module is None:
            return ()
        trace = self.modules[self.headline_module].trace
        return () if trace is None else tuple(self._headlines(trace.source))

    @cached_property
    def figures(self) -> Mapping[str, tuple[Figure, ...]]:
        """The project's figures by the full name of the module that each is about."""
        return figures_of(self.library.project.root)

    @cached_property
    def figures_about(self) -> Mapping[str, tuple[tuple[str, Figure], ...]]:
        """The figures whose captions name a theorem, by its full name, each with the module that it belongs to."""
        found: dict[str, dict[str, tuple[str, Figure]]] = {}
        for module, figures in self.figures.items():
            for figure in figures:
                for name in filter(None, map(self.addresses.full, figure.named)):
                    if name in self.theorems and module in self.modules:
                        found.setdefault(name, {})[figure.slug] = module, figure
        return {name: tuple(shown.values()) for name, shown in found.items()}

    @cached_property
    def graph(self) -> Graph:
        """What the declarations use, from the proof terms."""
        return graph(self.library)

    @cached_property
    def tree(self) -> Mapping[str, tuple[ModuleEntry, ...]]:
        """Modules by folder, folders in the order in which they build on each other; the library's root is left out."""
        return {folder: tuple(self.modules[name] for name in names) for folder, names in self.graph.module_tree.items()}

    @cached_property
    def known_definitions(self) -> Mapping[str, Definition]:
        """Every definition that the statement language reads, by full name."""
        read = {entry.name: entry.definition for entry in self.definitions.values()}
        return {name: each for name, each in read.items() if isinstance(each, Definition)}

    @cached_property
    def has_inner_product(self) -> bool:
        """Whether the library defines one, which formulas write with brackets."""
        known = self.known_definitions
        return any(convention(each, known) is Convention.INNER for each in known.values())

    @cached_property
    def core_names(self) -> Mapping[str, tuple[str, ...]]:
        """Constants of Lean's core that the sources mention, each with the declarations that do, in order."""
        users: dict[str, dict[str, None]] = {}
        for module, trace in self.records.traces.items():
            for use in trace.uses:
                if not self.library.environment.in_library(self.constant(module, use.name)):
                    inside = (
                        self.constant(module, each.name)
                        for each in trace.declarations
                        if each.span.start <= use.span.start < each.span.end
                    )
                    users.setdefault(use.name, {}).update(dict.fromkeys(inside))
        return {name: tuple(users[name]) for name in sorted(users)}

    def constant(self, module: str, written: str) -> str:
        """The constant that a module's author calls by the full name `written`; its own private ones come first."""
        return self._private_names[module].get(written, written)

    def module_title(self, name: str) -> str:
        """A module's title, or the last part of its name."""
        return self.modules[name].doc.title or last(name)

    def not_claimed(self) -> list[tuple[ModuleEntry, str]]:
        """What each module says that it does not claim."""
        found = [(module, module.doc.section(NOT_CLAIMED)) for module in self.modules.values()]
        return [(module, text) for module, text in found if text]

    def modules_citing(self, key: str) -> list[ModuleEntry]:
        """The modules whose references name a paper."""
        return [
            module for module in self.modules.values() if key in cited_keys(module.doc.section(REFERENCES), self.papers)
        ]

    def _module(self, module: Module) -> ModuleEntry:
        trace = self.records.traces.get(module.name)
        docs = sorted(module.module_docs, key=lambda doc: doc.range.line)
        items: list[tuple[int, Item]] = []
        anchors: set[str] = set()
        for doc in docs[1:]:
            items.append((doc.range.line, _heading(doc.text, anchors)))
        traced = {declaration.name: declaration for declaration in (trace.declarations if trace else ())}
        for name, place in module.ranges.items():
            item = self._item(module, name, place.selection.line, traced.get(user_name(name)))
            if item is not None:
                items.append((place.full.line, item))
        return ModuleEntry(
            name=module.name,
            file=self.library.project.place_of(module.name),
            doc=parse_module_doc(docs[0].text if docs else ""),
            items=tuple(item for _, item in sorted(items, key=lambda pair: pair[0])),
            imports=tuple(each.module for each in module.imports if each.module in self.library.environment.library),
            trace=trace,
        )

    def _item(self, module: Module, name: str, line: int, declaration: Declaration | None) -> Item | None:
        if name in self._theorems_by_name:
            theorem = self._theorems_by_name[name]
            return TheoremEntry(theorem, self.evidence.get(name), self.records.powers.get(name), declaration)
        environment = self.library.environment
        docstring = " ".join((environment.docstring(name) or "").split())
        if is_private(name):
            return AuxiliaryEntry(name, module.name, line, docstring, declaration)
        kind = environment.constant(name).kind
        if self._is_part_of_structure(name) or kind is ConstantKind.THEOREM:
            return None
        shown = "structure" if kind is ConstantKind.INDUCTIVE else "instance" if not docstring else "definition"
        definition = read_definition(environment, name)
        return DefinitionEntry(name, module.name, line, docstring, shown, definition, declaration)

    def _is_part_of_structure(self, name: str) -> bool:
        environment = self.library.environment
        if environment.constant(name).kind is ConstantKind.CONSTRUCTOR:
            return True
        owner = parent(name)
        return environment.in_library(owner) and environment.structure(owner) is not None

    @cached_property
    def _private_names(self) -> Mapping[str, Mapping[str, str]]:
        """Private constants of each module by the name that their author gave them."""
        return {
            module.name: {user_name(name): name for name in module.ranges if is_private(name)}
            for module in self.library.environment.library.values()
        }

    @cached_property
    def _theorems_by_name(self) -> Mapping[str, Theorem]:
        return {theorem.name: theorem for theorem in self.library.theorems}

    def _headlines(self, source: str) -> Iterator[Headline]:
        for match in _HEADLINE.finditer(source):
            name = self.addresses.full(match["name"])
            if name is not None and name in self.theorems:
                headings = re.findall(r"/-!\s*#+\s*(.*?)\s*-/", source[: match.start()])
                end = _NEXT.search(source, match.end() + 1)
                stop = end.start() if end else len(source)
                code = source[match.end() : stop].rstrip()
                section = headings[-1] if headings else ""
                yield Headline(
                    name, " ".join(match["words"].split()), section, Span(match.end(), match.end() + len(code))
                )


def parse_module_doc(text: str) -> ModuleDoc:
    """Cut a module doc at its title and its second-level headings; headings inside code blocks do not count."""
    title, lead, sections = "", list[str](), list[tuple[str, list[str]]]()
    fenced = False
    for line in text.strip().splitlines():
        fenced ^= line.lstrip().startswith("```")
        if not fenced and line.startswith("# ") and not title:
            title = line[2:].strip()
        elif not fenced and line.startswith("## "):
            sections.append((line[3:].strip(), []))
        else:
            (sections[-1][1] if sections else lead).append(line)
    cut = tuple(DocSection(name, "\n".join(lines).strip()) for name, lines in sections)
    return ModuleDoc(title, "\n".join(lead).strip(), cut)


def slug(title: str) -> str:
    """A title as part of an anchor."""
    return re.sub(r"[^\w]+", "-", title.lower()).strip("-") or "section"


def _heading(text: str, taken: set[str]) -> Heading:
    first, _, rest = text.strip().partition("\n")
    title = first.lstrip("#").strip()
    anchor = base = f"section-{slug(title)}"
    number = 1
    while anchor in taken:
        number += 1
        anchor = f"{base}-{number}"
    taken.add(anchor)
    return Heading(title, rest.strip(), anchor)


def statement_of(entry: TheoremEntry) -> Statement | None:
    """The statement, `None` where it cannot be read."""
    statement = entry.theorem.statement
    return None if isinstance(statement, Unsupported) else statement
