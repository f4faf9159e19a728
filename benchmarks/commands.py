"""How long the commands take that people wait for: whole processes, in processor time, with a build that is up to date.

    python benchmarks/commands.py [--record] [--verify]

`--verify` also times `toymodels verify` where nothing has changed; it runs once before, which may take minutes.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
from pathlib import Path

from recorded import add_option, compare, yardstick

ROOT = Path(__file__).parent.parent
COMMANDS = (("--help",), ("list",), ("show", "welch_coherence"))
VERIFY = ("verify",)
AIMS = {"--help": 0.2, "list": 1.0, "show": 0.5, "verify": 5.0}
"""Seconds of processor time, on one core of a machine of 2024."""

_REPEATS = 5


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_option(parser)
    parser.add_argument("--verify", action="store_true", help="time a second `toymodels verify` as well")
    arguments = parser.parse_args()
    unit = yardstick()
    print(f"{'command':<12}{'seconds':>9}{'aim':>7}")
    figures: dict[str, float] = {}
    for command in (*COMMANDS, *((VERIFY,) if arguments.verify else ())):
        _seconds(command)  # what is kept from now on, and compiled Python, is made
        seconds = min(_seconds(command) for _ in range(1 if command == VERIFY else _REPEATS))
        print(f"{command[0]:<12}{seconds:>9.2f}{AIMS[command[0]]:>7.2f}")
        figures[command[0]] = seconds / unit
    return 1 if compare("commands", figures, record=arguments.record) else 0


def _seconds(command: tuple[str, ...]) -> float:
    """Processor time of a command with all that it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "toymodels", *command], cwd=ROOT, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    sys.exit(main())
