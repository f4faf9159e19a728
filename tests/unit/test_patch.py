"""The patch applies to a loader that looks as expected, and to no other."""

from importlib.resources import files

import pytest
from tests.support.loader import LOADER

from toymodels.errors import LeanError
from toymodels.lean.patch import SERVICE, baseline_loader, patch_loader


def test_unused_exports_go_and_used_ones_stay():
    patched = patch_loader(LOADER)
    assert "_malloc=wasmExports.malloc" in patched
    assert "_unused" not in patched


def test_the_users_disk_is_not_mounted():
    assert '"/home"' in LOADER
    for patched in (patch_loader(LOADER), baseline_loader(LOADER)):
        assert '"/home"' not in patched
        assert "toymodelsMount()" in patched


def test_the_baseline_keeps_what_is_slow():
    assert "_unused" in baseline_loader(LOADER)
    assert "pthreadPoolSize=4" in baseline_loader(LOADER)


def test_tables_of_all_symbols_are_made_by_our_own_functions():
    patched = patch_loader(LOADER)
    assert "await toymodelsInstantiate(binary,imports)" in patched
    assert "var updateGOT=toymodelsUpdateGOT;var isImmutableGlobal=" in patched
    assert "var mergeLibSymbols=toymodelsMerge;var asyncLoad=" in patched
    assert "var __dlsym_js=toymodelsLookUp;__dlsym_js.sig=" in patched


def test_every_file_of_the_service_is_in_the_loader():
    patched = patch_loader(LOADER)
    for name in SERVICE:
        assert files("toymodels.lean").joinpath(name).read_text(encoding="utf-8") in patched
    assert patched.index("function toymodelsAddLinter") < patched.index("var ASM_CONSTS=")


@pytest.mark.parametrize(
    "expected",
    [
        "await WebAssembly.instantiate",
        "var updateGOT=",
        "var mergeLibSymbols=",
        "var __dlsym_js=",
        "pthreadPoolSize=4",
        "exitJS=",
        "ASM_CONSTS=",
        "939105:",
        "941618:",
        "path=__filename",
    ],
)
def test_a_loader_that_lacks_a_text_is_refused(expected: str):
    with pytest.raises(LeanError, match=r"does not look as expected"):
        patch_loader(LOADER.replace(expected, "something else"))


def test_an_ambiguous_loader_is_refused():
    with pytest.raises(LeanError, match="thread pool"):
        patch_loader(LOADER + "var pthreadPoolSize=4;")
