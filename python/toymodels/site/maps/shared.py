"""The graph as a script of data: one for the whole site, from which every page draws its maps and lists."""

from __future__ import annotations

import json

from toymodels.site.addresses import HOME, Addresses, relative_link
from toymodels.site.maps.graph import Graph, Kind, folder_of


def graph_script(graph: Graph, addresses: Addresses) -> str:
    """A script that sets `toymodelsGraph`, as `static/maps.js` reads it; nodes stand in the order of the library."""
    folders = list(graph.module_tree)
    modules = list(graph.imports)
    number = {module: place for place, module in enumerate(modules)}
    order = graph.order
    rows = [
        [
            node.short,
            int(node.kind is Kind.THEOREM),
            number[node.module],
            address_of(addresses, name),
            [order[each] for each in graph.statement_uses[name]],
            [order[each] for each in graph.proof_uses[name]],
        ]
        for name, node in graph.nodes.items()
    ]
    head = {
        "folders": [[folder, graph.series(folder)] for folder in folders],
        "modules": [[module, folders.index(folder_of(module))] for module in modules],
        "everyday": [order[name] for name in graph.everyday],
    }
    listed = ",\n".join(_compact(row) for row in rows)
    return f'globalThis.toymodelsGraph = {_compact(head)[:-1]},"nodes":[\n{listed}\n]}};\n'


def address_of(addresses: Addresses, name: str) -> str:
    """Where a declaration is, as a link from the site's folder; its full name where it has no page."""
    target = addresses.declaration(name)
    return name if target is None else relative_link(HOME, target)


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
