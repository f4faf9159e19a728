"""The search for counterexamples."""

from toymodels.crosscheck.search.means import SearchResult, search

__all__ = ["SearchResult", "search"]
