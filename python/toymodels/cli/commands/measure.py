"""`toymodels measure FILE`: what the theorems say of the weights of a trained model."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from toymodels.cli.progress_line import ProgressLine
from toymodels.cli.shared import Command, Unusable, built_project, json_option, print_json, project_option
from toymodels.progress import Activity
from toymodels.status import Status

_HOW = (
    "give a FILE of weights and the names of the tensor's axes, as in `toymodels measure model.safetensors --tensor W "
    "--axes feature,hidden`; or --verify CERT"
)


@click.command("measure", cls=Command)
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--tensor", metavar="NAME", help="The tensor that holds the features' directions.")
@click.option("--axes", metavar="NAMES", help="A name for each of its axes, as in feature,hidden.")
@click.option("--index", multiple=True, metavar="NAME=NUMBER", help="Fix an axis with another name, as in inst=4.")
@click.option("--read-out", metavar="NAME", help="The tensor with the direction along which each feature is read.")
@click.option("--read-out-axes", metavar="NAMES", help="The axes of the read-out, if in another order.")
@click.option("--bias", metavar="NAME", help="The tensor with a number for each feature.")
@click.option("--snap", metavar="STEP", help="Move every weight to the nearest multiple of STEP first, as in 1/64.")
@click.option(
    "--certify",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write a certificate for each theorem that applies into DIR, with a Lean file where the weights are few.",
)
@click.option("--figures", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Draw into DIR.")
@click.option(
    "--verify",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="CERT",
    help="Check a certificate again, against FILE (default: the file it names, beside it).",
)
@json_option
@project_option
def command(
    file: Path | None,
    tensor: str | None,
    axes: str | None,
    index: Sequence[str],
    read_out: str | None,
    read_out_axes: str | None,
    bias: str | None,
    snap: str | None,
    certify: Path | None,
    figures: Path | None,
    verify: Path | None,
    as_json: bool,
    folder: Path | None,
) -> int:
    """Hold the theorems of the library against the weights in FILE, a safetensors file or an npz.

    Axes are named, never guessed: `feature` counts the features, `hidden` the hidden dimensions. All arithmetic is
    exact. Exit status: 0; 1 if a theorem applies and its conclusion is false, which no proved theorem allows; 2 if the
    weights, or a certificate, cannot be used as given.
    """
    from toymodels.library import Library
    from toymodels.measure.api import measure_weights
    from toymodels.measure.axes import parse_axes, parse_index
    from toymodels.measure.certificates import certify as write_certificates
    from toymodels.measure.certificates import verify as check_again
    from toymodels.measure.weights import load_weights, parse_step

    with ProgressLine(sys.stderr) as line:
        if verify is not None:
            checked = check_again(verify, Library(*built_project(folder, line)), file)
            print_json(checked) if as_json else click.echo(str(checked))
            return 0
        if file is None or axes is None:
            raise Unusable(f"{_HOW}{'' if file is None else _tensors_of(file)}")
        weights = load_weights(
            file,
            tensor,
            parse_axes(axes),
            index=parse_index(index),
            read_out=read_out,
            read_out_axes=None if read_out_axes is None else parse_axes(read_out_axes),
            bias=bias,
            snap=None if snap is None else parse_step(snap),
        )
        library = Library(*built_project(folder, line))
        found = measure_weights(weights, library, progress=line.stage(Activity.MEASURING))
        line.clear()
        print_json(found.record()) if as_json else click.echo(str(found))
        if figures is not None:
            for path in found.figures().write(figures):
                click.echo(f"wrote {path}", err=True)
        if certify is not None:
            for path in write_certificates(found, library, certify, line.stage(Activity.CERTIFYING)):
                line.clear()
                click.echo(f"wrote {path}", err=True)
    for each in found.refuted:
        click.echo(
            f"error: {each.name} applies and its conclusion is false; that is a defect, please report it", err=True
        )
    return Status.REFUTED if found.refuted else Status.OK


def _tensors_of(file: Path) -> str:
    from toymodels.measure.files import list_tensors, shown

    return f"\n{file} has{shown(list_tensors(file))}"
