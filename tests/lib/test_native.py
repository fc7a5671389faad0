"""Figures as office programs draw them: numbers, order and colours are those of the screen."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace

import pandas as pd
import pytest

from lib import charts
from lib.charts import dumbbell, heat, palette
from lib.export import native
from lib.export.native_table import crossed, means
from lib.gallery import catalogue
from lib.gallery.figure import Figure
from tests.support import reports, results

BLUE, VERMILION = palette.COLOURS[:2]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    return reports.of_examples(tmp_path_factory.mktemp("native"))


def figure(chart: object = charts.bars, kind: str = "bars") -> Figure:
    return Figure("essai", "leviers", "Essai", "Quoi ?", lambda *_: pd.DataFrame(), chart=chart, kind=kind)


def test_bars_are_sorted_and_coloured_by_family_as_on_the_screen() -> None:
    families = {"Fête": "Temps forts", "CLAS": "Dispositifs", "PRE": "Dispositifs"}
    rows = results.choices({"Fête": 4, "CLAS": 10, "PRE": 6, "Autre (préciser)": 8}, 20, families=families)
    chart = native.of(figure(), results.frame(rows))
    assert (chart.kind, chart.percent, chart.axis_top, chart.note) == ("bar", True, 0.5, "")
    assert chart.categories == ("CLAS", "PRE", "Fête", "Autre (préciser)")
    colours = (VERMILION, VERMILION, BLUE, palette.NEUTRAL)
    assert chart.series == (native.Series("Part des liens", (0.5, 0.3, 0.2, 0.4), colours),)
    assert chart.legend == (("Temps forts", BLUE), ("Dispositifs", VERMILION), ("Hors famille", palette.NEUTRAL))


def test_what_has_no_bar_has_no_value_and_its_label_says_why() -> None:
    lycee = {"group": "lycee", "group_label": "Lycée"}
    rows = [
        *results.choices({"CLAS": 8, "PRE": 4}, 16, group="college", group_label="Collège"),
        results.row(3, 7, question="l1", choice="c1", label="CLAS", **lycee),
        results.row(2, 9, display="masked", question="l1", choice="c2", label="PRE", **lycee),
    ]
    chart = native.of(figure(), results.frame(rows), "Niveau")
    assert chart.categories == ("CLAS (Lycée\u00a0: 3 sur 7)", "PRE (Lycée\u00a0: effectif trop faible)")
    assert [(each.name, each.values, each.colours) for each in chart.series] == [
        ("Collège", (0.5, 0.25), BLUE),
        ("Lycée", (None, None), VERMILION),
    ]


def test_a_group_that_is_masked_is_no_series() -> None:
    rows = [
        *results.choices({"CLAS": 8}, 16, group="college", group_label="Collège"),
        *results.choices({"CLAS": 8}, 20, group="ecole", group_label="Élémentaire"),
        *results.choices({"CLAS": 1}, 3, group="lycee", group_label="Lycée"),
    ]
    chart = native.of(figure(), results.frame(rows), "Niveau")
    assert [each.name for each in chart.series] == ["Collège", "Élémentaire"]
    assert "Lycée" not in repr(chart)  # the base line names it, in every export


def test_counts_are_counts() -> None:
    chart = native.of(figure(), results.frame(results.choices({"CLAS": 5, "PRE": 2}, 8)))
    assert (chart.percent, chart.axis_top, chart.series[0].values) == (False, 5, (5, 2))
    assert chart.note == "Moins de 10\u00a0réponses\u00a0: effectifs seuls."


def test_more_groups_than_stand_side_by_side_make_a_table() -> None:
    rows = [
        row
        for place in range(6)
        for row in results.choices(
            {"PRE": 2, "CLAS": 5 + place}, 10 + place, group=f"g{place}", group_label=f"G{place}"
        )
    ]
    chart = native.of(figure(), results.frame(rows), "Commune")
    assert chart.kind == "table"
    assert chart.table == native.Table(
        ("", "G0", "G1", "G2", "G3", "G4", "G5"),
        (
            (
                "CLAS",
                *(f"{percent}\u202f% ({n})" for percent, n in ((50, 5), (55, 6), (58, 7), (62, 8), (64, 9), (67, 10))),
            ),
            ("PRE", *(f"{percent}\u202f% (2)" for percent in (20, 18, 17, 15, 14, 13))),
        ),
    )


def test_rated_factors_are_stacked_with_their_means_in_the_labels() -> None:
    frame = results.frame(results.scale({"Rythme": (2, 2, 4, 2), "Fil": (0, 0, 5, 5), "Tu": (1, 1, 1, 0)}))
    chart = native.of(figure(charts.scale_bars, "scale"), frame)
    assert chart.kind == "stacked"
    assert chart.categories == ("Fil (moyenne 2,5)", "Rythme (moyenne 1,6)", "Tu (effectif trop faible)")
    assert [each.values for each in chart.series] == [
        (0.0, 0.2, None),
        (0.0, 0.2, None),
        (0.5, 0.4, None),
        (0.5, 0.2, None),
    ]
    assert [each.colours for each in chart.series] == list(palette.SCORE_COLOURS)


def test_two_sides_are_bars_of_means_the_widest_apart_first() -> None:
    rows = [
        results.row(12, 12, value=value, unit="points (0–3)", question="regards", choice=choice, label=label, **side)
        for choice, label, centre, ecole in (("a", "Fil", 2.0, 1.8), ("b", "Rythme", 1.0, 2.5))
        for value, side in (
            (centre, {"group": "centre", "group_label": "Centre social"}),
            (ecole, {"group": "ecole", "group_label": "École"}),
        )
    ]
    drawn = partial(dumbbell.dumbbell, sides=("centre", "ecole"), scale={0: "0 – Absent", 3: "3 – Installé"})
    chart = native.of(figure(drawn, "dumbbell"), results.frame(rows))
    assert (chart.kind, chart.percent, chart.axis_top) == ("bar", False, 3)
    assert chart.categories == ("Rythme", "Fil")
    assert chart.series == (
        native.Series("Centre social", (1.0, 2.0), BLUE),
        native.Series("École", (2.5, 1.8), VERMILION),
    )


def test_a_crossing_is_a_table_and_says_what_is_masked() -> None:
    rows = [
        *results.choices({"CLAS": 8, "PRE": 4}, 16, group="oui", group_label="Durable"),
        *results.choices({"CLAS": 3, "PRE": 2}, 6, group="non", group_label="Non durable"),
        *results.choices({"CLAS": 1, "PRE": 1}, 3, group="nsp", group_label="Inconnu"),
    ]
    chart = native.of(figure(heat.heat, "cross"), results.frame(rows))
    assert chart.table == native.Table(
        ("", "Durable", "Non durable", "Inconnu"),
        (("CLAS", "50\u202f% (8)", "3 sur 6", "masqué"), ("PRE", "25\u202f% (4)", "2 sur 6", "masqué")),
    )
    assert chart.table == crossed(results.frame(rows))


def test_means_of_factors_by_group() -> None:
    rows = [
        *results.scale({"Fil": (0, 0, 5, 5), "Rythme": (2, 2, 4, 2)}, group="a", group_label="A"),
        *results.scale({"Fil": (0, 0, 3, 3), "Rythme": (1, 0, 0, 1)}, group="b", group_label="B"),
    ]
    assert means(results.frame(rows)).rows == (("Fil", "2,5 (10)", "2,5 (6)"), ("Rythme", "1,6 (10)", "masqué"))


def test_nothing_to_draw_says_why() -> None:
    chart = native.of(figure(), results.frame(results.choices({"CLAS": 1}, 3)))
    assert chart.kind == "none"
    assert chart.note.startswith("Résultat masqué")


@pytest.mark.parametrize("by", ["", "etab_niveau", "territory"])
def test_every_listed_figure_has_the_marks_of_its_screen(source: SimpleNamespace, by: str) -> None:
    """Bar for bar: the place, the colour and the number, read here from Plotly's traces and the frame."""
    seen = 0
    for shown, frame in reports.listed(source, by):
        chart = native.of(shown, frame, by if shown.compares else "")
        drawn = shown.chart(frame, "", **({"by": by} if by and shown.compares else {}))
        bars = [trace for trace in drawn.data if trace.type == "bar"]
        if chart.kind not in ("bar", "stacked"):
            assert not bars or chart.kind == "table"
            continue
        rows = {(row["question"], row["choice"] or row["label"], row["group"]): row for row in frame.to_dict("records")}
        key = "share" if chart.percent else "n"
        assert len(chart.series) == len(bars)
        for each, trace in zip(chart.series, bars, strict=True):
            order = sorted(range(len(trace.y)), key=lambda mark, trace=trace: trace.y[mark])
            numbers = [rows[tuple(trace.customdata[mark])] for mark in order]
            expected = [None if pd.isna(row[key]) or row["display"] == "empty" else row[key] for row in numbers]
            if shown.kind == "scale":  # marks that are not drawn have no place in a stacked trace
                assert [value for value in each.values if value is not None] == expected
            else:
                assert list(each.values) == expected
                of_marks = [str(row["label"]) for row in numbers]
                assert all(name.startswith(label) for name, label in zip(chart.categories, of_marks, strict=True))
            colours = trace.marker.color
            assert each.colours == (colours if isinstance(colours, str) else tuple(colours[mark] for mark in order))
            seen += 1
    assert seen >= 15 or by == "territory"


def test_the_network_is_a_table_of_the_pairs_that_are_drawn(source: SimpleNamespace) -> None:
    shown = catalogue.find(source.bits.codebook, "reseau/3")
    table = native.of(shown, shown.frame(source, reports.ALL, None, True)).table
    assert len(table.rows) == 3
    assert [int(row[2]) for row in table.rows] == sorted((int(row[2]) for row in table.rows), reverse=True)


def test_lines_go_over_campaigns(source: SimpleNamespace) -> None:
    from lib.filters import Filters

    shown = catalogue.find(source.bits.codebook, "evolution/tous/l1/lev_clas+lev_pre")
    frame = shown.frame(source, Filters(), None, True)
    chart = native.of(shown, frame)
    assert (chart.kind, chart.categories, chart.axis_top) == ("line", ("2024-2025", "2025-2026"), 1)
    shares = {(row["label"], row["group"]): row["share"] for row in frame.to_dict("records")}
    for each in chart.series:
        assert each.values == tuple(shares[each.name, campaign] for campaign in chart.categories)
    assert [each.colours for each in chart.series] == [BLUE, VERMILION]
