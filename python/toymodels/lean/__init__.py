"""Lean: finding or installing one, building modules with it, reading compiled modules as Python data."""

from toymodels.lean.build import BuildResult, ModuleResult, build_project, embedded_server
from toymodels.lean.constants import Constant, ConstantKind, Safety
from toymodels.lean.environment import Environment
from toymodels.lean.messages import Message
from toymodels.lean.olean import Module, read_module, user_name
from toymodels.lean.project import Project, find_project, read_project
from toymodels.lean.toolchain import CarriedLean, EmbeddedLean, NativeLean, Toolchain, find_toolchain

__all__ = [
    "BuildResult",
    "CarriedLean",
    "Constant",
    "ConstantKind",
    "EmbeddedLean",
    "Environment",
    "Message",
    "Module",
    "ModuleResult",
    "NativeLean",
    "Project",
    "Safety",
    "Toolchain",
    "build_project",
    "embedded_server",
    "find_project",
    "find_toolchain",
    "read_module",
    "read_project",
    "user_name",
]
