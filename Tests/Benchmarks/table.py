"""Rows of a benchmark: ours, the peer's, the ratio and how far it spreads."""

import dataclasses
import statistics


@dataclasses.dataclass
class Row:
    """One line of the table. A measure is a list with a value for each round."""

    name: str
    ours: list
    peer_name: str = ""
    peer: list = dataclasses.field(default_factory=list)
    unit: str = "s"
    # The largest ratio, or without a peer the largest value, that is accepted; `None` has no target.
    target: float | None = None

    @property
    def ratios(self):
        return [own / other for own, other in zip(self.ours, self.peer)]

    @property
    def judged(self):
        return statistics.median(self.ratios if self.peer else self.ours)

    def cells(self):
        peer = f"{quantity(statistics.median(self.peer), self.unit)} ({self.peer_name})" if self.peer else "–"
        ratio = f"{self.judged:.2f}" if self.peer else "–"
        spread_of = self.ratios if self.peer else self.ours
        text = (lambda value: f"{value:.2f}") if self.peer else (lambda value: quantity(value, self.unit))
        spread = "–" if len(spread_of) < 2 else f"{text(min(spread_of))} – {text(max(spread_of))}"
        target = "–"
        if self.target is not None:
            limit = f"{self.target:.2f}" if self.peer else quantity(self.target, self.unit)
            target = f"≤ {limit} {'met' if self.judged <= self.target else '**not met**'}"
        return [self.name, quantity(statistics.median(self.ours), self.unit), peer, ratio, spread, target]


def quantity(value, unit):
    if unit == "s":
        return f"{value * 1000:.1f} ms" if value < 1 else f"{value:.2f} s"
    if unit == "MB":
        return f"{value / 1e6:.1f} MB"
    if unit == "MiB":
        return f"{value / 1048576:.1f} MiB"
    if unit == "%":
        return f"{value:.3f} %"
    return f"{value:.1f} {unit}".strip()


HEADINGS = ["what", "epswitch", "peer", "ratio", "lowest – highest", "target"]


def markdown(rows):
    lines = ["| " + " | ".join(HEADINGS) + " |", "|---|--:|--:|--:|--:|---|"]
    lines += ["| " + " | ".join(row.cells()) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def plain(rows):
    cells = [HEADINGS] + [row.cells() for row in rows]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADINGS))]
    return "".join(
        "  ".join(text.ljust(width) for text, width in zip(line, widths)).rstrip() + "\n" for line in cells
    )
