"""`toymodels new NAME`: a Lean package that builds, checks and tests at once."""

from __future__ import annotations

import re
import shutil
from importlib.resources import files
from pathlib import Path

import click

from toymodels.cli.shared import Command, Unusable

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_IGNORED = "/build/\n/.lake/\n"


@click.command("new", cls=Command)
@click.argument("name")
def command(name: str) -> int:
    """Write a Lean package into the new folder NAME: a definition, a theorem, two conjectures, and a CI workflow."""
    from toymodels.lean.install import LEAN_VERSION

    if not _NAME.fullmatch(name):
        raise Unusable(
            f"{name!r} cannot be a package's name: it consists of letters, digits, - and _, and begins with a letter"
        )
    root = Path(name)
    library = "".join(part[:1].upper() + part[1:] for part in re.split(r"[-_]", name))
    texts = {
        "lakefile.toml": _text("lakefile.toml"),
        "lean-toolchain": f"leanprover/lean4:v{LEAN_VERSION.removesuffix('-pre')}\n",
        f"{library}.lean": _text("Library.lean"),
        "Conjectures.lean": _text("Conjectures.lean"),
        "README.md": _text("README.md"),
        ".gitignore": _IGNORED,
        ".github/workflows/check.yml": _text("check.yml"),
    }
    try:
        root.mkdir()
    except FileExistsError:
        raise Unusable(f"{root} exists already; choose another name, or remove it") from None
    try:
        for path, text in texts.items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text.replace("{package}", name).replace("{library}", library), encoding="utf-8")
    except BaseException:
        shutil.rmtree(root, ignore_errors=True)
        raise
    click.echo(f"{root}/ is a Lean package. Next:\n  cd {root}\n  toymodels check\n  toymodels refute Conjectures.lean")
    return 0


def _text(name: str) -> str:
    return files("toymodels").joinpath("starter", name).read_text(encoding="utf-8")
