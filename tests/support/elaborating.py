"""Having Lean read a text that is not a module of a project, once."""

from __future__ import annotations

from toymodels.lean.build import BuildResult
from toymodels.lean.elaboration import Elaboration
from toymodels.lean.project import Project
from toymodels.lean.scratch import Scratch


def elaborate_text(project: Project, build: BuildResult, name: str, text: str) -> Elaboration:
    """Elaborate `text`, which may import the project's modules."""
    with Scratch(project, build) as scratch:
        return scratch.elaborate(name, text)
