"""Notes on the document's questions and ticks of its homework, as one person and as two at once."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.browser import RunningApp, press, settle

QUESTION = "Le centre social est-il ouvert sur le quartier"
HOSTILE = "<img src=x onerror=alert(1)> **gras** [lien](http://exemple.test) $x$"


def open_part(page: Page, app: RunningApp, address: str, title: str, part: str) -> None:
    page.goto(f"{app.url}/{address}")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    press(page.get_by_role("radio", name=part))
    settle(page)


def questions(page: Page, app: RunningApp) -> None:
    open_part(page, app, "ouvertes", "Questions ouvertes", "Les questions du document")


def box(page: Page, question: str) -> Locator:
    """The framed box of one question."""
    heading = page.get_by_role("heading", level=4).filter(has_text=question)
    return page.get_by_test_id("stVerticalBlock").filter(has=heading).last


def begin_note(page: Page, question: str, text: str, status: str) -> Locator:
    """Open the dialog of a question and fill it, without saving."""
    press(box(page, question).get_by_role("button", name="Noter"))
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    press(dialog.get_by_role("radio", name=status))
    settle(page)
    note = dialog.get_by_role("textbox", name="Note")
    note.fill(text)
    note.press("Tab")
    settle(page)
    return dialog


def test_a_note_with_its_status_is_there_after_a_reload_letter_for_letter(app: RunningApp, page: Page) -> None:
    questions(page, app)
    dialog = begin_note(page, QUESTION, HOSTILE, "En cours")
    dialog.get_by_role("textbox", name=re.compile("Qui êtes-vous")).fill("Référente famille")
    press(dialog.get_by_role("button", name="Enregistrer"))
    expect(dialog).to_have_count(0)
    questions(page, app)
    written = box(page, QUESTION)
    expect(written.get_by_text(HOSTILE, exact=True)).to_be_visible()
    expect(written.get_by_role("heading", level=4)).to_contain_text("En cours")
    expect(written.get_by_text(re.compile(r"^Noté le \d.* par Référente famille$"))).to_be_visible()
    assert written.locator("img").count() == 0
    expect(page.get_by_text("5 à discuter et 1 en cours.")).to_be_visible()


def test_of_two_people_the_second_sees_the_first_note_before_it_is_replaced(
    app: RunningApp, page: Page, browser: Browser
) -> None:
    question = "L’école est-elle plus ouverte"
    with browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900}) as context:
        other = context.new_page()
        questions(page, app)
        questions(other, app)
        second = begin_note(page, question, "La seconde note.", "Tranchée")
        first = begin_note(other, question, "La première note.", "En cours")
        press(first.get_by_role("button", name="Enregistrer"))
        expect(first).to_have_count(0)
    press(second.get_by_role("button", name="Enregistrer"))
    expect(second.get_by_text("La première note.", exact=True)).to_be_visible()
    expect(second.get_by_role("textbox", name="Note")).to_have_value("La seconde note.")
    press(second.get_by_role("button", name="Enregistrer la mienne"))
    expect(second).to_have_count(0)
    expect(box(page, question).get_by_text("La seconde note.", exact=True)).to_be_visible()
    press(box(page, question).get_by_role("button", name="Noter"))
    dialog = page.get_by_role("dialog")
    press(dialog.get_by_text("Ce qui a été noté jusqu’ici"))
    expect(dialog.get_by_text("La première note.", exact=True)).to_be_visible()


def test_a_contact_that_is_ticked_stays_ticked_with_its_day(app: RunningApp, page: Page) -> None:
    open_part(page, app, "devoirs", "Devoirs", "La liste des devoirs")
    press(page.get_by_text("Inspection", exact=True))
    expect(page.get_by_text(re.compile("^Noté le "))).to_have_count(1)
    open_part(page, app, "devoirs", "Devoirs", "La liste des devoirs")
    expect(page.get_by_role("checkbox", name="Inspection")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Coordonnateurs REP")).not_to_be_checked()
    press(page.get_by_text("Inspection", exact=True))
    expect(page.get_by_text(re.compile("^Décoché le "))).to_have_count(1)
    expect(page.get_by_role("checkbox", name="Inspection")).not_to_be_checked()


def test_the_survey_speaks_beside_the_questions(demo_app: RunningApp, page: Page) -> None:
    questions(page, demo_app)
    expect(box(page, QUESTION).get_by_text("Ce qu’en dit l’enquête")).to_contain_text("ayant répondu")
    expect(box(page, "Droit commun").get_by_text("Aucune question de l’enquête n’y répond encore.")).to_be_visible()
    expect(box(page, "CLAS").get_by_text("sans y répondre")).to_contain_text("Levier «\u00a0Dispositif CLAS\u00a0»")
