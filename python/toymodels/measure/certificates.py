"""Certificates: what was found, as a file that somebody else can check again.

A certificate names the tensor by its hash, the statement by its hash, the values that were put in, both sides and the
slack. `verify` reads the weights again, evaluates the theorem again and compares everything. Where the weights are few,
a Lean file stands beside it, in which Lean's kernel decides every hypothesis, the conclusion and both sides.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

from toymodels.errors import UnknownName
from toymodels.library import Library
from toymodels.measure.claims import Candidate, named
from toymodels.measure.errors import CertificateError, WeightsError
from toymodels.measure.kernel import ACCEPTED, UNCHECKED, Kernel, Opinion
from toymodels.measure.measurement import Measurement, exact, finding_json, origin_json, said, snap_json
from toymodels.measure.results import Finding, Group
from toymodels.measure.sweep import hold_alone
from toymodels.measure.weights import Weights, load_weights
from toymodels.progress import Progress, untold
from toymodels.records import write_atomically

FORMAT = "toymodels certificate 1"
SECONDS, SECONDS_TOGETHER = 60.0, 600.0
"""How long Lean may take for one theorem and for all; what takes longer is not kernel-checked."""

_AT_ONCE, _FEW = 8, 20
"""Of at most so many weights, the Lean files of so many theorems are put to the kernel as one."""

_SECONDS_ALONE = 300.0
_LONGEST_FILE = 1 << 28
_VERSIONS = ("toymodels", "python-flint", "numpy")


@dataclass(frozen=True, slots=True)
class Checked:
    """A certificate that was checked again.

    Attributes:
        kernel: `ACCEPTED`, or `UNCHECKED`, with the reason where there is a Lean file.
    """

    theorem: str
    says: str
    kernel: str

    def __str__(self) -> str:
        return f"{self.theorem}: the certificate is right: {self.says} ({self.kernel})"

    def to_json(self) -> dict[str, str]:
        """As data."""
        return {"theorem": self.theorem, "says": self.says, "kernel": self.kernel}


def certify(found: Measurement, library: Library, folder: Path, progress: Progress = untold) -> list[Path]:
    """Write a certificate for each theorem that applies into `folder`, and return their paths.

    Raises:
        LeanError: Lean cannot be run for the Lean files.
        EvaluatorDisagreement: Lean's kernel finds false what was computed; no certificate of it is written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    chosen = [each for each in found.findings if each.group in (Group.APPLIES, Group.COMPUTED) and not each.is_refuted]
    claims = named(library, [each.name for each in chosen])
    written: list[Path] = []
    step = _AT_ONCE if found.weights.n * found.weights.m <= _FEW else 1
    with Kernel(library, SECONDS, SECONDS_TOGETHER) as kernel:
        for done in range(0, len(chosen), step):
            some = chosen[done : done + step]
            progress(some[0].short_name, done, len(chosen))
            texts = {each.short_name: kernel.text(claims[each.name], found.weights, each) for each in some}
            opinions = kernel.opinions({name: text for name, text in texts.items() if text is not None})
            for each in some:
                lean = texts[each.short_name]
                said_of_it = None if lean is None else (lean, opinions[each.short_name])
                written.append(_certify(found, each, said_of_it, folder))
        progress("", len(chosen), len(chosen))
    return written


def verify(path: Path, library: Library, file: Path | None = None) -> Checked:
    """Check a certificate again: its seal, the weights, the statement, every number and the Lean file.

    Args:
        path: the certificate.
        library: what its theorem is in.
        file: the weights; by default the file that it names, beside it or in the current folder.

    Raises:
        CertificateError: it is damaged, was edited, or says something else than what is found now.
        WeightsError: the weights cannot be read.
    """
    data = read_certificate(path)
    weights = _weights(path, data, file)
    candidate = _candidate(path, data, library)
    finding = hold_alone(candidate, weights)
    if finding is None or finding.reason.startswith("not evaluated"):
        raise CertificateError(f"{path}: {data['finding']['theorem']} is not about these weights now")
    now = finding_json(finding)
    for field, claimed in data["finding"].items():
        if now.get(field) != claimed:
            raise CertificateError(
                f"{path}: {field} is not what the weights give: {_told(claimed)}, not {_told(now.get(field))}"
            )
    with Kernel(library, _SECONDS_ALONE, _SECONDS_ALONE) as kernel:
        return Checked(finding.name, said(finding), _lean_again(path, data, candidate, weights, finding, kernel))


def read_certificate(path: Path) -> dict[str, Any]:
    """A certificate's data, if it is whole and its seal is right.

    Raises:
        CertificateError: it is not.
    """
    try:
        if path.stat().st_size > _LONGEST_FILE:
            raise CertificateError(f"{path} is too long for a certificate; make it again with --certify")
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CertificateError(f"{path} cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise CertificateError(f"{path} is damaged: it is not JSON ({error}); make it again with --certify") from error
    if not isinstance(data, dict) or cast("dict[str, Any]", data).get("format") != FORMAT:
        raise CertificateError(f"{path} is not a certificate of the form {FORMAT!r}")
    found = cast("dict[str, Any]", data)
    if found.get("seal") != _seal(found):
        raise CertificateError(f"{path} is damaged or was edited: its seal does not fit; make it again with --certify")
    if not _has_form(found):
        raise CertificateError(f"{path} lacks a part of a certificate; make it again with --certify")
    return found


def _has_form(data: Mapping[str, Any]) -> bool:
    if not (isinstance(data.get("weights"), dict) and isinstance(data.get("finding"), dict)):
        return False
    optional = all(name in data and (data[name] is None or isinstance(data[name], dict)) for name in ("lean", "snap"))
    return optional and "features" in data["weights"] and isinstance(data["finding"].get("theorem"), str)


def _seal(data: Mapping[str, Any]) -> str:
    rest = {name: value for name, value in data.items() if name != "seal"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _certify(found: Measurement, finding: Finding, in_lean: tuple[str, Opinion] | None, folder: Path) -> Path:
    """Write one certificate, with its Lean file and what Lean says of it if there are few weights."""
    weights = found.weights
    path = folder / f"{finding.short_name}.json"
    checked = None
    if in_lean is not None:
        lean, opinion = in_lean
        path.with_suffix(".lean").write_text(lean, encoding="utf-8")
        checked = {
            "file": path.with_suffix(".lean").name,
            "sha256": hashlib.sha256(lean.encode()).hexdigest(),
            "kernel": str(opinion),
        }
    data: dict[str, Any] = {
        "format": FORMAT,
        "finding": finding_json(finding),
        "weights": {name: origin_json(origin) for name, origin in weights.origins.items()},
        "exponent": weights.features.exponent,
        "scale": exact(weights.features.scale),
        "snap": snap_json(weights),
        "kernel": checked["kernel"] if checked else UNCHECKED,
        "lean": checked,
        "versions": {name: version(name) for name in _VERSIONS},
    }
    data["seal"] = _seal(data)
    write_atomically(path, json.dumps(data, ensure_ascii=False, indent=1) + "\n")
    return path


def _candidate(path: Path, data: Mapping[str, Any], library: Library) -> Candidate:
    try:
        return named(library, [data["finding"]["theorem"]])[data["finding"]["theorem"]]
    except UnknownName as error:
        raise CertificateError(f"{path}: {error}") from error


def _weights(path: Path, data: Mapping[str, Any], file: Path | None) -> Weights:
    """The weights that a certificate is about, from the file that it names.

    Raises:
        CertificateError: they are others.
    """
    named: dict[str, dict[str, Any]] = data["weights"]
    features = named["features"]
    try:
        places = [file] if file is not None else [path.parent / features["file"], Path(features["file"])]
        if not features["file"] and file is None:
            raise CertificateError(f"{path} is about weights that were in memory; give their FILE to check it again")
        source = next((place for place in places if place is not None and place.is_file()), places[0])
        read_out, bias = named.get("read_out"), named.get("bias")
        weights = load_weights(
            source,
            features["tensor"],
            features["axes"],
            index={**features["index"], **({} if read_out is None else read_out["index"])},
            read_out=None if read_out is None else read_out["tensor"],
            read_out_axes=None if read_out is None else read_out["axes"],
            bias=None if bias is None else bias["tensor"],
            snap=None if data["snap"] is None else Fraction(data["snap"]["step"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CertificateError(f"{path} lacks a part of a certificate: {error}") from error
    except WeightsError as error:
        raise CertificateError(f"{path}: the weights that it names cannot be read: {error}") from error
    for name, origin in weights.origins.items():
        if origin.sha256 != named[name].get("sha256"):
            raise CertificateError(f"{path}: {source} holds other {name} than the certificate is about")
    return weights


# ---------------------------------------------------------------------------------------------------------------- Lean


def _lean_again(
    path: Path, data: Mapping[str, Any], candidate: Candidate, weights: Weights, finding: Finding, kernel: Kernel
) -> str:
    """What Lean's kernel says of the Lean file now.

    Raises:
        CertificateError: the file is missing, was edited, or is rejected.
    """
    if data["lean"] is None:
        return UNCHECKED
    place = path.with_suffix(".lean")
    try:
        text = place.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CertificateError(f"{place}, the Lean file of {path}, cannot be read: {error}") from error
    if hashlib.sha256(text.encode()).hexdigest() != data["lean"].get("sha256"):
        raise CertificateError(f"{place} was edited or is damaged; make the certificate again with --certify")
    if text != kernel.text(candidate, weights, finding):
        raise CertificateError(f"{place} does not state what {path} says; make the certificate again with --certify")
    opinion = kernel.opinion(text, finding.short_name)
    if opinion.accepts is False and data["lean"].get("kernel") == ACCEPTED:
        raise CertificateError(f"{place}: Lean rejects it: {opinion.why}")
    return str(opinion)


def _told(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else f"{text[:119]}…"
