"""« Suivi de la collecte »: progress, table of the centres, reminders, and the workbooks to send out."""

from __future__ import annotations

import io
from urllib.parse import urljoin

import pandas as pd
import streamlit as st

from lib import codebook, french, template
from lib.collection import carryover, followup_table, progress, reminders
from lib.collection.followup import FollowUp
from lib.collection.followup_table import FINDINGS, LINKS, NUMBER, STATE, WHEN, WHOLE
from lib.collection.reminders import Message
from lib.store import Store
from lib.ui import chart, kept, session, wording

_POINTS = {
    "code": "Centre social",
    "message": "Constat",
    "remedy": "Que faire",
    "filename": "Fichier",
    "number": NUMBER,
    "at": WHEN,
}
_STRAYS = {
    "number": NUMBER,
    "at": WHEN,
    "filename": "Fichier",
    "centre": "Centre dit",
    "campaign": "Campagne dite",
    "who": "Par",
}
PERCENT = f"%d{french.THIN}%%"


def overview(follow: FollowUp) -> None:
    """How many returns came in, as a bar and as a line over time."""
    expected, received = len(follow.centres), follow.counts["received"]
    words = progress.sentence(follow)
    st.progress(min(1.0, received / expected) if expected else 0.0, text=words)
    if expected:
        chart.show(chart.spec(progress.figure(follow)), key="figure-progression", alt=words)


def table(follow: FollowUp) -> None:
    """The centres with a search box, and the same as a file."""
    search = st.text_input(
        "Chercher un centre", placeholder="Nom, commune, code ou courriel", key="chercher", width=380
    )
    shown = followup_table.table(follow, search)
    if shown.empty:
        st.caption("Aucun centre social ne correspond.")
        return
    st.dataframe(
        shown,
        hide_index=True,
        column_config=_columns(shown),
        placeholder=french.NOTHING,
        alt="Les retours attendus, centre par centre",
    )
    st.caption(
        "Complet\u00a0: part des thèmes remplis parmi ceux qui sont demandés pour chaque lien. Un thème auquel "
        "personne n’a touché ne compte jamais comme un «\u00a0non\u00a0»."
    )
    st.download_button(
        wording.DOWNLOAD_CSV,
        data=lambda: followup_table.csv(follow),
        file_name=f"suivi_{follow.campaign.name}_{follow.view}.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key="suivi-csv",
    )


def held_up(store: Store, follow: FollowUp) -> None:
    """What stands in the way of the centres whose file was refused, and the files that nobody expected."""
    names = dict(zip(follow.centres["code"], follow.centres["name"], strict=True))
    if len(follow.refused):
        with st.expander(f"Ce qui bloque ({len(follow.refused)})", key="suivi-bloque"):
            points = follow.refused.assign(code=follow.refused["code"].map(names))
            _files(points[list(_POINTS)].rename(columns=_POINTS), "Les points bloquants, centre par centre")
            kept.actions(store, follow.refused.drop_duplicates("number"), key="suivi-bloque")
    if len(follow.strays):
        label = f"Fichiers refusés qui ne sont d’aucun centre attendu ({len(follow.strays)})"
        with st.expander(label, key="suivi-egares"):
            _files(follow.strays[list(_STRAYS)].rename(columns=_STRAYS), "Les fichiers sans centre attendu")
            kept.actions(store, follow.strays, key="suivi-egares")


def _files(shown: pd.DataFrame, alt: str) -> None:
    when = st.column_config.DatetimeColumn(format="DD/MM/YYYY HH:mm", timezone=str(french.TIME_ZONE), width=140)
    st.dataframe(shown, hide_index=True, column_config={WHEN: when}, alt=alt)


def _columns(shown: pd.DataFrame) -> dict[str, object]:
    whole = st.column_config.NumberColumn
    shares = list(shown.columns[shown.columns.get_loc(WHOLE) : shown.columns.get_loc(FINDINGS)])
    return {
        STATE: st.column_config.TextColumn(pinned=True, width=100),
        WHEN: st.column_config.DatetimeColumn(format="DD/MM/YYYY HH:mm", width=140),
        **{name: whole(format=PERCENT, width=110) for name in shares},
        **{name: whole(format="%d", width=90) for name in (FINDINGS, LINKS, NUMBER)},
    }


def remind(follow: FollowUp) -> None:
    """Who is to be reminded, the addresses to copy, and the message."""
    waiting = reminders.to_remind(follow)
    if waiting.empty:
        st.success("Tous les retours attendus sont arrivés\u00a0: personne n’est à relancer.", icon=":material/check:")
        return
    st.text(f"{french.count(len(waiting), 'centre social est', 'centres sociaux sont')} à relancer.")
    st.subheader("Adresses, à coller en copie cachée (Cci)", anchor=False)
    st.code(reminders.addresses(waiting) or "Aucune adresse connue", language=None, wrap_lines=True)
    if missing := reminders.without_address(waiting):
        st.warning(f"Sans adresse\u00a0: {wording.plain(french.join(missing))}.", icon=":material/contact_phone:")
    st.subheader("Message", anchor=False)
    names = dict(zip(waiting["code"], waiting["name"], strict=True))
    code = st.selectbox(
        "Pour qui",
        ("", *names),
        format_func=lambda code: names.get(code, "Tous ces centres à la fois"),
        width=380,
        key="relance",
    )
    page = urljoin(st.context.url or "", "deposer")
    _message(reminders.message(follow, code, page=page) if code else reminders.grouped(follow, page=page))


def _message(message: Message) -> None:
    st.caption("Objet")
    st.code(message.subject, language=None, wrap_lines=True)
    st.caption("Texte")
    st.code(message.body, language=None, wrap_lines=True)


def workbooks(store: Store, follow: FollowUp) -> None:
    """The workbooks of all expected centres in one zip, with last year's links if there are any."""
    centres = store.expected(follow.campaign.name)
    if not centres:
        st.info(
            "Aucun retour n’est attendu\u00a0: ajoutez d’abord des centres à la campagne.", icon=":material/group_add:"
        )
        return
    st.text(
        f"Un classeur par centre social attendu ({french.number(len(centres))}), regard "
        f"{wording.VIEWS[follow.view].lower()}, dans un seul fichier zip."
    )
    carry = st.toggle(
        "Reprendre les liens de la dernière campagne",
        value=True,
        key="reprendre",
        help="Établissements, début et statut des liens sont déjà écrits\u202f; tout le reste est demandé à nouveau.",
    )
    what = (follow.campaign.name, follow.view, carry, store.revision())
    packed = session.packed()
    if packed.what != what and st.button("Préparer les classeurs", icon=":material/folder_zip:", type="primary"):
        packed.keep(what, _packed(store, follow, carry=carry))
    if packed.what == what:
        st.download_button(
            "Télécharger les classeurs (zip)",
            data=packed.data,
            file_name=f"classeurs_{follow.campaign.name}_regard-{follow.view}.zip",
            mime="application/zip",
            on_click="ignore",
            icon=":material/download:",
            type="primary",
            key="classeurs",
        )


def _packed(store: Store, follow: FollowUp, *, carry: bool) -> bytes:
    questions, campaign, view = codebook.load(), follow.campaign.name, follow.view
    bar = st.progress(0.0, text="Préparation des classeurs…")
    file = io.BytesIO()
    template.roster_zip(
        questions,
        campaign,
        store.expected(campaign),
        view,
        file,
        lambda done, total: bar.progress(done / total, text=f"{done} classeurs sur {total}"),
        prefill=carryover.prefill(store, questions, campaign, view) if carry else None,
    )
    bar.empty()
    return file.getvalue()
