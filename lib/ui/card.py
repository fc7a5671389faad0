"""How figures are shown, the same on every page.

A figure card has a heading, a reading sentence and the chart; then, on demand, base, table of the same frame and
file, and the links behind a bar. Chart and table are fragments of their own: a click on a filter does not pay for
closed tables, opening one does not draw the charts again, and a bar that is selected runs nothing but its card.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from lib import french, indicators, sentences, tables
from lib.charts.drawing import PAGE
from lib.export.slides import FIGURE, Slide, selection_in_words
from lib.filters import Filters
from lib.gallery import catalogue
from lib.gallery.catalogue import UnknownFigure
from lib.gallery.figure import Figure
from lib.help import acronyms
from lib.records import gather
from lib.ui import behind, picture, session, slideshow, wording
from lib.ui import chart as on_screen
from lib.ui import filters as filter_bar
from lib.ui import tables as grids
from lib.ui.cache import Data

NO_PICTURE = {"displayModeBar": False, "locale": "fr"}
"""In the working view what is on the screen must not be saved."""

LINES = 12
"""How many groups the single figures are shown of, each on a line."""
TOO_MANY = f"Plus de {LINES} groupes à comparer{french.NBSP}: ces chiffres sont ceux de l’ensemble."

PHONE = 360
"""Room for a chart on a phone held upright, in pixels."""


def room() -> int:
    """Room for a chart on this screen, in pixels."""
    return PHONE if session.is_narrow() else PAGE


@dataclass(frozen=True)
class Ask:
    """Everything that one figure depends on, so that it is worked out once for all who ask.

    Attributes
    ----------
    code : str
        Of the figure (`lib.gallery.catalogue`).
    by : str or None
        Column to compare by.
    width : int
        Room for the chart in pixels.
    """

    code: str
    filters: Filters
    by: str | None = None
    width: int = PAGE

    def figure(self, data: Data) -> Figure:
        return catalogue.find(data.bits.codebook, self.code)

    def compared(self, figure: Figure) -> str:
        """The column that the figure is compared by, "" for none."""
        return (self.by or "") if figure.compares else ""

    def frame(self, data: Data, mask: bool) -> pd.DataFrame:
        """The result frame; a screen may lift the mask (working view), a file never does."""
        figure = self.figure(data)
        return figure.frame(data, self.filters, self.by if figure.compares else None, mask)


@dataclass(frozen=True)
class Drawn:
    """A figure ready to be shown; ``hint`` spells out the acronyms that it uses."""

    figure: Figure
    frame: pd.DataFrame
    words: str
    chart: go.Figure
    spec: str
    hint: str = ""


def draw(data: Data, ask: Ask, mask: bool) -> Drawn:
    """Work a figure out: its frame, then sentence and chart from that one frame."""
    figure, frame = ask.figure(data), ask.frame(data, mask)
    grouped = {"by": wording.COMPARE[ask.by]} if ask.by and figure.compares else {}
    chart = figure.chart(frame, figure.question, width=ask.width, **grouped)
    labels = (text for name in ("label", "group_label") for text in frame[name].unique())
    hint = acronyms.hints([figure.title, figure.question, *labels])
    return Drawn(figure, frame, figure.sentence(frame), chart, on_screen.spec(chart), hint)


def words(data: Data, ask: Ask, mask: bool) -> str:
    """The reading sentence of a figure that is shown elsewhere."""
    return ask.figure(data).sentence(ask.frame(data, mask))


Summary = Mapping[str, Mapping[str, object]]
"""The single figures of one selection: code → row of the result frame."""


def summary(data: Data, filters: Filters, mask: bool) -> Summary:
    """The single figures of a selection."""
    return next(iter(summaries(data, filters, None, mask).values()))


def summaries(data: Data, filters: Filters, by: str | None, mask: bool) -> dict[str, Summary]:
    """The single figures of each group of a selection, by what people read for the group."""
    frame = indicators.summary(data.responses, data.bits, filters, mask=mask, by=by)
    groups = gather(frame.to_dict("records"), "group")
    often = Counter(str(rows[0]["group_label"]) for rows in groups.values())
    names = {group: str(rows[0]["group_label"]) for group, rows in groups.items()}
    return {
        f"{name} ({group})" if often[name] > 1 else name: {str(row["indicator"]): row for row in groups[group]}
        for group, name in names.items()
    }


@dataclass(frozen=True)
class Cards:
    """What the figures of one page are taken from, and how they are shown.

    Attributes
    ----------
    by : str or None
        Column to compare by.
    alone : Filters or None
        The selection of figures that are not compared, where ``filters`` takes all campaigns side by side.
    """

    data: Data
    filters: Filters
    by: str | None = None
    alone: Filters | None = None

    def show(self, *codes: str, under: str = "") -> None:
        """Show figure cards by their codes, below a heading if one is given.

        A figure that the questionnaire in use does not allow is left out, and a heading with nothing below it too.
        """
        known = [code for code in codes if self._knows(code)]
        if under and known:
            st.header(under, anchor=False)
        for ask in map(self._ask, known):
            _card(self.data, ask, self.data.once(draw, ask, session.is_masked()))

    def words(self, *codes: str) -> str:
        """The reading sentences of figures of the whole selection, shown elsewhere; left out as in `show`."""
        asks = [Ask(code, self.alone or self.filters) for code in codes if self._knows(code)]
        return " ".join(self.data.once(words, ask, session.is_masked()) for ask in asks)

    def _knows(self, code: str) -> bool:
        """Whether the questionnaire in use allows a figure."""
        try:
            catalogue.find(self.data.bits.codebook, code)
        except UnknownFigure:
            return False
        return True

    def _ask(self, code: str) -> Ask:
        if not catalogue.find(self.data.bits.codebook, code).compares:
            return Ask(code, self.alone or self.filters, None, room())
        return Ask(code, self.filters, self.by, room())

    def numbers(self, *codes: str) -> None:
        """Show single figures side by side, each with what it is taken over, below the coverage.

        One element for all of them: on a page of charts, boxes of their own would slow every click down. A figure
        that the questionnaire does not give is left out. Compared, each group has its line, and campaigns, which are
        never added, their coverage too; of more groups than `LINES` only the whole is shown.
        """
        mask = session.is_masked()
        groups = self.data.once(summaries, self.filters, self.by, mask)
        whole = groups if self.by == "campaign" else self.data.once(summaries, self.filters, None, mask)
        narrowed = filter_bar.in_words(self.filters, self.data.options)
        table = numbers_table(groups, whole, codes, wording.COMPARE[self.by] if self.by else "")
        st.markdown("\n".join([*coverages(whole, narrowed), "", *table]))

    def big_numbers(self, *codes: str) -> None:
        """Show single figures as large boxes, to be read from afar."""
        rows = self._summary()
        with st.container(horizontal=True):
            for row in [rows[code] for code in codes if code in rows]:
                st.metric(
                    str(row["label"]),
                    headline(row),
                    delta=taken_over(row),
                    delta_color="off",
                    delta_arrow="off",
                    border=True,
                )

    def _summary(self) -> Summary:
        return self.data.once(summary, self.alone or self.filters, session.is_masked())


def coverages(groups: Mapping[str, Summary], narrowed: Sequence[str] = ()) -> list[str]:
    """Lines of Markdown: what is received, for each campaign where several are compared, and the filters in words."""
    lines = [f"{group}{french.NBSP}: {coverage(rows)}" if group else coverage(rows) for group, rows in groups.items()]
    if narrowed:
        lines.append(f"Filtres{french.NBSP}: **{' · '.join(map(wording.plain, narrowed))}**")
    return [f"{line}  " for line in lines]  # two spaces: the next begins a line of its own


def numbers_table(
    groups: Mapping[str, Summary], whole: Mapping[str, Summary], codes: Sequence[str], head: str
) -> list[str]:
    """The single figures as a Markdown table: a line for each group that ``head`` names, else one for the whole."""
    too_many = groups is not whole and len(groups) > LINES
    groups = whole if too_many else groups
    shown = [code for code in codes if any(code in rows for rows in groups.values())]
    if not shown:
        return []
    label_of = {code: str(row["label"]) for rows in groups.values() for code, row in rows.items()}
    lines = [[label_of[code] for code in shown], ["---"] * len(shown)]
    lines += [[briefly(rows[code]) if code in rows else french.NOTHING for code in shown] for rows in groups.values()]
    if any(groups):
        first = [head, "---", *map(wording.plain, groups)]
        lines = [[name, *line] for name, line in zip(first, lines, strict=True)]
    table = [f"| {' | '.join(line)} |" for line in lines]
    return [*table, "", TOO_MANY] if too_many else table


def _card(data: Data, ask: Ask, drawn: Drawn) -> None:
    figure, key = drawn.figure, drawn.figure.code.replace("/", "-")
    # The same heading as `st.subheader`, four times quicker in the browser.
    st.markdown(f"### {figure.title}", help=drawn.hint or None)
    st.text(drawn.words)
    if figure.caution:
        st.caption(figure.caution)
    _chart(key, data, ask, drawn)
    _details(key, data, ask, drawn)


@st.fragment
def _chart(key: str, data: Data, ask: Ask, drawn: Drawn) -> None:
    named = {"toImageButtonOptions": {"filename": _filename(key, ask, drawn.figure), "scale": 2}}
    codes = on_screen.show(
        drawn.spec,
        key=f"figure-{key}",
        alt=f"{drawn.figure.title}. {drawn.words}",
        config=on_screen.CONFIG | named if session.is_masked() else NO_PICTURE,
        listens=drawn.figure.selects and bool(drawn.chart.data),
    )
    if row := behind.chosen(codes, drawn.frame):
        with st.container(border=True):
            behind.show(data, drawn.figure, ask.filters, ask.by, row)


@st.fragment
def _details(key: str, data: Data, ask: Ask, drawn: Drawn) -> None:
    details = st.expander(wording.TABLE, key=f"{key}-tableau", on_change="rerun")
    if not details.open:
        return
    figure = drawn.figure
    with details:
        st.text(figure.base(drawn.frame))
        if drawn.hint:
            st.caption(drawn.hint)
        grids.figures(figure.table(drawn.frame), "Les chiffres du graphique ci-dessus")
        with st.container(horizontal=True, vertical_alignment="center"):
            _take_away(key, data, ask, figure)
        if figure.selects and (row := behind.choose(drawn.frame, key)):
            behind.show(data, figure, ask.filters, ask.by, row)


def _take_away(key: str, data: Data, ask: Ask, figure: Figure) -> None:
    """What leaves the page: table, pictures and slide, always masked."""
    by, filters, name = ask.compared(figure), figure.speaks_of(ask.filters), _filename(key, ask, figure)
    st.download_button(
        wording.DOWNLOAD_CSV,
        data=lambda: tables.csv(ask.frame(data, mask=True), **filter_bar.context(filters, data.options, ask.by)),
        file_name=f"{name}.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key=f"{key}-csv",
    )
    if st.button(
        wording.ADD_TO_PRESENTATION, icon=":material/slideshow:", key=f"{key}-presentation", help=slideshow.target()
    ):
        slide = Slide(FIGURE, figure=ask.code, filters=ask.filters, by=by)
        st.toast(slideshow.add(slide), icon=":material/slideshow:")
    grouped = f", par {french.inside(wording.COMPARE[by])}" if by else ""
    words = f"{selection_in_words(data, filters)}{grouped}."
    picture.buttons(for_picture(data, ask), name, words, key)


def for_picture(data: Data, ask: Ask) -> go.Figure:
    """The chart as a picture has it: masked, and drawn for a page however narrow this screen is."""
    return data.once(draw, replace(ask, width=PAGE), True).chart


def _filename(key: str, ask: Ask, figure: Figure) -> str:
    """« leviers_2025-2026_ecole_par-niveau »."""
    by = ask.compared(figure)
    return picture.filename(key, figure.speaks_of(ask.filters), wording.COMPARE[by] if by else "")


def spell_out(texts: Iterable[str]) -> None:
    """Say in one caption what the acronyms mean that some texts on the screen use."""
    if hint := acronyms.hints(texts):
        st.caption(hint)


def answer(question: str, sentence: str, link: Callable[[], None] | None = None) -> bool:
    """Show one of the document's questions with its first answer, and where to read on.

    Without a sentence, as where the questionnaire in use asks nothing of the kind, nothing is shown, and it is False.
    """
    if not sentence:
        return False
    st.markdown(f"### {question}")
    st.text(sentence)
    if link:
        link()
    return True


def coverage(rows: Mapping[str, Mapping[str, object]]) -> str:
    """« 13 retours reçus sur 14 attendus ; 77 liens. »: stands beside every figure."""
    returns, links = rows["taux_retour"], rows["liens_recenses"]
    received = sentences.coverage(int(returns["n"]), int(returns["base"])).removesuffix(".")
    counted = sentences.TOO_SMALL if links["masked"] else french.count(links["n"], "lien", "liens")
    return f"{received}{french.THIN}; {counted}."


def briefly(row: Mapping[str, object]) -> str:
    """Both in one line of Markdown: « **78 %** (18 sur 23) », « **2,1** points (0–3), sur 54 liens », « 3 sur 7 »."""
    number, over = headline(row), taken_over(row)
    if row["masked"] or row["display"] == "empty":
        return over
    if not french.is_missing(row["value"]):
        return f"**{number}** {over}"
    return f"**{number}** ({over})" if not french.is_missing(row["share"]) else f"**{over}**"


def headline(row: Mapping[str, object]) -> str:
    """The number itself: « 78 % », « 2,1 », « 12 », or « masqué »."""
    if row["masked"]:
        return "masqué"
    if row["display"] == "empty":
        return french.NOTHING
    if not french.is_missing(row["value"]):
        whole = float(row["value"]).is_integer() and not str(row["unit"]).startswith("points")
        return french.number(row["value"], 0 if whole else 1)
    if not french.is_missing(row["share"]):
        return french.percent(row["share"])
    return french.number(row["n"])


def taken_over(row: Mapping[str, object]) -> str:
    """What stands under the number: « 18 sur 23 », « points (0–3), sur 54 liens »."""
    if row["masked"]:
        return sentences.TOO_SMALL
    if row["display"] == "empty":
        return sentences.UNANSWERED
    if not french.is_missing(row["value"]):
        of = "" if french.is_missing(row["base"]) else f", sur {french.count(row['base'], 'lien', 'liens')}"
        return f"{row['unit']}{of}"
    return f"{french.number(row['n'])} sur {french.number(row['base'])}"
