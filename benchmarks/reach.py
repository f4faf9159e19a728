"""How much of ordinary Lean is read: the share of core's own theorems, by module, and what keeps the others out.

Core's modules are read as any package would be that used nothing but core. Reasons are ranked by how many theorems each
of them keeps out.

    python benchmarks/reach.py [--check N] [--reasons K] [--record] [MODULE ..]

`--check N` also tests every statement that was read on about N instances. All of them are theorems, so one that is
refuted has been misread; it is listed, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from recorded import add_option, compare, yardstick

import toymodels
from toymodels.check.runner import check
from toymodels.check.verdict import Refuted
from toymodels.lean.constants import ConstantKind
from toymodels.lean.environment import Environment
from toymodels.lean.names import components, is_private, last
from toymodels.statements.language import Statement, Unsupported
from toymodels.statements.read.declarations import read_theorem
from toymodels.statements.read.tables import tabulated

ROOT = Path(__file__).parent.parent

MODULES = (
    "Init.Data.Nat.Basic",
    "Init.Data.Nat.Lemmas",
    "Init.Data.Nat.Gcd",
    "Init.Data.Fin.Lemmas",
    "Init.Data.Rat.Lemmas",
    "Init.Data.Int.Lemmas",
    "Init.Data.Int.Order",
    "Init.Data.Int.DivMod.Bootstrap",
    "Init.Data.Int.DivMod.Lemmas",
    "Init.Data.List.Lemmas",
    "Init.Data.Option.Lemmas",
    "Init.Data.Bool",
    "Init.PropLemmas",
)
"""What outside statements look like, by subject."""

_GENERATED = re.compile(r"eq_\d+|eq_def|injEq|inj|sizeOf_spec|congr_simp|splitter|noConfusion.*|.*induct.*|match_\d+.*")
_SLOW = 5.0


@dataclass(frozen=True, slots=True)
class Reach:
    """What was read of one module, and how long that took."""

    module: str
    read: tuple[Statement, ...]
    unread: tuple[Unsupported, ...]
    seconds: float


def reach(environment: Environment, module: str) -> Reach:
    """Read every theorem of a core module that its author wrote."""
    started = time.process_time()
    statements = [read_theorem(environment, name) for name in _theorems(environment, module)]
    read = tuple(each for each in statements if isinstance(each, Statement))
    unread = tuple(each for each in statements if isinstance(each, Unsupported))
    return Reach(module, read, unread, time.process_time() - started)


def _theorems(environment: Environment, module: str) -> Iterator[str]:
    for name in environment.core[module].names:
        generated = _GENERATED.fullmatch(last(name)) or any(part.startswith("_") for part in components(name))
        if not is_private(name) and not generated and environment.constant(name).kind is ConstantKind.THEOREM:
            yield name


def show_shares(found: Iterable[Reach]) -> None:
    """One row a module, and their sum."""
    print(f"{'module':<34}{'theorems':>10}{'read':>8}{'share':>8}{'a second':>10}")
    total = read = 0
    for each in found:
        count = len(each.read) + len(each.unread)
        total, read = total + count, read + len(each.read)
        print(
            f"{each.module:<34}{count:>10,}{len(each.read):>8,}{_share(len(each.read), count):>8}"
            f"{count / each.seconds:>10,.0f}"
        )
    print(f"{'all':<34}{total:>10,}{read:>8,}{_share(read, total):>8}")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "none"


def show_reasons(found: Iterable[Reach], most: int) -> None:
    """The reasons for what was not read, those first that keep out most theorems, each with one of these."""
    unread = [statement for each in found for statement in each.unread]
    counts = Counter(statement.reason for statement in unread)
    examples = {statement.reason: statement for statement in reversed(unread)}
    for reason, count in counts.most_common(most):
        print(f"{count:>6,}  {reason}\n{'':8}{examples[reason].name}: {examples[reason].term}")


def refuted(found: Iterable[Reach], instances: int) -> int:
    """How many of the statements that were read are refuted; each is printed, as is one that took long."""
    count = 0
    for statement in (statement for each in found for statement in each.read):
        started = time.perf_counter()
        verdict = check(tabulated(statement), instances=instances).verdict
        seconds = time.perf_counter() - started
        if isinstance(verdict, Refuted):
            count += 1
            print(f"REFUTED {statement.name}: {verdict.reason} at {dict(verdict.witness.values)}")
        elif seconds > _SLOW:
            print(f"slow: {statement.name} took {seconds:.1f} s")
    return count


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description="Print the share of core's theorems that can be read, and why not all."
    )
    parser.add_argument("modules", nargs="*", default=MODULES, help="core modules (default: a choice by subject)")
    parser.add_argument("--check", type=int, default=0, metavar="N", help="test each statement on N instances as well")
    parser.add_argument("--reasons", type=int, default=25, metavar="K", help="how many reasons to list (default: 25)")
    add_option(parser)
    options = parser.parse_args()
    environment = toymodels.load(ROOT, report=lambda line: print(line, file=sys.stderr)).environment
    unknown = [module for module in options.modules if module not in environment.core]
    if unknown:
        raise SystemExit(f"core has no module {', '.join(unknown)} that this library imports; check the spelling")
    found = [reach(environment, module) for module in options.modules]
    show_shares(found)
    print()
    show_reasons(found, options.reasons)
    unit = yardstick()
    figures = {f"{each.module}: not read": len(each.unread) / (len(each.read) + len(each.unread)) for each in found}
    count = sum(len(each.read) + len(each.unread) for each in found)
    figures["a thousand theorems"] = sum(each.seconds for each in found) / unit / count * 1000
    slower = compare("reach", figures, record=options.record)
    if options.check:
        print()
        count = refuted(found, options.check)
        print(f"{count} of {sum(len(each.read) for each in found):,} refuted")
        return 1 if count else 0
    return 1 if slower else 0


if __name__ == "__main__":
    sys.exit(main())
