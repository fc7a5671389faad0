"""Déposer un retour: the workbook of a centre goes out, comes back, is read, and counts once confirmed."""

import streamlit as st

from lib.ui import cache, deposit, guard, session

guard.require()
st.title("Déposer un retour", anchor=False)
store = cache.store()

st.header("1. Télécharger le classeur", anchor=False)
st.write(
    "Le classeur est déjà au nom du centre social. Il se remplit dans Excel ou LibreOffice, hors connexion, "
    "en une ou plusieurs fois. Vous l’avez déjà ? Passez à l’étape 2."
)
choice = deposit.choose(store)
deposit.download(choice)

st.header("2. Déposer le classeur rempli", anchor=False)
files = deposit.drop(choice, store)
if not files:
    st.caption("Rien n’est compté avant votre confirmation : vous verrez d’abord ce qui a été lu.")
    st.stop()
for dropped in files:
    if not dropped.is_deposited:
        deposit.show(dropped)

st.header("3. Confirmer", anchor=False)
deposit.confirm(files, store)
for dropped in files:
    if dropped.is_deposited:
        deposit.receipt(dropped)
if any(dropped.is_deposited for dropped in files):
    st.button("Déposer d’autres fichiers", on_click=session.intake().restart, key="recommencer")
