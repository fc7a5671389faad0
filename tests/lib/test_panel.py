"""The same links of several campaigns: what is withheld, who stays, and an attacker who subtracts figures."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from random import Random

import pandas as pd
import pytest

from lib import examples, responses
from lib.analysis import evolution, waves
from lib.codebook import load
from lib.filters import Filters
from lib.french import typeset
from lib.gallery import catalogue
from lib.store import Store
from lib.tally import Bits
from tests.support import stores
from tests.support.campaigns import WAVES, Taken, many

TWO = WAVES[1:]
ALL, SCHOOL = Filters(), {"d4": "ecole"}


def same(source: Taken, filters: Filters = ALL, *, mask: bool = True, question: str = "d4") -> pd.DataFrame:
    return waves.of_same([waves.of_choices(question)], source, filters, mask)


def counted(frame: pd.DataFrame, choice: str = "ecole") -> list[tuple]:
    """Campaign, n and base of one answer; « masqué » where they are hidden."""
    rows = frame[frame["choice"] == choice].to_dict("records")
    return [(row["group"], "masqué" if row["masked"] else (row["n"], row["base"])) for row in rows]


# --- What one campaign has more than the same links


@pytest.mark.parametrize("more", [0, 1, 4, 5])
@pytest.mark.parametrize("wave", [0, 1])
def test_a_rest_that_may_be_anywhere_hides_nothing_without_a_filter(wave: int, more: int) -> None:
    """As of crossings: the centre of the links that are not found again has others in both campaigns."""
    here = {TWO[0]: range(1, 21), TWO[1]: range(1, 21)}
    here[TWO[wave]] = range(1, 21 + more)
    assert counted(same(many(here)), "centre") == [(TWO[0], (20, 20)), (TWO[1], (20, 20))]


@pytest.mark.parametrize(("more", "masked"), [(0, False), (1, True), (4, True), (5, False)])
@pytest.mark.parametrize("wave", [0, 1])
def test_a_small_rest_hides_the_same_links_under_a_filter(wave: int, more: int, masked: bool) -> None:
    here = {TWO[0]: range(1, 21), TWO[1]: range(1, 21)}
    here[TWO[wave]] = range(1, 21 + more)
    frame = same(many(here), Filters(level=("college",)))
    assert set(frame["masked"]) == {masked}
    assert frame["n"].isna().all() == masked


def test_a_filter_on_a_part_with_a_large_rest_is_masked_where_the_other_part_has_a_small_one() -> None:
    """Ten collèges and ten lycées each time; five collèges and three lycées the first time only.

    The collèges have a rest of five, all links one of eight: less five, it is that of the three lycées.
    """
    here = {TWO[0]: [*range(1, 29)], TWO[1]: range(1, 21)}
    level = dict.fromkeys([*range(11, 21), *range(26, 29)], "lycee")
    source = many(here, level)
    assert counted(same(source), "centre") == [(TWO[0], (20, 20)), (TWO[1], (20, 20))]
    assert same(source, Filters(level=("lycee",)))["masked"].all()
    assert same(source, Filters(level=("college",)))["masked"].all()
    # With five lycées in the rest too, neither tells anything.
    five = many({TWO[0]: [*range(1, 31)], TWO[1]: range(1, 21)}, level | {29: "lycee", 30: "lycee"})
    assert counted(same(five, Filters(level=("college",))), "centre") == [(TWO[0], (10, 10)), (TWO[1], (10, 10))]


def test_a_small_panel_is_masked() -> None:
    assert same(many({TWO[0]: range(1, 31), TWO[1]: range(27, 60)}))["masked"].all()  # four links


def test_a_filter_that_leaves_few_links_out_of_the_panel_masks_it() -> None:
    here = {TWO[0]: range(1, 41), TWO[1]: range(1, 41)}
    few, enough = (dict.fromkeys(range(1, count + 1), "lycee") for count in (3, 6))
    filters = Filters(level=("college",))
    assert same(many(here, few), filters)["masked"].all()
    assert not same(many(here, enough), filters)["masked"].any()


# --- A centre that is absent from one of the campaigns

GONE = {21: "B", 22: "B"}
"""Two links of a centre that sends a return the first time only; twenty others answer each time, five of them
« école »."""
OWN = dict.fromkeys((1, 2, 3, 4, 5, 21, 22), SCHOOL)


def test_the_few_links_of_an_absent_centre_stay_in_their_campaign() -> None:
    """All links less the same links would be the two of B, exactly; what is shown instead is what all links show."""
    source = many({TWO[0]: range(1, 23), TWO[1]: range(1, 21)}, centre=GONE, own=OWN)
    assert counted(same(source)) == [(TWO[0], (7, 22)), (TWO[1], (5, 20))]
    assert counted(same(source, mask=False)) == [(TWO[0], (5, 20)), (TWO[1], (5, 20))]
    every = waves.of_all([waves.of_choices("d4")], source, Filters(), True)
    assert counted(every) == [(TWO[0], (7, 22)), (TWO[1], (5, 20))]


def test_a_centre_that_is_new_stays_too() -> None:
    source = many({TWO[0]: range(1, 21), TWO[1]: range(1, 23)}, centre=GONE, own=OWN)
    assert counted(same(source)) == [(TWO[0], (5, 20)), (TWO[1], (7, 22))]


def test_only_the_links_of_the_absent_centre_stay() -> None:
    """Two more of A are not found again, of twenty: with B's the rest is four, without them two, which may be any."""
    source = many({TWO[0]: range(1, 23), TWO[1]: range(1, 19)}, centre=GONE, own=OWN)
    assert counted(same(source)) == [(TWO[0], (7, 20)), (TWO[1], (5, 18))]


def test_in_a_rest_of_five_nobody_has_to_stay() -> None:
    source = many({TWO[0]: range(1, 23), TWO[1]: range(1, 18)}, centre=GONE, own=OWN)
    assert counted(same(source)) == [(TWO[0], (5, 17)), (TWO[1], (5, 17))]


@pytest.mark.parametrize("question", sorted(waves.LASTING))
def test_what_a_school_is_does_not_change_so_that_it_is_masked(question: str) -> None:
    """The same links in the second campaign are what they were in the first: that tells what B's are."""
    answers = {"etab_niveau": "college", "etab_statut": "public", "education_prioritaire": "rep", "qpv": "oui"}
    gone = many({TWO[0]: range(1, 23), TWO[1]: range(1, 21)}, centre=GONE, **answers)
    anywhere = many({TWO[0]: range(1, 23), TWO[1]: range(1, 21)}, **answers)
    assert same(gone, question=question)["masked"].all()
    assert not same(anywhere, question=question)["masked"].any()


def test_a_filter_that_names_every_other_centre_does_not_give_the_absent_one_away() -> None:
    """Its same links are all there are: all links without a filter, less these, would be B's two."""
    here = {TWO[0]: range(1, 23), TWO[1]: range(1, 21)}
    source = many(here, centre=GONE | dict.fromkeys(range(11, 21), "C"), own=OWN)
    assert same(source, Filters(centre=("A", "C")))["masked"].all()


def test_no_campaign_has_no_same_links_whatever_the_filter() -> None:
    source = many({TWO[0]: range(1, 21), TWO[1]: range(1, 21)})
    for column in ("centre", "territory", "level"):
        assert same(source, replace(Filters(view=("ecole",)), **{column: ("A",)})).empty


def test_the_base_says_that_some_stay() -> None:
    figure = catalogue.find(load(), "evolution/memes/d4")
    source = many({TWO[0]: range(1, 23), TWO[1]: range(1, 21)}, centre=GONE, own=OWN)
    frame = figure.frame(source, Filters(), None, True)
    assert figure.base(frame) == typeset(
        "Base : 20 à 22 liens, les mêmes à moins de 5 près, qui ont répondu dans chaque campagne. Les quelques liens "
        "d’un centre social absent d’une campagne restent comptés là où il est présent : en les ôtant, on donnerait "
        "leurs réponses."
    )
    assert "base\xa0: 20 à 22 liens, les mêmes à moins de 5 près" in figure.chart(frame, "Q").layout.title.text
    assert figure.base(figure.frame(source, Filters(), None, False)) == typeset(
        "Base : les 20 mêmes liens, qui ont répondu dans chaque campagne."
    )


def test_the_base_says_that_some_stay_where_each_campaign_keeps_as_many() -> None:
    """B has two links the first time and C two the second: the bases are the same, the links are not."""
    figure = catalogue.find(load(), "evolution/memes/d4")
    here = {TWO[0]: range(1, 23), TWO[1]: [*range(1, 21), 23, 24]}
    source = many(here, centre=GONE | dict.fromkeys((23, 24), "C"), own=OWN)
    frame = figure.frame(source, Filters(), None, True)
    assert counted(frame) == [(TWO[0], (7, 22)), (TWO[1], (5, 22))]
    assert figure.base(frame).startswith(typeset("Base : 22 liens, les mêmes à moins de 5 près, qui ont répondu"))
    assert "base\xa0: 22 liens, les mêmes à moins de 5 près" in figure.chart(frame, "Q").layout.title.text
    one = catalogue.find(load(), "evolution/memes/d4/centre")
    assert one.base(one.frame(source, Filters(), None, True)) == figure.base(frame)


def test_a_durable_age_that_tells_a_link_of_the_absent_centre_is_masked() -> None:
    """B's two began in 2020 and in 2021: in 2025 both are four years old, one is five."""
    old = {link: {"annee_debut": "2000"} for link in range(1, 21)}
    source = many(
        {TWO[0]: range(1, 23), TWO[1]: range(1, 21)},
        centre=GONE,
        own=old | {21: {"annee_debut": "2020"}, 22: {"annee_debut": "2021"}},
    )
    for years, expected in ((3, [22, 20]), (4, [22, 20]), (5, None), (6, None)):
        frame = waves.of_same([waves.of_durable(years)], source, Filters(), True)
        assert (None if frame["masked"].all() else frame["base"].tolist()) == expected, years


# --- Three campaigns


def three(centre: dict[int, str] | None) -> Taken:
    """Twenty links are in all three campaigns, two more in the first two."""
    first, second, third = range(1, 31), [*range(1, 23), *range(40, 50)], [*range(1, 21), *range(50, 60)]
    return many(dict(zip(WAVES, (first, second, third), strict=True)), centre=centre)


def test_a_panel_of_three_is_masked_where_that_of_two_holds_few_more_of_an_absent_centre() -> None:
    assert not same(three(None))["masked"].any()  # they may be any two of their centre
    assert same(three(GONE))["masked"].all()
    assert counted(same(three(GONE), Filters(campaign=WAVES[:2])), "centre") == [
        (WAVES[0], (22, 22)),
        (WAVES[1], (22, 22)),
    ]


def test_a_panel_of_three_is_masked_under_a_filter_where_that_of_two_holds_few_more() -> None:
    filters = Filters(level=("college",))
    assert same(three(None), filters)["masked"].all()
    two = Filters(level=("college",), campaign=WAVES[:2])
    assert not same(three(None), two)["masked"].any()


LEVERS = [choice.name for choice in load()["l1"].choices if choice.name.startswith("lev_")][:28]
CENTRE = dict(enumerate("A" * 20 + "BBCCCDDD", start=1))


@pytest.mark.parametrize("seed", [*range(20), 220, 310])  # the last two: who stays beside the three, not beside two
def test_no_two_figures_tell_a_few_links_of_an_absent_centre(seed: int) -> None:
    """Every link ticks a lever of its own, so that a figure says who is in it. The attacker subtracts all links and
    every panel from each other: no difference of one to four holds a link of a centre that they know was absent."""
    draw = Random(seed)
    absent = {who: {wave for wave in WAVES if draw.random() < 0.35} for who in "BC"}
    here = {
        wave: [link for link, who in CENTRE.items() if wave not in absent.get(who, ()) and draw.random() < 0.93]
        for wave in WAVES
    }
    source = many(here, centre=CENTRE, own={link: {"l1": LEVERS[link - 1]} for link in CENTRE})
    published: dict[tuple[tuple[str, ...], str], set[str]] = {}
    for size in range(1, 4):
        for chosen in combinations(WAVES, size):
            take = waves.of_same if size > 1 else waves.of_all
            # A single campaign named shows those before it too: it stands in their groups.
            frame = take([waves.of_choices("l1")], source, Filters(campaign=chosen if size > 1 else WAVES), True)
            for wave in chosen:
                rows = frame[frame["group"] == wave]
                if not rows["masked"].any():
                    published[chosen, wave] = set(rows["choice"][rows["n"] == 1])
    assert len(published) > 3  # more than all links of each
    missing = {lever: {wave for wave in WAVES if not any(CENTRE[x] == CENTRE[link] for x in here[wave])}
               for link, lever in enumerate(LEVERS, start=1)}  # fmt: skip
    for (fewer, wave), (more, other) in combinations(published, 2):
        if wave == other and set(fewer) < set(more):
            one, two = published[fewer, wave], published[more, wave]
            for apart in (one - two, two - one):
                known = {lever for lever in apart if missing[lever] & set(more)}
                assert len(apart) not in range(1, 5) or not known, (fewer, more, wave)


# --- The examples


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    with Store.open(stores.fresh_url(tmp_path_factory.mktemp("panel"))) as store:
        for number, ret in enumerate(examples.generate(load())):
            store.deposit(ret, data=str(number).encode(), filename="essai.xlsx")
        found = responses.build(store.tables(), load())
    return Taken(found, Bits.pack(found))


def test_the_examples_show_the_same_links_though_a_small_centre_is_gone(example: Taken) -> None:
    """What a school is may be withheld for it; durable links and all that the survey asks are shown."""
    book = load()
    shown = {
        subject: not catalogue.find(book, evolution.code_of(evolution.SAME, subject))
        .frame(example, Filters(), None, True)["masked"]
        .any()
        for subject in evolution.subjects(book)
    }
    assert {subject for subject, is_shown in shown.items() if not is_shown} <= waves.LASTING
    durable = catalogue.find(book, "evolution/durables/3/memes").frame(example, Filters(), None, True)
    assert durable["display"].tolist() == ["percent", "percent"]
