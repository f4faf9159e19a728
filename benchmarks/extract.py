"""How fast compiled Lean files are read: constants per second over all of core's `Init`.

Run `python benchmarks/extract.py [--record]` (it uses the Lean that `toymodels` uses), or name a folder of core's
compiled modules with `--lib`. "Types" decodes the type of every constant in full, "types and values" its value as well,
where the files hold one.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from recorded import add_option, compare, yardstick

from toymodels.lean.olean import Module, read_module
from toymodels.lean.project import find_project
from toymodels.lean.toolchain import find_toolchain


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description="Read all of Init and print constants per second.")
    parser.add_argument("--lib", type=Path, help="folder of core's compiled modules, with Init.olean in it")
    add_option(parser)
    arguments = parser.parse_args()
    library: Path = arguments.lib or find_toolchain(find_project(), lambda line: print(line, file=sys.stderr)).library

    paths = [library / "Init.olean", *sorted((library / "Init").rglob("[!.]*.olean"))]
    print(f"{len(paths)} modules, {sum(path.stat().st_size for path in paths) / 1e6:.0f} MB")
    print(f"{'step':<18}{'seconds':>9}{'constants':>11}{'per second':>12}")

    modules, seconds = _read_names(library, paths)
    constants = sum(len(module.names) for module in modules)
    unit = yardstick() * constants / 100_000
    _row("names", seconds, constants)
    figures = {"names": seconds / unit}
    for step, values in (("types", False), ("types and values", True)):
        seconds += _decode(modules, values=values)
        _row(step, seconds, constants)
        figures[step] = seconds / unit
    return 1 if compare("extract", figures, record=arguments.record) else 0


def _read_names(library: Path, paths: list[Path]) -> tuple[list[Module], float]:
    start = time.process_time()
    modules = [
        read_module(".".join(path.relative_to(library).with_suffix("").parts), path, exported_only=True)
        for path in paths
    ]
    for module in modules:
        _ = module.names
    return modules, time.process_time() - start


def _decode(modules: list[Module], values: bool) -> float:
    """Seconds to decode every constant's type, or its value; what was decoded before is not decoded again."""
    start = time.process_time()
    for module in modules:
        for name in module.names:
            constant = module.constant(name)
            _ = constant.value if values else constant.type
    return time.process_time() - start


def _row(step: str, seconds: float, constants: int) -> None:
    print(f"{step:<18}{seconds:>9.2f}{constants:>11,}{constants / seconds:>12,.0f}")


if __name__ == "__main__":
    sys.exit(main())
