"""On a phone: each label on a line of its own above its marks, which then have the whole width."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lib.charts import drawing, palette
from lib.charts.drawing import BAR, GAP, Axis, Heading, Sheet
from lib.charts.palette import LINE, escape, wrap

NARROW = 600
"""Width in pixels under which labels beside the marks would leave them no room."""
_LINE = LINE + 2
"""Height of a line of an annotation: a little more than of a tick label."""


@dataclass
class Above(Sheet):
    """A sheet whose labels stand above; ``words`` are what draws them, as there are no tick labels then."""

    words: list[dict[str, object]] = field(default_factory=list)

    def add(self, label: str, bar_height: float = BAR, *, bold: bool = False) -> float:
        lines = wrap(label, self.letters)
        text = "<br>".join(escape(line) for line in lines)
        shared = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "y", "yanchor": "top", "align": "left"}
        self.words.append(shared | {"y": self.height, "text": f"<b>{text}</b>" if bold else text})
        self.height += len(lines) * _LINE + 2
        self.middles.append(self.height + bar_height / 2)
        self.labels.append("")
        self.height += bar_height + GAP
        return self.middles[-1]


def sheet_of(head: Heading) -> Sheet:
    """Where the rows stand: labels at the left, or above where there is no room for them."""
    if head.width >= NARROW:
        return Sheet(head.label_letters)
    return Above(round(head.width / palette.TEXT / palette.LETTER) - 2)


def labels_above(sheet: Sheet, axis: str = "y") -> list[dict[str, object]]:
    """The annotations that a narrow drawing needs for its labels; none where they are tick labels."""
    return [word | {"yref": axis} for word in sheet.words] if isinstance(sheet, Above) else []


def y_axis(sheet: Sheet, *, labels: bool = True) -> dict[str, object]:
    return drawing.y_axis(sheet, labels=labels and not isinstance(sheet, Above))


def axes(sheet: Sheet, axis: Axis, layout: Mapping[str, object], width: int) -> dict[str, object]:
    """Both axes of a drawing of bars, and the labels above where they stand there."""
    room = width - layout["margin"]["l"] - layout["margin"]["r"]
    return {"xaxis": drawing.x_axis(axis, room), "yaxis": y_axis(sheet), "annotations": labels_above(sheet)}
