"""The process that the official kernel lives and may die in.

It reads one request from standard input and answers on standard output, a line of JSON for each thing that is known.
Only a line that says so is an acceptance: whoever reads takes the silence of a process that died for no opinion.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from toymodels.errors import KernelMissing, ToyModelsError
from toymodels.kernel.exchange import Asked, Done, Failed, Line, Missing, Verdict
from toymodels.kernel.files import Declared, read_modules
from toymodels.kernel.names import shown
from toymodels.kernel.official import OfficialKernel
from toymodels.kernel.session import Said, Session
from toymodels.kernel.verdicts import Known

_STACK_BYTES = 64 << 20


def main() -> None:
    """Answer the request on standard input."""
    sys.set_int_max_str_digits(0)  # literals are handed over in decimal
    asked = Asked.from_json(json.load(sys.stdin))
    _bound(asked.bytes, asked.seconds)
    answer = _answers()
    try:
        _check(asked, answer)
    except KernelMissing as error:
        answer(Missing(str(error)))
    except ToyModelsError as error:
        answer(Failed(str(error)))


def _bound(memory: int, seconds: int) -> None:
    """Limit what this process may take, so that it ends even where nobody is left to end it."""
    for what, limit in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_STACK, _STACK_BYTES),
    ):
        _, most = resource.getrlimit(what)
        resource.setrlimit(what, (limit if most == resource.RLIM_INFINITY else min(limit, most), most))


def _answers() -> Callable[[Line], None]:
    """What writes answers; whatever else writes to standard output now writes to standard error."""
    stream = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def answer(line: Line) -> None:
        stream.write(json.dumps(line.to_json()) + "\n")
        stream.flush()

    return answer


def _check(asked: Asked, answer: Callable[[Line], None]) -> None:
    def listen(declared: Declared, said: Said) -> None:
        answer(Verdict(shown(declared.name), said.verdict, said.reason, said.key))

    kernel = OfficialKernel()
    library, core = read_modules(
        [(name, Path(path)) for name, path in asked.library.items()], list(map(Path, asked.core)), kernel
    )
    known = Known(asked.basis, asked.contents, frozenset(asked.known))
    session = Session(kernel, library, core, listen, known)
    names = {shown(name): name for name in session.constants.names}
    wanted = frozenset(asked.names or ())
    targets = [name for text, name in names.items() if asked.names is None or text in wanted]
    session.assume(
        {names[text]: {names[each] for each in given} for text, given in asked.assumed.items() if text in names}
    )
    answer(session.constants.plan(targets))
    session.check(targets)
    if session.is_doubtful:
        kernel.forget()
        session = Session(kernel, library, core, listen, replace(known, proofs=frozenset()))
        session.check(targets)
    answer(Done(session.summary(targets), session.recognized))


if __name__ == "__main__":
    main()
