"""Every error that this package raises on purpose.

A message says what went wrong, where (theorem, binder, file and line), the value, and what to do next.
"""

from __future__ import annotations


class ToyModelsError(Exception):
    """Root of the errors below; catch it to catch them all."""


class LeanError(ToyModelsError):
    """Lean could not be found, installed or run."""


class BuildError(LeanError):
    """Lean rejected a source file."""


class OleanError(ToyModelsError):
    """A compiled Lean file is missing, truncated, corrupt or of an unknown version."""


class UnknownName(ToyModelsError):
    """No theorem, definition or module has the name asked for."""


class NoTheorems(ToyModelsError):
    """A library has no public theorem, so that there is nothing to list, audit or check."""


class StatementError(ToyModelsError):
    """A statement was given values that it cannot take: a missing variable, a wrong shape, a wrong size."""


class GenerationError(ToyModelsError):
    """No instances can be generated as asked."""


class FigureError(ToyModelsError):
    """A file of a project's figures cannot be run, or declares something else than figures."""


class EvaluatorDisagreement(ToyModelsError):
    """Two evaluators give one proposition different truth values: a defect of this package, never of the statement."""


class KernelMissing(ToyModelsError):
    """The official kernel, which is optional, is not installed, not for this platform, or not the file expected."""


def crash_reason(error: BaseException) -> str:
    """Why something that concerns one theorem is unknown: what was raised while it was worked on."""
    said = " ".join(str(error).split())
    return f"working on it ended in {type(error).__name__}{f': {said}' if said else ''}; that is a defect of toymodels"
