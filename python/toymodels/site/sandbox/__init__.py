"""The sandbox of a theorem's page: its statement as data that scripts of the page evaluate exactly."""

from toymodels.site.sandbox.encode import definition_json, statement_json
from toymodels.site.sandbox.sandbox import Sandbox, definitions_script, sandbox

__all__ = ["Sandbox", "definition_json", "definitions_script", "sandbox", "statement_json"]
