"""Damaged files as `recheck` reads them: every constant is read soon, or refused by an `OleanError`."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.property.test_olean_corruption import SUFFIXES, at_most
from tests.support.olean_edit import read_without_kernel
from tests.support.sample import LAYOUTS, write_sample

from toymodels.errors import OleanError
from toymodels.kernel.files import CompiledModule
from toymodels.lean.constants import ConstantKind

SECONDS = 10
ROUNDS = 100


@pytest.mark.parametrize("layout", LAYOUTS)
def test_damaged_files_are_read_or_refused(layout: str, tmp_path: Path):
    path = write_sample(tmp_path, layout)
    intact = {suffix: Path(f"{path}{suffix}").read_bytes() for suffix in SUFFIXES}
    assert read_everything(path) == 0
    refused = 0
    for seed in range(ROUNDS):
        draw = random.Random(seed)
        suffix = draw.choice(SUFFIXES)
        Path(f"{path}{suffix}").write_bytes(damaged(intact[suffix], draw))
        with at_most(SECONDS):
            refused += read_everything(path) > 0
        Path(f"{path}{suffix}").write_bytes(intact[suffix])
    assert refused > ROUNDS // 10


def damaged(content: bytes, draw: random.Random) -> bytes:
    """The content cut off, with bytes changed, or with words copied from one place to another."""
    data = bytearray(content)
    how = draw.choice(("cut", "flip", "copy"))
    if how == "cut":
        return bytes(data[: draw.randrange(len(data))])
    for _ in range(draw.randint(1, 20)):
        if how == "flip":
            data[draw.randrange(len(data))] = draw.randrange(256)
        else:
            target, source = (4 * draw.randrange(20, len(data) // 4) for _ in range(2))
            data[target : target + 4] = content[source : source + 4]
    return bytes(data)


def read_everything(path: Path) -> int:
    """Read every constant as it would be handed to the kernel; how many things cannot be read."""
    try:
        module = read_without_kernel("Sample", path)
        names = list(module.addresses)
        _ = module.imports, module.kinds_behind_axioms
    except OleanError:
        return 1
    return sum(not readable(module, name) for name in names)


def readable(module: CompiledModule, name: tuple[str | int, ...]) -> bool:
    """Whether all of a constant can be read."""
    try:
        declared = module.declared(name)
        for address in (declared.type, declared.value):
            if address is not None:
                module.mentioned(address)
        if declared.kind is ConstantKind.DEFINITION:
            module.hints(declared)
        if declared.kind is ConstantKind.INDUCTIVE:
            _ = declared.names(3), declared.names(4), declared.number(1), declared.number(5)
    except OleanError:
        return False
    return True
