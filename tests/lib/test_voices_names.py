"""The warning where a quotation may name somebody: what it notices, and what it must leave in peace."""

from __future__ import annotations

import csv

import pytest

from lib import examples, responses
from lib.codebook import DEFAULT_PATH, load
from lib.observation import Verbatim
from lib.store import Store
from lib.voices import names, suggest
from lib.voices.names import Names, Warned
from tests.support.stores import a_return, fresh_url, link

SCHOOLS = (
    "École maternelle La Fontaine",
    "Collège Jean-Moulin",
    "Groupe scolaire Les Tilleuls",
    "École du Parc",
    "Centre social A (exemple)",
    "École d'Arc",
)
NAMES = Names([*SCHOOLS, "Saint-Ouen"], ["Caf, CLAS et Éducation nationale"])


@pytest.mark.parametrize(
    ("text", "persons"),
    [
        ("Mme Dupont nous a ouvert la porte.", ("Dupont",)),
        ("Merci à M. Le Goff et à Madame de la Tour.", ("Le Goff", "de la Tour")),
        ("C’est monsieur le directeur qui a dit oui.", ()),
        ("Madame la directrice est venue.", ()),
        ("Monsieur l’inspecteur aussi.", ()),
        ("Mme D. nous aide.", ("D",)),
        ("Fatima est venue ; nous avons ri.", ("Fatima",)),
        ("Avec Zoltan, tout va bien.", ("Zoltan",)),
        ("C’est Élodie, puis Anne-Sophie.", ("Élodie", "Anne-Sophie")),
        ("Zoltan est venu.", ()),  # an unusual name at the beginning is missed, as the module says
        ("Et jean dupont aussi.", ()),
        ("Le CLAS, la Caf, le REAAP et l’Éducation nationale.", ()),
        ("Voilà. Ensuite, on recommence : Tout le monde vient… Oui !", ()),
        ("« Venez », dit-elle. « Bonjour »", ()),
        ("En Juin, à Noël, on fait la fête.", ()),
        ("- Premier point\n- Deuxième point", ()),
        ("Louise aide Mme Louise.", ("Louise",)),
        ("À Lucas, puis à Luc.", ("Lucas", "Luc")),
        ("Avec Zoltan et Mme Le Goff ; Goff, oui, et Zoltan.", ("Zoltan", "Le Goff")),
        # In small letters: first names that are no words, surnames behind a civility.
        ("merci à karim et sophie", ("karim", "sophie")),
        ("Chez jean-marie et anne-sophie.", ("jean-marie", "anne-sophie")),
        ("Un temps clément, une rose, la marine, un mot clair et une idée claire ; on se marie, ils sont mariés.", ()),
        ("Rose et Clément sont venus.", ("Rose", "Clément")),
        ("madame durand nous aide", ("durand",)),
        ("m. durand, Mr petit et mme roux-martin", ("durand", "petit", "roux-martin")),
        ("Madame est venue ; monsieur a dit oui. Merci madame qui nous aidez.", ()),
        ("Un monsieur explique, une dame traduit, les mesdames rient.", ()),
        ("À 10 m. environ, puis 5 mm. Après, rien.", ()),
        ("Bonjour madame\nnous venons", ()),
        ("madame le goff", ()),  # with an article it is missed, as the module says
        # Functions name nobody; without an article they may be a surname.
        ("Monsieur le Directeur et Madame la Principale adjointe.", ()),
        ("Monsieur Le Maire, monsieur L’Inspecteur, madame directrice.", ()),
        ("Le Maire a dit oui, et la Vice-présidente aussi.", ()),
        ("Mme Maire nous aide.", ("Maire",)),
        ("Monsieur le Directeur Dupont.", ("Dupont",)),
        ("Chère Madame Monsieur", ()),
        # In capitals: surnames, and neither acronyms nor what is stressed.
        ("Merci à DUPONT", ("DUPONT",)),
        ("Sophie DURAND, M. LE GOFF et Mme DE LA TOUR", ("Sophie", "DURAND", "LE GOFF", "DE LA TOUR")),
        ("Merci à MARTIN, DUPONT-LEROY et LUC.", ("MARTIN", "DUPONT-LEROY", "LUC")),
        ("L’ATSEM, l’AESH, la SEGPA et le QPV, avec le REAAP.", ()),
        ("C’est TOUJOURS pareil, VRAIMENT : de la SOLIDARITÉ.", ()),
        ("Le ROY", ()),  # of three letters it is missed, as the module says
        ("ON NE NOUS ÉCOUTE PAS, ET LA MARINE EST CLAIRE", ()),
        ("MERCI À KARIM ET À MADAME DURAND", ("KARIM", "DURAND")),
        ("Nous disons : VENEZ NOUS VOIR, avec Zoltan.", ("Zoltan",)),
    ],
)
def test_persons(text: str, persons: tuple[str, ...]) -> None:
    assert NAMES.find(text).persons == persons


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("À Jean Moulin, on s’entend bien.", ("Jean Moulin",)),
        ("Le collège Jean-Moulin et La Fontaine.", ("Jean-Moulin", "La Fontaine")),
        ("Chez nous à Saint-Ouen.", ("Saint-Ouen",)),
        ("On se voit au parc, sous les tilleuls, à la fontaine.", ()),
        ("L’école d’Arc", ("Arc",)),
        ("A la sortie.", ()),
    ],
)
def test_places_of_the_survey(text: str, places: tuple[str, ...]) -> None:
    assert NAMES.find(text) == Warned((), places)


def test_a_place_in_capitals_is_no_person() -> None:
    assert Names(["Collège GODARD"]).find("Merci à GODARD.") == Warned((), ("GODARD",))


def test_first_names_that_are_words_are_first_names() -> None:
    assert names._ALSO_WORDS < names._FIRST_NAMES


def test_no_places_and_no_words_are_no_error() -> None:
    assert not Names().find("Rien à dire.")
    assert Names([""]).find("Avec Karim.") == Warned(("Karim",), ())


def test_what_is_known_comes_from_the_responses(tmp_path) -> None:
    with Store.open(fresh_url(tmp_path)) as store:
        ret = a_return(link(1, "École Olympe-de-Gouges"), verbatims=(Verbatim("Oui.", "leviers"),))
        store.deposit(ret, data=b"1", filename="a.xlsx")
        found = names.of(responses.build(store.tables(), load()))
    told = "Avec Olympe de Gouges, à Cergy, le REAAP et la Médiation de la ville."
    assert found.find(told) == Warned((), ("Olympe de Gouges", "Cergy"))


def test_the_quotations_and_post_its_of_the_document_name_nobody() -> None:
    with (DEFAULT_PATH / "verbatims.csv").open(encoding="utf-8", newline="") as file:
        told = [row["text"] for row in csv.DictReader(file)]
    made_up = [text for _, text in examples.sentences()]
    assert len(set(made_up)) == len(made_up) > 30
    told += made_up + [example.text for example in suggest.postits()]
    known = Names([], names._wordings(load()))
    assert len(told) == 16 + len(made_up) + 248
    assert [text for text in told if known.find(text)] == []
