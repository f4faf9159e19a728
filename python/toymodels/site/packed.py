"""Data that only scripts read, packed: a page opened from disk can fetch nothing, and no server packs it on the way."""

from __future__ import annotations

import json
import zlib
from base64 import b64encode


def packed(script: str) -> bytes:
    """A script `globalThis.NAME = JSON;` as one that hands the JSON, deflated, to `static/site.js`, which sets it."""
    name, _, value = script.rstrip(";\n").partition(" = ")
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    text = b64encode(deflate.compress(value.encode()) + deflate.flush()).decode()
    return f'toymodelsSite.unpack({json.dumps(name.partition(".")[2])}, "{text}");\n'.encode()
