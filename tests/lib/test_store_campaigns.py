"""Campaigns open, close and reopen; the roster and who is expected."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from lib.store import (
    Campaign,
    CampaignClosed,
    Centre,
    CentreHasDeposits,
    Store,
    UnknownCampaign,
    UnknownCentre,
    ZoningFixed,
)
from tests.support.stores import CAMPAIGN, a_return, fresh_url

FIRST, LAST = date(2026, 3, 1), date(2026, 6, 30)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return fresh_url(tmp_path)


@pytest.fixture
def store(url: str):
    with Store.open(url) as store:
        yield store


def said(campaign: Campaign) -> tuple[object, ...]:
    """All but the moment."""
    return (campaign.name, campaign.state, campaign.opens, campaign.closes, campaign.qpv_zoning, campaign.who)


def test_a_campaign_nobody_decided_about_is_open(store: Store) -> None:
    store.add_campaign(CAMPAIGN)
    assert store.campaign(CAMPAIGN) == Campaign(CAMPAIGN, "open", None, None, "", None, "")
    with pytest.raises(UnknownCampaign):
        store.campaign("1999-2000")


def test_each_decision_holds_until_the_next_and_none_is_lost(store: Store, url: str) -> None:
    store.open_campaign(CAMPAIGN, LAST, "2024", opens=FIRST, who="Ana")
    assert said(store.campaign(CAMPAIGN)) == (CAMPAIGN, "open", FIRST, LAST, "2024", "Ana")
    store.open_campaign(CAMPAIGN, date(2026, 7, 5), who="Léo")
    store.close_campaign(CAMPAIGN, who="Ana")
    store.close_campaign(CAMPAIGN, who="Léo")
    assert said(store.campaign(CAMPAIGN)) == (CAMPAIGN, "closed", FIRST, date(2026, 7, 5), "2024", "Ana")
    with pytest.raises(CampaignClosed):
        store.open_campaign(CAMPAIGN, date(2026, 8, 1))
    store.reopen_campaign(CAMPAIGN, date(2026, 9, 1), who="Léo")
    assert said(store.campaign(CAMPAIGN)) == (CAMPAIGN, "open", FIRST, date(2026, 9, 1), "2024", "Léo")
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT id, kind, who FROM campaign_events ORDER BY id")).fetchall()
    engine.dispose()
    assert list(map(tuple, rows)) == [
        (1, "opened", "Ana"), (2, "opened", "Léo"), (3, "closed", "Ana"), (4, "reopened", "Léo"),
    ]  # fmt: skip


def test_deciding_the_same_again_writes_nothing(store: Store) -> None:
    first = store.open_campaign(CAMPAIGN, LAST, opens=FIRST, who="Ana")
    assert store.open_campaign(CAMPAIGN, LAST, who="Léo") == first
    assert store.reopen_campaign(CAMPAIGN, who="Léo") == first


def test_states_come_newest_campaign_first(store: Store) -> None:
    store.add_campaign("2024-2025")
    store.open_campaign(CAMPAIGN, LAST, opens=FIRST)
    store.close_campaign("2024-2025")
    assert [(each.name, each.state) for each in store.campaign_states()] == [
        ("2025-2026", "open"),
        ("2024-2025", "closed"),
    ]


def test_what_makes_no_sense_is_refused_and_nothing_is_kept(store: Store) -> None:
    with pytest.raises(ValueError, match="before it opens"):
        store.open_campaign(CAMPAIGN, FIRST, opens=LAST)
    with pytest.raises(ValueError, match="not a zoning"):
        store.open_campaign(CAMPAIGN, qpv_zoning="2019")
    with pytest.raises(UnknownCampaign):
        store.close_campaign(CAMPAIGN)
    assert store.campaigns() == []


def test_the_zoning_can_be_mended_until_a_return_goes_by_it(store: Store) -> None:
    store.open_campaign(CAMPAIGN, qpv_zoning="2015")
    assert store.open_campaign(CAMPAIGN, qpv_zoning="2024").qpv_zoning == "2024"
    store.deposit(a_return(), data=b"A", filename="a.xlsx")
    with pytest.raises(ZoningFixed):
        store.open_campaign(CAMPAIGN, qpv_zoning="2015")
    assert store.open_campaign(CAMPAIGN, LAST, opens=FIRST).qpv_zoning == "2024"


@pytest.mark.parametrize(
    ("campaign", "today", "over"),
    [
        (Campaign(CAMPAIGN), LAST, False),
        (Campaign(CAMPAIGN, closes=LAST), LAST, False),
        (Campaign(CAMPAIGN, closes=LAST), date(2026, 7, 1), True),
        (Campaign(CAMPAIGN, "closed", closes=LAST), FIRST, True),
    ],
)
def test_the_last_day_still_counts(campaign: Campaign, today: date, over: bool) -> None:
    assert campaign.is_over(today) is over


def test_a_closed_campaign_takes_only_what_the_coordinator_accepts(store: Store) -> None:
    store.deposit(a_return(), data=b"A", filename="a.xlsx")
    store.close_campaign(CAMPAIGN)
    with pytest.raises(CampaignClosed):
        store.deposit(a_return(centre="C02"), data=b"B", filename="b.xlsx")
    with pytest.raises(CampaignClosed):
        store.deposit_all([a_return(centre="C03")], data=b"C", filename="c.xlsx")
    assert [centre.code for centre in store.centres()] == ["C01"]
    assert store.deposit(a_return(), data=b"A", filename="a.xlsx").state == "duplicate"
    assert store.deposit(a_return(centre="C02"), data=b"B", filename="b.xlsx", late=True).state == "accepted"
    (late,) = store.deposit_all([a_return(centre="C03")], data=b"C", filename="c.xlsx", late=True)
    assert late.state == "accepted"
    store.reopen_campaign(CAMPAIGN)
    assert store.deposit(a_return(centre="C04"), data=b"D", filename="d.xlsx").state == "accepted"


def test_another_campaign_is_not_closed_with_it(store: Store) -> None:
    store.add_campaign("2024-2025")
    store.close_campaign("2024-2025")
    assert store.deposit(a_return(), data=b"A", filename="a.xlsx").state == "accepted"


def test_a_past_last_day_alone_keeps_nothing_out(store: Store) -> None:
    store.open_campaign(CAMPAIGN, date(2020, 1, 1))
    assert store.campaign(CAMPAIGN).opens is None
    assert store.deposit(a_return(), data=b"A", filename="a.xlsx").state == "accepted"


def test_two_coordinators_deciding_at_once_do_not_lose_each_other(store: Store) -> None:
    store.add_campaign(CAMPAIGN)
    days = [date(2026, 6, day) for day in range(1, 9)]
    threads = [threading.Thread(target=store.open_campaign, args=(CAMPAIGN, day)) for day in days]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.campaign(CAMPAIGN).closes in days


def test_uninvited_centres_stay_in_the_roster(store: Store) -> None:
    store.add_centres([Centre("A", "Alpha"), Centre("B", "Bêta")])
    store.invite(CAMPAIGN, ["A", "B"])
    before = store.revision()
    store.uninvite(CAMPAIGN, ["A", "never heard of"])
    assert [centre.code for centre in store.expected(CAMPAIGN)] == ["B"]
    assert [centre.code for centre in store.centres()] == ["A", "B"]
    assert store.revision() == before + 1
    store.uninvite(CAMPAIGN, ["A"])
    assert store.revision() == before + 1


def test_a_centre_whose_return_counts_stays_expected(store: Store) -> None:
    store.add_centres([Centre("B", "Bêta")])
    store.invite(CAMPAIGN, ["B"])
    number = store.deposit(a_return(), data=b"A", filename="a.xlsx").number
    with pytest.raises(CentreHasDeposits, match="C01"):
        store.uninvite(CAMPAIGN, ["B", "C01"])
    assert [centre.code for centre in store.expected(CAMPAIGN)] == ["B", "C01"]
    store.undo(number)
    store.uninvite(CAMPAIGN, ["C01"])
    assert [centre.code for centre in store.expected(CAMPAIGN)] == ["B"]


def test_only_centres_that_never_handed_anything_in_can_be_removed(store: Store) -> None:
    store.add_centres([Centre("A", "Alpha"), Centre("B", "Bêta")])
    store.invite(CAMPAIGN, ["A", "B"])
    store.refuse(data=b"B", filename="b.xlsx", findings=[], ret=a_return(centre="B"))
    store.undo(store.deposit(a_return(), data=b"A", filename="a.xlsx").number)
    for code in ("B", "C01"):
        with pytest.raises(CentreHasDeposits, match=code):
            store.remove_centres(["A", code])
    store.remove_centres(["A"])
    assert [centre.code for centre in store.centres()] == ["B", "C01"]
    assert [centre.code for centre in store.expected(CAMPAIGN)] == ["B", "C01"]


def test_exact_words_can_empty_an_address_but_never_a_name(store: Store) -> None:
    store.add_centres([Centre("A", "Alpha", "Cergy", "a@exemple.fr")])
    store.add_centres([Centre("A", "", "", "")])
    assert store.centres() == [Centre("A", "Alpha", "Cergy", "a@exemple.fr")]
    store.add_centres([Centre("A", "", "Cergy", "")], exact=True)
    assert store.centres() == [Centre("A", "Alpha", "Cergy", "")]
    with pytest.raises(UnknownCentre):
        store.invite(CAMPAIGN, ["Z"])
