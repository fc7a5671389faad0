"""The steps of « Déposer un retour »: choose, drop, look at what was found, confirm, receipt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pandas as pd
import streamlit as st

from lib import codebook, french, reader, template
from lib.checks import Expected
from lib.findings import Finding, Severity
from lib.intake import Examined, examine_safely
from lib.observation import VIEWS, Return
from lib.store import CampaignClosed, Centre, DuplicateLink, Receipt, Store, StoreUnavailable
from lib.ui import cache, session, wording
from lib.ui.session import Dropped

FORMATS = ("xlsx", "xlsm", "xlsb", "xls", "ods")
NEW_CENTRE = "Un autre centre social…"

_WEIGHT = {Severity.BLOCKING: 0, Severity.CHECK: 1, Severity.INFO: 2}
# What a summary counts; information is not worth a number.
_COUNTED = {
    Severity.BLOCKING: ("point bloquant", "points bloquants"),
    Severity.CHECK: ("point à vérifier", "points à vérifier"),
}


@dataclass(frozen=True)
class Choice:
    """Whose workbook, as chosen at the first step; ``centre`` is None until one is chosen."""

    campaign: str
    view: str
    centre: Centre | None


def school_year(today: date) -> str:
    """The school year that a day belongs to; from July on, the one that is being prepared."""
    start = today.year if today.month >= 7 else today.year - 1
    return f"{start}-{start + 1}"


def choose(store: Store) -> Choice:
    """Draw the first step and say what is chosen."""
    campaigns = sorted({*store.campaigns(), school_year(datetime.now(UTC).date())}, reverse=True)
    roster = {centre.code: centre for centre in store.centres()}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        newest = max(store.campaigns(), default=campaigns[0])
        campaign = st.selectbox("Campagne", campaigns, index=campaigns.index(newest), width=170)
        code = st.selectbox(
            "Centre social",
            [*roster, NEW_CENTRE],
            index=None,
            placeholder="Choisissez votre centre social",
            format_func=lambda code: f"{roster[code].name} ({code})" if code in roster else code,
            width=380,
        )
        view = st.segmented_control(
            "Regard", VIEWS, default=VIEWS[0], required=True, format_func=wording.VIEWS.__getitem__
        )
    centre = _new_centre(roster) if code == NEW_CENTRE else roster.get(code)
    return Choice(campaign, view, centre)


def _new_centre(roster: dict[str, Centre]) -> Centre | None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        code = st.text_input("Code", placeholder="CS01", max_chars=20, width=120).strip()
        name = st.text_input("Nom du centre social", max_chars=120, width=380).strip()
        commune = st.text_input("Commune", max_chars=80, width=220).strip()
    if code in roster:
        st.warning("Ce code est déjà pris : choisissez ce centre social dans la liste, ou un autre code.")
        return None
    return Centre(code, name, commune) if code and name else None


def download(choice: Choice) -> None:
    """Draw the button that gives the workbook of one centre, campaign and view."""
    centre = choice.centre

    def workbook() -> bytes:
        return template.build(
            codebook.load(),
            campaign=choice.campaign,
            centre_code=centre.code,
            centre_name=centre.name,
            centre_commune=centre.commune,
            view=choice.view,
        )

    st.download_button(
        "Télécharger le classeur",
        data=workbook if centre else b"",
        file_name=template.filename(choice.campaign, centre.name, choice.view) if centre else None,
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        on_click="ignore",
        icon=":material/download:",
        disabled=centre is None,
        key="classeur",
    )


def drop(choice: Choice, store: Store) -> list[Dropped]:
    """Draw the uploader and examine what is new in it, each file once."""
    intake = session.intake()
    uploaded = st.file_uploader(
        "Un ou plusieurs classeurs remplis",
        type=FORMATS,
        accept_multiple_files=True,
        max_upload_size=reader.LIMITS.file_bytes // 1_000_000,
        key=f"fichiers-{intake.round}",
    )
    expected = _expected(choice, store, alone=len(uploaded) == 1)
    todo = [file for file in uploaded if _must_be_read(intake.files.get(file.file_id), expected)]
    bar = st.progress(0.0, text="Lecture…") if todo else None
    for done, file in enumerate(todo):
        bar.progress(done / len(todo), text=f"Lecture de {wording.plain(file.name)}…")
        intake.files[file.file_id] = _read(file.name, file.getvalue(), expected, store)
    if bar:
        bar.empty()
    return [intake.files[file.file_id] for file in uploaded]


def _must_be_read(known: Dropped | None, expected: Expected) -> bool:
    """A file is read again when other things are expected of it, unless it is deposited already."""
    return known is None or (known.expected != expected and not known.is_deposited)


def _read(filename: str, data: bytes, expected: Expected, store: Store) -> Dropped:
    """Examine one file; one that is blocked is kept at once, for whoever is asked what is wrong with it."""
    examined = examine_safely(cache.worker(), data, filename, expected, remembered=store.mapping)
    dropped = Dropped(filename, data, expected, examined)
    if examined.blocked:
        refused = store.refuse(data=data, filename=filename, findings=examined.findings, ret=examined.ret)
        dropped.receipts = (refused,)
    return dropped


def _expected(choice: Choice, store: Store, *, alone: bool) -> Expected:
    """What a file should say: the chosen centre only if somebody chose one and dropped a single file."""
    centres = {centre.code: centre.name for centre in store.centres()}
    closed = tuple(campaign.name for campaign in store.campaign_states() if campaign.is_closed)
    if not choice.centre or not alone:
        return Expected(centres=centres, campaigns=tuple(store.campaigns()), closed=closed)
    centre = choice.centre
    return Expected(
        campaign=choice.campaign,
        centre=centre.code,
        view=choice.view,
        centres={**centres, centre.code: centre.name},
        campaigns=tuple({*store.campaigns(), choice.campaign}),
        closed=closed,
    )


def counted(examined: Examined) -> str:
    """« 12 liens lus, 1 point bloquant, 3 points à vérifier »; « rien à signaler » when nothing weighs."""
    found = Counter(finding.severity for finding in examined.findings)
    points = [french.count(found[weight], *nouns) for weight, nouns in _COUNTED.items() if found[weight]]
    return ", ".join([french.count(examined.links, "lien lu", "liens lus"), *(points or ["rien à signaler"])])


def findings_table(findings: Sequence[Finding]) -> pd.DataFrame:
    """Findings for reading, the heaviest first.

    Returns
    -------
    DataFrame
        One row per finding, all columns str: « Gravité », « Feuille », « Cellule », « Constat », « Que faire ».
    """
    ordered = sorted(findings, key=lambda finding: _WEIGHT[finding.severity])
    return pd.DataFrame(
        [(f.severity.value, f.place.sheet, f.place.cell, f.message, f.remedy) for f in ordered],
        columns=["Gravité", "Feuille", "Cellule", "Constat", "Que faire"],
        dtype="str",
    )


def show(dropped: Dropped) -> None:
    """Show what was read in one file and what is wrong with it."""
    examined = dropped.examined
    st.subheader(wording.plain(dropped.filename), anchor=False)
    for ret in examined.returns:
        st.text(
            f"{ret.centre_name or ret.centre_code}, campagne {ret.campaign}, "
            f"regard {wording.VIEWS.get(ret.view, ret.view).lower()}"
        )
    words = counted(examined)
    if examined.blocked:
        st.error(
            f"{words}. Ce fichier ne peut pas être déposé tel quel : corrigez les points bloquants, enregistrez, "
            f"puis déposez-le de nouveau. Il est gardé sous le nº {dropped.receipts[0].number}, sans être compté.",
            icon=":material/block:",
        )
    elif any(finding.severity is Severity.CHECK for finding in examined.findings):
        st.warning(
            f"{words}. Le dépôt est possible ; relisez d’abord les points à vérifier.", icon=":material/rule:"
        )
    else:
        st.success(f"{words}.", icon=":material/check:")
    if examined.findings:
        st.dataframe(
            findings_table(examined.findings),
            hide_index=True,
            row_height=70,
            column_config={
                "Gravité": st.column_config.TextColumn(width=100),
                "Feuille": st.column_config.TextColumn(width=100),
                "Cellule": st.column_config.TextColumn(width=70),
            },
            alt=f"Anomalies relevées dans {dropped.filename}",
        )


def confirm(files: Sequence[Dropped], store: Store) -> None:
    """Draw the confirmation; on the click, deposit each file once and remember its receipts before drawing."""
    if all(dropped.is_deposited for dropped in files):
        return
    ready = [dropped for dropped in files if not dropped.examined.blocked and not dropped.is_deposited]
    label = "Confirmer le dépôt" if len(ready) < 2 else f"Confirmer les {len(ready)} dépôts"
    if not st.button(label, type="primary", disabled=not ready, icon=":material/check:", key="confirmer"):
        return
    faults = [fault for dropped in ready if (fault := _deposit(dropped, store))]
    for fault in faults:
        st.error(fault, icon=":material/error:")
    if not faults:
        st.rerun()


def _deposit(dropped: Dropped, store: Store) -> str:
    """Deposit one file and remember its receipts; gives what went wrong, in French, or nothing."""
    name = french.quote(wording.plain(dropped.filename))
    try:
        dropped.receipts = store.deposit_all(
            dropped.examined.returns,
            data=dropped.data,
            filename=dropped.filename,
            findings=dropped.examined.findings,
        )
    except DuplicateLink as error:
        links, school = french.join([str(number) for number in error.numbers]), wording.plain(error.school)
        return f"{name} n’est pas déposé : les liens {links} sont le même établissement, {school}. Gardez-en un."
    except CampaignClosed:
        return f"{name} n’est pas déposé : la campagne vient d’être fermée. Adressez-vous à la coordination."
    except StoreUnavailable:
        return f"{name} n’est pas déposé : la base de données ne répond pas. Réessayez dans un instant."
    return ""


def receipt(dropped: Dropped) -> None:
    """Show the receipt of each return of a file, to read and to keep."""
    for given, ret in zip(dropped.receipts, dropped.examined.returns, strict=True):
        _receipt(dropped, given, ret)


def _receipt(dropped: Dropped, given: Receipt, ret: Return) -> None:
    if given.state == "duplicate":
        st.info(
            f"{wording.plain(dropped.filename)} a déjà été déposé (nº {given.number}) : "
            "rien n’a été compté deux fois.",
            icon=":material/content_copy:",
        )
        return
    text = receipt_text(dropped, given, ret)
    st.success(f"Dépôt nº {given.number} enregistré.", icon=":material/task_alt:")
    st.text(text)
    st.download_button(
        "Télécharger l’accusé de réception",
        data=text.replace("\n", "\r\n").encode("utf-8-sig"),
        file_name=f"accuse-de-reception-{given.number}.txt",
        mime="text/plain",
        on_click="ignore",
        icon=":material/download:",
        key=f"accuse-{given.number}",
    )


def receipt_text(dropped: Dropped, given: Receipt, ret: Return) -> str:
    """The receipt of one return as plain text, one fact a line."""
    lines = [
        "Passerelle – accusé de réception",
        f"Dépôt nº {given.number}, reçu le {french.datetime_(given.at)}",
        f"Centre social : {ret.centre_name or ret.centre_code} ({ret.centre_code})",
        f"Campagne : {ret.campaign} ; regard : {wording.VIEWS.get(ret.view, ret.view).lower()}",
        f"Fichier : {dropped.filename}",
        f"Compté : {french.count(given.links, 'lien', 'liens')}, "
        f"{french.count(given.verbatims, 'parole', 'paroles')}",
    ]
    if given.replaces:
        lines.append(f"Remplace le dépôt nº {given.replaces}, qui reste conservé")
    return "\n".join([*lines, f"Empreinte du fichier (SHA-256) : {dropped.examined.sha256}"])
