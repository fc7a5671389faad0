"""The filters stand in the address: a copied link shows the same view, and pages share what is chosen."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.support.browser import RunningApp, press, settle

MORE = "Plus de filtres"


def arrive(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    settle(page)


def coverage(page: Page) -> str:
    return page.get_by_text(re.compile("retours? reçus? sur")).first.inner_text()


def follow(page: Page, title: str) -> None:
    press(page.get_by_role("link", name=title, exact=True).first)
    arrive(page, title)


def test_a_copied_link_keeps_its_filters_on_the_way_through_the_pages(demo_app: RunningApp, page: Page) -> None:
    page.goto(f"{demo_app.url}/leviers?regard=ecole&ep=hors_ep&niveau=creche&comparer=qpv")
    arrive(page, "Leviers")
    shown = coverage(page)
    assert shown.startswith("6 retours reçus sur 14 attendus")
    # The level that does not exist is gone from the address too.
    expect(page).to_have_url(re.compile(r"/leviers\?regard=ecole&ep=hors_ep&comparer=qpv$"))
    for title, address in (("Durabilité", "durabilite"), ("Partenaires", "partenaires")):
        follow(page, title)
        assert coverage(page) == shown
        expect(page).to_have_url(re.compile(rf"/{address}\?regard=ecole&ep=hors_ep&comparer=qpv$"))


def test_a_filter_chosen_is_in_the_address_until_it_is_cleared(demo_app: RunningApp, page: Page) -> None:
    page.goto(f"{demo_app.url}/leviers")
    arrive(page, "Leviers")
    everything = coverage(page)
    press(page.get_by_text(MORE))
    press(page.get_by_role("combobox", name="Niveau", exact=True))
    press(page.get_by_role("option", name="Élémentaire", exact=True))
    expect(page).to_have_url(re.compile(r"/leviers\?niveau=elementaire$"))
    settle(page)
    assert coverage(page) != everything
    page.keyboard.press("Escape")
    press(page.get_by_role("button", name="Effacer les filtres"))
    expect(page).to_have_url(re.compile(r"/leviers$"))
    settle(page)
    assert coverage(page) == everything


def test_a_comparison_that_shows_no_group_offers_to_go_back_to_the_whole(demo_app: RunningApp, page: Page) -> None:
    page.goto(f"{demo_app.url}/leviers?regard=ecole&ep=hors_ep&comparer=etab_niveau")
    arrive(page, "Leviers")
    expect(page.get_by_text("Chaque groupe de cette comparaison")).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_have_count(0)
    press(page.get_by_role("button", name="Ne plus comparer"))
    expect(page).to_have_url(re.compile(r"/leviers\?regard=ecole&ep=hors_ep$"))
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    assert coverage(page).startswith("6 retours reçus sur 14 attendus")


def test_the_working_view_is_said_on_every_page_and_never_in_the_address(demo_app: RunningApp, page: Page) -> None:
    page.goto(f"{demo_app.url}/leviers")
    arrive(page, "Leviers")
    press(page.get_by_text(MORE))
    press(page.get_by_text("Vue de travail"))
    expect(page.get_by_text("ne pas projeter")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/leviers$"))
    follow(page, "Partenaires")
    expect(page.get_by_text("ne pas projeter")).to_be_visible()
