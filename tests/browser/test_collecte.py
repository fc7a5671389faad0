"""Collecting, as people do it: cells put right in the page, a second version, undoing it; lists; other surveys."""

from __future__ import annotations

import io
import re
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Browser, Locator, Page, expect

from lib import template
from lib.codebook import load
from lib.observation import Observation, Return
from lib.store import Centre, Store
from tests.support.browser import RunningApp, press, settle, unroll

SCHOOL = {"etab_commune": "Ici", "etab_niveau": "college", "statut_lien": "actif", "annee_debut": "2019"}
CENTRE = ("CS01", "centre", "Centre du Parc", "Ici")
BEFORE_CORRECTION, HEADER, ROW = 120 + 100, 36, 52
"""Pixels of the grid of corrections: the columns at the left of « Correction », its header, one row."""
TIMEOUT = 30_000
SURVEY = """\
Horodateur;Vous êtes;Quels leviers ?;Note
12/03/2026 10:00:00;Parent;CLAS, Café des parents;4
12/03/2026 11:00:00;Parent;CLAS;5
12/03/2026 12:00:00;Enseignant;Café des parents;3
12/03/2026 13:00:00;Enseignant;;4
"""
LIST = """\
Campagne;Code du centre social;Nom du centre social;Regard;Établissement;Commune;Niveau;Statut;Qui tient le fil ?
2025-2026;CS07;Centre du Lac;Centre social;École A;Ville;Élémentaire;Actif;CPE
2025-2026;CS08;Centre du Bois;Centre social;Collège B;Ville;Collège;Actif;CPE
"""
CODES = """\
Campagne;Code du centre social;Nom du centre social;Regard;Établissement;Commune;Niveau;Statut du lien;Réciprocité
2025-2026;CS07;Centre du Lac;Centre social;École A;Ville;A2;1;2
2025-2026;CS07;Centre du Lac;Centre social;École B;Ville;Éc. mat.;1;9
"""


def workbook(links: int, **cells: str) -> bytes:
    """The centre's workbook about some schools; ``cells`` are overwritten: ``niveau_2`` is of link 2."""
    seen = tuple(Observation(n, {"etab_nom": f"Collège {n}", **SCHOOL}) for n in range(1, links + 1))
    code, view, name, commune = CENTRE
    data = template.build(
        load(),
        campaign="2025-2026",
        centre_code=code,
        centre_name=name,
        view=view,
        ret=Return("2025-2026", code, view, name, commune, seen),
    )
    book = load_workbook(io.BytesIO(data))
    sheet = book["Liens"]
    rows = {row[0].value: row[0].row for row in sheet.iter_rows(max_col=1)}
    columns = {cell.value: cell.column for cell in sheet[1]}
    for place, value in cells.items():
        question, _, link = place.rpartition("_")
        sheet.cell(rows[f"lien:{link}"], columns[question]).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def drop(page: Page, name: str, data: bytes) -> None:
    page.locator("input[type=file]").first.set_input_files({"name": name, "mimeType": "", "buffer": data})


def type_into(page: Page, grid: Locator, x: float, y: float, text: str, done: Locator) -> None:
    """Type into a cell of a grid until ``done`` can be clicked: a grid that is still moving misses a first try."""
    for timeout in (4_000, 4_000, TIMEOUT):
        box = grid.bounding_box()
        page.mouse.click(box["x"] + x, box["y"] + y)
        page.keyboard.press("Enter")
        cell = page.locator("#portal textarea, #portal input").first
        try:
            expect(cell).to_be_visible(timeout=timeout)
            page.keyboard.press("Control+A")
            page.keyboard.type(text)
            expect(cell).to_have_value(text, timeout=timeout)
            settle(page)  # the grid takes what it has drawn, which may be a keystroke behind the box
            page.keyboard.press("Enter")
            expect(done).to_be_enabled(timeout=timeout)
        except AssertionError:
            if timeout == TIMEOUT:
                raise
            page.keyboard.press("Escape")
        else:
            return


def put_right(page: Page, text: str, corrected: str) -> None:
    """Type into the first cell of the column « Correction », and have it checked."""
    grid = page.get_by_test_id("stDataFrame").filter(has=page.locator("table", has_text="Correction")).first
    grid.scroll_into_view_if_needed()
    button = page.get_by_role("button", name="Corriger ici")
    type_into(page, grid, BEFORE_CORRECTION + 60, HEADER + ROW / 2, text, button)
    press(button)
    expect(page.get_by_text(corrected)).to_be_visible()
    settle(page)


def history(page: Page, centre: str):
    """Open the history of a centre; its table."""
    press(page.get_by_role("link", name="Suivi de la collecte"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Suivi de la collecte")
    press(page.get_by_role("radio", name="Historique"))
    press(page.get_by_role("combobox", name="Centre social"))
    press(page.get_by_role("option", name=centre))
    return page.get_by_test_id("stDataFrame").locator("table")


def test_two_cells_are_corrected_in_the_page_then_a_second_version_is_undone(app: RunningApp, page: Page) -> None:
    page.goto(f"{app.url}/deposer")
    drop(page, "retour.xlsx", workbook(3, etab_niveau_2="Colege", annee_debut_3="deux mille dix"))
    expect(page.get_by_text("3 liens lus, 1 point bloquant, 1 point à vérifier")).to_be_visible()
    expect(page.get_by_role("button", name="Confirmer le dépôt")).to_be_disabled()
    settle(page)
    with page.expect_download() as download:
        press(page.get_by_role("button", name="Télécharger mon fichier annoté"))
    assert download.value.suggested_filename == "retour - annoté.xlsx"
    sheet = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))["Liens"]
    assert ["Colege" in cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment].count(True) == 1
    put_right(page, "Collège", "1 cellule corrigée ici")
    put_right(page, "2010", "2 cellules corrigées ici")
    expect(page.get_by_text("3 liens lus, rien à signaler.")).to_be_visible()
    press(page.get_by_role("button", name="Confirmer le dépôt"))
    expect(page.get_by_text("Corrigé à l’écran : 2 cellules")).to_be_visible()

    press(page.get_by_role("button", name="Déposer d’autres fichiers"))
    expect(page.get_by_text("Rien n’est compté avant votre confirmation")).to_be_visible()
    settle(page)
    drop(page, "retour-2.xlsx", workbook(2))
    expect(page.get_by_text("Centre du Parc : 1 lien retiré.")).to_be_visible()
    press(page.get_by_role("button", name="Confirmer le dépôt"))
    expect(page.get_by_text("Remplace le dépôt nº 2, qui reste conservé")).to_be_visible()

    table = history(page, "Centre du Parc")
    expect(table).to_contain_text("remplacé")
    press(page.get_by_role("button", name="Annuler ce dépôt"))
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Le dépôt nº 2 redevient celui qui compte.")
    press(dialog.get_by_role("button", name="Annuler le dépôt"))
    expect(dialog).to_have_count(0)
    for rank, state in enumerate(["annulé le", "en vigueur", "refusé, pas compté"]):
        expect(table.locator("tbody tr").nth(rank)).to_contain_text(state)

    press(page.get_by_role("radio", name="Avancement"))
    expect(page.get_by_text("1 retour reçu sur 1 attendu").first).to_be_visible()


def test_a_file_of_the_wrong_kind_is_told_what_to_do(app: RunningApp, page: Page) -> None:
    page.goto(f"{app.url}/deposer")
    for name, data, what, remedy in (
        ("questionnaire.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "est un PDF", "Déposez le classeur (.xlsx) à partir"),
        ("retour", b"\x89PNG\r\n\x1a\n", "est une image", "Déposez le classeur (.xlsx) rempli, pas une photo"),
        ("lourd.xlsx", bytes(26_000_000), "est trop lourd", "Retirez du classeur les images"),
    ):
        drop(page, name, data)
        table = page.get_by_test_id("stDataFrame").locator("table").first
        expect(table).to_contain_text(what)
        expect(table).to_contain_text(remedy)
        expect(page.get_by_role("button", name=re.compile("annoté|points à corriger"))).to_have_count(0)
        settle(page)
        press(page.get_by_role("button", name=f"Retirer {name}"))
        expect(table).to_have_count(0)
    expect(page.get_by_text("20 Mo au plus par fichier, 60 Mo pour un zip")).to_be_visible()


def test_boxes_of_the_first_step_stand_on_one_line_and_the_page_is_in_sight_in_the_menu(
    app: RunningApp, page: Page
) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(f"{app.url}/deposer")
    settle(page)
    labels = [
        page.get_by_test_id("stWidgetLabel").get_by_text(name, exact=True).first
        for name in ("Campagne", "Centre social", "Regard")
    ]
    assert len({round(label.bounding_box()["y"]) for label in labels}) == 1
    expect(page.get_by_role("link", name="Déposer un retour")).to_be_in_viewport()


def test_a_file_without_extension_is_refused_in_french_where_only_some_kinds_are_taken(
    app: RunningApp, page: Page
) -> None:
    page.goto(f"{app.url}/autre")
    drop(page, "export", b"a;b\r\n1;2\r\n")
    chip = page.get_by_test_id("stFileChip")
    expect(chip.get_by_role("alert")).to_have_text("Erreur\u00a0: Ce type de fichier n’est pas accepté.")
    expect(chip).to_contain_text("10\u00a0octets")


def test_second_person_is_shown_what_the_first_handed_in(app: RunningApp, browser: Browser, page: Page) -> None:
    page.goto(f"{app.url}/deposer")
    drop(page, "a.xlsx", workbook(4))
    expect(page.get_by_text("4 liens lus, rien à signaler.")).to_be_visible()
    settle(page)
    with browser.new_context(locale="fr-FR") as context:
        other = context.new_page()
        other.goto(f"{app.url}/deposer")
        drop(other, "b.xlsx", workbook(5))
        expect(other.get_by_text("5 liens lus, rien à signaler.")).to_be_visible()
        press(other.get_by_role("button", name="Confirmer le dépôt"))
        expect(other.get_by_text("enregistré.")).to_be_visible()
    press(page.get_by_role("button", name="Confirmer le dépôt"))
    expect(page.get_by_text("Le retour en vigueur a changé entre-temps").first).to_be_visible()
    expect(page.get_by_text("Centre du Parc : 1 lien retiré.")).to_be_visible()
    press(page.get_by_role("button", name="Confirmer le dépôt"))
    expect(page.get_by_text("enregistré.")).to_be_visible()


def test_columns_of_a_list_are_said_once_and_each_centre_has_a_receipt(app: RunningApp, page: Page) -> None:
    page.goto(f"{app.url}/deposer")
    drop(page, "liste.csv", LIST.encode())
    asked = page.get_by_text("Dites à quelles questions répondent ses colonnes").first
    expect(asked).to_contain_text("Il est gardé sous le nº")  # before anybody has said it
    press(page.get_by_role("button", name="Lire le fichier ainsi"))
    press(page.get_by_role("button", name="Confirmer le dépôt"))
    expect(page.get_by_text("Centre social : Centre du Lac (CS07)")).to_be_visible()
    expect(page.get_by_text("Centre social : Centre du Bois (CS08)")).to_be_visible()

    press(page.get_by_role("button", name="Déposer d’autres fichiers"))
    expect(page.get_by_text("Rien n’est compté avant votre confirmation")).to_be_visible()
    settle(page)
    drop(page, "liste-2.csv", LIST.replace("École A", "École Z").encode())
    expect(page.get_by_text("Centre du Lac : 1 lien ajouté, 1 lien retiré.")).to_be_visible()
    expect(page.get_by_text("est peut-être la question")).to_have_count(0)


def say(page: Page, value: str, choice: str) -> None:
    """Say what a value of the file stands for."""
    settle(page)
    unroll(page.get_by_role("combobox", name=f"« {value} »,"))
    press(page.get_by_role("option", name=choice, exact=True))
    settle(page)


def test_list_that_waits_is_taken_up_by_somebody_else_who_says_what_its_codes_are(
    fresh_app: RunningApp, browser: Browser, page: Page
) -> None:
    page.goto(f"{fresh_app.url}/deposer")
    drop(page, "codes.csv", CODES.encode())
    expect(page.get_by_text("2 liens lus, 4 points bloquants")).to_contain_text("Il est gardé sous le nº 1")
    settle(page)
    # Whoever hands it in finds it again after having looked elsewhere.
    expect(page.get_by_text("Reprendre un fichier gardé")).to_have_count(0)
    press(page.get_by_role("link", name="Autre enquête"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Autre enquête")
    press(page.get_by_role("link", name="Déposer un retour"))
    expect(page.get_by_text("Reprendre un fichier gardé (1)")).to_be_visible()
    settle(page)
    with Store.open(fresh_app.database_url) as store:
        assert store.waiting()[["number", "filename", "centre"]].to_numpy().tolist() == [[1, "codes.csv", "CS07"]]
        store.open_campaign("2025-2026")
    with browser.new_context(locale="fr-FR") as context:
        other = context.new_page()
        other.goto(f"{fresh_app.url}/suivi")
        press(other.get_by_text("Fichiers refusés qui ne sont d’aucun centre attendu (1)"))
        press(other.get_by_role("button", name="Reprendre ce fichier"))
        expect(other.get_by_text("Fichier repris : codes.csv (nº 1)")).to_be_visible()
        for value, choice in {
            "A2": "Élémentaire",
            "Éc. mat.": "Maternelle",
            "1": "Actif",
            "9": "(ne pas compter)",
        }.items():
            say(other, value, choice)
        press(other.get_by_role("button", name="Lire le fichier ainsi"))
        expect(other.get_by_text("2 liens lus, rien à signaler.")).to_be_visible()
        press(other.get_by_role("button", name="Confirmer le dépôt"))
        expect(other.get_by_text("Centre social : Centre du Lac (CS07)")).to_be_visible()
        expect(other.get_by_text("Reprendre un fichier gardé")).to_have_count(0)
    # What was said holds for the next file with these columns; the code left unsaid there is a finding with its cell.
    page.reload()
    settle(page)
    drop(page, "codes-2.csv", CODES.replace("École B", "École Z").replace(";9", ";8").encode())
    expect(page.get_by_text("2 liens lus, 1 point à vérifier")).to_be_visible()
    expect(page.get_by_test_id("stDataFrame").locator("table").first).to_contain_text("« 8 » n’est pas une réponse")


def test_another_survey_is_counted_and_a_type_can_be_corrected(app: RunningApp, page: Page, tmp_path: Path) -> None:
    page.goto(f"{app.url}/autre")
    expect(page.get_by_role("heading", level=1)).to_have_text("Autre enquête")
    drop(page, "enquete.csv", SURVEY.encode())
    expect(page.get_by_role("heading", name="Quels leviers", level=3)).to_be_visible()
    expect(page.get_by_text("2 répondants chacune sur 3 ayant répondu").first).to_be_visible()
    settle(page)
    with page.expect_download() as download:
        press(page.get_by_role("button", name="Télécharger (JSON)"))
    assert '"rows": 4' in Path(download.value.path()).read_text(encoding="utf-8")
    settle(page)
    box = page.get_by_role("combobox", name="Type").last
    press(box)
    box.fill("texte libre")
    box.press("Enter")
    expect(page.get_by_text("4 réponses écrites sur 4.")).to_be_visible()


def test_closed_campaign_takes_no_return_unless_the_coordinator_accepts_it(fresh_app: RunningApp, page: Page) -> None:
    page.goto(f"{fresh_app.url}/suivi")
    expect(page.get_by_text("Aucune campagne n’existe encore")).to_be_visible()
    press(page.get_by_role("button", name="Ouvrir une campagne"))
    dialog = page.get_by_role("dialog")
    box = dialog.get_by_role("combobox", name="Année scolaire")
    box.fill("2025-2026")
    box.press("Enter")
    press(dialog.get_by_role("button", name="Ouvrir", exact=True).last)
    expect(page.get_by_text("Ouverte, du")).to_be_visible()
    press(page.get_by_role("button", name="Fermer la campagne"))
    expect(dialog).to_contain_text("La campagne 2025-2026 n’acceptera plus de retours")
    press(dialog.get_by_role("button", name="Fermer", exact=True).last)
    expect(page.get_by_text("Fermée, du")).to_be_visible()
    settle(page)

    press(page.get_by_role("link", name="Déposer un retour"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Déposer un retour")
    settle(page)
    drop(page, "tardif.xlsx", workbook(3))
    expect(page.get_by_text("3 liens lus, 1 point bloquant")).to_be_visible()
    expect(page.get_by_test_id("stDataFrame").locator("table").first).to_contain_text("est fermée")
    press(page.get_by_text("Coordination : accepter un retour tardif"))
    expect(page.get_by_text("3 liens lus, rien à signaler.")).to_be_visible()
    press(page.get_by_role("button", name="Confirmer le dépôt"))
    expect(page.get_by_text("enregistré.")).to_be_visible()


def test_list_of_centres_is_shown_before_it_is_taken_over(fresh_app: RunningApp, page: Page) -> None:
    with Store.open(fresh_app.database_url) as store:
        store.open_campaign("2025-2026")
        store.add_centres([Centre("A", "Centre Arc", "Cergy"), Centre("Z", "Centre Zola")])
    page.goto(f"{fresh_app.url}/suivi")
    expect(page.get_by_text("Aucun retour n’est attendu dans cette campagne.")).to_be_visible()
    press(page.get_by_role("radio", name="Centres sociaux"))
    expect(page.get_by_role("heading", name="Reprendre une liste")).to_be_visible()
    settle(page)
    drop(page, "centres.csv", "Code;Nom;Courriel\nA;Centre de l’Arc;arc@exemple.fr\n;Centre du Bois;\n".encode())
    expect(page.get_by_text("1 nouveau, 1 modifié, 0 inchangé, 1 absent de cette liste, qui reste.")).to_be_visible()
    press(page.get_by_role("button", name="Reprendre cette liste"))
    expect(page.get_by_text("Liste reprise : 2 centres.")).to_be_visible()
    with Store.open(fresh_app.database_url) as store:
        assert [centre.name for centre in store.expected("2025-2026")] == ["Centre de l’Arc", "Centre du Bois"]
        assert len(store.centres()) == 3


def test_name_of_a_centre_is_changed_in_the_page(fresh_app: RunningApp, page: Page) -> None:
    with Store.open(fresh_app.database_url) as store:
        store.open_campaign("2025-2026")
        store.add_centres([Centre("A", "Centre Arc", "Cergy"), Centre("Z", "Centre Zola")])
    page.goto(f"{fresh_app.url}/suivi")
    expect(page.get_by_text("Aucun retour n’est attendu dans cette campagne.")).to_be_visible()
    press(page.get_by_role("radio", name="Centres sociaux"))
    grid = page.get_by_test_id("stDataFrame").first
    expect(grid.locator("table")).to_contain_text("Centre Zola")
    settle(page)
    type_into(page, grid, 250, HEADER + 17, "Centre de l’Arc", page.get_by_role("button", name="Enregistrer la liste"))
    expect(page.get_by_text("1 centre ajouté ou modifié")).to_be_visible()
    press(page.get_by_role("button", name="Enregistrer la liste"))
    expect(page.get_by_text("1 centre ajouté ou modifié")).to_have_count(0)
    with Store.open(fresh_app.database_url) as store:
        assert [centre.name for centre in store.centres()] == ["Centre de l’Arc", "Centre Zola"]
