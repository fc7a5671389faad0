"""The steps of « Déposer un retour »: choose, drop, pick a file to look at, confirm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import streamlit as st

from lib import codebook, french, template
from lib.checks import Expected
from lib.collection import carryover
from lib.correcting import batch
from lib.findings import Finding, find
from lib.observation import VIEWS
from lib.store import CampaignClosed, Centre, DuplicateLink, Overtaken, Store, StoreUnavailable
from lib.ui import examining, session, tables, wording
from lib.ui.campaigns import school_year
from lib.ui.session import Dropped

NEW_CENTRE = "Un autre centre social…"
LATE = "tardif"
REPLACED = "version_replaced"
_ROW = 52
_TITLES = {
    "state": "État",
    "file": "Fichier",
    "centre": "Centre social",
    "campaign": "Campagne",
    "view": "Regard",
    "links": "Liens",
    "blocked": "Bloquants",
    "to_check": "À vérifier",
    "change": "Ce que le dépôt change",
    "why": "Pourquoi, et que faire",
    "folder": "Dossier",
}


@dataclass(frozen=True)
class Choice:
    """Whose workbook, as chosen at the first step; ``centre`` is None until one is chosen."""

    campaign: str
    view: str
    centre: Centre | None


def choose(store: Store) -> Choice:
    """Draw the first step and say what is chosen."""
    campaigns = sorted({*store.campaigns(), school_year(datetime.now(UTC).date())}, reverse=True)
    roster = {centre.code: centre for centre in store.centres()}
    _begin(session.CAMPAIGN, campaigns, max(store.campaigns(), default=campaigns[0]))
    _begin(session.CENTRE, [*roster, NEW_CENTRE], None)
    _begin(session.VIEW, VIEWS, VIEWS[0])
    with st.container(horizontal=True, vertical_alignment="top"):
        campaign = st.selectbox("Campagne", campaigns, width=170, key=session.CAMPAIGN)
        code = st.selectbox(
            "Centre social",
            [*roster, NEW_CENTRE],
            index=None,
            placeholder="Choisissez votre centre social",
            format_func=lambda code: f"{roster[code].name} ({code})" if code in roster else code,
            width=380,
            key=session.CENTRE,
        )
        view = st.segmented_control(
            "Regard", VIEWS, required=True, format_func=wording.VIEWS.__getitem__, key=session.VIEW
        )
    centre = _new_centre(roster) if code == NEW_CENTRE else roster.get(code)
    return Choice(campaign, view, centre)


def _begin(key: str, options: Sequence[str], value: str | None) -> None:
    """What a box says until somebody chooses, or where what was said is no longer offered."""
    if st.session_state.get(key) not in options:
        st.session_state[key] = value


def _new_centre(roster: dict[str, Centre]) -> Centre | None:
    # One form: a workbook taken right after a field was typed in would be made without it.
    with (
        st.form("centre-nouveau", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        code = st.text_input("Code", placeholder="CS01", max_chars=20, width=120).strip()
        name = st.text_input("Nom du centre social", max_chars=120, width=380).strip()
        commune = st.text_input("Commune", max_chars=80, width=220).strip()
        given = st.form_submit_button("Valider ce centre")
    if given and not (code and name):
        st.warning("Donnez au moins le code et le nom du centre social.")
    if code in roster:
        st.warning("Ce code est déjà pris\u00a0: choisissez ce centre social dans la liste, ou un autre code.")
        return None
    return Centre(code, name, commune) if code and name else None


def download(choice: Choice, store: Store) -> None:
    """Draw the button that gives the workbook of one centre, campaign and view, with last year's links."""
    centre = choice.centre
    carry = st.checkbox("Reprendre les liens de la dernière campagne, s’il y en a", value=True, key="reprise")

    def workbook() -> bytes:
        questions = codebook.load()
        before = carryover.carried(store, questions, choice.campaign, centre, choice.view) if carry else None
        return template.build(
            questions,
            campaign=choice.campaign,
            centre_code=centre.code,
            centre_name=centre.name,
            centre_commune=centre.commune,
            view=choice.view,
            ret=before,
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
    """Draw the uploader and examine what is new in it, each file once; a zip is opened."""
    intake = session.intake()
    # Any file is taken: of a PDF or a photo the browser would say no more than no, the reader says what to do instead.
    uploaded = st.file_uploader(
        "Un ou plusieurs fichiers remplis (Excel, LibreOffice ou CSV), ou un zip qui les contient",
        accept_multiple_files=True,
        max_upload_size=batch.ZIP_LIMITS.file_bytes // 1_000_000,
        key=f"fichiers-{intake.round}",
    )
    names = [*(file.name for file in uploaded), *(dropped.filename for dropped in intake.taken_up.values())]
    expected = _expected(choice, store, alone=len(names) == 1 and not _is_zip(names[0]))
    todo = [file for file in uploaded if file.file_id not in intake.files]
    bar = st.progress(0.0, text="Lecture…") if todo else None
    for done, file in enumerate(todo):

        def tell(part: int, whole: int, name: str, done: int = done) -> None:
            bar.progress((done + part / whole) / len(todo), text=f"Lecture de {wording.plain(name)}…")

        intake.files[file.file_id] = examining.take(file.file_id, file.name, file.getvalue(), expected, store, tell)
    if bar:
        bar.empty()
    files = [*(one for file in uploaded for one in intake.files[file.file_id]), *intake.taken_up.values()]
    _read_again(files, expected, store)
    for dropped in files:
        _tell_if_replaced(dropped, store)
    return files


def _is_zip(filename: str) -> bool:
    return filename.lower().endswith(".zip")


def _read_again(files: Sequence[Dropped], expected: Expected, store: Store) -> None:
    """A file is read when it is taken up, and when other things are expected of it, until it is deposited."""
    for dropped in files:
        if (dropped.examined is None or dropped.expected != expected) and not dropped.is_deposited:
            dropped.expected = expected
            examining.read(dropped, store)


def _tell_if_replaced(dropped: Dropped, store: Store) -> None:
    """Say of a file that it is an old version, as long as it is one: others deposit meanwhile."""
    if not dropped.is_ready:
        return
    examined = dropped.examined
    known = (store.replaced(ret, examined.sha256, examined.edits) for ret in examined.returns)
    told = [_replaced(*numbers) for numbers in known if numbers]
    others = [found for found in examined.findings if found.code != REPLACED]
    dropped.examined = replace(examined, findings=(*told, *others))


def _replaced(number: int, in_force: int) -> Finding:
    since = f"remplacé depuis par le nº {in_force}"
    if number == in_force:
        since = "et des cellules en ont été corrigées à l’écran\u00a0: ces corrections seraient perdues"
    return find(REPLACED, number=number, since=since)


def _expected(choice: Choice, store: Store, *, alone: bool) -> Expected:
    """What a file should say: the chosen centre only if somebody chose one and dropped a single file."""
    centres = {centre.code: centre.name for centre in store.centres()}
    closed = () if _is_late() else _closed(store)
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


def _closed(store: Store) -> tuple[str, ...]:
    return tuple(campaign.name for campaign in store.campaign_states() if campaign.is_closed)


def _is_late() -> bool:
    return bool(st.session_state.get(LATE))


def accept_late(store: Store) -> None:
    """Where a campaign is closed, draw the coordinator's box that takes late returns all the same."""
    if closed := _closed(store):
        st.checkbox(
            f"Coordination\u00a0: accepter un retour tardif ({french.join(closed)}, "
            f"{'campagne fermée' if len(closed) == 1 else 'campagnes fermées'})",
            key=LATE,
        )


def pick(files: Sequence[Dropped]) -> Sequence[Dropped]:
    """Of several files, draw what became of each and give the one to look at; a single file is that one."""
    if len(files) < 2:
        return [dropped for dropped in files if not dropped.is_deposited]
    results = examining.results(files)
    results = results.assign(view=results["view"].map(lambda view: wording.VIEWS.get(view, view)))
    shown = results[list(_TITLES)].rename(columns=_TITLES)
    st.dataframe(
        shown if results["folder"].any() else shown.drop(columns=_TITLES["folder"]),
        hide_index=True,
        row_height=_ROW,
        height=tables.height(len(shown), _ROW),
        column_config={
            "État": st.column_config.TextColumn(pinned=True, width=90),
            "Fichier": st.column_config.TextColumn(width=200),
            "Pourquoi, et que faire": st.column_config.TextColumn(width=400),
        },
        alt="Ce que chaque fichier est devenu",
    )
    waiting = [dropped for dropped in files if not dropped.is_deposited]
    by_key = {dropped.key: dropped for dropped in sorted(waiting, key=examining.urgency)}
    if not by_key:
        return []
    key = st.selectbox(
        "Fichier à regarder",
        tuple(by_key),
        format_func=lambda key: by_key[key].filename if key in by_key else key,
        width=380,
        key="regarder",
    )
    return [by_key[key]]


def confirm(files: Sequence[Dropped], store: Store) -> None:
    """Draw the confirmation; each file is deposited once, as it was shown."""
    if all(dropped.is_deposited for dropped in files):
        return
    session.ask_who()
    ready = _wanted([dropped for dropped in files if dropped.is_ready])
    label = "Confirmer le dépôt" if len(ready) < 2 else f"Confirmer les {len(ready)} dépôts"
    # A callback runs before the page is drawn again: what the person was shown is what they confirm.
    st.button(
        label,
        type="primary",
        disabled=not ready,
        icon=":material/check:",
        on_click=_deposit_all,
        args=(ready, store),
        key="confirmer",
    )
    for dropped in ready:
        if dropped.fault:
            name = french.quote(wording.plain(dropped.filename))
            st.error(f"{name} n’est pas déposé. {wording.plain(dropped.fault)}", icon=":material/error:")


def _wanted(ready: Sequence[Dropped]) -> list[Dropped]:
    """The files to deposit: an old version only once somebody has said that it is wanted again."""
    old = [dropped for dropped in ready if any(found.code == REPLACED for found in dropped.examined.findings)]
    if not old:
        return list(ready)
    names = french.join([french.quote(wording.plain(dropped.filename)) for dropped in old])
    kind = "une version remplacée" if len(old) == 1 else "des versions remplacées"
    keys = "-".join(dropped.key for dropped in old)  # what was said of one file is not said of another
    again = st.checkbox(f"Revenir à {kind}\u00a0: {names}", key=f"revenir-{keys}")
    return [dropped for dropped in ready if again or dropped not in old]


def _deposit_all(files: Sequence[Dropped], store: Store) -> None:
    for dropped in files:
        dropped.fault = _deposit(dropped, store)


def _deposit(dropped: Dropped, store: Store) -> str:
    """Deposit one file and remember its receipts; gives what went wrong, in French, or nothing."""
    examined = dropped.examined
    try:
        dropped.receipts = store.deposit_all(
            examined.returns,
            data=dropped.upload.data,
            filename=dropped.filename,
            findings=examined.findings,
            who=session.who(),
            corrections=examined.edits,
            expected_replaces=dropped.seen,
            late=_is_late(),
        )
    except DuplicateLink as error:
        links = french.join([str(number) for number in error.numbers])
        return f"Les liens {links} sont le même établissement, {error.school}. Gardez-en un."
    except CampaignClosed:
        return "La campagne vient d’être fermée. Adressez-vous à la coordination."
    except Overtaken as error:
        return _overtaken(error)
    except StoreUnavailable:
        return wording.NO_DATABASE
    return ""


def _overtaken(error: Overtaken) -> str:
    by = f" par {error.who}" if error.who else ""
    if error.number is None:
        return (
            f"Le retour en vigueur a changé entre-temps\u00a0: il vient d’être annulé{by}. "
            "Relisez, puis confirmez de nouveau."
        )
    return (
        f"Le retour en vigueur a changé entre-temps\u00a0: le dépôt nº {error.number} est arrivé le "
        f"{french.datetime_(error.at)}{by}. Relisez ce qui change, puis confirmez de nouveau."
    )
