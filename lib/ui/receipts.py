"""What a person holds on to after a deposit."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib import french
from lib.french import NBSP, THIN
from lib.observation import Return
from lib.store import Receipt
from lib.ui import wording
from lib.ui.session import Dropped

SHOWN = 3
"""Files whose receipts are shown one by one; of more, all go into one file."""


def show(files: Sequence[Dropped]) -> None:
    """Show the receipt of each return of the files, to read and to keep."""
    if len(files) > SHOWN:
        _together(files)
        return
    for dropped in files:
        for given, ret in zip(dropped.receipts, dropped.examined.returns, strict=True):
            _receipt(dropped, given, ret)


def _together(files: Sequence[Dropped]) -> None:
    texts = [
        text_of(dropped, given, ret)
        for dropped in files
        for given, ret in zip(dropped.receipts, dropped.examined.returns, strict=True)
        if given.state != "duplicate"
    ]
    known = sum(given.state == "duplicate" for dropped in files for given in dropped.receipts)
    if texts:
        words = french.count(len(texts), "dépôt enregistré", "dépôts enregistrés")
        st.success(f"{words}.", icon=":material/task_alt:")
        _download("\n\n".join(texts), "accuses-de-reception.txt", "Télécharger les accusés de réception", "accuses")
    if known:
        words = french.count(known, "retour avait déjà été déposé", "retours avaient déjà été déposés")
        st.info(f"{words}\u00a0: rien n’a été compté deux fois.", icon=":material/content_copy:")


def _receipt(dropped: Dropped, given: Receipt, ret: Return) -> None:
    if given.state == "duplicate":
        st.info(
            f"{wording.plain(dropped.filename)} a déjà été déposé (nº {given.number})\u00a0: "
            "rien n’a été compté deux fois.",
            icon=":material/content_copy:",
        )
        return
    text = text_of(dropped, given, ret)
    st.success(f"Dépôt nº {given.number} enregistré.", icon=":material/task_alt:")
    st.text(text)
    number = given.number
    _download(text, f"accuse-de-reception-{number}.txt", "Télécharger l’accusé de réception", f"accuse-{number}")


def _download(text: str, filename: str, label: str, key: str) -> None:
    st.download_button(
        label,
        data=text.replace("\n", "\r\n").encode("utf-8-sig"),
        file_name=filename,
        mime="text/plain",
        on_click="ignore",
        icon=":material/download:",
        key=key,
    )


def text_of(dropped: Dropped, given: Receipt, ret: Return) -> str:
    """The receipt of one return as plain text, one fact a line."""
    lines = [
        "Passerelle – accusé de réception",
        f"Dépôt nº {given.number}, reçu le {french.datetime_(given.at)}",
        f"Centre social{NBSP}: {ret.centre_name or ret.centre_code} ({ret.centre_code})",
        f"Campagne{NBSP}: {ret.campaign}{THIN}; regard{NBSP}: {wording.VIEWS.get(ret.view, ret.view).lower()}",
        f"Fichier{NBSP}: {dropped.filename}",
        f"Compté{NBSP}: {french.count(given.links, 'lien', 'liens')}, "
        f"{french.count(given.verbatims, 'parole', 'paroles')}",
    ]
    if edits := dropped.examined.edits:
        lines.append(f"Corrigé à l’écran{NBSP}: {french.count(len(edits), 'cellule', 'cellules')}")
    if given.replaces:
        lines.append(f"Remplace le dépôt nº {given.replaces}, qui reste conservé")
    return "\n".join([*lines, f"Empreinte du fichier (SHA-256){NBSP}: {dropped.examined.sha256}"])
