"""« Croisements » in the browser: two questions by hand, and a ready-made reading by its copied link."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from lib.ui import wording
from tests.support.browser import RunningApp, press, settle, unfold

NARROW, NO_BREAK = "\u202f", "\xa0"


def arrive(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Croisements")
    settle(page)


def choose(page: Page, box: str, words: str) -> None:
    press(page.get_by_role("combobox", name=box))
    page.keyboard.type(words)
    press(page.get_by_role("option", name=re.compile(re.escape(words))).first)
    settle(page)


def test_two_questions_are_crossed_by_hand_and_the_table_is_seen(demo_app: RunningApp, page: Page) -> None:
    arrive(page, f"{demo_app.url}/croisements")
    choose(page, "En lignes", "Comment le partenariat est-il évalué")
    press(page.get_by_text("Parts par ligne"))
    expect(page).to_have_url(re.compile(r"/croisements\?lignes=d5&parts=lignes$"))
    settle(page)
    sentence = f"95{NARROW}% pour «{NO_BREAK}Partagée et formalisée{NO_BREAK}» (19 sur 20)"
    expect(page.get_by_text(sentence)).to_be_visible()
    chart = page.locator(".js-plotly-plot").first
    for words in ("Partagée et formalisée", f"95{NARROW}% (19)", "1 sur 7"):
        expect(chart.get_by_text(words).first).to_be_visible()
    unfold(page)
    with page.expect_download() as download:
        press(page.get_by_role("button", name=wording.DOWNLOAD_CSV))
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert any("Partagée et formalisée" in line and ";19;20;" in line for line in lines)
    press(page.get_by_role("button", name="Échanger"))
    expect(page).to_have_url(re.compile(r"/croisements\?lignes=durable&colonnes=d5$"))


def test_a_reading_is_shown_by_its_copied_link_and_left_for_two_questions(demo_app: RunningApp, page: Page) -> None:
    arrive(page, f"{demo_app.url}/croisements?lecture=x8")
    expect(page.get_by_role("heading", name="X8 · Premier pas et durée")).to_be_visible()
    expect(page.get_by_text("Rappel rétrospectif")).to_be_visible()
    expect(page.get_by_text(f"100{NARROW}% pour «{NO_BREAK}Les deux{NO_BREAK}» (11 sur 11)")).to_be_visible()
    press(page.get_by_role("button", name="Croiser deux questions au choix"))
    expect(page).to_have_url(re.compile(r"/croisements$"))
    expect(page.get_by_role("combobox", name="En lignes")).to_be_visible()
    press(page.get_by_role("radio", name=re.compile("X5")))
    expect(page).to_have_url(re.compile(r"/croisements\?lecture=x5$"))
    settle(page)
    expect(page.get_by_text("4 sur 16").first).to_be_visible()
