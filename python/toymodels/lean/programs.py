"""Programs that Lean runs while it reads a module: what they do is seen in no proof term.

A macro or an elaborator of the library can set any option, also the one that switches the kernel off, and one with
access to Lean's own modules can add theorems that nobody checked. The audit of the proof terms is worth nothing after
that. What is allowed is what `notation`, `infix` and simple macros become: code that puts literal pieces of syntax
together and can compute no name. Everything else needs a kernel that reads the compiled files by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from toymodels.lean.constants import Constant
from toymodels.lean.environment import Environment
from toymodels.lean.expr import Lit, Name
from toymodels.lean.names import components
from toymodels.lean.olean import Module, user_name
from toymodels.lean.terms import constants_used, subterms
from toymodels.lean.vetting import is_refused

_REMEDY = "which may switch the kernel off: only a kernel of its own can tell (`toymodels recheck`)"
_WITHOUT_ELABORATOR = frozenset({"Init", "Std"})
"""Core's modules, by first component, from which no elaborator can be written."""

_MACRO_TYPES = frozenset({"Lean.Macro", "Lean.MacroM"})
_OPTION_PART = re.compile(r"debug|interpreter|prefer_native|profiler|output|sat|solver")
_HARMLESS = re.compile(
    r"Lean\.Syntax\.(?:node\d*|atom|ident|missing|getArg|isOfKind|matchesNull|Preresolved(?:\.\w+)?)"
    r"|Lean\.Name\.(?:anonymous|mkStr\d*|mkSimple|mkNum)"
    r"|Lean\.Macro\.(?:Context|State|Exception|Exception\.unsupportedSyntax|instMonad(?:Quotation|Ref)MacroM)"
    r"|Lean\.MonadQuotation\.(?:getContext|getCurrMacroScope)|Lean\.MonadRef\.mkInfoFromRefPos"
    r"|Lean\.(?:MacroM?|MacroScope|Name|SourceInfo|Syntax|SyntaxNodeKind|TSyntax|TSyntax\.mk|TSyntax\.raw)"
    r"|Lean\.(?:addMacroScope|identKind|mkNode|mkNullNode|mkIdent|choiceKind|nullKind)"
    r"|EStateM(?:\.\w+)?|ReaderT(?:\.\w+)?|inst\w*Monad\w*|instDecidable\w+|instOfNatNat"
    r"|Applicative\.toPure|Bind\.bind|Functor\.map|Monad\.toBind|MonadExcept\.throw|Pure\.pure"
    r"|Array\.mkArray\d|List(?:\.cons|\.nil|\.toArray)?|Bool(?:\.true|\.false)?|Eq|ite|Nat|OfNat\.ofNat|PUnit|String"
    r"|String\.toRawSubstring'"
)
"""What the macros that `notation` makes are put together from."""


class Programs:
    """What of one environment Lean ran; each module is looked at once."""

    def __init__(self, env: Environment) -> None:
        self._env = env
        self._faults: dict[Name, tuple[str, ...]] = {}

    def faults(self, module: Name) -> tuple[str, ...]:
        """Why the proofs of a module need not have been checked, for itself and all of the library that it imports."""
        found: dict[str, None] = {}
        reached: set[Name] = set()
        pending = [module]
        while pending:
            current = pending.pop()
            if current not in reached:
                reached.add(current)
                found.update(dict.fromkeys(self._own(current)))
                imports = self._env.library[current].imports
                pending += [entry.module for entry in imports if entry.module in self._env.library]
        return tuple(found)

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
            if _MACRO_TYPES & constants_used(constant.type) and not _is_notation(constant):
                yield f"{module.name} has the macro {user_name(name)}, a program that Lean ran, {_REMEDY}"

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


def _is_notation(constant: Constant) -> bool:
    """Whether a macro puts only literal pieces together, none of them of what sources may not hold."""
    if constant.value is None:
        return False
    return all(_HARMLESS.fullmatch(name) for name in constants_used(constant.value)) and not any(
        isinstance(node, Lit) and isinstance(node.value, str) and _is_refused_piece(node.value)
        for node in subterms(constant.value)
    )


def _is_refused_piece(text: str) -> bool:
    """Whether a literal is part of what sources may not hold: in them it can be written with escapes."""
    return is_refused(text) or _OPTION_PART.fullmatch(text) is not None
