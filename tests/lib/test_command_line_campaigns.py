"""``python -m lib`` over a campaign: lists of centres, links carried over, late returns."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

from lib.collection import rosters
from lib.intake import examine
from lib.store import Centre, Store
from tests.lib.test_command_line import example, run

__all__ = ["run"]

PREFILLED = ("template", "--campaign", "2026-2027", "--prefill")


@pytest.fixture
def store(tmp_path: Path):
    with Store.open(f"sqlite:///{tmp_path / 'cli.sqlite3'}") as store:
        yield store


def names(data: bytes) -> list[str]:
    return [seen.answers["etab_nom"] for seen in examine(data, "a.xlsx").ret.observations]


def test_one_template_comes_with_the_links_of_last_year(run, store: Store, tmp_path: Path) -> None:
    run("import", example("2025-2026_centre-social-a"))
    before = store.in_force("2025-2026", "EXA", "centre")[1]
    going_on = [seen.answers["etab_nom"] for seen in before.observations if seen.answers["statut_lien"] != "interrompu"]
    assert 0 < len(going_on) < len(before.observations)
    shown = run(*PREFILLED, "--centre", "EXA")
    assert shown.stdout.strip() == "passerelle_2026-2027_centre-social-a-exemple_regard-centre.xlsx"
    assert names((tmp_path / shown.stdout.strip()).read_bytes()) == going_on
    blank = run(*PREFILLED, "--centre", "EXB", "-o", "b.xlsx")
    assert "le classeur est vierge" in blank.stderr
    assert names((tmp_path / "b.xlsx").read_bytes()) == []


def test_a_list_of_centres_may_be_a_workbook_and_lack_codes(run, store: Store, tmp_path: Path) -> None:
    run("import", example("2025-2026_centre-social-a"))
    known = store.centres()[0]
    listed = [Centre("", known.name, known.commune), Centre("", "Les Aulnes", "Osny")]
    (tmp_path / "centres.xlsx").write_bytes(rosters.xlsx(listed))
    done = run(*PREFILLED, "--roster", "centres.xlsx", "-o", "tous.zip")
    assert "«\u00a0AULNES\u00a0» est proposé" in done.stderr
    with zipfile.ZipFile(tmp_path / "tous.zip") as archive:
        read = [examine(archive.read(name), name).ret for name in archive.namelist()]
    assert [(ret.centre_code, len(ret.observations) > 0) for ret in read] == [("AULNES", False), ("EXA", True)]


def test_what_is_no_list_of_centres_exits_1(run, tmp_path: Path) -> None:
    (tmp_path / "liste.csv").write_text("Ville;Téléphone\nCergy;01\n", encoding="utf-8")
    done = run("template", "--campaign", "2025-2026", "--roster", "liste.csv", check=1)
    assert "Aucune ligne d’en-têtes" in done.stderr
    assert "introuvable" in run("template", "--campaign", "2025-2026", "--roster", "absente.csv", check=2).stderr


def test_a_closed_campaign_takes_a_return_only_if_it_is_accepted_as_late(run, store: Store) -> None:
    store.open_campaign("2025-2026", date(2026, 6, 30))
    store.close_campaign("2025-2026")
    path = example("2025-2026_centre-social-a")
    refused = json.loads(run("import", path, "--json", check=1).stdout)["files"][0]
    assert (refused["state"], refused["findings"][0]["code"]) == ("refused", "campaign_closed")
    late = json.loads(run("import", path, "--late", "--json").stdout)["files"][0]
    assert late["state"] == "accepted"
