"""The key numbers: the single figures that are shares of links, on one chart."""

from __future__ import annotations

from lib import indicators
from lib.codebook import load
from lib.filters import Filters
from lib.french import NBSP, THIN
from lib.gallery import catalogue, numbers
from lib.sentences import NO_ANSWER, TOO_FEW
from tests.support import reports, small

NOW = Filters(campaign=("2025-2026",))


def test_the_key_numbers_are_the_single_figures_of_the_page() -> None:
    source = reports.of_small()
    frame = catalogue.find(load(), numbers.CODE).frame(source, NOW, None, True)
    single = indicators.summary(source.responses, source.bits, NOW).set_index("indicator")
    assert frame["indicator"].tolist() == [code for code in numbers.ASKED if code in single.index]
    for row in frame.to_dict("records"):
        assert row["display"] == single.loc[row["indicator"], "display"]
        if not row["masked"]:
            assert (row["n"], row["base"]) == tuple(single.loc[row["indicator"], ["n", "base"]])


def test_the_sentence_says_each_number_with_its_base() -> None:
    source = reports.of_small()
    figure = catalogue.find(load(), numbers.CODE)
    assert figure.sentence(figure.frame(source, NOW, None, True)) == (  # as `test_indicators` has them by hand
        f"Liens durables{NBSP}: 6 sur 8. Évaluation partagée{NBSP}: 50{THIN}% (5 sur 10). "
        f"Accord de la hiérarchie{NBSP}: 6 sur 9. École plus ouverte sur le quartier{NBSP}: 6 sur 9."
    )


def test_a_selection_that_hides_or_holds_nothing_says_so() -> None:
    source = reports.of_small()
    figure = catalogue.find(load(), numbers.CODE)
    assert figure.sentence(figure.frame(source, Filters(campaign=("1999-2000",)), None, True)) == NO_ANSWER
    school = Filters(campaign=("2025-2026",), view=("ecole",))
    assert figure.sentence(figure.frame(source, school, None, True)) == TOO_FEW


def test_another_questionnaire_has_the_figure_only_if_it_asks_for_a_number() -> None:
    none = small.codebook_of({"l9": "select_multiple lev"}, {"lev": "a b aucun"})
    assert list(numbers.figures(none)) == []
    one = small.codebook_of({"d6": "select_one acc"}, {"acc": "oui non nsp"})
    assert [figure.indicators for figure in numbers.figures(one)] == [("accord_hierarchie",)]
