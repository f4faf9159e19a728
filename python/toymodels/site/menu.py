"""The menu of the site as data: one list for all pages, in the script that every page loads."""

from __future__ import annotations

import json
from collections.abc import Sequence

from toymodels.site.addresses import HOME, relative_link
from toymodels.site.data import SiteData


def menu_script(data: SiteData, sections: Sequence[tuple[str, str]]) -> str:
    """A line of script that sets `toymodelsMenu`, as `static/site.js` reads it: sections, and modules by folder."""
    folders = [
        [folder, [[_link(data.addresses.module(each.name)), data.module_title(each.name)] for each in modules]]
        for folder, modules in data.tree.items()
    ]
    menu = {"sections": [[_link(target), name] for target, name in sections], "folders": folders}
    return f"globalThis.toymodelsMenu = {json.dumps(menu, ensure_ascii=False, separators=(',', ':'))};\n"


def _link(target: str) -> str:
    return relative_link(HOME, target)
