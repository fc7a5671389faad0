"""Last year's links in this year's workbook."""

from __future__ import annotations

import io
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from lib import codebook as codebooks
from lib import template
from lib.checks import Expected
from lib.collection import carryover
from lib.intake import examine
from lib.observation import Observation, Return, Verbatim
from lib.store import Centre, Store
from tests.support.stores import a_return, fresh_url, link

CODEBOOK = codebooks.load(codebooks.DEFAULT_PATH)
LAST, NOW = "2024-2025", "2025-2026"
CENTRE = Centre("C01", "Centre A", "Cergy")
JAURES = {
    "etab_nom": "Collège Jaurès",
    "etab_commune": "Osny",
    "etab_uai": "0951099D",
    "etab_niveau": "college",
    "etab_statut": "public",
    "education_prioritaire": "rep",
    "qpv": "oui",
    "annee_debut": "2015",
    "statut_lien": "en_sommeil",
}
WISHED = {"etab_nom": "Lycée", "etab_commune": "Osny", "etab_niveau": "lycee", "statut_lien": "souhaite"}
ENDED = {"etab_nom": "École B", "etab_commune": "Osny", "etab_niveau": "primaire", "statut_lien": "interrompu"}
SAID = {"frequence": "mensuelle", "r1": "ren_crise", "l1": "lev_clas", "dur_reciprocite": "2"}


@pytest.fixture
def store(tmp_path: Path):
    with Store.open(fresh_url(tmp_path)) as store:
        yield store


def hand_in(store: Store, *links: dict[str, str], campaign: str = LAST, view: str = "centre", **words) -> int:
    observations = (Observation(number, answers) for number, answers in enumerate(links, start=1))
    ret = a_return(*observations, campaign=campaign, view=view, **words)
    return store.deposit(ret, data=f"{links}".encode(), filename="retour.xlsx").number


def carried(store: Store, campaign: str = NOW, view: str = "centre") -> Return | None:
    return carryover.carried(store, CODEBOOK, campaign, CENTRE, view)


def test_only_the_identity_of_links_that_go_on_is_carried(store: Store) -> None:
    hand_in(
        store,
        {**ENDED, "annee_fin": "2024"},
        JAURES | SAID,
        WISHED,
        verbatims=(Verbatim("Ça tient.", "durabilite", 2),),
        answers={"fonction_repondant": "direction_centre", "date_reponse": "2025-05-10"},
    )
    expected = Return(NOW, "C01", "centre", "Centre A", "Cergy", (Observation(1, JAURES), Observation(2, WISHED)))
    assert carried(store) == expected
    assert list(carried(store).observations[0].answers) == list(JAURES)


def test_nothing_is_carried_from_this_campaign_or_a_later_one(store: Store) -> None:
    hand_in(store, JAURES, campaign=NOW)
    hand_in(store, JAURES, campaign="2026-2027")
    assert carried(store) is None
    assert carried(store, "2027-2028").observations == (Observation(1, JAURES),)


def test_the_newest_earlier_return_in_force_counts(store: Store) -> None:
    hand_in(store, WISHED, campaign="2022-2023")
    hand_in(store, WISHED)
    newer = hand_in(store, JAURES)
    assert [seen.answers["etab_nom"] for seen in carried(store).observations] == ["Collège Jaurès"]
    store.undo(newer)
    assert [seen.answers["etab_nom"] for seen in carried(store).observations] == ["Lycée"]


def test_a_centre_that_skipped_a_year_finds_the_links_of_the_year_before(store: Store) -> None:
    hand_in(store, JAURES, campaign="2022-2023")
    hand_in(store, WISHED, campaign="2023-2024", centre="C02")
    assert carried(store).observations == (Observation(1, JAURES),)


def test_each_view_carries_its_own_links(store: Store) -> None:
    """Links of the other view would look, when handed in untouched, as if both had been asked."""
    hand_in(store, JAURES)
    assert carried(store, view="ecole") is None
    hand_in(store, WISHED, view="ecole")
    assert carried(store, view="ecole").observations == (Observation(1, WISHED),)


def test_a_return_of_which_nothing_goes_on_carries_no_link(store: Store) -> None:
    hand_in(store, ENDED)
    assert carried(store).observations == ()


def test_the_neighbourhood_is_asked_anew_when_the_map_changes(store: Store) -> None:
    hand_in(store, JAURES)
    store.open_campaign(LAST, qpv_zoning="2015")
    assert carried(store).observations[0].answers["qpv"] == "oui"
    store.open_campaign(NOW, qpv_zoning="2015")
    assert carried(store).observations[0].answers["qpv"] == "oui"
    store.open_campaign("2026-2027", qpv_zoning="2024")
    assert "qpv" not in carried(store, "2026-2027").observations[0].answers


def test_answers_that_the_questionnaire_no_longer_knows_are_left_out(store: Store) -> None:
    hand_in(store, JAURES | {"etab_niveau": "gymnase", "ancienne_question": "oui"})
    kept = {name: value for name, value in JAURES.items() if name != "etab_niveau"}
    assert carried(store).observations == (Observation(1, kept),)


def test_more_links_than_the_workbook_has_room_for_are_cut(store: Store) -> None:
    hand_in(store, *(WISHED | {"etab_nom": f"Lycée {number}"} for number in range(1, 24)))
    names = [seen.answers["etab_nom"] for seen in carried(store).observations]
    assert names == [f"Lycée {number}" for number in range(1, 21)]


def test_a_prefilled_workbook_reads_back_as_it_was_carried(store: Store) -> None:
    hand_in(store, ENDED, JAURES | SAID, WISHED)
    ret = carried(store)
    data = template.build(
        CODEBOOK, campaign=NOW, centre_code="C01", centre_name="Centre A", centre_commune="Cergy", ret=ret
    )
    examined = examine(data, "a.xlsx", Expected(NOW, "C01", "centre"))
    assert not examined.blocked
    assert examined.ret.observations == ret.observations
    # Status « en sommeil » exists, so that its untouched sections are told; nobody says that they are "no".
    assert {finding.code for finding in examined.findings} == {"section_untouched"}


def readme(data: bytes) -> str:
    cells = load_workbook(io.BytesIO(data))["Lisez-moi"].iter_rows(values_only=True)
    return "\n".join(str(cell) for row in cells for cell in row if cell)


def test_a_prefilled_workbook_says_to_update_and_a_blank_one_does_not(store: Store) -> None:
    hand_in(store, JAURES | SAID)
    about = {"campaign": NOW, "centre_code": "C01", "centre_name": "Centre A"}
    blank = template.build(CODEBOOK, **about)
    prefilled = template.build(CODEBOOK, ret=carried(store), **about)
    filled = template.build(CODEBOOK, ret=store.in_force(LAST, "C01", "centre")[1], **about)
    where = "dans la feuille «\u00a0Liens\u00a0»\u00a0: mettez-les à jour"
    said = f"Les liens de votre dernier retour sont déjà inscrits {where}"
    assert [said in readme(data) for data in (blank, prefilled, filled)] == [False, True, False]
    notes = [load_workbook(io.BytesIO(data))["Liens"]["B3"].value for data in (blank, prefilled)]
    assert ["mettez-les à jour" in note for note in notes] == [False, True]


def test_the_templates_of_all_centres_come_prefilled_in_one_zip(store: Store) -> None:
    hand_in(store, JAURES | SAID)
    centres = [CENTRE, Centre("C02", "Centre B", "Osny")]
    file, steps = io.BytesIO(), []
    template.roster_zip(
        CODEBOOK,
        NOW,
        centres,
        "centre",
        file,
        lambda done, total: steps.append((done, total)),
        prefill=carryover.prefill(store, CODEBOOK, NOW, "centre"),
    )
    with ZipFile(file) as archive:
        read = {name: examine(archive.read(name), name).ret for name in archive.namelist()}
    assert {ret.centre_code: ret.observations for ret in read.values()} == {
        "C01": (Observation(1, JAURES),),
        "C02": (),
    }
    assert steps == [(1, 2), (2, 2)]


def test_many_centres_cost_one_reading(store: Store) -> None:
    hand_in(store, JAURES)
    of = carryover.prefill(store.tables(), CODEBOOK, NOW, "centre", {LAST: "2015", NOW: "2024"})
    hand_in(store, JAURES, WISHED)
    assert of(CENTRE).observations == (Observation(1, {k: v for k, v in JAURES.items() if k != "qpv"}),)
    assert of(Centre("C09", "Inconnu")) is None


def test_links_of_a_workbook_filled_anew_are_the_same_links(store: Store) -> None:
    """What carrying over is for: waves are compared on the same links."""
    hand_in(store, JAURES, {**WISHED, **link(1).answers, "statut_lien": "actif"})
    store.deposit(carried(store), data=b"now", filename="now.xlsx")
    seen = store.tables().observations
    assert sorted(seen.loc[seen["campaign"] == NOW, "link"]) == sorted(seen.loc[seen["campaign"] == LAST, "link"])
