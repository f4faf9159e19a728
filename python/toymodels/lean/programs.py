"""Programs that Lean runs while it reads a module: what they do is seen in no proof term.

A macro or an elaborator of the library can set any option, also the one that switches the kernel off, and one with
access to Lean's own modules can add theorems that nobody checked. The audit of the proof terms is worth nothing after
that. What is allowed is what `notation`, `infix` and simple macros become: code that puts literal pieces of syntax
together and can compute no name. Other code that Lean runs is harmless as long as nothing lets it forge values
(`toymodels.lean.execution`). Everything else needs a kernel that reads the compiled files by itself.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import cached_property

from toymodels.lean.constants import Constant, ConstantKind
from toymodels.lean.environment import Environment
from toymodels.lean.execution import KINDS_FORGE, KINDS_RUN, Place, Sources
from toymodels.lean.expr import Lit, Name
from toymodels.lean.names import components, content, parent
from toymodels.lean.olean import Module, user_name
from toymodels.lean.terms import constants_used, subterms
from toymodels.lean.vetting import is_refused

_ASK = "only a kernel of its own can tell (`toymodels recheck`)"
_REMEDY = f"which may switch the kernel off: {_ASK}"
_WITHOUT_ELABORATOR = frozenset({"Init", "Std"})
"""Core's modules, by first component, from which no elaborator can be written."""

_LEANS_OWN = "Lean"

_MACRO_TYPES = frozenset({"Lean.Macro", "Lean.MacroM"})
_PROGRAM_TYPES = frozenset(
    {"Lean.ParserDescr", "Lean.PrettyPrinter.UnexpandM", "Lean.PrettyPrinter.Unexpander", "Lean.TrailingParserDescr"}
)
"""Types of what Lean runs beside macros: what `syntax` becomes, and what `notation` is printed with."""

_SETTINGS = "Config"
"""What the names of the structures end with that are the configurations of tactics."""

_NO_SETTINGS = frozenset({"IO.Process.StdioConfig", "Lean.Try.Config"})
_OPTION_PART = re.compile(r"debug|interpreter|prefer_native|profiler|output|sat|solver")
_HARMLESS = re.compile(
    r"Lean\.Syntax\.(?:node\d*|atom|ident|missing|getArg|getOptional\?|isOfKind|matches\w+|Preresolved(?:\.\w+)?)"
    r"|Lean\.Name\.(?:anonymous|mkStr\d*|mkSimple|mkNum)"
    r"|Lean\.Macro\.(?:Context|State|Exception|Exception\.unsupportedSyntax|instMonad(?:Quotation|Ref)MacroM)"
    r"|Lean\.MonadQuotation\.(?:getContext|getCurrMacroScope|toMonadRef)|Lean\.MonadRef\.mkInfoFromRefPos"
    r"|Lean\.(?:MacroM?|MacroScope|Name|SourceInfo|Syntax|SyntaxNodeKind|TSyntax|TSyntax\.mk|TSyntax\.raw)"
    r"|Lean\.(?:addMacroScope|identKind|mkNode|mkNullNode|mkIdent|choiceKind|nullKind|numLitKind|strLitKind|withRef)"
    r"|Lean\.(?:Trailing)?ParserDescr(?:\.\w+)?"
    r"|Lean\.PrettyPrinter\.(?:UnexpandM|Unexpander|instMonadQuotationUnexpandM)"
    r"|EStateM(?:\.\w+)?|ReaderT(?:\.\w+)?|inst\w*Monad\w*|instDecidable\w+|instOfNatNat"
    r"|Applicative\.toPure|Bind\.bind|Functor\.map|Monad\.toBind|MonadExcept\.throw|Pure\.pure"
    r"|Array\.mkArray\d|List(?:\.cons|\.nil|\.toArray)?|Bool(?:\.true|\.false|\.or)?|Option(?:\.\w+)?|Unit(?:\.unit)?"
    r"|cond|Eq|ite|Nat|OfNat\.ofNat|PUnit(?:\.unit)?|String"
    r"|String\.toRawSubstring'"
)
"""What the macros that `notation` makes are put together from."""


class Programs:
    """What of one environment Lean ran; each module is looked at once."""

    def __init__(self, env: Environment) -> None:
        self._env = env
        self._sources = Sources(env.sources)
        self._faults: dict[Name, tuple[str, ...]] = {}
        self._notations: dict[Name, bool] = {}

    def faults(self, module: Name) -> tuple[str, ...]:
        """Why the proofs of a module need not have been checked, for itself and all of the library that it imports."""
        return tuple(dict.fromkeys(fault for reached in self._reach(module) for fault in self._own(reached)))

    def _reach(self, module: Name) -> tuple[Name, ...]:
        """A module and all of the library that it imports, nearest first."""
        reached = {module: None}
        pending = [module]
        while pending:
            imports = [entry.module for entry in self._env.library[pending.pop()].imports]
            new = [name for name in imports if name in self._env.library and name not in reached]
            reached.update(dict.fromkeys(new))
            pending += new
        return tuple(reached)

    def _own(self, module: Name) -> tuple[str, ...]:
        known = self._faults.get(module)
        if known is None:
            known = self._faults[module] = tuple(self._find(self._env.library[module]))
        return known

    def _find(self, module: Module) -> Iterator[str]:
        opened = next((name for name in self._visible(module) if not _is_without_elaborator(name)), None)
        if opened is not None:
            yield f"{module.name} imports {opened}, with which Lean can be programmed, {_REMEDY}"
        for name in module.names:
            constant = module.constant(name)
            if _MACRO_TYPES & constants_used(constant.type) and not self._is_notation(constant):
                yield (
                    f"{module.name} has the macro {user_name(name)}, a program that Lean ran, {_REMEDY}; allowed is a "
                    "quotation with one `$x` for each part of the syntax (no `$xs,*`), for which `notation` serves too"
                )
        squatted = next(self._squats(module), None)
        if squatted is not None:
            yield (
                f"{squatted} declares in Lean's own namespace, where Lean may run it as if it were its own, {_REMEDY}; "
                "use another name"
            )
        run = next(self._running(module), None)
        reached = (self._env.library[name] for name in self._reach(module.name))
        forge = next(itertools.chain.from_iterable(map(self._forging, reached)), None)
        if run is not None and forge is not None:
            yield (
                f"Lean ran code at {run}, which by {forge} may have written into Lean's memory, and so have "
                f"switched the kernel off: {_ASK}; remove one of them"
            )

    def _squats(self, module: Module) -> Iterator[Place]:
        """Where a module declares names in Lean's own namespace, but for those below one of a constant of core."""
        yield from self._sources.squats(module.name)
        for name in module.names:
            if components(name)[0] == _LEANS_OWN and not any(map(self._is_of_core, _parents(name))):
                yield Place(module.name, user_name(name))

    def _is_of_core(self, name: Name) -> bool:
        return not self._env.in_library(name) and self._env.get(name) is not None

    def _running(self, module: Module) -> Iterator[Place]:
        """Where Lean runs code of a module."""
        yield from self._sources.runs(module.name, lambda field: field in self._settings)
        for name in module.initialized:
            yield Place(module.name, f"@[init] {user_name(name)}")
        for name in module.names:
            constant = module.constant(name)
            used = constants_used(constant.type)
            if (_PROGRAM_TYPES & used and not self._is_notation(constant)) or (
                _MACRO_TYPES & used and KINDS_RUN & _texts(constant)
            ):
                yield Place(module.name, user_name(name))

    def _forging(self, module: Module) -> Iterator[Place]:
        """Where one value may pass for another in a module."""
        yield from self._sources.forges(module.name)
        for name in module.names:
            constant = module.constant(name)
            shown = user_name(name)
            if constant.kind is ConstantKind.AXIOM:
                yield Place(module.name, f"the axiom {shown}")
            elif "sorryAx" in _constants(constant):
                yield Place(module.name, f"`sorry` in {shown}")
            elif _MACRO_TYPES & constants_used(constant.type) and KINDS_FORGE & _texts(constant):
                yield Place(module.name, shown)

    @cached_property
    def _settings(self) -> frozenset[str]:
        """Names of what can be configured about tactics."""
        return frozenset(
            content(field)
            for module in self._env.core.values()
            for structure, info in module.structures.items()
            if structure.endswith(_SETTINGS) and structure not in _NO_SETTINGS
            for field in info.fields
        ) | {"config"}

    def _is_notation(self, constant: Constant) -> bool:
        """Whether a program puts only literal pieces together, none of them of what sources may not hold."""
        known = self._notations.get(constant.name)
        if known is None:
            self._notations[constant.name] = False
            known = self._notations[constant.name] = (
                constant.value is not None
                and all(_HARMLESS.fullmatch(name) or self._is_own_notation(name) for name in _constants(constant))
                and not any(_is_refused_piece(text) for text in _texts(constant))
            )
        return known

    def _is_own_notation(self, name: Name) -> bool:
        """Whether a constant of the library that a program uses is of the same kind."""
        return self._env.in_library(name) and self._is_notation(self._env.constant(name))

    def _visible(self, module: Module) -> Iterator[Name]:
        """Core's modules whose declarations a module of the library can use."""
        seen: set[Name] = set()
        pending = [entry.module for entry in module.imports]
        while pending:
            name = pending.pop()
            if name in seen or name in self._env.library:
                continue
            seen.add(name)
            yield name
            if components(name)[0] != "Init":
                imports = self._env.core[name].imports
                pending += [entry.module for entry in imports if entry.exported or not module.is_module]


def _is_without_elaborator(module: Name) -> bool:
    return components(module)[0] in _WITHOUT_ELABORATOR


def _parents(name: Name) -> Iterator[Name]:
    while name := parent(name):
        yield name


def _constants(constant: Constant) -> frozenset[Name]:
    """Constants in the type and the value of a constant."""
    used = constants_used(constant.type)
    return used if constant.value is None else used | constants_used(constant.value)


def _texts(constant: Constant) -> frozenset[str]:
    """Literal pieces of text in a program."""
    if constant.value is None:
        return frozenset()
    found = (node.value for node in subterms(constant.value) if isinstance(node, Lit))
    return frozenset(text for text in found if isinstance(text, str))


def _is_refused_piece(text: str) -> bool:
    """Whether a literal is part of what sources may not hold: in them it can be written with escapes."""
    return is_refused(text) or _OPTION_PART.fullmatch(text) is not None
