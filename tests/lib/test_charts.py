"""What the figures say: read back from the Plotly figure, not from its code."""

from __future__ import annotations

import json
import re

import plotly.graph_objects as go
import pytest

from lib import charts, codebook
from lib.charts import drawing, palette
from tests.support.results import choices, frame, row, scale

NBSP, THIN = "\u00a0", "\u202f"
FAMILIES = {"CLAS": "Dispositifs", "PRE": "Dispositifs", "Fête": "Quartier"}
LEVERS = choices({"Fête": 9, "CLAS": 26, "PRE": 12, "Autre (préciser)": 30, "Aucun": 2}, 61, 7, families=FAMILIES)
COLLEGE = {"group": "col", "group_label": "Collège"}
LYCEE = {"group": "lyc", "group_label": "Lycée"}


def read(figure: go.Figure) -> list[tuple[str, float, str]]:
    """(label, length, text) of each bar from top to bottom, read off the axes as a person does."""
    axis = figure.layout.yaxis
    label_at = dict(zip(axis.tickvals, axis.ticktext, strict=True))
    bars = [
        (middle, label_at[min(label_at, key=lambda tick, middle=middle: abs(tick - middle))], length, text)
        for trace in figure.data
        if trace.type == "bar"
        for middle, length, text in zip(trace.y, trace.x, trace.text, strict=True)
    ]
    return [(label, round(length, 3), text) for _, label, length, text in sorted(bars, key=lambda bar: bar[0])]


def words(figure: go.Figure) -> str:
    """Title, notes and legend as plain text, one line each."""
    return re.sub(r"<(?!br)[^>]*>", "", figure.layout.title.text).replace("<br>", "\n")


def legend(figure: go.Figure) -> dict[str, str]:
    """Name → colour."""
    entries = re.findall(r"color:(#\w{6})[^>]*>■</span>\u00a0(.+?)(?=\u00a0{5}|</span>)", figure.layout.title.text)
    return {name.replace(NBSP, " "): colour for colour, name in entries}


def notes(figure: go.Figure) -> list[str]:
    """What is written beside stacked bars."""
    return [text.strip() for trace in figure.data if trace.type == "scatter" for text in trace.text]


# --- bars ---------------------------------------------------------------------------------------------------


def test_bars_are_sorted_by_n_with_other_and_none_last():
    assert read(charts.bars(frame(LEVERS), "Leviers")) == [
        ("CLAS", 0.426, f"43{THIN}%"),
        ("PRE", 0.197, f"20{THIN}%"),
        ("Fête", 0.148, f"15{THIN}%"),
        ("Autre (préciser)", 0.492, f"49{THIN}%"),
        ("Aucun", 0.033, f"3{THIN}%"),
    ]


def test_ties_keep_the_order_of_the_codebook():
    figure = charts.bars(frame(choices({"B": 5, "A": 5, "C": 5}, 10)), "")
    assert [label for label, _, _ in read(figure)] == ["B", "A", "C"]


def test_choices_with_bases_of_their_own_are_sorted_by_share():
    rows = [row(9, 60, choice="a", label="A"), row(8, 10, choice="b", label="B"), row(4, 6, choice="c", label="C")]
    assert [label for label, _, _ in read(charts.bars(frame(rows), ""))] == ["B", "A", "C"]


def test_title_says_question_base_and_families():
    figure = charts.bars(frame(LEVERS), f"Quels leviers{THIN}?")
    assert words(figure).split("\n")[:2] == [f"Quels leviers{THIN}?", f"base{NBSP}: 61 liens sur 68"]
    assert list(legend(figure)) == ["Quartier", "Dispositifs", "Hors famille"]


def test_bars_have_the_colour_that_the_legend_names():
    figure = charts.bars(frame(LEVERS), "")
    colours = legend(figure)
    assert list(figure.data[0].marker.color) == [
        colours[name] for name in ("Dispositifs", "Dispositifs", "Quartier", "Hors famille", "Hors famille")
    ]


def test_a_family_keeps_its_colour_when_the_ranks_change():
    fewer = choices({"Fête": 30, "CLAS": 1, "PRE": 1, "Aucun": 2}, 40, families=FAMILIES)
    assert legend(charts.bars(frame(fewer), "")) == legend(charts.bars(frame(LEVERS), ""))


def test_family_is_said_in_the_hover_too():
    figure = charts.bars(frame(LEVERS), "")
    assert figure.data[0].hovertext[0].split("<br>") == [
        "<b>CLAS</b>",
        f"Famille{NBSP}: Dispositifs",
        f"43{THIN}%{NBSP}: 26 liens sur 61",
        f"sans réponse{NBSP}: 7 liens",
    ]


def test_one_family_needs_no_legend_beside_what_has_none():
    rows = choices({"A": 5, "B": 4, "Aucun": 1}, 20, families={"A": "Crise", "B": "Crise"})
    assert legend(charts.bars(frame(rows), "")) == {}


def test_one_colour_needs_no_legend():
    figure = charts.bars(frame(choices({"A": 5}, 10)), "T")
    assert legend(figure) == {}
    assert set(figure.data[0].marker.color) == {palette.COLOURS[0]}


def test_interval_is_written_on_demand():
    rows = [row(26, 61, label="CLAS", interval=(0.31, 0.551))]
    assert read(charts.bars(frame(rows), "", interval=True)) == [("CLAS", 0.426, f"43{THIN}% [31–55]")]


def test_choices_of_equal_label_stay_two_bars():
    rows = [row(5, 10, choice="a", label="Pareil"), row(3, 10, choice="b", label="Pareil")]
    assert [length for _, length, _ in read(charts.bars(frame(rows), ""))] == [0.5, 0.3]


def test_choice_codes_go_along_for_selections():
    codes = charts.bars(frame(LEVERS), "").data[0].customdata
    assert [tuple(code) for code in codes] == [("l1", c, "") for c in ("c2", "c3", "c1", "autre", "aucun")]


def test_axis_is_in_percent_and_begins_at_zero():
    axis = charts.bars(frame(LEVERS), "").layout.xaxis
    assert tuple(axis.range) == (0, 0.5)
    assert axis.ticktext == tuple(f"{n}{THIN}%" for n in (0, 10, 20, 30, 40, 50))
    assert axis.title.text == "part des liens"


@pytest.mark.parametrize(("n", "top"), [(3, 0.5), (61, 1.0), (50, 0.9), (31, 0.6)])
def test_axis_ends_at_the_next_ten_above_the_longest_bar(n, top):
    assert charts.bars(frame(choices({"A": n}, 61)), "").layout.xaxis.range[1] == pytest.approx(top)


def test_small_bases_are_drawn_as_counts():
    figure = charts.bars(frame(choices({"A": 5, "B": 2}, 8, 2)), "")
    assert read(figure) == [("A", 5, "5"), ("B", 2, "2")]
    assert figure.layout.xaxis.title.text == "nombre de liens"
    assert words(figure) == f"base{NBSP}: 8 liens sur 10\nMoins de 10{NBSP}réponses{NBSP}: effectifs seuls."


def test_a_masked_row_has_no_bar_but_says_so():
    rows = [*choices({"A": 5}, 20), row(2, 3, choice="b", label="B"), row(0, 0, choice="c", label="C")]
    assert read(charts.bars(frame(rows), "")) == [
        ("A", 0.25, f"25{THIN}%"),
        ("B", 0, "effectif trop faible"),
        ("C", 0, "pas de réponse"),
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (choices({"A": 1}, 3), f"Résultat masqué (il reposerait sur moins de 5{NBSP}liens"),
        (choices({"A": 0}, 0, 4), "Aucune réponse à cette question dans cette sélection"),
        ([], "Aucune réponse à cette question dans cette sélection"),
    ],
    ids=["masked", "nobody answered", "no rows"],
)
@pytest.mark.parametrize("draw", [charts.bars, charts.profile_bars, charts.scale_bars])
def test_nothing_to_draw_is_said(draw, rows, expected):
    figure = draw(frame(rows), "Quels leviers")
    assert len(figure.data) == 0
    assert figure.layout.annotations[0].text.replace("<br>", " ").startswith(expected)
    assert words(figure) == "Quels leviers"


def test_height_grows_with_the_rows_and_with_long_labels():
    short, long = (charts.bars(frame(choices({f"{i}{more}": i for i in range(31)}, 61)), "T") for more in ("", LONG))
    assert charts.bars(frame(LEVERS), "T").layout.height < short.layout.height < long.layout.height


LONG = " Légitimité du centre social reconnue, confiance dans sa capacité à intervenir"


def test_labels_of_the_questionnaire_are_whole_and_at_most_three_lines():
    for question in codebook.load(codebook.DEFAULT_PATH):
        if not question.choices:
            continue
        rows = [row(1, 20, choice=c.name, label=c.label, family=c.family) for c in question.choices]
        labels = charts.bars(frame(rows), question.label).layout.yaxis.ticktext
        assert sorted(label.replace("<br>", " ") for label in labels) == sorted(c.label for c in question.choices)
        assert max(label.count("<br>") for label in labels) <= 2


def test_markup_in_a_label_is_not_obeyed():
    figure = charts.bars(frame(choices({"<a href='x'>Caf</a> & co": 5}, 10)), "<b>T</b>")
    assert figure.layout.yaxis.ticktext == ("&lt;a href='x'&gt;Caf&lt;/a&gt; &amp; co",)
    assert figure.layout.title.text.startswith("<b>&lt;b&gt;T")


def test_choices_without_an_order_of_their_own_are_sorted():
    rows = choices({"Historique": 14, "CPE": 16, "Autre": 30, "Ne sait pas": 2}, 62, question="d3")
    rows = [r | {"choice": {"Autre": "autre", "Ne sait pas": "nsp"}.get(r["label"], r["label"])} for r in rows]
    assert [label for label, _, _ in read(charts.profile_bars(frame(rows), ""))] == [
        "CPE",
        "Historique",
        "Autre",
        "Ne sait pas",
    ]


def test_profile_keeps_the_order_of_the_codebook():
    rows = choices({"Hebdomadaire": 5, "Mensuelle": 20, "Annuelle": 10}, 35, question="frequence")
    assert [label for label, _, _ in read(charts.profile_bars(frame(rows), ""))] == [
        "Hebdomadaire",
        "Mensuelle",
        "Annuelle",
    ]


# --- groups -------------------------------------------------------------------------------------------------


def test_up_to_four_groups_stand_side_by_side_and_the_masked_one_is_named():
    rows = [
        *choices({"A": 5, "B": 10}, 20, group="mat", group_label="Maternelle"),
        *choices({"A": 3, "B": 4}, 8, **COLLEGE),
        *choices({"A": 1, "B": 2}, 3, **LYCEE),
    ]
    figure = charts.grouped_bars(frame(rows), "T", by="Niveau")
    assert read(figure) == [
        ("B", 0.5, f"50{THIN}%"),
        ("B", 0, f"Collège{NBSP}: 4 sur 8"),
        ("A", 0.25, f"25{THIN}%"),
        ("A", 0, f"Collège{NBSP}: 3 sur 8"),
    ]
    assert (
        words(figure).split("\n")[1] == f"par niveau, base{NBSP}: Maternelle 20, Collège 8, Lycée effectif trop faible"
    )
    assert list(legend(figure)) == ["Maternelle", "Collège"]
    assert [trace.marker.color for trace in figure.data] == list(legend(figure).values())


def many_groups() -> list[dict]:
    bases = {"a": 20, "b": 40, "c": 8, "d": 3, "e": 2, "f": 10, "g": 5}
    return [
        part
        for name, base in bases.items()
        for part in choices({"X": base // 2, "Y": 1}, base, group=name, group_label=name.upper())
    ]


def test_more_groups_get_panels_on_one_scale():
    figure = charts.bars(frame(many_groups()), "T", by="Centre")
    assert [(trace.name, trace.xaxis, list(trace.text)) for trace in figure.data] == [
        ("A", "x", [f"50{THIN}%", f"5{THIN}%"]),
        ("B", "x2", [f"50{THIN}%", f"3{THIN}%"]),
        ("C", "x3", ["4 sur 8", "1 sur 8"]),
        ("F", "x4", [f"50{THIN}%", f"10{THIN}%"]),
        ("G", "x5", ["2 sur 5", "1 sur 5"]),
    ]
    axes = [figure.layout[f"xaxis{n}"].range for n in ("", 2, 3, 4, 5)]
    assert set(axes) == {(0, 0.5)}
    titles = [re.sub("<[^>]*>", " ", note.text).split(" ") for note in figure.layout.annotations]
    titles = [[part for part in title if part] for title in titles]
    bases = [("A", "20"), ("B", "40"), ("C", "8"), ("F", "10"), ("G", "5")]
    assert titles == [[name, f"base{NBSP}{base}"] for name, base in bases]
    assert words(figure) == f"T\npar centre\neffectif trop faible{NBSP}: D et E"


def test_panels_do_not_overlap():
    figure = charts.bars(frame(many_groups()), "T")
    boxes = [(figure.layout[f"xaxis{n}"].domain, figure.layout[f"yaxis{n}"].domain) for n in ("", 2, 3, 4, 5)]
    for i, (x, y) in enumerate(boxes):
        for other_x, other_y in boxes[:i]:
            apart = x[0] >= other_x[1] or other_x[0] >= x[1] or y[0] >= other_y[1] or other_y[0] >= y[1]
            assert apart
    assert all(0 <= low < high <= 1 for box in boxes for low, high in box)


# --- scale --------------------------------------------------------------------------------------------------


def test_scale_stacks_the_scores_and_writes_the_mean_at_the_right():
    rows = scale({"Réciprocité": (2, 3, 5, 10), "Rythme": (0, 0, 0, 20)}, 5)
    figure = charts.scale_bars(frame(rows), "Facteurs")
    assert figure.layout.yaxis.ticktext[1:] == ("Rythme", "Réciprocité")
    assert [[round(x, 2) for x in trace.x] for trace in figure.data[:4]] == [
        [0, 0.1],
        [0, 0.15],
        [0, 0.25],
        [1, 0.5],
    ]
    assert [list(trace.text) for trace in figure.data[2:4]] == [["", f"25{THIN}%"], [f"100{THIN}%", f"50{THIN}%"]]
    assert notes(figure) == ["<b>moyenne</b>", "<b>3,0</b>", "<b>2,2</b>"]
    assert figure.layout.barmode == "stack"


def test_scores_are_named_by_the_questionnaire():
    book = codebook.load(codebook.DEFAULT_PATH)
    rows = [{**r, "question": "dur_reciprocite"} for r in scale({"Réciprocité": (5, 5, 5, 5)})]
    figure = charts.scale_bars(frame(rows), "", codebook=book)
    assert list(legend(figure)) == ["0 – Absent", "1 – Ébauché", "2 – Présent", "3 – Installé"]
    assert figure.data[0].hovertext[0].split("<br>")[0] == f"<b>Réciprocité{NBSP}: 0 – Absent</b>"


def test_factors_that_may_not_be_drawn_say_why():
    rows = scale({"A": (5, 5, 5, 5), "B": (1, 2, 3, 1), "C": (1, 1, 0, 0), "D": (0, 0, 0, 0)})
    figure = charts.scale_bars(frame(rows), "")
    assert [len(trace.x) for trace in figure.data[:4]] == [1] * 4
    assert notes(figure) == [
        "<b>moyenne</b>",
        f"effectifs par note{NBSP}: 1 × 0, 2 × 1, 3 × 2, 1 × 3",
        "<b>1,6</b>",
        "<b>1,5</b>",
        "effectif trop faible",
        "pas de réponse",
    ]


def test_a_scale_of_few_answers_is_drawn_as_counts():
    figure = charts.scale_bars(frame(scale({"A": (1, 2, 3, 2)})), "")
    assert [list(trace.text) for trace in figure.data[:4]] == [["1"], ["2"], ["3"], ["2"]]
    assert (figure.layout.xaxis.title.text, tuple(figure.layout.xaxis.range)) == ("nombre de liens", (0, 8))


def test_each_factor_of_a_comparison_is_followed_by_the_groups_that_may_be_shown():
    rows = scale({"A": (5, 5, 5, 5), "B": (0, 0, 10, 0)}, **COLLEGE) + scale({"A": (2, 1, 0, 0)}, **LYCEE)
    figure = charts.scale_bars(frame(rows), "T", by="Niveau")
    assert words(figure).split("\n")[1] == f"par niveau, base{NBSP}: Collège 10 à 20, Lycée effectif trop faible"
    assert figure.layout.yaxis.ticktext[1:] == ("<b>A</b>", "Collège", "<b>B</b>", "Collège")
    assert notes(figure) == ["<b>moyenne</b>", "<b>1,5</b>", "<b>2,0</b>"]


# --- all of them --------------------------------------------------------------------------------------------

ALL = {
    "bars": lambda: charts.bars(frame(LEVERS), "T"),
    "groups": lambda: charts.bars(frame(choices({"A": 9}, 20, **COLLEGE) + choices({"A": 3}, 20, **LYCEE)), "T"),
    "panels": lambda: charts.bars(frame(many_groups()), "T"),
    "scale": lambda: charts.scale_bars(frame(scale({"A": (5, 5, 5, 5)})), "T"),
    "message": lambda: charts.message("Rien", "T"),
}


@pytest.mark.parametrize("draw", ALL.values(), ids=ALL.keys())
def test_every_figure_uses_the_one_template_and_no_small_letters(draw):
    figure = draw()
    sizes = [int(size) for size in re.findall(r"font-size:(\d+)px", json.dumps(figure.to_dict()))]
    assert figure.layout.template.layout.separators == ", "
    assert figure.layout.template.layout.paper_bgcolor == "#FFFFFF"
    assert min([figure.layout.template.layout.font.size, *sizes]) >= 18
    assert {trace.type for trace in figure.data} <= {"bar", "scatter"}


@pytest.mark.parametrize("draw", ALL.values(), ids=ALL.keys())
def test_figures_hold_no_hidden_number(draw):
    assert "NaN" not in draw().to_json()


def test_masked_numbers_are_nowhere_in_the_figure():
    rows = [*choices({"A": 7, "B": 9}, 20, group="g", group_label="Grand"), *choices({"A": 4444}, 3, **LYCEE)]
    assert "4444" not in charts.bars(frame(rows), "T").to_json()


# --- on a phone ---------------------------------------------------------------------------------------------

PHONE = 360
FACTORS = scale({"Persévérance malgré les écueils": (2, 3, 5, 10), "Rythme et temporalités adaptés": (1, 2, 8, 9)})
ON_A_PHONE = {
    "bars": (lambda **more: charts.bars(frame(LEVERS), "T", **more), "CLAS"),
    "profile": (lambda **more: charts.profile_bars(frame(LEVERS), "T", **more), "Fête"),
    "groups": (
        lambda **more: charts.bars(
            frame(choices({"Animation": 9}, 20, **COLLEGE) + choices({"Animation": 3}, 20, **LYCEE)), "T", **more
        ),
        "Animation",
    ),
    "scale": (lambda **more: charts.scale_bars(frame(FACTORS), "T", **more), "Persévérance malgré les écueils"),
}


@pytest.mark.parametrize(("draw", "label"), ON_A_PHONE.values(), ids=ON_A_PHONE.keys())
def test_on_a_phone_labels_stand_above_the_bars_and_leave_them_the_width(draw, label):
    wide, narrow = draw().layout, draw(width=PHONE).layout
    assert label in wide.yaxis.ticktext
    assert narrow.yaxis.showticklabels is False
    written = {note.text.replace("<br>", " "): note for note in narrow.annotations}
    assert written[label].xanchor == "left"
    assert PHONE - narrow.margin.l - narrow.margin.r > 0.6 * PHONE


@pytest.mark.parametrize(("draw", "label"), ON_A_PHONE.values(), ids=ON_A_PHONE.keys())
def test_on_a_phone_each_label_ends_where_its_bars_begin(draw, label):
    figure = draw(width=PHONE)
    note = next(note for note in figure.layout.annotations if note.text.replace("<br>", " ") == label)
    tops = [
        middle - trace.width / 2
        for trace in figure.data
        if trace.type == "bar"
        for middle in trace.y
        if middle > note.y
    ]
    assert note.y + palette.LINE * (note.text.count("<br>") + 1) <= min(tops)


def test_ticks_that_have_no_room_side_by_side_are_left_out_but_not_the_last():
    whole = charts.scale_bars(frame(FACTORS), "T").layout.xaxis
    narrow = charts.scale_bars(frame(FACTORS), "T", width=PHONE).layout.xaxis
    assert list(whole.ticktext) == [f"{n}{THIN}%" for n in (0, 20, 40, 60, 80, 100)]
    assert list(narrow.ticktext) == [f"0{THIN}%", f"100{THIN}%"]
    assert list(narrow.tickvals) == [0, 1]


def test_on_a_phone_a_missing_bar_is_named_by_the_colour_of_its_group():
    rows = choices({"A": 5, "B": 10}, 20, **LYCEE) + choices({"A": 3, "B": 4}, 8, **COLLEGE)
    figure = charts.bars(frame(rows), "T", width=PHONE)
    colour = legend(figure)["Collège"]
    squares = [f'<span style="color:{colour}">■</span>{NBSP}{count} sur 8' for count in (3, 4)]
    assert list(figure.data[1].text) == squares


def test_on_a_phone_panels_stand_below_one_another_with_their_labels():
    figure = charts.bars(frame(many_groups()), "T", by="Centre", width=PHONE)
    assert {figure.layout[f"xaxis{n}"].domain[0] for n in ("", 2, 3, 4, 5)} == {0}
    bottoms = [figure.layout[f"yaxis{n}"].domain[0] for n in ("", 2, 3, 4, 5)]
    assert bottoms == sorted(bottoms, reverse=True)
    labelled = [note.yref for note in figure.layout.annotations if note.text == "X"]
    assert labelled == ["y", "y2", "y3", "y4", "y5"]


def test_a_long_name_of_the_legend_is_broken_and_not_cut():
    long = "Liens commencés ou cités pour la première fois"
    lines = drawing.legend_of({"Court": "#0069A5", long: "#D25A00", "Fin": "#00875A"}, PHONE)
    shown = [re.sub("<[^>]*>", "", line).replace(NBSP, " ").strip() for line in lines]
    assert shown == ["■ Court", "■ Liens commencés ou cités pour la", "première fois", "■ Fin"]


# --- many groups, many choices ------------------------------------------------------------------------------


def test_of_many_groups_the_largest_are_drawn_in_their_order_and_the_heading_says_so():
    rows = [
        part
        for number in range(2_400)
        for part in choices({"X": 5}, 10 + number % 200 * (number < 200), group=f"g{number}", group_label=f"G{number}")
    ]
    figure = charts.bars(frame(rows), "T", by="Centre")
    assert [trace.name for trace in figure.data] == [f"G{number}" for number in range(188, 200)]
    assert f"les 12 groupes les plus nombreux sur 2{THIN}400{THIN}; tous sont dans le tableau" in words(figure)


def test_a_comparison_draws_the_fifteen_answers_cited_most():
    counts = {f"Choix {number}": number for number in range(20)}
    rows = choices(counts, 40, **COLLEGE) + choices(counts, 40, **LYCEE)
    figure = charts.bars(frame(rows), "T", by="Niveau")
    assert list(figure.layout.yaxis.ticktext) == [f"Choix {number}" for number in range(19, 4, -1)]
    note = f"les 15 réponses les plus fréquentes sur 20{THIN}; toutes sont dans le tableau"
    assert words(figure).split("\n")[2] == note
    assert len(charts.bars(frame(choices(counts, 40)), "T").layout.yaxis.ticktext) == 20


def test_factors_of_many_groups_keep_eight_of_them():
    rows = [
        part
        for number in range(10)
        for part in scale({"A": (5 + number, 5, 5, 5)}, group=f"g{number}", group_label=f"G{number}")
    ]
    figure = charts.scale_bars(frame(rows), "T", by="Centre")
    assert figure.layout.yaxis.ticktext[1:] == ("<b>A</b>", *(f"G{number}" for number in range(2, 10)))
    assert f"les 8 groupes les plus nombreux sur 10{THIN}; tous sont dans le tableau" in words(figure)
