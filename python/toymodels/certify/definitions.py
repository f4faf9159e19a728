"""Lean's kernel as a second opinion on the translation.

A statement that was translated wrongly may still be true, so that testing it says nothing. Therefore each definition is
evaluated by Python at sampled arguments, and Lean's kernel, which knows only Lean's own definition, checks the values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from toymodels.certify.lean_file import SILENT, LeanFile, judged
from toymodels.certify.lean_values import Sample, kernel_checks
from toymodels.errors import GenerationError, StatementError
from toymodels.evaluate.batch import Batch
from toymodels.evaluate.convert import instance_of
from toymodels.evaluate.evaluator import Evaluator
from toymodels.instances.subject import Subject
from toymodels.lean.build import BuildResult
from toymodels.lean.project import Project
from toymodels.lean.scratch import Scratch
from toymodels.records.forms import Result
from toymodels.statements.language import Call, Definition, PropSort, Statement, Truth
from toymodels.statements.walk import entry_sort

SIZES_A_DEFINITION = 3
SAMPLES_A_SIZE = 2
LARGEST_SIZE = 3
"""Bounds on the samples: the kernel's rational arithmetic is slow, and a wrong translation shows at small sizes."""


class KernelOpinion(Result, frozen=True):
    """What Lean's kernel said.

    Attributes:
        checked: how many values were put to it.
        definitions: how many definitions these are of.
        disagreements: where it differs, with Lean's message.
        unsampled: definitions without a sample, and why.
    """

    checked: int
    definitions: int
    disagreements: tuple[str, ...]
    unsampled: Mapping[str, str]


def kernel_opinion(
    project: Project, build: BuildResult, definitions: Mapping[str, Definition], *, seed: int
) -> KernelOpinion:
    """Put sampled values of `definitions` to Lean's kernel.

    Raises:
        LeanError: Lean cannot be run.
    """
    evaluator = Evaluator(definitions)
    samples: list[Sample] = []
    unsampled: dict[str, str] = {}
    for position, name in enumerate(sorted(definitions)):
        try:
            samples += _samples(definitions[name], evaluator, [seed, position])
        except (GenerationError, StatementError) as error:
            unsampled[name] = str(error)
    if not samples:
        return KernelOpinion(0, 0, (), unsampled)
    file = kernel_checks(samples, definitions, project.roots)
    disagreements = tuple(_disagreements(project, build, file))
    names = {sample.definition.name for sample in samples}
    return KernelOpinion(len(samples), len(names), disagreements, unsampled)


def _samples(definition: Definition, evaluator: Evaluator, seed: list[int]) -> Iterator[Sample]:
    """Values of one definition, as the batched evaluator computes them."""
    arbitrary = Subject(
        Statement(definition.name, definition.params, (), Truth(True), evaluator.definitions), evaluator
    )
    chosen = arbitrary.plan
    rng = np.random.default_rng(seed)
    small = [choice for choice in chosen.sizes() if max(choice.values.values(), default=0) <= LARGEST_SIZE]
    order: list[int] = rng.permutation(len(small)).tolist()
    for index in order[:SIZES_A_DEFINITION]:
        batch = chosen.generate(small[index].values, rng, SAMPLES_A_SIZE)
        results = _values(definition, evaluator, batch)
        for row in range(batch.count):
            value = instance_of(results, row).values["value"]
            yield Sample(definition, instance_of(batch, row), value)


def _values(definition: Definition, evaluator: Evaluator, batch: Batch) -> Batch:
    call = Call(definition.name, definition.params, definition.sort)
    if isinstance(entry_sort(definition.sort), PropSort):
        values = evaluator.prop(call, batch).values
    else:
        values = evaluator.value(call, batch)
    return Batch(sizes={}, arrays={"value": values}, count=batch.count)


def _disagreements(project: Project, build: BuildResult, file: LeanFile[str]) -> Iterator[str]:
    with Scratch(project, build) as session:
        said = judged(session, "KernelOpinion", file)
    for label, error in said.errors:
        yield f"{label or 'the head of the file'}: {error.text.splitlines()[0]} ({error.file.name}:{error.line})"
    if said.is_silent:
        yield f"a file of values of definitions: {SILENT}"
