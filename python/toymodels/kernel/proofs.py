"""Single proofs in a module that was compiled for their sake, such as a certificate, before the official kernel."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from msgspec.structs import replace

from toymodels.errors import KernelMissing, ToyModelsError
from toymodels.kernel.outcome import Outcome
from toymodels.kernel.process import Request, ask
from toymodels.kernel.verdicts import NO_OPINION, REJECTED
from toymodels.kernel.wheel import KERNEL, missing_kernel
from toymodels.lean.environment import Environment
from toymodels.lean.names import as_written

_SECONDS_TO_START = 60
_SECONDS_A_PROOF = 5


def rejection(said: Outcome) -> str:
    """Why the official kernel rejects something, as a message; empty if it does not."""
    return f"the official kernel, {KERNEL}, rejects it: {said.reason}" if said.verdict == REJECTED else ""


def judge_proofs(environment: Environment, proofs: Mapping[str, Collection[str]]) -> dict[str, Outcome]:
    """What the official kernel says of theorems, by full name; nothing where there is no such kernel.

    Args:
        environment: the modules that declare them.
        proofs: by theorem, those that it may rest on without their proofs, whatever they rest on themselves.
    """
    if missing_kernel() is not None:
        return {}
    request = Request(
        {name: module.path for name, module in environment.library.items()},
        environment.core_path,
        tuple(proofs),
        assumed=proofs,
        seconds=_SECONDS_TO_START + _SECONDS_A_PROOF * len(proofs),
    )
    try:
        result = ask(request)
    except KernelMissing:
        return {}
    except ToyModelsError as error:
        return {name: Outcome(name, "", "", NO_OPINION, str(error)) for name in proofs}
    found = {name: result.of(name) for name in proofs}
    return {name: replace(outcome, reason=as_written(outcome.reason)) for name, outcome in found.items()}
