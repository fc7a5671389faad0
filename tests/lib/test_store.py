"""Deposits, receipts, undo, and who is expected."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from lib.findings import Finding, Severity
from lib.observation import Edit, Place, Return, Verbatim
from lib.store import Centre, NothingToUndo, Receipt, Store, UnknownCentre, UnknownDeposit
from tests.support.stores import CAMPAIGN, a_return, fresh_url, link

BAD_YEAR = Finding("year", Severity.BLOCKING, "Année « 19 » ?", "Corriger.", Place("Liens", "F3"), "19", "2019")


@pytest.fixture
def store(tmp_path: Path):
    with Store.open(fresh_url(tmp_path)) as store:
        yield store


def deposit(store: Store, ret: Return, data: bytes = b"A", **words: object) -> Receipt:
    return store.deposit(ret, data=data, filename="retour.xlsx", **words)


def in_force(store: Store) -> list[int]:
    frame = store.deposits()
    return sorted(frame.loc[frame["in_force"], "number"])


def test_a_deposit_gives_a_receipt_and_keeps_the_bytes(store: Store) -> None:
    before = datetime.now(UTC)
    ret = a_return(link(1), link(2, "Collège Jaurès"), verbatims=(Verbatim("Ça a pris.", "rencontre", 1),))
    receipt = store.deposit(ret, data=b"\x00\xffbytes", filename="Retour d’été.xlsx", who="Ana")
    assert before <= receipt.at <= datetime.now(UTC)
    assert receipt == Receipt(1, "accepted", None, links=2, verbatims=1, at=receipt.at)
    assert store.original(1) == ("Retour d’été.xlsx", b"\x00\xffbytes")


def test_deposits_are_listed_whole_and_newest_first(store: Store) -> None:
    first = deposit(store, a_return(), who="Ana")
    second = store.refuse(data=b"BB", filename="faux.xlsx", findings=[BAD_YEAR], who="Léo")
    third = deposit(store, a_return(link(1), link(2, "B")), b"CCC", who="Ana")
    store.undo(third.number)
    expected = pd.DataFrame(
        {
            "number": [3, 2, 1],
            "at": pd.Series([third.at, second.at, first.at], dtype="datetime64[us, UTC]"),
            "who": ["Ana", "Léo", "Ana"],
            "filename": ["retour.xlsx", "faux.xlsx", "retour.xlsx"],
            "sha256": [hashlib.sha256(data).hexdigest() for data in (b"CCC", b"BB", b"A")],
            "size": [3, 2, 1],
            "campaign": [CAMPAIGN, "", CAMPAIGN],
            "centre": ["C01", "", "C01"],
            "view": ["centre", "", "centre"],
            "state": ["accepted", "refused", "accepted"],
            "in_force": [False, False, True],
            "links": [2, 0, 1],
            "withdrawn": [True, False, False],
            "waiting": [False, True, False],
        }
    )
    pd.testing.assert_frame_equal(store.deposits(), expected)
    pd.testing.assert_frame_equal(store.deposits(CAMPAIGN), expected.iloc[[0, 2]].reset_index(drop=True))


def test_an_empty_store_has_empty_frames_of_the_same_types(store: Store) -> None:
    empty = store.deposits()
    deposit(store, a_return())
    assert len(empty) == 0
    pd.testing.assert_series_equal(empty.dtypes, store.deposits().dtypes)


def test_the_same_bytes_again_are_a_duplicate_and_no_new_deposit(store: Store) -> None:
    first = deposit(store, a_return(link(1), link(2, "B")))
    revision = store.revision()
    again = deposit(store, a_return(link(1), link(2, "B")))
    assert again == Receipt(first.number, "duplicate", None, 2, 0, first.at)
    assert len(store.deposits()) == 1
    assert store.revision() == revision


def test_a_corrected_file_replaces_the_former_and_both_stay(store: Store) -> None:
    deposit(store, a_return(), b"A")
    receipt = deposit(store, a_return(link(1), link(2, "B")), b"B")
    assert (receipt.number, receipt.state, receipt.replaces) == (2, "accepted", 1)
    assert in_force(store) == [2]
    assert [store.original(number)[1] for number in (1, 2)] == [b"A", b"B"]


def test_going_back_to_an_older_file_is_a_deposit_of_its_own(store: Store) -> None:
    deposit(store, a_return(), b"A")
    deposit(store, a_return(), b"B")
    receipt = deposit(store, a_return(), b"A")
    assert (receipt.number, receipt.state, receipt.replaces) == (3, "accepted", 2)
    assert store.original(3) == ("retour.xlsx", b"A")


def test_an_old_version_is_told_with_what_replaced_it(store: Store) -> None:
    ret, (old, new) = a_return(), (hashlib.sha256(data).hexdigest() for data in (b"A", b"B"))
    assert store.replaced(ret, old) is None
    deposit(store, ret, b"A")
    assert store.replaced(ret, old) is None  # in force: a duplicate, and no old version
    deposit(store, ret, b"B")
    assert (store.replaced(ret, old), store.replaced(ret, new)) == ((1, 2), None)
    assert store.replaced(a_return(view="ecole"), old) is None
    deposit(store, ret, b"A")
    assert (store.replaced(ret, old), store.replaced(ret, new)) == (None, (2, 3))
    store.undo(3)
    assert (store.replaced(ret, old), store.replaced(ret, new)) == ((1, 2), None)
    store.undo(1)
    assert store.replaced(ret, old) is None  # taken back, not replaced


def test_a_file_without_the_corrections_made_in_it_is_an_old_version(store: Store) -> None:
    ret, sha256 = a_return(), hashlib.sha256(b"A").hexdigest()
    mended = [Edit(Place("Liens", "B7"), "", "x")]
    store.deposit(ret, data=b"A", filename="retour.xlsx", corrections=mended)
    assert (store.replaced(ret, sha256), store.replaced(ret, sha256, mended)) == ((1, 1), None)
    assert store.replaced(ret, sha256, [Edit(Place("Liens", "B7"), "", "y")]) is None
    deposit(store, ret, b"B")
    assert (store.replaced(ret, sha256), store.replaced(ret, sha256, mended)) == ((1, 2), (1, 2))


def test_views_campaigns_and_centres_do_not_replace_each_other(store: Store) -> None:
    returns = [
        a_return(),
        a_return(view="ecole"),
        a_return(campaign="2024-2025"),
        a_return(centre="C02"),
    ]
    receipts = [deposit(store, ret, bytes([place])) for place, ret in enumerate(returns)]
    assert [receipt.replaces for receipt in receipts] == [None] * 4
    assert in_force(store) == [1, 2, 3, 4]


def test_undo_brings_the_former_back_in_force(store: Store) -> None:
    deposit(store, a_return(), b"A")
    deposit(store, a_return(), b"B")
    store.undo(2, who="Ana")
    assert in_force(store) == [1]
    store.undo(1)
    assert in_force(store) == []
    assert list(store.deposits()["number"]) == [2, 1]
    assert store.original(2)[1] == b"B"


def test_undoing_an_older_deposit_leaves_the_newer_in_force(store: Store) -> None:
    for data in (b"A", b"B", b"C"):
        deposit(store, a_return(), data)
    store.undo(2)
    assert in_force(store) == [3]
    store.undo(3)
    assert in_force(store) == [1]


def test_an_undone_file_can_be_handed_in_again(store: Store) -> None:
    deposit(store, a_return(), b"A")
    store.undo(1)
    receipt = deposit(store, a_return(), b"A")
    assert (receipt.number, receipt.state, receipt.replaces) == (2, "accepted", None)


def test_undoing_twice_changes_nothing_more(store: Store) -> None:
    deposit(store, a_return())
    store.undo(1)
    revision = store.revision()
    store.undo(1)
    assert store.revision() == revision


def test_unknown_and_refused_deposits_cannot_be_undone(store: Store) -> None:
    store.refuse(data=b"A", filename="a.xlsx", findings=[])
    with pytest.raises(NothingToUndo):
        store.undo(1)
    for ask in (store.undo, store.original, store.findings):
        with pytest.raises(UnknownDeposit, match="7"):
            ask(7)


def test_a_refused_file_is_kept_with_its_findings_and_counts_for_nothing(store: Store) -> None:
    revision = store.revision()
    receipt = store.refuse(data=b"A", filename="a.xlsx", findings=[BAD_YEAR], ret=a_return(centre="C99"))
    assert receipt == Receipt(1, "refused", None, 1, 0, receipt.at)
    assert store.original(1) == ("a.xlsx", b"A")
    assert store.findings(1) == [
        {
            "code": "year",
            "severity": "bloquant",
            "message": "Année « 19 » ?",
            "remedy": "Corriger.",
            "value": "19",
            "suggestion": "2019",
            "sheet": "Liens",
            "cell": "F3",
        }
    ]
    assert in_force(store) == []
    assert (store.centres(), store.campaigns(), store.revision()) == ([], [], revision)


def test_the_same_refused_bytes_keep_their_first_number(store: Store) -> None:
    first = store.refuse(data=b"A", filename="a.xlsx", findings=[])
    assert store.refuse(data=b"A", filename="b.xlsx", findings=[]) == first
    assert len(store.deposits()) == 1


def test_bytes_once_refused_can_be_accepted_later(store: Store) -> None:
    store.refuse(data=b"A", filename="a.xlsx", findings=[])
    receipt = deposit(store, a_return(), b"A")
    assert (receipt.number, receipt.state) == (2, "accepted")
    assert in_force(store) == [2]


def test_findings_of_an_accepted_deposit_are_kept(store: Store) -> None:
    deposit(store, a_return(), findings=[BAD_YEAR])
    deposit(store, a_return(), b"B")
    assert [finding["cell"] for finding in store.findings(1)] == ["F3"]
    assert store.findings(2) == []


def test_a_return_without_links_or_answers_is_kept(store: Store) -> None:
    receipt = store.deposit(Return(CAMPAIGN, "C01", "centre"), data=b"A", filename="vide.xlsx")
    assert (receipt.links, in_force(store)) == (0, [1])
    assert store.centres() == [Centre("C01", "C01")]


def test_text_that_no_database_takes_is_kept_without_what_is_no_text(store: Store) -> None:
    ret = a_return(link(1, l1_autre="a\x00b\ud800c"), verbatims=(Verbatim("\x00Oui", "leviers", None),))
    store.deposit(ret, data=b"A", filename="a\udcff.xlsx", who="\x00Ana")
    tables = store.tables()
    answers = dict(zip(tables.answers["question"], tables.answers["value"], strict=True))
    assert answers["l1_autre"] == "ab?c"
    assert list(tables.verbatims["text"]) == ["Oui"]
    assert list(store.deposits()[["filename", "who"]].iloc[0]) == ["a?.xlsx", "Ana"]


def test_a_deposit_adds_campaign_centre_and_expectation(store: Store) -> None:
    deposit(store, a_return(centre="C07"))
    assert store.campaigns() == [CAMPAIGN]
    assert store.centres() == [Centre("C07", "Centre C07", "Cergy")]
    assert store.expected(CAMPAIGN) == [Centre("C07", "Centre C07", "Cergy")]


def test_a_deposit_leaves_the_roster_s_words(store: Store) -> None:
    known = Centre("C01", "La Fontaine", "Pontoise", "fontaine@example.org")
    store.add_centres([known])
    deposit(store, a_return(centre="C01"))
    assert store.centres() == [known]


def test_the_roster_takes_new_words_and_keeps_what_is_given_empty(store: Store) -> None:
    store.add_centres([Centre("C02", "B", "Cergy"), Centre("C01", "A", "Cergy", "a@example.org")])
    store.add_centres([Centre("C01", "Centre A", "", "")])
    assert store.centres() == [Centre("C01", "Centre A", "Cergy", "a@example.org"), Centre("C02", "B", "Cergy")]


def test_a_code_given_twice_in_one_roster_takes_the_last_words(store: Store) -> None:
    store.add_centres([Centre("C01", "A"), Centre("C01", "B", "Cergy")])
    assert store.centres() == [Centre("C01", "B", "Cergy")]


def test_expected_are_the_invited_and_those_who_answered(store: Store) -> None:
    store.add_centres([Centre("C01", "A"), Centre("C02", "B"), Centre("C03", "C")])
    store.invite("2025-2026", ["C03", "C01", "C03"])
    store.invite("2025-2026", ["C01"])
    deposit(store, a_return(centre="C04"))
    assert [centre.code for centre in store.expected("2025-2026")] == ["C01", "C03", "C04"]
    assert store.expected("2024-2025") == []


def test_inviting_an_unknown_centre_invites_nobody(store: Store) -> None:
    store.add_centres([Centre("C01", "A")])
    with pytest.raises(UnknownCentre, match="C09"):
        store.invite(CAMPAIGN, ["C01", "C09"])
    assert (store.expected(CAMPAIGN), store.campaigns()) == ([], [])


def test_campaigns_come_newest_first(store: Store) -> None:
    for name in ("2024-2025", "2026-2027", "2025-2026", "2024-2025"):
        store.add_campaign(name)
    assert store.campaigns() == ["2026-2027", "2025-2026", "2024-2025"]


def test_the_revision_grows_with_what_counts_and_only_then(store: Store) -> None:
    store.add_centres([Centre("C01", "A")])
    store.invite(CAMPAIGN, ["C01"])
    store.add_campaign("2024-2025")
    deposit(store, a_return())
    store.undo(1)
    assert store.revision() == 5
    store.add_centres([Centre("C01", "A")])
    store.invite(CAMPAIGN, ["C01"])
    store.add_campaign("2024-2025")
    store.refuse(data=b"B", filename="b.xlsx", findings=[])
    assert store.revision() == 5
