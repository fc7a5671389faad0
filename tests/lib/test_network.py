"""Partners cited together: counts against the small return, masks, the words and the drawing of made-up links."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest

from lib import codebook, indicators, responses
from lib.analysis import network
from lib.charts import network as drawing
from lib.filters import Filters
from lib.french import NBSP
from lib.gallery import catalogue
from lib.results import DTYPES
from lib.tally import Bits
from tests.support import small

CODEBOOK = codebook.load()
THIS_YEAR = Filters(campaign=(small.CAMPAIGN,))
TITLE = "Qui ?"


@pytest.fixture(scope="module")
def bits() -> Bits:
    return Bits.pack(responses.build(small.tables(CODEBOOK), CODEBOOK))


def made(*partners: tuple[str, int], **answers: str) -> Bits:
    """Links of one centre that cite these partners, each so often: ``("qui_caf qui_mpt", 7)``."""
    cited = [q1 for q1, times in partners for _ in range(times)]
    rows = [
        {
            "lien": str(number),
            "centre": "A",
            "campagne": small.CAMPAIGN,
            "regard": "centre",
            "statut_lien": "actif",
            "q1": q1,
            **{name: values.split()[number % len(values.split())] for name, values in answers.items()},
        }
        for number, q1 in enumerate(cited)
    ]
    return Bits.pack(responses.build(small.of_rows(rows, CODEBOOK), CODEBOOK))


def pairs(frame: pd.DataFrame) -> dict[tuple[str, str], tuple[object, object]]:
    """(partner, partner) → (links citing both, links citing one or the other); None where masked."""
    rows = frame[frame["group"] != ""].to_dict("records")
    return {(row["choice"], row["group"]): (None, None) if row["masked"] else (row["n"], row["base"]) for row in rows}


def test_pairs_are_counted_over_the_links_that_cite_one_or_the_other(bits: Bits) -> None:
    # Direction: links 1 2 5 6 10 12; Caf: 1 6 12; Parents: 1 3 (13 is only wished for).
    found = pairs(network.frame(bits, THIS_YEAR, mask=False))
    assert found["qui_direction", "qui_caf"] == (3, 6)
    assert found["qui_direction", "qui_parents_eleves"] == (1, 7)
    assert found["qui_parents_eleves", "qui_caf"] == (1, 4)
    assert found["qui_direction", "qui_enseignant"] == (1, 6)
    assert ("qui_caf", "qui_police") not in found
    assert next(iter(found)) == ("qui_direction", "qui_caf")


def test_partners_are_the_rows_of_the_partners_figure(bits: Bits) -> None:
    frame = network.frame(bits, THIS_YEAR)
    partners = frame[frame["group"] == ""].reset_index(drop=True)
    own = indicators.choices(bits, "q1", THIS_YEAR)
    own = own[~own["choice"].isin(["autre", "aucun"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(partners, own)
    assert list(frame.columns) == list(DTYPES)
    assert frame.dtypes.astype("str").to_dict() == network.frame(bits, THIS_YEAR, False).dtypes.astype("str").to_dict()


def test_a_pair_of_fewer_than_five_links_is_masked_and_stands_last(bits: Bits) -> None:
    frame = network.frame(bits, THIS_YEAR)
    found = pairs(frame)
    assert found["qui_parents_eleves", "qui_caf"] == (None, None)
    assert found["qui_direction", "qui_caf"] == (3, 6)
    masked = frame.loc[frame["group"] != "", "masked"].tolist()
    assert masked == sorted(masked)
    shown = network.table(frame)
    line = shown[(shown["Partenaire"] == "Parents d’élèves") & (shown["Avec"] == "Caf")]
    assert line.iloc[0, 2:].tolist() == ["masqué"] * 3


def test_a_filter_does_not_give_away_a_hidden_pair_by_subtraction() -> None:
    # 12 + 3 links cite both; those of the lycée are three: « tous sauf lycée » would give them away.
    bits = made(("qui_caf qui_mpt", 15), ("qui_police", 15), etab_niveau="college college college college lycee")
    everyone = pairs(network.frame(bits, THIS_YEAR))
    assert everyone["qui_caf", "qui_mpt"] == (15, 15)
    narrowed = Filters(campaign=(small.CAMPAIGN,), level=("college",))
    assert pairs(network.frame(bits, narrowed))["qui_caf", "qui_mpt"] == (None, None)
    assert pairs(network.frame(bits, narrowed, mask=False))["qui_caf", "qui_mpt"] == (12, 12)


def test_the_sentence_names_the_pairs_with_their_base() -> None:
    bits = made(("qui_caf qui_mpt", 9), ("qui_caf", 3), ("qui_police qui_caf", 6), ("qui_police qui_cpe", 4))
    said = network.sentence(network.frame(bits, THIS_YEAR))
    assert said.replace(NBSP, " ") == (
        "La paire de partenaires la plus souvent citée est « Caf » avec « Maison pour tous (MPT) » : 9 liens sur 18 "
        "qui citent l’un ou l’autre. Vient ensuite « Caf » avec « Police » (6)."
    )


def test_a_tie_is_named_and_pairs_of_four_links_are_not() -> None:
    tie = network.sentence(network.frame(made(("qui_caf qui_mpt", 5), ("qui_police qui_cpe", 5)), THIS_YEAR))
    assert "à égalité" in tie and tie.endswith("5 liens chacune.")
    few = network.sentence(network.frame(made(("qui_caf qui_mpt", 4), ("qui_police", 9)), THIS_YEAR))
    assert few.replace(NBSP, " ") == "Aucune paire de partenaires n’est citée par 5 liens ou plus."


def test_only_the_strongest_pairs_are_drawn_with_the_partners_they_tie() -> None:
    bits = made(("qui_caf qui_mpt", 9), ("qui_police qui_cpe", 7), ("qui_direction qui_enseignant", 4))
    frame = network.frame(bits, THIS_YEAR)
    both = drawing.bonds(frame, TITLE)
    assert len([trace for trace in both.data if trace.mode == "lines"]) == 2
    (one,) = [trace for trace in drawing.bonds(frame, TITLE, edges=1).data if trace.mode == "lines"]
    widest = max(trace.line.width for trace in both.data if trace.mode == "lines")
    assert one.line.width == widest
    names = [code[1] for trace in both.data if trace.customdata is not None for code in trace.customdata]
    assert sorted(names) == ["qui_caf", "qui_cpe", "qui_mpt", "qui_police"]


@pytest.mark.parametrize(("width", "sides"), [(900, 2), (360, 1)])
def test_labels_of_one_side_never_meet(width: int, sides: int) -> None:
    names = [choice.name for choice in CODEBOOK["q1"].substantive if choice.name != "autre"]
    bits = made((" ".join(names), 12))
    figure = drawing.bonds(network.frame(bits, THIS_YEAR), TITLE, width=width, edges=400)
    labelled = [trace for trace in figure.data if trace.text is not None and len(trace.text)]
    assert len(labelled) == sides
    assert sum(len(trace.text) for trace in labelled) == len(names)
    for trace in labelled:
        rows = sorted(zip(trace.y, trace.text, strict=True))
        for (y, text), (below, other) in pairwise(rows):
            assert below - y >= 22 * (text.count("<br>") + other.count("<br>") + 2) / 2


def test_nothing_to_draw_says_so() -> None:
    alone = drawing.bonds(network.frame(made(("qui_caf", 12)), THIS_YEAR), TITLE)
    assert len(alone.data) == 0
    masked = drawing.bonds(network.frame(made(("qui_caf qui_mpt", 3)), THIS_YEAR), TITLE)
    assert "masqué" in masked.layout.annotations[0].text


def test_the_figure_is_found_with_the_number_of_pairs_that_is_asked_for() -> None:
    assert catalogue.find(CODEBOOK, "reseau").kind == "network"
    assert catalogue.find(CODEBOOK, "reseau/40").chart.keywords == {"edges": 40}
    for code in ("reseau/", "reseau/beaucoup"):
        with pytest.raises(catalogue.UnknownFigure):
            catalogue.find(CODEBOOK, code)
