"""The list of centres: import a list after a look at what it would change, edit it in place, take it out."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib import french, reader
from lib.collection import roster_editing, rosters
from lib.collection.roster_editing import CODE, COMMUNE, EMAIL, EXPECTED, NAME, Editing
from lib.collection.rosters import ABSENT, CHANGED, NEW, UNCHANGED, Preview, RosterChanged
from lib.store import CentreHasDeposits, Store, StoreUnavailable
from lib.ui import cache, session, tables, wording

FORMATS = ("xlsx", "xlsm", "xls", "ods", "csv", "tsv", "txt")
_CHANGES = {NEW: "nouveau", CHANGED: "modifié", UNCHANGED: "inchangé", ABSENT: "absent de la liste"}
_TITLES = {
    "change": "Changement",
    "code": "Code",
    "name": "Centre social",
    "commune": "Commune",
    "email": "Courriel",
    "before_name": "Nom d’avant",
    "before_commune": "Commune d’avant",
    "before_email": "Courriel d’avant",
}


def edit(store: Store, campaign: str) -> None:
    """Draw the roster as a grid that can be edited; nothing is written before « Enregistrer »."""
    centres = store.centres()
    expected = tuple(centre.code for centre in store.expected(campaign))
    grid = pd.DataFrame(roster_editing.rows(centres, expected), columns=[EXPECTED, NAME, COMMUNE, EMAIL, CODE])
    grid = grid.astype({EXPECTED: bool, **dict.fromkeys((NAME, COMMUNE, EMAIL, CODE), "str")})
    edited = st.data_editor(
        grid,
        hide_index=True,
        num_rows="dynamic",
        column_config={
            EXPECTED: st.column_config.CheckboxColumn(help=f"Un retour est attendu en {campaign}", default=True),
            NAME: st.column_config.TextColumn(required=True, max_chars=200),
            CODE: st.column_config.TextColumn(help="Vide\u00a0: un code est proposé", max_chars=20),
        },
        key=f"centres-{campaign}-{store.revision()}",
        alt="La liste des centres sociaux",
    )
    editing = roster_editing.compare(centres, expected, edited.to_dict("records"))
    for problem in editing.problems:
        st.error(wording.plain(problem), icon=":material/error:")
    with st.container(horizontal=True, vertical_alignment="center"):
        wanted = st.button(
            "Enregistrer la liste",
            type="primary",
            icon=":material/save:",
            disabled=not editing or bool(editing.problems),
            key="enregistrer-centres",
        )
        _downloads(store)
    if editing and not editing.problems:
        st.caption(_told(editing, campaign))
    if wanted:
        _write(store, campaign, editing)


def _told(editing: Editing, campaign: str) -> str:
    parts = [
        (editing.kept, "centre ajouté ou modifié", "centres ajoutés ou modifiés"),
        (editing.removed, "centre retiré de la liste", "centres retirés de la liste"),
        (editing.invited, f"retour attendu de plus en {campaign}", f"retours attendus de plus en {campaign}"),
        (editing.uninvited, f"retour de moins attendu en {campaign}", f"retours de moins attendus en {campaign}"),
    ]
    words = [french.count(len(them), one, many) for them, one, many in parts if them]
    return f"À enregistrer\u00a0: {french.join(words)}."


def _write(store: Store, campaign: str, editing: Editing) -> None:
    try:
        roster_editing.apply(store, campaign, editing)
    except CentreHasDeposits:
        st.error(
            "Un centre social qui a déposé un retour ne peut être retiré ni de la liste ni de la campagne\u00a0: "
            "annulez d’abord son dépôt (Historique). "
            "Vérifiez la liste\u00a0: les autres changements ont pu être enregistrés.",
            icon=":material/error:",
        )
    except StoreUnavailable:
        st.error(wording.NO_DATABASE)
    else:
        st.rerun()


def _downloads(store: Store) -> None:
    for label, make, name in (
        ("Liste (Excel)", rosters.xlsx, "centres.xlsx"),
        ("Liste (CSV)", rosters.csv, "centres.csv"),
    ):
        st.download_button(
            label,
            data=lambda make=make: make(store.centres()),
            file_name=name,
            on_click="ignore",
            icon=":material/download:",
            key=name,
        )


def take_in(store: Store, campaign: str) -> None:
    """Draw the import of a list: what it would change, then the confirmation."""
    listing = session.listing()
    uploaded = st.file_uploader(
        "Une liste de centres sociaux (Excel, LibreOffice ou CSV), avec au moins les colonnes Code ou Nom",
        type=FORMATS,
        max_upload_size=reader.LIMITS.file_bytes // 1_000_000,
        key=f"liste-{listing.round}",
    )
    if listing.done:
        st.success(listing.done, icon=":material/task_alt:")
    if uploaded is None:
        return
    if listing.file_id != uploaded.file_id:
        with st.spinner("Lecture de la liste…"):
            listing.take(uploaded.file_id, rosters.read_safely(cache.worker(), uploaded.getvalue(), uploaded.name))
    preview = rosters.preview(listing.read, store.centres())
    if preview.findings:
        tables.findings(preview.findings, f"Remarques sur {uploaded.name}")
    if preview.blocked:
        st.error("Cette liste ne peut pas être reprise telle quelle.", icon=":material/block:")
        return
    _preview(preview)
    invite = st.checkbox(f"Attendre un retour de tous ces centres en {campaign}", value=True, key="liste-inviter")
    if st.button("Reprendre cette liste", type="primary", icon=":material/check:", key="liste-confirmer"):
        _take(store, preview, campaign if invite else "")


def _preview(preview: Preview) -> None:
    counts = [
        (preview.new, "nouveau", "nouveaux"),
        (preview.changed, "modifié", "modifiés"),
        (preview.unchanged, "inchangé", "inchangés"),
        (preview.absent, "absent de cette liste, qui reste", "absents de cette liste, qui restent"),
    ]
    st.text(f"{', '.join(french.count(len(them), *nouns) for them, *nouns in counts)}.")
    shown = rosters.frame(preview)
    shown = shown.assign(change=shown["change"].map(_CHANGES))[list(_TITLES)].rename(columns=_TITLES)
    st.dataframe(shown, hide_index=True, alt="Ce que la liste changerait")


def _take(store: Store, preview: Preview, campaign: str) -> None:
    try:
        rosters.apply(store, preview, campaign)
    except RosterChanged:
        st.warning("La liste des centres vient de changer\u00a0: relisez ce qui sera fait, puis confirmez.")
    except StoreUnavailable:
        st.error(wording.NO_DATABASE)
    else:
        session.listing().restart(f"Liste reprise\u00a0: {french.count(len(preview.listed), 'centre', 'centres')}.")
        st.rerun()
