"""Slides: what is kept of them, and what stands on them, always masked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from lib import responses
from lib.codebook import load
from lib.export.legible import ROWS
from lib.export.slides import FIGURE, SECTION, Slide, exhibit, not_shown, selection_in_words
from lib.filters import Filters
from lib.gallery.catalogue import UnknownFigure
from lib.tally import Bits
from tests.support import reports, small

TODAY = date(2026, 11, 23)
ALL = Filters(campaign=("2025-2026",))


@pytest.fixture(scope="module")
def source() -> SimpleNamespace:
    given = responses.build(small.tables(load()), load())
    return SimpleNamespace(responses=given, bits=Bits.pack(given))


@pytest.mark.parametrize(
    "slide",
    [
        Slide(SECTION, title="Les leviers", text="Quelles entrées ?"),
        Slide(FIGURE, figure="leviers", filters=Filters(("2025-2026",), level=("college", "lycee")), by="qpv"),
        Slide("quotation", quotation="a" * 64),
    ],
)
def test_a_slide_is_read_back_as_it_was_written(slide: Slide) -> None:
    assert Slide.from_dict(slide.as_dict()) == slide


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"kind": "film"},
        {"kind": "figure", "figure": "leviers", "filters": []},
        {"kind": "figure", "figure": "leviers", "filters": {"level": "college"}},
        {"kind": "figure", "figure": "leviers", "filters": {"level": ["x"] * 4000}},
    ],
)
def test_what_is_no_slide_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        Slide.from_dict(given)


def test_filters_that_do_not_exist_are_dropped_and_long_words_are_cut() -> None:
    given = {"kind": "title", "title": "x" * 999, "filters": {"couleur": ["bleu"]}, "autre": 1}
    assert Slide.from_dict(given) == Slide("title", title="x" * 200)


def test_a_figure_slide_says_its_base_selection_source_and_date(source: SimpleNamespace) -> None:
    shown = exhibit(source, Slide(FIGURE, figure="premier-pas", filters=ALL), TODAY)
    # Links 1 to 12 exist; R2 of 4 and 9 is « ne sait pas », 7 is blank: nine answers, centre 5, école 2.
    assert shown.frame[["choice", "n", "base"]].values.tolist() == [
        ["centre", 5, 9],
        ["ecole", 2, 9],
        ["les_deux", 1, 9],
        ["tiers", 1, 9],
    ]
    assert shown.foot == (
        "Qui a fait le premier pas\u202f? 9 liens sur 12 ont répondu à la question.",
        "Campagne 2025-2026, regard\u00a0: centre social. "
        "Source\u00a0: 4 retours reçus sur 5 attendus. État au 23 novembre 2026.",
    )
    assert shown.notes[0] == shown.headline == shown.sentence
    assert any(note.startswith("Premier pas\u00a0: liens donnant cette réponse à R2, sur") for note in shown.notes)


def test_what_a_filter_keeps_stands_with_what_it_is_said_of(source: SimpleNamespace) -> None:
    chosen = replace(ALL, level=("college", "lycee"), qpv=("non",))
    assert selection_in_words(source, chosen) == (
        "Campagne 2025-2026, regard\u00a0: centre social, niveau\u00a0: Collège et Lycée, "
        "quartier prioritaire (QPV)\u00a0: Non"
    )


def test_a_title_of_ones_own_stands_in_place_of_the_sentence(source: SimpleNamespace) -> None:
    shown = exhibit(source, Slide(FIGURE, figure="premier-pas", filters=ALL, title="Qui commence ?"), TODAY)
    assert shown.headline == "Qui commence ?"
    assert shown.notes[0] == shown.sentence != shown.headline


def test_a_long_list_keeps_the_most_cited_and_says_how_many_are_left_out(source: SimpleNamespace) -> None:
    whole = exhibit(source, Slide(FIGURE, figure="leviers-complets", filters=ALL), TODAY)
    choices = len(load()["l1"].choices)  # « Aucun » is a row too, « ne sait pas » is none of this question
    assert 7 <= len(whole.frame) <= ROWS
    assert whole.left_out == choices - len(whole.frame)
    assert f"{whole.left_out} modalités de plus ne sont pas montrées ici." in whole.foot[0]
    assert min(whole.frame["n"]) >= 0
    assert whole.frame["n"].sum() > 0


@pytest.mark.parametrize(("by", "groups", "answers"), [("etab_niveau", 3, 5), ("qpv", 2, 7)])
def test_bars_side_by_side_are_no_more_than_can_be_read(tmp_path: Path, by: str, groups: int, answers: int) -> None:
    shown = exhibit(reports.of_examples(tmp_path), Slide(FIGURE, figure="leviers-complets", filters=ALL, by=by), TODAY)
    told = shown.frame[~shown.frame["masked"]]
    assert (told["group"].nunique(), told["choice"].nunique(), shown.table) == (groups, answers, None)
    assert not_shown(shown.left_out) in shown.foot[0]


def test_a_slide_is_masked_whoever_asks(source: SimpleNamespace) -> None:
    slide = Slide(FIGURE, figure="premier-pas", filters=Filters(("2025-2026",), centre=("C",)))
    shown = exhibit(source, slide, TODAY)
    assert shown.frame["masked"].all()
    assert shown.frame["n"].isna().all()


def test_a_comparison_names_its_groups(source: SimpleNamespace) -> None:
    shown = exhibit(source, Slide(FIGURE, figure="premier-pas", filters=ALL, by="etab_niveau"), TODAY)
    assert shown.by == load()["etab_niveau"].label
    assert set(shown.frame["group"]) == {"elementaire", "college", "lycee"}


def test_the_subject_names_figure_and_comparison_and_so_do_the_notes(source: SimpleNamespace) -> None:
    plain = exhibit(source, Slide(FIGURE, figure="premier-pas", filters=ALL), TODAY)
    compared = exhibit(source, Slide(FIGURE, figure="premier-pas", filters=ALL, by="etab_niveau"), TODAY)
    assert (plain.subject, compared.subject) == ("Le premier pas", "Le premier pas · par niveau")
    assert "Comparaison\u00a0: niveau." in compared.notes
    assert not [note for note in plain.notes if note.startswith("Comparaison")]


def test_a_figure_of_a_sheet_names_its_centre(source: SimpleNamespace) -> None:
    shown = exhibit(source, Slide(FIGURE, figure="fiche/facteurs/A", filters=ALL), TODAY)
    name = next(iter(source.responses.frame.query("centre == 'A'")["centre_name"]))
    assert shown.subject == f"Les facteurs, à côté du département · {name}"


@pytest.mark.parametrize("slide", [Slide(FIGURE, figure="leviers", by="qpv"), Slide(FIGURE, figure="leviers")])
def test_a_question_to_compare_or_to_filter_by_that_is_gone_takes_the_figure_with_it(slide: Slide) -> None:
    whole = load()
    without = replace(whole, questions=tuple(one for one in whole.questions if one.name != "qpv"))
    given = reports.of_responses(responses.build(small.tables(without), without))
    chosen = replace(slide, filters=replace(ALL, qpv=() if slide.by else ("oui",)))
    with pytest.raises(UnknownFigure):
        exhibit(given, chosen, TODAY)
    assert exhibit(given, replace(slide, filters=ALL, by=""), TODAY).frame["n"].notna().any()


@pytest.mark.parametrize("by", ["", "etab_niveau"])
def test_a_choice_to_filter_by_that_is_gone_leaves_a_slide_without_answers(source: SimpleNamespace, by: str) -> None:
    gone = Slide(FIGURE, figure="profil-etab_niveau", filters=replace(ALL, level=("plus-la",)), by=by)
    assert exhibit(source, gone, TODAY).frame.empty


def test_a_figure_that_the_questionnaire_does_not_know_is_said(source: SimpleNamespace) -> None:
    with pytest.raises(UnknownFigure):
        exhibit(source, Slide(FIGURE, figure="plus-la"), TODAY)
