"""Quotations counted as a result frame, and the basket: everything worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from lib import responses, sentences, tables
from lib.codebook import load
from lib.filters import Filters
from lib.french import NBSP, THIN
from lib.gallery import catalogue
from lib.observation import Verbatim
from lib.results import DTYPES
from lib.store import Store
from lib.store.quotations import Reading
from lib.tally import Bits
from lib.voices import basket, figures, quotations
from lib.voices.quotations import fingerprint
from tests.support.stores import CAMPAIGN, a_return, fresh_url, link

NOW = Filters(campaign=(CAMPAIGN,))
CODEBOOK = load()
SAID = (
    *((f"Levier {n}.", "leviers", 1) for n in range(6)),
    *((f"Durée {n}.", "durabilite", 2) for n in range(4)),
    ("=Rôle.", "roles", None),
    ("Sans thème.", "", None),
)
"""Twelve quotations: six of levers about an elementary school, four about a college, two about the whole centre."""


def key(text: str, centre: str = "C01", view: str = "centre") -> str:
    return fingerprint(CAMPAIGN, centre, view, text)


@dataclass(frozen=True)
class Given:
    """A source that knows the quotations."""

    responses: responses.Responses
    bits: Bits
    quotations: pd.DataFrame


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    links = (link(1, statut_lien="actif"), link(2, "Collège", etab_niveau="college", statut_lien="actif"))
    verbatims = tuple(Verbatim(text, dimension, of, True, "38-58") for text, dimension, of in SAID)
    with Store.open(fresh_url(tmp_path)) as store:
        store.deposit(a_return(*links, verbatims=verbatims), data=b"1", filename="a.xlsx")
        store.proof_read_all([Reading(key(text), text) for text, _, _ in SAID[:3]])
        store.tag(key("Levier 0."), ["lev_clas", "ren_crise"])
        for text in ("Levier 1.", "Levier 2.", "Durée 0.", "Durée 1.", "Durée 2."):
            store.tag(key(text), ["lev_clas" if text.startswith("Durée") else "dur_reciprocite"])
        yield store


def source(store: Store) -> Given:
    given = responses.build(store.tables(), CODEBOOK)
    return Given(given, Bits.pack(given), quotations.gather(given, store.quotation_notes()))


def numbers(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    assert frame.dtypes.astype(str).to_dict() == DTYPES
    rows = frame[["choice", "n", "base", "missing", "display"]].astype(object)
    return [tuple(None if pd.isna(cell) else cell for cell in row) for row in rows.itertuples(index=False)]


def test_the_quotations_that_may_leave_are_counted_among_those_received(store: Store) -> None:
    frame = figures.citable(source(store).quotations, NOW)
    assert numbers(frame) == [("", 3, 12, 0, "percent")]
    assert frame["indicator"].tolist() == ["verbatims_citables"]
    assert frame["share"].tolist() == [0.25]


def test_quotations_by_dimension_leave_out_those_without_one(store: Store) -> None:
    frame = figures.by_dimension(source(store).quotations, CODEBOOK, NOW)
    assert numbers(frame) == [
        ("rencontre", 0, 11, 1, "percent"),
        ("leviers", 6, 11, 1, "percent"),
        ("durabilite", 4, 11, 1, "percent"),
        ("roles", 1, 11, 1, "percent"),
        ("partenaires", 0, 11, 1, "percent"),
        ("finalites", 0, 11, 1, "percent"),
        ("ouvertes", 0, 11, 1, "percent"),
    ]
    assert sentences.of_choices(frame) == (
        f"Le thème le plus souvent abordé est «{NBSP}Leviers{NBSP}»{NBSP}: 55{THIN}% des paroles (6 sur 11 reçues avec "
        f"un thème). Viennent ensuite «{NBSP}Durabilité{NBSP}» (36{THIN}%) et «{NBSP}Rôle du centre social{NBSP}» "
        f"(9{THIN}%)."
    )
    assert sentences.base_line(frame) == f"Base{NBSP}: 11 paroles reçues avec un thème."
    assert list(tables.table(frame).columns)[:2] == ["Modalité", "Paroles"]


def test_themes_are_counted_among_the_quotations_that_have_one(store: Store) -> None:
    frame = figures.by_theme(source(store).quotations, CODEBOOK, NOW)
    assert numbers(frame) == [
        ("lev_clas", 4, 6, 6, "count"),
        ("dur_reciprocite", 2, 6, 6, "count"),
        ("ren_crise", 1, 6, 6, "count"),
    ]
    assert frame["family"].tolist() == ["Leviers", "Durabilité", "Rencontre"]
    assert sentences.of_choices(frame).startswith(
        f"L’étiquette la plus souvent donnée est «{NBSP}Dispositif CLAS{NBSP}»{NBSP}: 4 paroles sur 6 étiquetées."
    )


def test_fewer_than_five_are_masked_in_every_figure_and_no_theme_is_named(store: Store) -> None:
    told, narrow = source(store).quotations, Filters(campaign=(CAMPAIGN,), level=("college",))
    assert numbers(figures.citable(told, narrow)) == [("", None, None, None, "masked")]
    assert {row[1:] for row in numbers(figures.by_dimension(told, CODEBOOK, narrow))} == {(None, None, None, "masked")}
    assert numbers(figures.by_theme(told, CODEBOOK, narrow)) == [("", None, None, None, "masked")]
    sentence = catalogue.find(CODEBOOK, "paroles/etiquettes").sentence(figures.by_theme(told, CODEBOOK, narrow))
    assert sentence.startswith(f"Résultat masqué (il reposerait sur moins de 5{NBSP}paroles")
    assert numbers(figures.citable(told, narrow, mask=False)) == [("", 0, 4, 0, "count")]
    assert numbers(figures.by_theme(told, CODEBOOK, narrow, mask=False)) == [("lev_clas", 3, 3, 1, "count")]


def test_a_selection_that_a_subtraction_would_open_is_masked_too(store: Store) -> None:
    """Ten about a link, twelve in all: the two about the centre as a whole would be found."""
    told = source(store).quotations
    rest = Filters(campaign=(CAMPAIGN,), level=("elementaire", "college"))
    assert numbers(figures.citable(told, rest)) == [("", None, None, None, "masked")]
    assert numbers(figures.citable(told, rest, mask=False)) == [("", 3, 10, 0, "percent")]
    # Twelve less six are six, of the college and of the centre: neither is found.
    one = Filters(campaign=(CAMPAIGN,), level=("elementaire",))
    assert numbers(figures.citable(told, one)) == [("", 3, 6, 0, "count")]


def test_no_tag_and_no_quotation_are_no_answer(store: Store) -> None:
    store.deposit(a_return(view="ecole"), data=b"2", filename="b.xlsx")
    school = Filters(campaign=(CAMPAIGN,), view=("ecole",))
    told = source(store).quotations
    assert numbers(figures.by_theme(told, CODEBOOK, school)) == [("", 0, 0, 0, "empty")]
    assert numbers(figures.citable(told, school)) == [("", 0, 0, 0, "empty")]


def test_views_are_never_added(store: Store) -> None:
    store.deposit(a_return(view="ecole", verbatims=(Verbatim("Oui.", "leviers"),)), data=b"2", filename="b.xlsx")
    with pytest.raises(ValueError, match="view"):
        figures.citable(source(store).quotations, Filters(campaign=(CAMPAIGN,), view=("centre", "ecole")))


@pytest.mark.parametrize("code", ["paroles/dimensions", "paroles/etiquettes"])
def test_figures_are_found_by_code_and_drawn(store: Store, code: str) -> None:
    figure, given = catalogue.find(CODEBOOK, code), source(store)
    frame = figure.frame(given, NOW, None, True)
    assert figure.page == "paroles"
    assert frame["n"].max() == (6 if code.endswith("dimensions") else 4)
    assert len(figure.chart(frame, figure.question).data[0].y) == len(frame)


def test_a_source_without_notes_counts_no_theme(store: Store) -> None:
    @dataclass(frozen=True)
    class Plain:
        responses: responses.Responses
        bits: Bits

    given = source(store)
    plain = Plain(given.responses, given.bits)
    themes = catalogue.find(CODEBOOK, "paroles/etiquettes").frame(plain, NOW, None, True)
    assert numbers(themes) == [("", 0, 0, 12, "empty")]
    figure = catalogue.find(CODEBOOK, "paroles/etiquettes")
    assert figure.sentence(themes) == figure.base(themes) == "Aucune parole n’est étiquetée dans cette sélection."
    assert "Aucune parole n’est étiquetée" in figure.chart(themes, "?").layout.annotations[-1].text


def test_the_basket_hands_out_what_may_leave_in_its_order_and_names_no_school(store: Store) -> None:
    store.proof_read_all([Reading(key("=Rôle."), "=Rôle"), Reading(key("Durée 0."), "Durée 0.", citable=False)])
    given = source(store)
    keys = [key(text) for text in ("=Rôle.", "Durée 0.", "Sans thème.", "Levier 0.")] + ["x" * 64]
    safe = basket.chosen(given.responses, given.quotations, keys)
    assert safe["text"].tolist() == ["=Rôle", "Levier 0."]
    assert safe["level_label"].tolist() == ["", ""]  # one centre only
    assert safe["source"].tolist() == [
        f"Un centre social · Rôle du centre social · enregistrement, 38-58 · {CAMPAIGN}",
        f"Un centre social · Leviers · enregistrement, 38-58 · {CAMPAIGN}",
    ]
    assert basket.text(safe) == (
        f"«{NBSP}=Rôle{NBSP}»\nUn centre social · Rôle du centre social · enregistrement, 38-58 · {CAMPAIGN}\n\n"
        f"«{NBSP}Levier 0.{NBSP}»\nUn centre social · Leviers · enregistrement, 38-58 · {CAMPAIGN}\n"
    )
    lines = basket.csv(safe).decode("utf-8-sig").split("\r\n")
    assert lines == [
        "Ordre;Parole;Thème;Regard;Niveau de l’établissement;Étiquettes;Minutage;Campagne",
        f"1;'=Rôle;Rôle du centre social;un centre social;;;38-58;{CAMPAIGN}",
        f'2;Levier 0.;Leviers;un centre social;;"Dispositif CLAS{THIN}; Situation de crise";38-58;{CAMPAIGN}',
        "",
    ]


def test_an_empty_basket_has_the_same_columns(store: Store) -> None:
    given = source(store)
    empty = basket.chosen(given.responses, given.quotations, [])
    full = basket.chosen(given.responses, given.quotations, [key("Levier 0.")])
    assert (len(empty), len(full)) == (0, 1)
    assert list(empty.columns) == list(full.columns)
    assert basket.csv(empty).decode("utf-8-sig").count("\r\n") == 1
