"""Who is to be reminded, and in which words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from lib import codebook as codebooks
from lib import responses
from lib.collection import followup, reminders
from lib.collection.followup import FollowUp
from lib.findings import find
from lib.observation import Place
from lib.store import Centre, Store
from tests.support.stores import CAMPAIGN, a_return, fresh_url

CODEBOOK = codebooks.load(codebooks.DEFAULT_PATH)
FIRST, LAST = date(2026, 3, 2), date(2026, 6, 30)
PAGE = "https://passerelle.exemple.fr/deposer?a=1;b=2"


@pytest.fixture
def store(tmp_path: Path):
    """A has answered; B's file was refused; C and D have done nothing, but C's school was asked."""
    with Store.open(fresh_url(tmp_path)) as store:
        emails = {"A": "a@exemple.fr", "B": "b@exemple.fr", "C": "B@exemple.fr", "D": "", "E": "pas une adresse"}
        store.add_centres([Centre(code, f"Centre {code}", "Cergy", email) for code, email in emails.items()])
        store.open_campaign(CAMPAIGN, LAST, opens=FIRST)
        store.invite(CAMPAIGN, list("ABCDE"))
        store.deposit(a_return(centre="A"), data=b"A", filename="a.xlsx")
        store.deposit(a_return(centre="C", view="ecole"), data=b"C", filename="c.xlsx")
        yield store


def refuse(store: Store, *findings: object) -> None:
    store.refuse(
        data=b"B",
        filename="retour Martine Dupont.xlsx",
        findings=findings,
        who="Martine",
        ret=a_return(centre="B"),
    )


def followed(store: Store, today: date = date(2026, 6, 1), view: str = "centre") -> FollowUp:
    return followup.follow(store, responses.build(store.tables(), CODEBOOK), CAMPAIGN, view=view, today=today)


def test_those_without_a_return_are_to_be_reminded(store: Store) -> None:
    refuse(store, find("no_link"))
    waiting = reminders.to_remind(followed(store))
    expected = pd.DataFrame(
        {
            "code": ["B", "C", "D", "E"],
            "name": ["Centre B", "Centre C", "Centre D", "Centre E"],
            "commune": ["Cergy"] * 4,
            "email": ["b@exemple.fr", "B@exemple.fr", "", "pas une adresse"],
            "state": ["blocked", "awaited", "awaited", "awaited"],
            "received/centre": [False] * 4,
            "received/ecole": [False, True, False, False],
        }
    )
    pd.testing.assert_frame_equal(waiting.drop(columns="refused_at"), expected)
    assert waiting["refused_at"].notna().tolist() == [True, False, False, False]


def test_addresses_are_joined_once_each_and_the_others_named(store: Store) -> None:
    waiting = reminders.to_remind(followed(store))
    assert reminders.addresses(waiting) == "b@exemple.fr"
    assert reminders.addresses(followed(store).centres) == "a@exemple.fr;b@exemple.fr"
    assert reminders.without_address(waiting) == ["Centre D", "Centre E"]
    assert reminders.addresses(waiting.iloc[:0]) == ""
    assert reminders.without_address(waiting.iloc[:0]) == []


def test_a_message_to_one_centre(store: Store) -> None:
    message = reminders.message(followed(store), "D", page=PAGE)
    assert message.subject == "Campagne 2025-2026\u00a0: votre retour est attendu d’ici au 30 juin 2026"
    assert message.body == (
        "Bonjour,\n\n"
        "Centre social\u00a0: Centre D\n\n"
        "La campagne 2025-2026 sur les liens entre écoles et centres sociaux se termine le 30 juin 2026.\n\n"
        "Sauf erreur de notre part, nous n’avons pas encore reçu le retour de votre centre social.\n\n"
        "Le classeur se télécharge et se dépose sur la page «\u00a0Déposer un retour\u00a0» de Passerelle\u00a0: "
        "https://passerelle.exemple.fr/deposer?a=1;b=2.\n\n"
        "Si votre retour nous est parvenu entre-temps, ne tenez pas compte de ce message.\n\n"
        "Merci, et bien cordialement,\nla coordination départementale"
    )


def test_a_blocked_centre_is_told_what_to_mend_and_no_person_is_named(store: Store) -> None:
    place = Place("Liens", "C6")
    several = [find("required_missing", place, label="Statut", link=f"lien {n}") for n in range(1, 8)]
    refuse(store, *several, find("section_untouched", value="1", what="le lien 1", them="lui"))
    body = reminders.message(followed(store), "B").body
    paragraphs = body.split("\n\n")
    assert paragraphs[3].startswith("Le fichier déposé le ")
    assert paragraphs[3].endswith("n’a pas pu être accepté\u202f; voici ce qui est à corriger\u00a0:")
    assert paragraphs[4] == (
        "– Feuille «\u00a0Liens\u00a0», cellule C6\u00a0: «\u00a0Statut\u00a0» est obligatoire et manque pour le "
        "lien 1. Remplissez cette cellule."
    )
    assert paragraphs[9] == "– et 2 autres points, dits par Passerelle quand vous déposez le fichier."
    assert len(paragraphs) == 13
    assert "Martine" not in body


def test_a_centre_whose_school_was_asked_is_thanked_for_that(store: Store) -> None:
    body = reminders.message(followed(store), "C").body
    assert "Le regard de l’école nous est bien parvenu\u00a0: il ne manque que le vôtre." in body


def test_the_view_of_the_school_is_asked_for_by_its_name(store: Store) -> None:
    follow = followed(store, view="ecole")
    assert reminders.to_remind(follow)["code"].tolist() == ["A", "B", "D", "E"]
    body = reminders.message(follow, "A").body
    assert "reçu le regard de l’école, que vous recueillez auprès de votre contact." in body


@pytest.mark.parametrize(
    ("today", "closed", "subject", "deadline"),
    [
        (LAST, False, "votre retour est attendu d’ici au 30 juin 2026", "se termine aujourd’hui, 30 juin 2026."),
        (date(2026, 7, 1), False, "il nous manque votre retour", "s’est terminée le 30 juin 2026."),
        (date(2026, 6, 1), True, "il nous manque votre retour", "est terminée."),
    ],
)
def test_the_words_follow_the_calendar(store: Store, today: date, closed: bool, subject: str, deadline: str) -> None:
    if closed:
        store.close_campaign(CAMPAIGN)
    message = reminders.grouped(followed(store, today))
    assert message.subject == f"Campagne 2025-2026\u00a0: {subject}"
    assert deadline in message.body
    assert ("Un retour tardif peut encore être accepté" in message.body) is closed


def test_without_a_last_day_none_is_named(store: Store, tmp_path: Path) -> None:
    store.invite("2026-2027", ["A"])
    follow = followup.follow(store, responses.build(store.tables(), CODEBOOK), "2026-2027", today=date(2026, 10, 1))
    message = reminders.grouped(follow)
    assert message.subject == "Campagne 2026-2027\u00a0: votre retour est attendu"
    assert "est ouverte." in message.body


def test_the_grouped_message_names_no_centre(store: Store) -> None:
    refuse(store, find("no_link"))
    message = reminders.grouped(followed(store), page=PAGE)
    assert "Centre social\u00a0:" not in message.body
    assert "nous n’avons pas encore reçu le retour de votre centre social, ou le fichier déposé" in message.body


@pytest.mark.parametrize("code", ["A", "Z"])
def test_nobody_else_is_written_to(store: Store, code: str) -> None:
    with pytest.raises(KeyError):
        reminders.message(followed(store), code)
