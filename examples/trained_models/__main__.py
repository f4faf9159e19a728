"""Train every model and print what the library says of it; with --write, into docs/trained-weights.md."""

from __future__ import annotations

import argparse
from pathlib import Path

from examples.trained_models.predictions import sections

import toymodels

ROOT = Path(__file__).parents[2]
INTRODUCTION = """# Where training lands on what the theorems allow

Small models, trained in seconds by `python -m examples.trained_models --write`, which makes this page. Every number
about given weights is exact before it is rounded for print; the weights themselves differ in their last digits from
machine to machine.
`examples/trained_models` has the programs, `tests/measure/test_trained.py` holds them to the predictions."""


def main() -> None:
    """Print the page, or write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/trained-weights.md")
    arguments = parser.parse_args()
    lines = [INTRODUCTION]
    for section in sections(toymodels.load(ROOT)):
        lines += section.lines()
        if not arguments.write:
            print(*section.lines(), sep="\n", flush=True)
    if arguments.write:
        (ROOT / "docs" / "trained-weights.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
