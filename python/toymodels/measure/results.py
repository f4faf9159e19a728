"""What measuring finds: frozen, exact, and the same from the command line and from Python."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from toymodels.records.forms import Result, from_json


class Group(StrEnum):
    """How a theorem stands to the weights."""

    APPLIES = "applies"
    COMPUTED = "applies with a computed bound"
    NEARLY = "nearly applies"
    NOT = "does not apply"


class Place:
    """The values of index variables at which something was read, by their names in the statement."""

    __slots__ = ("indices",)

    def __init__(self, indices: Mapping[str, int]) -> None:
        self.indices: Final = indices

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Place) and self.indices == other.indices

    def __repr__(self) -> str:
        return f"Place({self.indices!r})"

    def __str__(self) -> str:
        return ", ".join(f"{name} = {value}" for name, value in self.indices.items())

    def to_json(self) -> dict[str, int]:
        """The indices."""
        return dict(self.indices)

    @classmethod
    def from_json(cls, data: Any) -> Place:
        """Read back.

        Raises:
            ValueError: the data is not that of a place.
        """
        return cls(from_json(data, dict[str, int]))


NOWHERE = Place({})


class Comparison(Result, frozen=True, forbid_unknown_fields=True):
    """One comparison of a conclusion, where it is tightest.

    Attributes:
        relation: `=`, `≠`, `≤` or `<`.
        left: the exact left side there.
        right: the exact right side there.
        slack: `right - left`; 0 says that the bound is attained.
        place: where that is; empty if the comparison has no index.
        places: how many places were compared.
        holds: whether it holds at all of them.
        is_sign: whether its left side is written as 0, so that it only says that the other is not negative.
    """

    relation: str
    left: Fraction
    right: Fraction
    slack: Fraction
    place: Place
    places: int
    holds: bool
    is_sign: bool = False


class Bound(Result, frozen=True, forbid_unknown_fields=True, rename={"is_computed": "computed"}):
    """A value that was computed from the weights, or chosen, and put into a theorem.

    Attributes:
        name: the variable, or the count (`count S`) that it stands for.
        how: in words, where it comes from.
        place: the place that decides it; empty if there is none.
        is_computed: whether it comes from the weights; else it was chosen, as the hypotheses leave it open.
        relation: `=`; or `≤` for a count that may be smaller.
    """

    name: str
    value: Fraction
    how: str
    place: Place
    is_computed: bool = True
    relation: str = "="


class Failure(Result, frozen=True, forbid_unknown_fields=True):
    """The hypothesis that fails, and by how much.

    Attributes:
        hypothesis: its name.
        text: its statement.
        relation: of the comparison in it that fails most; empty if it is none.
        left: that comparison's left side at `place`, if it has sides.
        right: its right side there.
        gap: by how much it fails, at the place where it fails most; `None` if that has no measure.
    """

    hypothesis: str
    text: str
    relation: str = ""
    left: Fraction | None = None
    right: Fraction | None = None
    gap: Fraction | None = None
    place: Place = NOWHERE

    @property
    def relative(self) -> float | None:
        """The gap against the larger side, or against 1 if both are smaller."""
        if self.gap is None or self.left is None or self.right is None:
            return None
        return float(self.gap / max(abs(self.left), abs(self.right), Fraction(1)))


_NAMES = {"name": "theorem", "sides": "measure", "is_refuted": "refuted"}


class Finding(Result, frozen=True, forbid_unknown_fields=True, rename=_NAMES):
    """What one theorem says of the weights.

    Attributes:
        name: the theorem.
        statement: its text.
        sides: what stands on the two sides of its conclusion, in words, if its docstring has a line `Measure:`.
        given: what each variable stands for, in words: `W`: `the features`.
        bounds: values that were computed from the weights or chosen.
        comparisons: of the conclusion; empty if it is built otherwise, or about variables that have no value.
        says: what it says of these weights for all values of the variables that are left, if any are.
        left_open: the hypotheses about these variables, which are still to be met by who chooses their values.
        failure: the hypothesis that fails, for `NEARLY` and some of `NOT`.
        reason: in one line, why it does not apply.
        statement_sha256: of the statement and its definitions, as `toymodels verify` records it.
        is_refuted: whether every hypothesis holds and the conclusion does not, which no proved theorem allows.
    """

    name: str
    group: Group
    statement: str
    sides: tuple[str, str] | None
    given: Mapping[str, str]
    bounds: tuple[Bound, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    says: str = ""
    left_open: tuple[str, ...] = ()
    failure: Failure | None = None
    reason: str = ""
    statement_sha256: str = ""
    is_refuted: bool = False

    @property
    def short_name(self) -> str:
        """The theorem's name without its namespace."""
        return self.name.rpartition(".")[2]

    @property
    def tightest(self) -> Comparison | None:
        """The comparison with the least slack among its inequalities, of signs last; else the first."""
        inequalities = [each for each in self.comparisons if each.relation in {"≤", "<"}]
        if inequalities:
            return min(inequalities, key=lambda each: (each.is_sign, each.slack))
        return self.comparisons[0] if self.comparisons else None
