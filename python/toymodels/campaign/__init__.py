"""Campaigns: many instances of many theorems in chunks, on any executor, each chunk a file; resumed from the files."""

from toymodels.campaign.chunks import Chunk, Kind, Settings, Task, generator_version, tasks_of
from toymodels.campaign.driver import Run, run
from toymodels.campaign.errors import CampaignError
from toymodels.campaign.executors import Pool, dask_pool, process_pool
from toymodels.campaign.report import CampaignReport, TheoremReport, report
from toymodels.campaign.results import Outcome, Tightest, Violation
from toymodels.campaign.store import Store

__all__ = [
    "CampaignError",
    "CampaignReport",
    "Chunk",
    "Kind",
    "Outcome",
    "Pool",
    "Run",
    "Settings",
    "Store",
    "Task",
    "TheoremReport",
    "Tightest",
    "Violation",
    "dask_pool",
    "generator_version",
    "process_pool",
    "report",
    "run",
    "tasks_of",
]
