"""What a first `toymodels verify` will do, and roughly how long that takes."""

from __future__ import annotations

import re

from toymodels.cli.progress_line import Paces
from toymodels.lean.comments import without_comments
from toymodels.lean.modules import project_modules
from toymodels.lean.project import Project
from toymodels.progress import Activity, duration

_THEOREM = re.compile(r"^(?:@\[[^\]]*\]\s*)?(?:public\s+)?theorem\b", re.MULTILINE)
_WORTH_SAYING = 60
_OF_EACH_THEOREM = (Activity.AUDITING, Activity.READING, Activity.ASKING_OFFICIAL, Activity.CHECKING)


def outlook(project: Project, paces: Paces) -> str:
    """What there is to do where nothing was done before; empty where that is soon over, or was done before.

    Raises:
        LeanError: the sources cannot be read.
    """
    if project.carried is not None or (project.build_folder / "verify.json").exists():
        return ""
    modules = project_modules(project)
    built = len(list((project.build_folder / "lean" / "records").glob("*.json")))
    waiting = max(0, len(modules) - built)
    sources = (without_comments(module.path.read_text(encoding="utf-8")) for module in modules)
    theorems = sum(len(_THEOREM.findall(source)) for source in sources)
    building = waiting * (paces.of(Activity.BUILDING) or 0)
    judging = theorems * sum(paces.of(activity) or 0 for activity in _OF_EACH_THEOREM)
    if building + judging < _WORTH_SAYING:
        return ""
    steps = [f"Lean builds {waiting:,} modules, {duration(building)}"] if waiting else []
    steps.append(
        f"some {theorems:,} theorems are audited, put to the official kernel where it is installed, and checked on "
        f"exact instances, {duration(judging)}"
    )
    here = paces.is_of_here(Activity.BUILDING)
    whose = (
        "These times are from earlier runs on this machine"
        if here
        else "These times are from another machine, with two processes; here they may differ"
    )
    return (
        f"This is the first run here: {'; then '.join(steps)}. {whose}. What is done is kept: a run that is "
        "interrupted is continued by the next one, and where nothing has changed that takes seconds."
    )
