"""What was read in one file, what is wrong with it, and what depositing it would change."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePath

import streamlit as st

from lib import french
from lib.correcting import annotate
from lib.correcting.difference import Difference
from lib.findings import Severity
from lib.french import NBSP
from lib.intake import Examined
from lib.observation import Return
from lib.store import Store
from lib.ui import cache, correcting, examining, matching, tables, wording
from lib.ui.session import Dropped

# What a summary counts; information is not worth a number.
_COUNTED = {
    Severity.BLOCKING: ("point bloquant", "points bloquants"),
    Severity.CHECK: ("point à vérifier", "points à vérifier"),
}


def counted(examined: Examined) -> str:
    """« 12 liens lus, 1 point bloquant, 3 points à vérifier »; « rien à signaler » when nothing weighs."""
    found = Counter(finding.severity for finding in examined.findings)
    points = [french.count(found[weight], *nouns) for weight, nouns in _COUNTED.items() if found[weight]]
    return ", ".join([french.count(examined.links, "lien lu", "liens lus"), *(points or ["rien à signaler"])])


def show(dropped: Dropped, store: Store) -> None:
    """Show what was read in one file, what is wrong with it and how to mend it, and what it would change."""
    st.subheader(wording.plain(dropped.filename), anchor=False)
    if dropped.examined is None:
        tables.findings([dropped.upload.finding], f"Pourquoi {dropped.filename} n’est pas lu")
        return
    for ret in dropped.examined.returns:
        st.text(_whose(ret))
    _verdict(dropped)
    if dropped.fault:
        st.warning(wording.plain(dropped.fault), icon=":material/sync_problem:")
    _findings(dropped)
    matching.screen(dropped, store)
    correcting.grid(dropped, store)
    if dropped.examined.findings and dropped.examined.returns:  # of what could be read; a photo has no cells
        _annotated(dropped)
    if dropped.is_ready:
        for ret, number, difference in examining.look(dropped, store):
            _change(ret, number, difference)


def _findings(dropped: Dropped) -> None:
    """What has to be done in sight; what is only good to know folded away."""
    told = [found for found in dropped.examined.findings if found.severity is Severity.INFO]
    weighty = [found for found in dropped.examined.findings if found.severity is not Severity.INFO]
    if weighty:
        tables.findings(weighty, f"Anomalies relevées dans {dropped.filename}")
    if told:
        with st.expander(f"Pour information ({len(told)})", key=f"information-{dropped.key}"):
            tables.findings(told, f"Informations sur {dropped.filename}")


def _whose(ret: Return) -> str:
    return (
        f"{ret.centre_name or ret.centre_code}, campagne {ret.campaign}, "
        f"regard {wording.VIEWS.get(ret.view, ret.view).lower()}, "
        f"{french.count(len(ret.observations), 'lien', 'liens')}"
    )


def _verdict(dropped: Dropped) -> None:
    examined = dropped.examined
    words = counted(examined)
    if examined.blocked:
        if examining.asks_about_columns(dropped):
            todo = (
                "Dites à quelles questions répondent ses colonnes et ce que veulent dire ses valeurs "
                "(«\u00a0Correspondance des colonnes\u00a0» ci-dessous), puis déposez-le"
            )
        else:
            todo = (
                "Ce fichier ne peut pas être déposé tel quel\u00a0: corrigez les points bloquants ci-dessous, ou dans "
                "votre fichier, que vous déposerez de nouveau"
            )
        number = dropped.refused.number if dropped.refused else None
        kept = (
            f" Il est gardé sous le nº {number}, sans être compté\u202f; vous pourrez le reprendre." if number else ""
        )
        st.error(f"{words}. {todo}.{kept}", icon=":material/block:")
    elif any(finding.severity is Severity.CHECK for finding in examined.findings):
        st.warning(
            f"{words}. Le dépôt est possible\u202f; relisez d’abord les points à vérifier.", icon=":material/rule:"
        )
    else:
        st.success(f"{words}.", icon=":material/check:")


def _annotated(dropped: Dropped) -> None:
    """The centre's own file with its cells coloured and commented; made on the click."""
    name = PurePath(dropped.filename)
    in_place = name.suffix.lower() in (".xlsx", ".xlsm")
    filename = f"{name.stem} - annoté{name.suffix}" if in_place else f"{name.stem} - à corriger.xlsx"
    st.download_button(
        "Télécharger mon fichier annoté" if in_place else "Télécharger la liste des points à corriger",
        data=lambda: _make(dropped),
        file_name=filename,
        on_click="ignore",
        icon=":material/download:",
        help="Les cellules à revoir y sont colorées et commentées\u202f; le reste du fichier est inchangé."
        if in_place
        else "Ce format ne peut pas être annoté\u00a0: les points sont dans un classeur à part.",
        key=f"annote-{dropped.key}",
    )


def _make(dropped: Dropped) -> bytes:
    if dropped.annotated is None:
        upload = dropped.upload
        dropped.annotated = annotate.annotate_safely(
            cache.worker(), upload.data, upload.filename, dropped.examined.findings
        )
    return dropped.annotated.data


def _change(ret: Return, number: int | None, difference: Difference | None) -> None:
    """Before and after, for a centre that has handed in something already."""
    if difference is None:
        return
    st.subheader(f"Ce qui change par rapport au dépôt nº {number}", anchor=False)
    st.text(f"{ret.centre_name or ret.centre_code}{NBSP}: {difference.summary}")
    if difference:
        st.dataframe(difference.frame(), hide_index=True, alt="Avant et après, réponse par réponse")
