"""Names by their components, so that `«Nat.mul»` and `Nat.mul` are two."""

from __future__ import annotations

from toymodels.lean.names import component

Name = tuple[str | int, ...]
"""A name's components, text or numbers; the anonymous name has none."""


def shown(name: Name) -> str:
    """A name as text, as the rest of the package writes it; different names have different texts."""
    return ".".join(str(part) if isinstance(part, int) else component(part) for part in name) or "[anonymous]"
