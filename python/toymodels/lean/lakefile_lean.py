"""What a `lakefile.lean` declares, read as text: the embedded Lean has no Lake to run it with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from toymodels.errors import LeanError
from toymodels.lean.comments import without_comments
from toymodels.lean.lakefile_settings import FORMS, REFUSED, Declaration, Settings, refused
from toymodels.lean.names import as_module_name

_COMPONENTS = r"(?:«[^»]*»|[\w'!?])+(?:\.(?:«[^»]*»|[\w'!?])+)*"
_NAME = rf'(?:(?:``?)?(?P<name>{_COMPONENTS})|"(?P<text>[^"]*)")'
_COMMAND = re.compile(
    r"^[ \t]*(?P<attributes>(?:@\[[^\]]*\]\s*)*)"
    r"(?P<kind>package|lean_lib|lean_exe|require|extern_lib|input_(?:file|dir)|target|script|post_update|module_facet"
    r"|package_facet|library_facet|def|abbrev|open|namespace|section|end|meta|if|run_cmd)(?![\w.»])",
    re.MULTILINE,
)
_SETTING = re.compile(r"(?<![\w.`«])(?P<setting>[A-Za-z]\w*)\s*:=\s*")
_OPTION = re.compile(r"⟨\s*``?(?P<name>[\w.«»]+)\s*,\s*(?:\.of\w+\s+)?(?P<value>\w+|\"[^\"]*\")\s*⟩")
_GLOB = re.compile(rf"(?:\(?\s*(?:Glob)?\.(?P<kind>one|submodules|andSubmodules)\s+)?``?(?P<name>{_COMPONENTS})\s*\)?")
_ENDINGS = {"submodules": ".+", "andSubmodules": ".*", "one": "", None: ""}


def declared_in_lean(path: Path, source: str) -> Iterator[Declaration]:
    """The declarations, the package's own first.

    Raises:
        LeanError: a setting is refused, or written in a form that is not read here.
    """
    if unread := re.search(rf"\b(?:{REFUSED.pattern})\b", source):
        raise refused(path, unread[0])
    text = without_comments(source)
    found = list(_COMMAND.finditer(text))
    ends = [*(each.start() for each in found[1:]), len(text)]
    # The package's settings hold for libraries that are declared before it, too.
    for command, end in sorted(zip(found, ends, strict=True), key=lambda pair: pair[0]["kind"] != "package"):
        block = text[command.end() : end]
        if command["kind"] in {"package", "lean_lib", "lean_exe"}:
            yield _declaration(path, command, block)
        elif command["kind"] == "require":
            yield _requirement(path, block)
        elif stray := next((each for each in _SETTING.finditer(block) if each["setting"] in FORMS), None):
            raise LeanError(f"{path}: {stray['setting']} stands where it cannot be read; write it in its library")


def _declaration(path: Path, command: re.Match[str], block: str) -> Declaration:
    named = re.match(rf"\s*{_NAME}", block)
    if named is None:
        raise LeanError(f"{path}: a {command['kind']} has no name that can be read; write {command['kind']} NAME where")
    given: dict[str, object] = {}
    for setting in _SETTING.finditer(block):
        if form := _READERS.get(setting["setting"]):
            value = form(block[setting.end() :])
            if value is None:
                name = setting["setting"]
                raise LeanError(f"{path}: {name} cannot be read; write it as {name} := {FORMS[name]}")
            given[setting["setting"]] = value
    is_default = re.search(r"\bdefault_target\b", command["attributes"]) is not None
    return Declaration(command["kind"], _written(named), Settings(path, given), is_default)


def _requirement(path: Path, block: str) -> Declaration:
    named = re.match(rf"\s*(?:\"[^\"]*\"\s*/\s*)?{_NAME}", block)
    lies = re.search(r"\bfrom\s+(?P<parts>\"[^\"]*\"(?:\s*/\s*\"[^\"]*\")*)\s*(?:with\b|$)", block)
    folder = {"path": "/".join(re.findall(r"\"([^\"]*)\"", lies["parts"]))} if lies else {}
    return Declaration("require", _written(named) if named else "?", Settings(path, folder))


def _written(named: re.Match[str]) -> str:
    return as_module_name(named["name"] if named["text"] is None else named["text"])


def _text_value(rest: str) -> str | None:
    found = re.match(r"\"([^\"]*)\"", rest)
    return found and found[1]


def _root_value(rest: str) -> str | None:
    found = re.match(_NAME, rest)
    return found and _written(found)


def _array(rest: str) -> list[str] | None:
    """The entries of `#[..]` at the start of a text."""
    found = re.match(r"#\[([^\]]*)\]", rest)
    return found and [each.strip() for each in re.split(r",(?![^⟨]*⟩)", found[1]) if each.strip()]


def _glob_values(rest: str) -> list[str] | None:
    entries = _array(rest)
    found = [_GLOB.fullmatch(entry) for entry in ([rest.split("\n")[0].strip()] if entries is None else entries)]
    if not all(found):
        return None
    return [as_module_name(each["name"]) + _ENDINGS[each["kind"]] for each in found if each]


def _root_values(rest: str) -> list[str] | None:
    names = _glob_values(rest)
    return None if names is None or any(name.endswith((".+", ".*")) for name in names) else names


def _option_values(rest: str) -> list[dict[str, object]] | None:
    entries = _array(rest)
    found = None if entries is None else [_OPTION.fullmatch(entry) for entry in entries]
    if found is None or not all(found):
        return None
    return [{"name": each["name"], "value": _option_value(each["value"])} for each in found if each]


def _option_value(written: str) -> str:
    return written.replace("_", "") if written[0].isdigit() else written.strip('"')


_READERS: Mapping[str, Callable[[str], object]] = {
    "srcDir": _text_value,
    "roots": _root_values,
    "root": _root_value,
    "globs": _glob_values,
    "leanOptions": _option_values,
}
