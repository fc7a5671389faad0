"""The example returns: made by the generator, free of blocking findings, and with relations to be found."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from xml.etree.ElementTree import canonicalize
from zipfile import ZipFile

import pytest

from lib import examples
from lib.codebook import load
from lib.observation import Return
from lib.store import Store
from lib.worker import Worker


@pytest.fixture(scope="module")
def returns() -> list[Return]:
    return list(examples.generate(load()))


def parts(path: Path) -> dict[str, str | bytes]:
    """What the workbook holds; its bytes also depend on the machine's compression and XML libraries."""
    with ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    return {name: canonicalize(data) if name.endswith((".xml", ".rels")) else data for name, data in held.items()}


def test_the_files_are_what_the_generator_makes(tmp_path: Path) -> None:
    made = {path.name: parts(path) for path in examples.write(tmp_path)}
    kept = {path.name: parts(path) for path in examples.FOLDER.glob("*.xlsx")}
    assert sorted(made) == sorted(kept)
    assert [name for name in made if made[name] != kept[name]] == []
    assert (tmp_path / examples.ROSTER).read_bytes() == (examples.FOLDER / examples.ROSTER).read_bytes()


def test_they_import_without_blocking_findings(tmp_path: Path, returns: list[Return]) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'examples.sqlite3'}")
    with Worker(2) as worker:
        assert examples.load(store, worker) == len(returns)
    deposits = store.deposits()
    assert set(deposits["state"]) == {"accepted"}
    assert deposits["in_force"].all()
    assert [len(store.expected(campaign)) for campaign in examples.CAMPAIGNS] == [14, 14]


def test_fourteen_centres_two_campaigns_about_ninety_links(returns: list[Return]) -> None:
    assert len({ret.centre_code for ret in returns}) == 14
    assert {ret.campaign for ret in returns} == set(examples.CAMPAIGNS)
    links = {
        (ret.centre_code, link.answers["etab_nom"], link.answers["etab_niveau"])
        for ret in returns
        for link in ret.observations
    }
    assert 80 <= len(links) <= 100
    assert Counter(ret.view for ret in returns)["ecole"] >= 8


def test_some_links_ended_some_sections_are_untouched_and_there_are_quotations(returns: list[Return]) -> None:
    links = [link.answers for ret in returns for link in ret.observations]
    statuses = Counter(link["statut_lien"] for link in links)
    assert set(statuses) == {"actif", "en_construction", "en_sommeil", "interrompu", "souhaite"}
    assert 5 <= sum("l1" not in link and link["statut_lien"] != "souhaite" for link in links) <= len(links) / 4
    quotations = [verbatim for ret in returns for verbatim in ret.verbatims]
    assert len(quotations) >= 30
    assert {"38-58", "15-11", "34-21"} <= {verbatim.time_code for verbatim in quotations}


def shares(returns: list[Return], has, holds) -> tuple[float, float]:
    """Share of lasting links among those of the last campaign's cohort with and without a trait."""
    year = 2026
    cohort = [
        link.answers
        for ret in returns
        if ret.campaign == "2025-2026" and ret.view == "centre"
        for link in ret.observations
        if link.answers["statut_lien"] != "souhaite" and int(link.answers.get("annee_debut", year)) <= year - 3
    ]
    with_trait = [holds(link) for link in cohort if has(link)]
    without = [holds(link) for link in cohort if not has(link)]
    return sum(with_trait) / len(with_trait), sum(without) / len(without)


def lasting(link) -> bool:
    return link["statut_lien"] == "actif"


def test_the_planted_relations_are_in_the_data(returns: list[Return]) -> None:
    named, not_named = shares(returns, lasting, lambda link: "lev_hors_cadre_educatif" in link.get("l1", ""))
    assert named > not_named + 0.2  # X1
    high, low = shares(returns, lasting, lambda link: link.get("dur_reciprocite") in ("2", "3"))
    assert high > low + 0.2  # X2
    crisis, other = shares(returns, lambda link: "ren_crise" in link.get("r1", ""), lasting)
    assert crisis < other - 0.2  # X5
    both, one = shares(returns, lambda link: link.get("r2") == "les_deux", lasting)
    assert both > one + 0.1  # X8
    shared, apart = shares(returns, lambda link: link.get("d5", "").startswith("partagee"), lasting)
    assert shared > apart + 0.2  # X10
