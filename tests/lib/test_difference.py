"""Before and after of one centre, in sentences and as a frame."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from lib.correcting.difference import Kind, compare
from lib.observation import Observation, Return, Verbatim
from lib.store import Store
from tests.support.sheets import small_codebook
from tests.support.stores import fresh_url

CODEBOOK = small_codebook()


def school(number: int, name: str, uai: str = "", **answers: str) -> Observation:
    identity = {"etab_nom": name, "etab_commune": "Cergy", "etab_niveau": "college", "etab_uai": uai}
    return Observation(number, {key: value for key, value in (identity | answers).items() if value})


def ret(*links: Observation, verbatims: tuple[Verbatim, ...] = (), **answers: str) -> Return:
    return Return("2025-2026", "C1", "centre", observations=links, verbatims=verbatims, answers=answers)


def said(before: Return, after: Return) -> list[str]:
    """The sentences, no-break spaces as plain ones."""
    return [text.replace("\u00a0", " ") for text in compare(before, after, CODEBOOK).sentences]


BEFORE = ret(
    school(1, "Jaurès", statut_lien="actif", q1="caf police", reciprocite="1", annee_debut="2019"),
    school(2, "Pagnol", statut_lien="actif"),
    verbatims=(Verbatim("On se voit.", "durabilite", 1), Verbatim("Ça tient.", "", 2)),
    fonction_repondant="direction",
)
AFTER = ret(
    school(1, "Renoir", statut_lien="souhaite"),
    school(2, "Jaurès", statut_lien="interrompu", q1="police parents autre", annee_debut="2019", d3="cpe"),
    verbatims=(Verbatim("On se voit.", "durabilite", 2, citable=True), Verbatim("Nouveau.", "", None)),
    fonction_repondant="accueil",
    date_reponse="2026-03-15",
)


def test_everything_that_changes_is_said_in_order():
    assert said(BEFORE, AFTER) == [
        "Le lien avec Renoir (Cergy) est ajouté.",
        "Le lien avec Pagnol (Cergy) n’y est plus.",
        "Le centre dans son ensemble, « Fonction » : « Direction » devient « Accueil, secrétariat ».",
        "Le centre dans son ensemble, « Date » : la réponse « 2026-03-15 » est ajoutée.",
        "Jaurès, « Statut » : « Actif » devient « Interrompu ».",
        "Jaurès, « Avec qui ? » : « Parents d’élèves, représentants » et « Autre (préciser) » ajoutés, « Caf » retiré.",
        "Jaurès, « Réciprocité » : la réponse « 1 – Ébauché » est retirée.",
        "Jaurès, « Qui tient le fil » : la réponse « CPE » est ajoutée.",
        "La parole « On se voit. » change : Jaurès, Durabilité, non citable devient Jaurès, Durabilité, citable.",
        "La parole « Nouveau. » est ajoutée (Le centre dans son ensemble).",
        "La parole « Ça tient. » n’y est plus (Pagnol).",
    ]


def test_the_frame_says_the_same_in_columns():
    multiple = ("Caf\u202f; Police", "Police\u202f; Parents d’élèves, représentants\u202f; Autre (préciser)")
    whole, quoted = "Le centre dans son ensemble", "Jaurès, Durabilité"
    expected = pd.DataFrame(
        [
            ("lien ajouté", "Renoir", "", "", ""),
            ("lien retiré", "Pagnol", "", "", ""),
            ("réponse modifiée", whole, "Fonction", "Direction", "Accueil, secrétariat"),
            ("réponse ajoutée", whole, "Date", "", "2026-03-15"),
            ("réponse modifiée", "Jaurès", "Statut", "Actif", "Interrompu"),
            ("réponse modifiée", "Jaurès", "Avec qui ?", *multiple),
            ("réponse retirée", "Jaurès", "Réciprocité", "1 – Ébauché", ""),
            ("réponse ajoutée", "Jaurès", "Qui tient le fil", "", "CPE"),
            ("parole modifiée", "Jaurès", "On se voit.", f"{quoted}, non citable", f"{quoted}, citable"),
            ("parole ajoutée", whole, "", "", "Nouveau."),
            ("parole retirée", "Pagnol", "", "Ça tient.", ""),
        ],
        columns=["Changement", "Établissement", "Question", "Avant", "Après"],
        dtype="str",
    )
    pd.testing.assert_frame_equal(compare(BEFORE, AFTER, CODEBOOK).frame(), expected)


def test_the_summary_counts_each_kind():
    difference = compare(BEFORE, AFTER, CODEBOOK)
    assert difference.summary == (
        "1 lien ajouté, 1 lien retiré, 2 réponses ajoutées, 3 réponses modifiées, 1 réponse retirée, "
        "1 parole ajoutée, 1 parole modifiée, 1 parole retirée."
    )
    assert difference.count(Kind.LINK_ADDED, Kind.LINK_GONE) == 2


def test_the_same_return_changes_nothing():
    difference = compare(BEFORE, BEFORE, CODEBOOK)
    assert not difference
    assert difference.summary == "Ce retour ne change rien à celui qui est en vigueur."
    assert list(difference.frame().columns) == ["Changement", "Établissement", "Question", "Avant", "Après"]
    assert difference.frame().empty


def test_order_and_numbers_of_links_and_choices_are_no_change():
    moved = replace(
        BEFORE,
        observations=(
            school(4, "Pagnol", statut_lien="actif"),
            school(7, "jaures", statut_lien="actif", q1="police caf", reciprocite="1", annee_debut="2019"),
        ),
        verbatims=(Verbatim("Ça tient.", "", 4), Verbatim("On se voit.", "durabilite", 7)),
    )
    assert said(BEFORE, moved) == ["jaures, « Nom » : « Jaurès » devient « jaures »."]


@pytest.mark.parametrize(
    ("before", "after", "sentences"),
    [
        # The UAI says that it is the same school, whatever it is called.
        (
            school(1, "Jaurès", "0951099D"),
            school(1, "Jean Jaurès", "0951099D"),
            ["Jean Jaurès, « Nom » : « Jaurès » devient « Jean Jaurès »."],
        ),
        # A UAI that comes later completes the school.
        (
            school(1, "Jaurès"),
            school(1, "Jaurès", "0951099D"),
            ["Jaurès, « UAI » : la réponse « 0951099D » est ajoutée."],
        ),
        # Two UAI are two schools, even of one name.
        (
            school(1, "Jaurès", "0951099D"),
            school(1, "Jaurès", "0951100E"),
            ["Le lien avec Jaurès (Cergy) est ajouté.", "Le lien avec Jaurès (Cergy) n’y est plus."],
        ),
        # Without a UAI, another name is another school.
        (
            school(1, "Jaurès"),
            school(1, "Jean Jaurès"),
            ["Le lien avec Jean Jaurès (Cergy) est ajouté.", "Le lien avec Jaurès (Cergy) n’y est plus."],
        ),
    ],
)
def test_links_are_told_apart_as_the_store_does(before, after, sentences):
    assert said(ret(before), ret(after)) == sentences


def test_the_store_agrees_on_which_links_are_the_same(tmp_path):
    """Links whose answers change keep their number in the store; those added get a new one."""
    before = (school(1, "Jaurès"), school(2, "Pagnol", "0951099D"), school(3, "Renoir"))
    after = (
        school(1, "Renoir"),
        school(2, "M. Pagnol", "0951099D"),
        school(3, "Jaurès", "0951100X"),
        school(4, "N"),
    )
    with Store.open(fresh_url(tmp_path)) as store:
        links = []
        for number, returned in enumerate((ret(*before), ret(*after))):
            store.deposit(returned, data=bytes([number]), filename="a.xlsx")
            links.append(list(store.tables().observations["link"]))
    assert links == [[1, 2, 3], [3, 2, 1, 4]]
    difference = compare(ret(*before), ret(*after), CODEBOOK)
    added = [change.link for change in difference.changes if change.kind is Kind.LINK_ADDED]
    assert (added, difference.count(Kind.LINK_GONE)) == (["N"], 0)


def test_a_quotation_said_twice_is_there_twice():
    once, twice = Verbatim("Oui.", "", None), (Verbatim("Oui.", "", None),) * 2
    assert said(ret(verbatims=(once,)), ret(verbatims=twice)) == [
        "La parole « Oui. » est ajoutée (Le centre dans son ensemble)."
    ]
    assert said(ret(verbatims=twice), ret(verbatims=(once,))) == [
        "La parole « Oui. » n’y est plus (Le centre dans son ensemble)."
    ]


def test_what_the_questionnaire_no_longer_has_is_shown_as_it_was_kept():
    before, after = ret(school(1, "A", ancienne="x", q1="caf jadis")), ret(school(1, "A", q1="caf"))
    assert said(before, after) == [
        "A, « Avec qui ? » : « jadis » retiré.",
        "A, « ancienne » : la réponse « x » est retirée.",
    ]


def test_long_texts_are_cut_in_sentences_and_whole_in_the_frame():
    long = "mot " * 50
    difference = compare(ret(), ret(verbatims=(Verbatim(long, "", None),)), CODEBOOK)
    assert difference.sentences[0].replace("\u00a0", " ").startswith(f"La parole « {('mot ' * 20).strip()}… »")
    assert list(difference.frame()["Après"]) == [long]
