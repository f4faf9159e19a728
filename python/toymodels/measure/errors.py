"""What can be wrong with weights, with how they are named, and with a certificate."""

from __future__ import annotations

from toymodels.errors import ToyModelsError


class WeightsError(ToyModelsError):
    """A file of weights, a tensor in it or the axes given for it cannot be used; the message says what to do."""


class CertificateError(ToyModelsError):
    """A certificate is damaged, was edited, or is about other weights or another statement."""


class TooCostly(ToyModelsError):
    """An exact value would take too much time or memory at this size; the message says which step."""


class NotMeasurable(ToyModelsError):
    """A term has no exact value on arrays, such as a recursion whose depth differs between entries."""
