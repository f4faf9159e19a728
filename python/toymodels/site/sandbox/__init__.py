"""The sandbox of a theorem's page: its statement as data that scripts of the page evaluate exactly."""

from toymodels.site.sandbox.encode import Json, definition_json, sort_json, statement_json, term_json
from toymodels.site.sandbox.sandbox import Sandbox, definitions_script, embedded, sandbox

__all__ = [
    "Json",
    "Sandbox",
    "definition_json",
    "definitions_script",
    "embedded",
    "sandbox",
    "sort_json",
    "statement_json",
    "term_json",
]
