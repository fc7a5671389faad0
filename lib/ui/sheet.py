"""The sheets of one centre and of one school: what is chosen, and their parts as they are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from lib import codebook, french, sentences
from lib.filters import Filters
from lib.observation import CENTRE
from lib.sheet import beside, figures, history, links, quotations, returns, school, table
from lib.store import Centre
from lib.ui import address, cache, filters, printing, session, wording
from lib.ui.address import Parameter
from lib.ui.cache import Data
from lib.ui.card import Cards, spell_out

CHOSEN_CENTRE, CHOSEN_SCHOOL = "fiche_centre", "fiche_etablissement"
"""Keys of the boxes; in the address they are ``centre`` and ``etablissement``."""

QUESTIONS = ("r1", "l1", "q1", "p1")
"""The questions whose most given choices stand on a centre's sheet."""


@dataclass(frozen=True)
class _Sheet:
    """What both sheets are made of: tables, and at their end one caption for the acronyms of all."""

    data: Data
    _tables: list[pd.DataFrame] = field(default_factory=list, init=False, compare=False)

    def _table(self, frame: pd.DataFrame, alt: str) -> None:
        self._tables.append(frame)
        shown(frame, alt)

    def acronyms(self) -> None:
        """Spell out the acronyms of the tables that were drawn so far."""
        spell_out(text for frame in self._tables for text in (*frame.columns, *frame.to_numpy().ravel()))


@dataclass(frozen=True)
class CentreSheet(_Sheet):
    """The sheet of one centre in one campaign and view."""

    centre: Centre
    filters: Filters

    @property
    def campaign(self) -> str:
        return self.filters.campaign[0]

    @property
    def view(self) -> str:
        return self.filters.view[0]

    @property
    def has_return(self) -> bool:
        return (self.campaign, self.view, self.centre.code) in self.data.responses.returns

    @property
    def is_hidden(self) -> bool:
        """Whether there is no figure to show: masked, for its size or for that of another, or no link counted."""
        size = self._size()
        return size is None or bool(size["masked"])

    def head(self) -> None:
        """Who the centre is, what it handed in, and how many links are counted."""
        printing.header(wording.plain(self.centre.name))
        st.text(", ".join(word for word in (self.centre.commune, f"code {self.centre.code}") if word))
        printing.line(self.data, self.filters)
        mask = session.is_masked()
        deposits = cache.store().deposits()
        filled = self.data.once(returns.completeness, self.centre.code, mask)
        expected = self.data.responses.expected
        received = returns.received(deposits, expected, self.centre.code, wording.VIEWS, filled)
        self._table(received, f"Retours de {self.centre.name}")
        if self.has_return:
            st.text(self._counted())

    def numbers(self) -> None:
        """The single figures, beside those of the département."""
        frame = self.data.once(beside.numbers, self.filters, self.centre.code, session.is_masked())
        self._table(table.beside(frame), "Chiffres du centre et du département")

    def links(self) -> None:
        """Its links by name in the working view; what they are, in counts, in both."""
        if not session.is_masked():
            told = links.of_centre(self.data, self.campaign, self.view, self.centre.code)
            self._table(told, f"Les liens de {self.centre.name}")
        frame = self.data.once(beside.profile, self.filters, self.centre.code, session.is_masked())
        self._table(table.beside(frame, self.data.bits.codebook), "Profil des liens, à côté du département")

    def figures(self) -> None:
        """The cards of factors and of the choices given most."""
        cards = Cards(self.data, self.filters)
        st.header("Les facteurs de durabilité", anchor=False)
        cards.show(figures.code("facteurs", self.centre.code))
        st.header("Comment, avec qui, pour quoi faire", anchor=False)
        cards.show(*(figures.code("choix", question, self.centre.code) for question in QUESTIONS))

    def history(self) -> None:
        """Its figures from campaign to campaign; in the working view every deposit too."""
        frame = self.data.once(history.history, self.view, self.centre.code, session.is_masked())
        if frame.empty:
            st.text("Aucun retour de ce regard pour l’instant.")
        else:
            self._table(table.beside(frame, empty=french.NOTHING), "Le centre d’une campagne à l’autre")
            st.caption(
                french.typeset(
                    "Nouveau, interrompu depuis : comparé au retour précédent du centre pour le même regard."
                )
            )
        if not session.is_masked():
            told = returns.handed_in(cache.store().deposits(), self.centre.code, wording.VIEWS)
            self._table(told, f"Les dépôts de {self.centre.name}")

    def quotations(self) -> None:
        """What may be quoted of its return; in the working view, for on a centre's sheet no quotation is nameless."""
        if session.is_masked():
            with printing.on_screen_only("paroles"):
                st.header("Ce qui s’y dit", anchor=False)
                st.text(
                    french.typeset("Les paroles d’un centre se lisent dans la vue de travail : elles le désignent.")
                )
            return
        st.header("Ce qui s’y dit", anchor=False)
        notes = cache.store().quotation_notes()
        told = quotations.citable(self.data, notes, self.filters, self.centre.code, mask=False)
        if not told:
            st.text("Aucune parole citable dans ce retour.")
        for said in told:
            with st.container(border=True):
                st.text(french.quote(said.text))
                st.caption(wording.plain(said.about))

    def _size(self) -> Mapping[str, object] | None:
        frame = self.data.once(beside.size, self.filters, self.centre.code, session.is_masked())
        return next((row for row in frame.to_dict("records") if row["group"] == self.centre.code), None)

    def _counted(self) -> str:
        size = self._size()
        if size is not None and size["masked"]:
            return sentences.TOO_FEW
        links = 0 if size is None else size["value"]
        counted = french.count(links, "lien compté", "liens comptés")
        return f"{counted} dans la campagne {self.campaign}, regard {wording.VIEWS[self.view].lower()}."


@dataclass(frozen=True)
class SchoolSheet(_Sheet):
    """The sheet of one school, ``number`` in the store; every campaign is on it."""

    number: int
    name: str

    def head(self) -> None:
        """Which school it is."""
        printing.header(wording.plain(self.name))
        printing.line(self.data)

    def links(self) -> None:
        """Every link with a centre, as each side sees it."""
        self._table(school.links_of(self.data, self.number, wording.VIEWS), f"Les liens de {self.name}")

    def side_by_side(self) -> None:
        """Partners and answers of each link, both views next to each other, newest campaign first."""
        for campaign in school.campaigns_of(self.data, self.number):
            st.header(f"Campagne {campaign}", anchor=False)
            cited = school.partners(self.data, self.number, campaign, wording.VIEWS)
            if len(cited):
                self._table(cited, f"Partenaires cités, campagne {campaign}")
            else:
                st.text("Aucun partenaire n’est cité.")
            answers = school.answers(self.data, self.number, campaign, wording.VIEWS)
            self._table(answers, f"Facteurs et réponses, campagne {campaign}")


def choose_centre(data: Data) -> CentreSheet | None:
    """Draw the boxes of a centre's sheet; None until somebody has chosen a centre."""
    roster = {centre.code: centre for centre in cache.store().centres()}
    named = {**data.options.values["centre"], **_not_heard(data, roster)}
    only = next(iter(named)) if len(named) == 1 else None
    parameters = {
        CHOSEN_CENTRE: Parameter(named, only, "centre"),
        filters.CAMPAIGN: Parameter(data.options.campaigns, data.options.newest),
        filters.VIEW: Parameter(wording.VIEWS, CENTRE),
    }
    address.arrive(parameters)
    with st.container(horizontal=True, vertical_alignment="top"):
        code = st.selectbox(
            "Centre social",
            tuple(named),
            index=None,
            placeholder="Choisissez un centre social",
            format_func=lambda code: named.get(code, code),
            key=CHOSEN_CENTRE,
            width=340,
        )
        campaign = st.selectbox("Campagne", data.options.campaigns, key=filters.CAMPAIGN, width=140)
        view = filters.view_box()
        with filters.below_labels():
            filters.working_view()
    address.leave(parameters)
    filters.warn()
    if code is None:
        return None
    return CentreSheet(data, roster.get(code) or Centre(code, named[code]), Filters(campaign=(campaign,), view=(view,)))


def choose_school(data: Data) -> SchoolSheet | None:
    """Draw the box of a school's sheet; None until somebody has chosen one."""
    found = school.listed(cache.store().schools(), data, _levels())
    named = {str(number): name for number, name in found.items()}
    parameters = {CHOSEN_SCHOOL: Parameter(named, None, "etablissement")}
    address.arrive(parameters)
    with st.container(horizontal=True, vertical_alignment="top"):
        number = st.selectbox(
            "Établissement",
            tuple(named),
            index=None,
            placeholder="Nom, commune ou UAI",
            format_func=lambda number: named.get(number, number),
            key=CHOSEN_SCHOOL,
            width=520,
        )
        with filters.below_labels():
            filters.working_view()
    address.leave(parameters)
    filters.warn()
    return None if number is None else SchoolSheet(data, int(number), named[number])


def explain_schools() -> None:
    """Say why no school has a sheet in what is shared, and how its sheet is opened."""
    st.info(
        french.typeset(
            "Un établissement n’a qu’une direction : ce qui est dit d’un lien la désigne, une note basse la vise. "
            "Cette fiche ne se lit donc que dans la vue de travail, à l’écran de la coordination. "
            "Pour l’ouvrir, activez la vue de travail ci-dessous ; ne la projetez pas."
        ),
        icon=":material/lock:",
    )
    filters.working_view()


def shown(frame: pd.DataFrame, alt: str) -> None:
    """Draw a table that can be read on paper; what people wrote is shown letter for letter."""
    st.table(frame.map(wording.plain).rename(columns=wording.plain), hide_index=True, border="horizontal", alt=alt)


def _not_heard(data: Data, roster: Mapping[str, Centre]) -> dict[str, str]:
    """Centres whose return is expected and has not come: their sheet says so."""
    expected = sorted(set(data.responses.expected["centre"]) - set(data.options.values["centre"]))
    return {code: roster[code].name if code in roster else code for code in expected}


def _levels() -> dict[str, str]:
    questions = codebook.load()
    choices = questions["etab_niveau"].choices if "etab_niveau" in questions else ()
    return {choice.name: choice.label for choice in choices}
