"""What can go wrong with an export."""

from __future__ import annotations

from toymodels.errors import ToyModelsError


class ExportError(ToyModelsError):
    """An export cannot be written where it should go, or what is there is no complete export."""
