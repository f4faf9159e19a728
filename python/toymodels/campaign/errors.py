"""What can go wrong with a campaign as a whole, and modules that only it needs."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from toymodels.errors import ToyModelsError


class CampaignError(ToyModelsError):
    """A campaign cannot be begun, carried on or reported on as asked."""


def needed(module: str) -> Any:
    """A module of the extra `campaign`.

    Raises:
        CampaignError: it is not installed.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise CampaignError(
            f"campaigns need {module.partition('.')[0]}, which is not installed: pip install 'toymodels[campaign]'"
        ) from error
