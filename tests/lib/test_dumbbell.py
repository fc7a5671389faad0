"""What the charts of both sides draw, from frames written by hand."""

from __future__ import annotations

from collections.abc import Callable

import plotly.graph_objects as go
import pytest

from lib.charts import palette
from lib.charts.dumbbell import Column, dumbbell
from lib.charts.sides import by_whom
from tests.support import results

SCALE = {0: "0 – Absent", 1: "1 – Ébauché", 2: "2 – Présent", 3: "3 – Installé"}
SIDES = ("centre", "ecole")
COLUMNS = (Column("ecart", "écart", is_signed=True), Column("ecart_absolu", "absolu"))
LABELS = {"centre": "Centre social", "ecole": "École", "ecart": "Écart", "ecart_absolu": "Écart absolu"}
NBSP = "\u00a0"


Rows = list[dict[str, object]]


def factor(name: str, values: dict[str, float], base: int = 12, missing: int = 3) -> Rows:
    return [
        results.row(
            base,
            base,
            missing,
            value=value,
            unit="points (0–3)" if group in SIDES else "points",
            indicator="score_facteur" if group in SIDES else "ecart_facteur",
            question=name,
            choice=name,
            label=name,
            group=group,
            group_label=LABELS[group],
        )
        | {"share": None}
        for group, value in values.items()
    ]


def pair(name: str, centre: float, school: float, size: float, **more: object) -> Rows:
    values = {"centre": centre, "ecole": school, "ecart": round(school - centre, 3), "ecart_absolu": size}
    return factor(name, values, **more)


def drawn(rows: Rows, **more: object) -> go.Figure:
    options = {"sides": SIDES, "columns": COLUMNS, "scale": SCALE} | more
    return dumbbell(results.frame(rows), "Où en êtes-vous\u202f?", **options)


THREE = [
    *pair("Réciprocité", 2.0, 1.8, 0.5),
    *pair("Rythme", 1.0, 2.2, 1.2),
    *pair("Hiérarchie", 1.5, 1.5, 0.4, base=3),
]


def test_two_marks_for_each_factor_the_widest_apart_first() -> None:
    line, centre, school, _ = drawn(THREE).data
    assert (list(centre.x), list(school.x)) == ([1.0, 2.0], [2.2, 1.8])
    assert list(centre.y) == list(school.y)
    assert list(line.x) == [1.0, 2.2, None, 2.0, 1.8, None]
    labels = drawn(THREE).layout.yaxis.ticktext
    assert [label.strip() for label in labels] == ["", "Rythme", "Réciprocité", "Hiérarchie"]


def test_sides_differ_by_shape_and_not_by_colour_alone() -> None:
    _, centre, school, _ = drawn(THREE).data
    assert (centre.marker.symbol, school.marker.symbol) == ("circle", "diamond")
    assert centre.marker.color != school.marker.color
    title = drawn(THREE).layout.title.text
    assert f"●</span>{NBSP}Centre{NBSP}social" in title
    assert f"◆</span>{NBSP}École" in title


def test_means_stand_on_the_outer_side_of_their_marks() -> None:
    _, centre, school, _ = drawn([*pair("Rythme", 1.0, 2.2, 1.2), *pair("Égal", 2.0, 2.0, 0.0)]).data
    assert list(centre.textposition) == ["middle left", "middle left"]
    assert list(school.textposition) == ["middle right", "middle right"]
    assert [text.strip(NBSP) for text in centre.text] == ["1,0", "2,0"]


def test_gaps_stand_at_the_right_with_their_sign() -> None:
    texts = [note.text for note in drawn(THREE).layout.annotations]
    assert texts == ["<b>écart</b>", "<b>+1,2</b>", "<b>−0,2</b>", "<b>absolu</b>", "1,2", "0,5"]


def test_the_scale_is_whole_whatever_the_means() -> None:
    axis = drawn(THREE).layout.xaxis
    assert list(axis.tickvals) == [0, 1, 2, 3]
    assert list(axis.ticktext) == ["0<br>Absent", "1<br>Ébauché", "2<br>Présent", "3<br>Installé"]
    assert axis.range[0] <= 0
    assert axis.range[1] >= 3


def test_a_masked_factor_is_named_without_any_number() -> None:
    *_, words = drawn(THREE).data
    assert [text.strip(NBSP) for text in words.text] == ["effectif trop faible"]
    assert "1,5" not in str(drawn(THREE).to_plotly_json())


def test_one_masked_side_says_which() -> None:
    rows = [*factor("Rythme", {"centre": 1.0}), *factor("Rythme", {"ecole": 2.0}, base=3)]
    line, centre, school, words = drawn(rows, columns=()).data
    assert (len(line.x), list(centre.x), len(school.x)) == (0, [1.0], 0)
    assert [text.strip(NBSP) for text in words.text] == [f"École{NBSP}: effectif trop faible"]


def test_all_masked_says_so_instead_of_drawing() -> None:
    figure = drawn(pair("Hiérarchie", 1.5, 1.5, 0.4, base=3))
    assert len(figure.data) == 0
    assert figure.layout.annotations[0].text.startswith("Résultat masqué")


def test_hovering_tells_mean_base_and_what_is_missing() -> None:
    _, centre, *_ = drawn(THREE).data
    assert centre.hovertext[0] == (
        f"<b>Rythme</b><br>Centre social{NBSP}: 1,0 sur 3 en moyenne<br>base{NBSP}: 12 liens<br>"
        f"sans note{NBSP}: 3 liens"
    )


def test_the_base_is_said_once_on_the_same_links_and_apart_on_others() -> None:
    assert f"base{NBSP}: 12 liens sur 15" in drawn(pair("Rythme", 1.0, 2.2, 1.2)).layout.title.text
    rows = [*factor("Rythme", {"centre": 1.0}, base=69), *factor("Rythme", {"ecole": 2.0}, base=23)]
    assert f"base{NBSP}: Centre social 69, École 23" in drawn(rows, columns=()).layout.title.text


def test_markup_in_a_label_is_shown_letter_for_letter() -> None:
    figure = drawn(pair("<a href='x'>Rythme</a>", 1.0, 2.2, 1.2))
    assert figure.layout.yaxis.ticktext[1].startswith("&lt;a")


@pytest.mark.parametrize("width", [360, 900, 1500])
def test_the_drawing_keeps_room_at_every_width(width: int) -> None:
    margin = drawn(THREE, width=width).layout.margin
    assert margin.l + margin.r < width


# --- Who gives each answer -----------------------------------------------------------------------------------

WHO = {"accord": "Accord", "les_deux": "Les deux", "centre": "Centre social seul", "ecole": "École seule"}
WHO |= {"aucun": "Aucun des deux"}
PARTS = ("les_deux", "centre", "ecole", "aucun")


def box(name: str, both: int, centre: int, school: int, neither: int) -> Rows:
    counts = {"accord": both + neither, "les_deux": both, "centre": centre, "ecole": school, "aucun": neither}
    base = both + centre + school + neither
    words = {"indicator": "accord_case", "question": "r1", "choice": name, "label": name}
    return [results.row(n, base, 2, group=group, group_label=WHO[group], **words) for group, n in counts.items()]


def stacked(rows: Rows, **more: object) -> go.Figure:
    return by_whom(results.frame(rows), "Pourquoi\u202f?", total="accord", head="accord", parts=PARTS, **more)


def labels(figure: go.Figure) -> list[str]:
    return [label for label in figure.layout.yaxis.ticktext if label.strip()]


def test_the_least_agreement_stands_first_and_parts_make_the_whole() -> None:
    figure = stacked([*box("Crise", 8, 1, 1, 10), *box("Envie", 5, 5, 6, 4)])
    assert labels(figure) == ["Envie", "Crise"]
    *parts, words = figure.data
    assert [sum(bar.x[place] for bar in parts) for place in range(2)] == [pytest.approx(1), pytest.approx(1)]
    assert list(parts[0].x) == [0.25, 0.4]
    assert [text.strip(NBSP) for text in words.text] == ["<b>accord</b>", "<b>45\u202f%</b>", "<b>90\u202f%</b>"]


def test_what_nobody_gives_is_said_and_not_drawn() -> None:
    figure = stacked([*box("Crise", 8, 1, 1, 10), *box("Rare", 0, 0, 0, 20)])
    assert labels(figure) == ["Crise"]
    assert f"donné par personne{NBSP}: «{NBSP}Rare{NBSP}»" in figure.layout.title.text


def test_a_long_list_keeps_the_answers_that_are_given_most() -> None:
    rows = [row for place in range(16) for row in box(f"Réponse {place}", place + 1, 0, 0, 20 - place)]
    figure = stacked(rows)
    assert len(labels(figure)) == 15
    assert "Réponse 0" not in labels(figure)
    assert "les 15 réponses les plus fréquentes sur 16\u202f; toutes sont dans le tableau" in figure.layout.title.text


def test_few_pairs_are_counted_without_shares() -> None:
    figure = stacked(box("Crise", 3, 1, 2, 1))
    assert figure.layout.xaxis.title.text == "nombre de liens"
    assert [list(bar.x) for bar in figure.data[:-1]] == [[3], [1], [2], [1]]
    assert [text.strip(NBSP) for text in figure.data[-1].text][1] == "<b>4 sur 7</b>"


def test_fewer_than_five_pairs_draw_nothing() -> None:
    assert len(stacked(box("Crise", 1, 1, 1, 1)).data) == 0


def test_labels_inside_the_bars_can_be_read() -> None:
    for bar in stacked(box("Crise", 5, 5, 5, 5)).data[:-1]:
        assert palette.contrast(bar.textfont.color, bar.marker.color) >= 4.5


@pytest.mark.parametrize(
    "draw", [lambda: drawn(THREE, width=360), lambda: stacked(box("Crise", 8, 1, 1, 10), width=360)]
)
def test_on_a_phone_labels_stand_above_and_leave_half_the_width_to_the_marks(draw: Callable[[], go.Figure]) -> None:
    layout = draw().layout
    assert layout.yaxis.showticklabels is False
    assert {"Rythme", "Crise"} & {note.text for note in layout.annotations}
    assert layout.margin.l + layout.margin.r < 180
