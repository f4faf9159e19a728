"""Certificates: what was found, as a file that somebody else can check again.

A certificate names the tensor by its hash, the statement by its hash, the values that were put in, both sides and the
slack. `verify` reads the weights again, evaluates the theorem again and compares everything. Where the weights are few,
a Lean file stands beside it, in which Lean's kernel decides every hypothesis, the conclusion and both sides.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from fractions import Fraction
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

from msgspec.structs import fields

from toymodels.errors import UnknownName
from toymodels.library import Library
from toymodels.measure.claims import Candidate, named
from toymodels.measure.errors import CertificateError, WeightsError
from toymodels.measure.kernel import ACCEPTED, UNCHECKED, Kernel, Opinion
from toymodels.measure.measurement import Measurement, said
from toymodels.measure.results import Finding, Group
from toymodels.measure.sweep import hold_alone
from toymodels.measure.weights import Origin, Snap, Weights, load_weights
from toymodels.progress import Progress, untold
from toymodels.records.forms import Result, to_json
from toymodels.records.store import write_atomically

FORMAT = "toymodels certificate 2"
SECONDS, SECONDS_TOGETHER = 60.0, 600.0
"""How long Lean may take for one theorem and for all; what takes longer is not kernel-checked."""

_AT_ONCE, _FEW = 8, 20
"""Of at most so many weights, the Lean files of so many theorems are put to the kernel as one."""

_SECONDS_ALONE = 300.0
_LONGEST_FILE = 1 << 28
_AGAIN = "make it again with --certify"
_VERSIONS = ("toymodels", "python-flint", "numpy")


class Checked(Result, frozen=True):
    """A certificate that was checked again.

    Attributes:
        kernel: `ACCEPTED`, or `UNCHECKED`, with the reason where there is a Lean file.
    """

    theorem: str
    says: str
    kernel: str

    def __str__(self) -> str:
        return f"{self.theorem}: the certificate is right: {self.says} ({self.kernel})"


class InLean(Result, frozen=True, forbid_unknown_fields=True):
    """The Lean file beside a certificate, and what Lean's kernel said of it."""

    file: str
    sha256: str
    kernel: str


class Certificate(Result, frozen=True, forbid_unknown_fields=True):
    """What was found of weights, in the words and numbers of a file; `seal` is a hash of all the rest.

    Attributes:
        weights: where they come from.
        exponent: such that the features are integers over this power of two, if they are over one; `scale` is it.
        kernel: as of `Checked`.
    """

    format: str
    finding: Finding
    weights: Mapping[str, Origin]
    exponent: int | None
    scale: Fraction
    snap: Snap | None
    kernel: str
    lean: InLean | None
    versions: Mapping[str, str]
    seal: str = ""


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
    certificate = read_certificate(path)
    claimed = certificate.finding
    weights = _weights(path, certificate, file)
    candidate = _candidate(path, claimed.name, library)
    finding = hold_alone(candidate, weights)
    if finding is None or finding.reason.startswith("not evaluated"):
        raise CertificateError(f"{path}: {claimed.name} is not about these weights now")
    for field in fields(finding):
        said_then, now = (to_json(getattr(each, field.name)) for each in (claimed, finding))
        if said_then != now:
            raise CertificateError(
                f"{path}: {field.encode_name} is not what the weights give: {_told(said_then)}, not {_told(now)}"
            )
    with Kernel(library, _SECONDS_ALONE, _SECONDS_ALONE) as kernel:
        return Checked(finding.name, said(finding), _lean_again(path, certificate, candidate, weights, finding, kernel))


def read_certificate(path: Path) -> Certificate:
    """A certificate, if it is whole and its seal is right.

    Raises:
        CertificateError: it is not.
    """
    try:
        if path.stat().st_size > _LONGEST_FILE:
            raise CertificateError(f"{path} is too long for a certificate; {_AGAIN}")
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CertificateError(f"{path} cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise CertificateError(f"{path} is damaged: it is not JSON ({error}); {_AGAIN}") from error
    if not isinstance(data, dict) or cast("dict[str, Any]", data).get("format") != FORMAT:
        raise CertificateError(f"{path} is not a certificate of the form {FORMAT!r}; {_AGAIN}")
    found = cast("dict[str, Any]", data)
    if found.get("seal") != _seal(found):
        raise CertificateError(f"{path} is damaged or was edited: its seal does not fit; {_AGAIN}")
    try:
        return Certificate.from_json(found)
    except ValueError as error:
        raise CertificateError(f"{path} lacks a part of a certificate: {error}; {_AGAIN}") from error


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
        digest = hashlib.sha256(lean.encode()).hexdigest()
        checked = InLean(path.with_suffix(".lean").name, digest, str(opinion))
    certificate = Certificate(
        format=FORMAT,
        finding=finding,
        weights=weights.origins,
        exponent=weights.features.exponent,
        scale=weights.features.scale,
        snap=weights.snap,
        kernel=checked.kernel if checked else UNCHECKED,
        lean=checked,
        versions={name: version(name) for name in _VERSIONS},
    )
    data = certificate.to_json()
    data["seal"] = _seal(data)
    write_atomically(path, json.dumps(data, ensure_ascii=False, indent=1) + "\n")
    return path


def _candidate(path: Path, name: str, library: Library) -> Candidate:
    try:
        return named(library, [name])[name]
    except UnknownName as error:
        raise CertificateError(f"{path}: {error}") from error


def _weights(path: Path, certificate: Certificate, file: Path | None) -> Weights:
    """The weights that a certificate is about, from the file that it names.

    Raises:
        CertificateError: they are others.
    """
    named = certificate.weights
    if "features" not in named:
        raise CertificateError(f"{path} lacks a part of a certificate: the features; {_AGAIN}")
    features, read_out, bias = named["features"], named.get("read_out"), named.get("bias")
    if not features.file and file is None:
        raise CertificateError(f"{path} is about weights that were in memory; give their FILE to check it again")
    places = [file] if file is not None else [path.parent / features.file, Path(features.file)]
    source = next((place for place in places if place.is_file()), places[0])
    try:
        weights = load_weights(
            source,
            features.tensor,
            features.axes,
            index={**features.index, **({} if read_out is None else read_out.index)},
            read_out=None if read_out is None else read_out.tensor,
            read_out_axes=None if read_out is None else read_out.axes,
            bias=None if bias is None else bias.tensor,
            snap=None if certificate.snap is None else certificate.snap.step,
        )
    except (TypeError, ValueError) as error:
        raise CertificateError(f"{path} lacks a part of a certificate: {error}") from error
    except WeightsError as error:
        raise CertificateError(f"{path}: the weights that it names cannot be read: {error}") from error
    for name, origin in weights.origins.items():
        if name not in named or origin.sha256 != named[name].sha256:
            raise CertificateError(f"{path}: {source} holds {name} that differ from those the certificate is about")
    return weights


def _lean_again(
    path: Path, certificate: Certificate, candidate: Candidate, weights: Weights, finding: Finding, kernel: Kernel
) -> str:
    """What Lean's kernel says of the Lean file now.

    Raises:
        CertificateError: the file is missing, was edited, or is rejected.
    """
    if certificate.lean is None:
        return UNCHECKED
    place = path.with_suffix(".lean")
    try:
        text = place.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CertificateError(f"{place}, the Lean file of {path}, cannot be read: {error}") from error
    if hashlib.sha256(text.encode()).hexdigest() != certificate.lean.sha256:
        raise CertificateError(f"{place} was edited or is damaged; make the certificate again with --certify")
    if text != kernel.text(candidate, weights, finding):
        raise CertificateError(f"{place} does not state what {path} says; make the certificate again with --certify")
    opinion = kernel.opinion(text, finding.short_name)
    if opinion.accepts is False and certificate.lean.kernel == ACCEPTED:
        raise CertificateError(f"{place}: Lean rejects it: {opinion.why}")
    return str(opinion)


def _told(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else f"{text[:119]}…"
