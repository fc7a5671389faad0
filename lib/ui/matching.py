"""« Correspondance des colonnes »: which question each column of a list answers, and what its values stand for.

Both are said once for each source.
"""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from lib import codebook, french
from lib.codebook import Codebook
from lib.layout.plan import plan_of
from lib.listing.doubts import label_of, some
from lib.listing.mapping import IGNORED, NOT_COUNTED, Mapping
from lib.listing.match import Match
from lib.listing.values import NAMED, TICKED, TYPED, Asked, Group, groups
from lib.store import Store
from lib.ui import examining, wording
from lib.ui.session import Dropped

ASIDE = "(colonne laissée de côté)"
UNSAID, NOTHING, CHECKED = "(à préciser)", "(ne pas compter)", "Case cochée"
COLUMN, SAMPLES, QUESTION, SURE = "Colonne du fichier", "Exemples", "Question", "Reconnue"
_OPEN = "?"
"""Of a value: nobody has said what it stands for."""
_MOST = 60
"""Values on the screen at once."""
_WIDTH = 240


def screen(dropped: Dropped, store: Store) -> None:
    """Draw the columns of a list with what they are taken for; nothing changes before the click."""
    proposal = dropped.examined.proposal
    if proposal is None:
        return
    asked = examining.asks_about_columns(dropped)
    with st.expander("Correspondance des colonnes", expanded=asked, key=f"colonnes-{dropped.key}"):
        st.caption(
            "À gauche les colonnes de votre fichier, à droite les questions. Votre choix est retenu pour les "
            "prochains fichiers qui ont les mêmes colonnes."
        )
        everything = st.toggle("Montrer toutes les colonnes", value=not asked, key=f"toutes-{dropped.key}")
        labels = _labels(codebook.load())
        shown = [one for one in proposal.matches if one.header and (everything or one.doubtful or one.is_unread)]
        chosen = _grid(dropped, shown, labels)
        columns = {**proposal.mapping.columns, **chosen}
        columns.pop("", None)
        said = _values(dropped, [one for one in proposal.matches if columns.get(one.header) == one.target])
        # No callback: it would be given what was chosen at the run before, and miss the last choice of a quick hand.
        if st.button(
            "Lire le fichier ainsi",
            type="primary" if asked else "secondary",
            icon=":material/check:",
            key=f"lire-{dropped.key}",
        ):
            examining.say_columns(dropped, Mapping(proposal.source, columns, said), store)
            st.rerun()


def _labels(questions: Codebook) -> dict[str, str]:
    """Target → what people choose, each wording once: a second one has its code behind it."""
    plan = plan_of(questions)
    labels = {IGNORED: ASIDE}
    for question in questions:
        targets = [question.name]
        if question.is_multiple:
            targets += [f"{question.name}/{choice.name}" for choice in question.choices]
        for target in targets:
            label = label_of(target, plan)
            labels[target] = f"{label} ({target})" if label in labels.values() else label
    return labels


def _grid(dropped: Dropped, matches: Sequence[Match], labels: dict[str, str]) -> dict[str, str]:
    """Header → target, as it stands in the grid now."""
    if not matches:
        st.caption("Toutes les colonnes sont reconnues.")
        return {}
    known = {target: labels.setdefault(target, target) for target in (one.target for one in matches)}
    rows = [(one.header, " · ".join(one.samples), known[one.target], _sure(one)) for one in matches]
    frame = pd.DataFrame(rows, columns=[COLUMN, SAMPLES, QUESTION, SURE], dtype="str")
    edited = st.data_editor(
        frame,
        hide_index=True,
        disabled=[COLUMN, SAMPLES, SURE],
        column_config={
            QUESTION: st.column_config.SelectboxColumn(options=list(labels.values()), required=True, width="large"),
            SURE: st.column_config.TextColumn(width="small"),
        },
        key=f"correspondance-{dropped.key}-{dropped.round}-{len(matches)}",
        alt="Les colonnes du fichier et les questions",
    )
    target_of = {label: target for target, label in labels.items()}
    return {one.header: target_of[label] for one, label in zip(matches, edited[QUESTION].tolist(), strict=True)}


def _sure(match: Match) -> str:
    if match.doubtful:
        return "à confirmer"
    return "oui" if match.target else "non" if match.is_unread else "sans question"


def _values(dropped: Dropped, matches: Sequence[Match]) -> dict[str, dict[str, str]]:
    """Draw the values of the columns that keep their question; header → value → choice, as they are chosen now."""
    proposal = dropped.examined.proposal
    said = {one.header: dict(proposal.said.get(one.header, {})) for one in matches}
    box = {one.header: one.choice for one in matches}
    everything = bool(proposal.values) and st.toggle(
        "Montrer aussi les valeurs que le questionnaire nomme", key=f"valeurs-{dropped.key}"
    )
    asked = groups(matches, proposal.values, codebook.load(), everything=everything)
    if asked:
        st.caption(
            "Ce que veulent dire les valeurs de votre fichier qu’aucune réponse prévue ne nomme. Une valeur laissée "
            "«\u00a0à préciser\u00a0» n’est pas comptée et reste une anomalie."
        )
    for one, choice in _changed(dropped, asked):
        for header in one.headers:
            said[header].pop(one.text, None)
            if choice is not None:
                said[header][one.text] = box[header] if choice == TICKED else choice
    return {header: values for header, values in said.items() if values}


def _changed(dropped: Dropped, asked: Sequence[Group]) -> list[tuple[Asked, str | None]]:
    """Draw a drop-down for each value; those of which somebody says something else than what is read now."""
    changed, left = [], _MOST
    for rank, group in enumerate(asked):
        if left:
            st.text(("" if group.choices else "Cases à cocher\u00a0: ") + some(group.headers))
        labels = {choice.name: choice.label for choice in group.choices} or {TICKED: CHECKED}
        with st.container(horizontal=True, vertical_alignment="bottom"):
            for place, one in enumerate(group.asked[:left]):
                choice = _choose(one, labels, key=f"valeur-{dropped.key}-{dropped.round}-{rank}-{place}-{one.text}")
                if choice != one.choice:
                    changed.append((one, choice))
        left = max(0, left - len(group.asked))
    if (more := sum(len(group.asked) for group in asked) - _MOST) > 0:
        st.caption(f"Encore {french.count(more, 'valeur', 'valeurs')}, une fois celles-ci dites.")
    return changed


def _choose(one: Asked, labels: Dictionary[str, str], key: str) -> str | None:
    """Draw what a value can stand for, beginning with how it is read now."""
    options = {**labels, NOT_COUNTED: NOTHING}
    if one.by not in (NAMED, TYPED):
        options = {_OPEN: UNSAID, **options}
    read = _OPEN if one.choice is None else one.choice
    options.setdefault(read, read)
    choice = st.selectbox(
        wording.label(f"{french.quote(one.text)}, {french.number(one.times)} fois"),
        tuple(options),
        index=list(options).index(read),
        format_func=options.__getitem__,
        width=_WIDTH,
        key=key,
    )
    return None if choice == _OPEN else choice
