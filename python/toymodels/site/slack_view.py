"""How close instances come to equality, drawn: a bar for each stretch of relative slack, and one for equality."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from toymodels.markup import element

_WIDTH, _HEIGHT = 380, 172
_LEFT, _RIGHT, _TOP, _BASE = 52, 372, 14, 124
_EQUAL, _GAP = 22, 20
_TICKS = 4
_FONT = 12


def slack_histogram(edges: Sequence[float], counts: Sequence[int], equal: int) -> Markup:
    """How often each relative slack occurred, with ticks and labels, and a bar of its own for equality.

    edges: increasing and one more than `counts`, which do not count the `equal` instances.
    """
    bins = list(zip(edges, edges[1:], counts, strict=False))
    tallest, total = max(equal, *counts), equal + sum(counts)
    words = "; ".join(f"{low:.3g} to {high:.3g}: {count:,}" for low, high, count in bins if count)
    start = _LEFT + _EQUAL + _GAP
    scale = (_RIGHT - start) / (edges[-1] - edges[0])
    bars = [
        _bar(
            start + scale * (low - edges[0]),
            scale * (high - low),
            count / tallest,
            f"{low:.3g} to {high:.3g}: {count:,}",
        )
        for low, high, count in bins
        if count
    ]
    bars += [_bar(_LEFT, _EQUAL, equal / tallest, f"equality: {equal:,}", "var(--good)")] if equal else []
    return element(
        "svg",
        element("title", f"Relative slack of {total:,} instances; equality on {equal:,} of them"),
        element("desc", f"equality: {equal:,}; {words}"),
        *_height(tallest),
        *bars,
        *_line(_LEFT, _LEFT + _EQUAL),
        *_line(start, _RIGHT),
        _text(_LEFT + _EQUAL / 2, _BASE + 16, "equal"),
        *_along(edges[0], edges[-1], start),
        _text((start + _RIGHT) / 2, _HEIGHT - 8, "relative slack: how far apart the two sides are"),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        width=_WIDTH,
        height=_HEIGHT,
        role="img",
        class_="drawing histogram",
    )


def _height(tallest: int) -> Iterator[Markup]:
    """The scale of counts on the left: lines at none, at half of the most and at the most."""
    for count in dict.fromkeys((0, tallest // 2, tallest)):
        y = _BASE - (_BASE - _TOP) * count / tallest
        yield element("line", x1=_LEFT, x2=_RIGHT, y1=round(y, 2), y2=round(y, 2), stroke="var(--line)")
        yield _text(_LEFT - 6, y + 4, f"{count:,}", "end")
    yield _text(4, _HEIGHT - 8, "instances", "start")


def _along(low: float, high: float, start: float) -> Iterator[Markup]:
    """The scale of slacks below the bars."""
    for step in range(_TICKS + 1):
        x = start + (_RIGHT - start) * step / _TICKS
        yield element("line", x1=round(x, 2), x2=round(x, 2), y1=_BASE, y2=_BASE + 4, stroke="var(--muted)")
        anchor = "end" if step == _TICKS else "middle"
        yield _text(x if step < _TICKS else _RIGHT + 4, _BASE + 16, f"{low + (high - low) * step / _TICKS:.3g}", anchor)


def _line(x1: float, x2: float) -> Iterator[Markup]:
    yield element("line", x1=x1, x2=x2, y1=_BASE, y2=_BASE, stroke="var(--muted)", stroke_width=1.5)


def _bar(x: float, width: float, share: float, title: str, colour: str = "var(--series-1)") -> Markup:
    height = max(1.5, (_BASE - _TOP) * share)
    place = {"x": round(x + 0.5, 2), "y": round(_BASE - height, 2), "width": round(max(0.5, width - 1), 2)}
    return element("rect", element("title", title), **place, height=round(height, 2), fill=colour)


def _text(x: float, y: float, text: str, anchor: str = "middle") -> Markup:
    place = {"x": round(x, 1), "y": round(y, 1), "text_anchor": anchor}
    return element("text", text, **place, font_size=_FONT, fill="var(--muted)")
