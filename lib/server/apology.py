"""What a reader sees when a page fails: one French sentence and a reference; the traceback stays in the log."""

from __future__ import annotations

import logging
import secrets

import streamlit as st

log = logging.getLogger("passerelle")


def apologise(error: Exception) -> bool:
    """Log ``error`` with a reference, show the reference, and keep Streamlit from showing anything else."""
    reference = secrets.token_hex(4)
    log.error("Référence %s", reference, exc_info=error)
    st.error(
        "Une erreur empêche d’afficher cette page. Rien de ce qui a été déposé n’est perdu. Rechargez la page ; "
        f"si l’erreur revient, signalez-la avec la référence {reference}."
    )
    return True
