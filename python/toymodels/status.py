"""What the exit status of a command says."""

from enum import IntEnum


class Status(IntEnum):
    """The worst of what was found; what ended the command from outside has the usual number of its signal."""

    OK = 0
    """All held, and all proofs pass."""
    REFUTED = 1
    """A theorem was refuted, a proof rejected, an audit failed, or two evaluators disagree."""
    UNUSABLE = 2
    """The command could not run as given."""
    UNKNOWN = 3
    """A theorem is vacuous or cannot be checked, a proof was not judged, or there is nothing to check."""
    INTERRUPTED = 130
    TERMINATED = 143
