"""Building the site: everything is read, every page is made, and only then the folder is brought up to date."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import toymodels
from toymodels.errors import ToyModelsError
from toymodels.lean.build import BuildResult, listener
from toymodels.lean.project import Project
from toymodels.lean.trace import trace_project
from toymodels.library import Library
from toymodels.power.library import measured
from toymodels.progress import Activity, Stages
from toymodels.records.forms import Result
from toymodels.site import terse_svg
from toymodels.site.bounds import FILE as BOUNDS
from toymodels.site.data import BIBLIOGRAPHY, Records, SiteData
from toymodels.site.essays import FOLDER as ESSAYS
from toymodels.site.figures import FOLDER
from toymodels.site.fonts import mathematics
from toymodels.site.front import FRONT
from toymodels.site.menu import menu_script
from toymodels.site.output import Changes, SiteFolder
from toymodels.site.pages.registry import PAGES
from toymodels.site.render import Page, Renderer
from toymodels.site.settings import SETTINGS
from toymodels.verify import read_report

STATIC = Path(__file__).parent / "static"
STYLES = Path(__file__).parent / "styles"
STYLE_PARTS = (
    "colours", "text", "frame", "blocks", "theorems", "lean", "proofs", "evidence", "sandbox", "bounds", "essays",
    "pages", "narrow",
)  # fmt: skip
"""The parts of the style sheet, later ones above earlier ones."""

_LIBRARIES = ("jinja2", "markdown-it-py", "markupsafe", "numpy", "pybtex", "pygments", "python-flint")
_PROJECT_FILES = (BIBLIOGRAPHY, "CONTRIBUTING.md", FRONT, BOUNDS, SETTINGS)
_RECORDS = {"toymodels verify": "verify.json", "toymodels power": "power"}


class SiteResult(Result, frozen=True):
    """The site after a build, and what the build changed; `missing` are commands whose records it could show."""

    folder: str
    files: int
    bytes: int
    written: tuple[str, ...]
    removed: tuple[str, ...]
    kept: tuple[str, ...]
    missing: tuple[str, ...]


def build_site(project: Project, built: BuildResult, out: Path, stages: Stages) -> SiteResult:
    """Bring the site in the folder `out` up to date with a built project.

    Where nothing changed that pages are made from, nothing is made again. A build that fails or is interrupted before
    its last page is made leaves the folder as it was.

    Raises:
        ToyModelsError: `out` is not a folder of ours, or cannot be written; the records cannot be read; Lean fails.
    """
    folder = SiteFolder(out)
    key = _key(project, built)
    changes = Changes()
    if not folder.is_current(key):
        pages = make_pages(load(project, built, stages), stages)
        changes = folder.update({page.path: page.content for page in pages}, key)
    missing = [command for command, name in _RECORDS.items() if not (project.build_folder / name).exists()]
    return SiteResult(
        str(out),
        len(folder.files),
        folder.size(),
        changes.written,
        changes.removed,
        changes.kept,
        tuple(missing),
    )


def load(project: Project, built: BuildResult, stages: Stages) -> SiteData:
    """The library with its records; proofs are asked of Lean where they are not kept from an earlier time.

    Raises:
        ToyModelsError: Lean or the records fail.
    """
    stages(Activity.READING)("", 0, 1)
    library = Library(project, built)
    verify, powers = read_report(project), measured(library)
    traces = trace_project(project, built, listen=listener(stages(Activity.TRACING)))
    return SiteData(library, Records(verify, powers, traces))


def make_pages(data: SiteData, stages: Stages) -> Iterator[Page]:
    """Every file of the site, always in the same order.

    Raises:
        ToyModelsError: two pages have the same path.
    """
    renderer = Renderer(data)
    expected = len(data.modules) + len(data.theorems) + len(PAGES)
    progress = stages(Activity.WRITING_PAGES)
    progress("", 0, expected)
    style = "\n".join((STYLES / f"{name}.css").read_text(encoding="utf-8") for name in STYLE_PARTS)
    scripts = {path.name: path.read_bytes() for path in sorted(STATIC.iterdir())}
    scripts["site.js"] += menu_script(data, renderer.sections).encode()
    static = [
        Page("static/site.css", f"{mathematics.style_sheet()}\n{terse_svg.style_sheet()}{style}".encode()),
        Page("static/mathematics-licence.txt", mathematics.licence()),
        *(Page(f"static/{name}", content) for name, content in scripts.items()),
    ]
    yield from static
    seen = {page.path for page in static}
    for what, make in PAGES:
        for page in make(renderer):
            if page.path in seen:
                raise ToyModelsError(f"two pages of the site are called {page.path}; this is a fault of `toymodels`")
            seen.add(page.path)
            progress(f"{what}: {page.path}", min(len(seen), expected), expected)
            yield page


def _key(project: Project, built: BuildResult) -> str:
    """A hash of everything that pages are made from."""
    digest = hashlib.sha256(json.dumps([sorted(built.keys.items()), project.roots, str(built.toolchain)]).encode())
    digest.update(json.dumps([platform.python_version(), *map(version, _LIBRARIES)]).encode())
    package = Path(toymodels.__file__).parent
    code = [path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    records = [*(project.root / name for name in _PROJECT_FILES), project.build_folder / "verify.json"]
    records += (project.root / FOLDER).glob("*.py")
    records += (project.root / ESSAYS).glob("*.md")
    records += (project.build_folder / "power").glob("*.json")
    for path in [*sorted(code), *sorted(records)]:
        content = path.read_bytes() if path.is_file() else b"none"
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(content).digest())
    return digest.hexdigest()
