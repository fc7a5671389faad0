"""Déposer un retour: the workbook of a centre goes out, comes back, is read, mended, and counts once confirmed."""

import streamlit as st

from lib.ui import cache, deposit, found, guard, kept, links, receipts, session

guard.require()
st.title("Déposer un retour", anchor=False)
store = cache.store()

st.header("1. Télécharger le classeur", anchor=False)
st.write(
    "Le classeur est déjà au nom du centre social. Il se remplit dans Excel ou LibreOffice, hors connexion, "
    "en une ou plusieurs fois. Vous l’avez déjà\u202f? Passez à l’étape 2."
)
choice = deposit.choose(store)
deposit.download(choice, store)

st.header("2. Déposer le classeur rempli", anchor=False)
files = deposit.drop(choice, store)
kept.offer(choice, files, store)
deposit.accept_late(store)
if not files:
    st.caption(
        "L’export d’un autre outil (KoboToolbox, LimeSurvey, Framaforms, Google Forms…) convient aussi. "
        "Rien n’est compté avant votre confirmation\u00a0: vous verrez d’abord ce qui a été lu."
    )
    st.stop()
for dropped in deposit.pick(files):
    found.show(dropped, store)

st.header("3. Confirmer", anchor=False)
deposit.confirm(files, store)
deposited = [dropped for dropped in files if dropped.is_deposited]
if deposited:
    receipts.show(deposited)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Déposer d’autres fichiers", on_click=session.intake().restart, key="recommencer")
        links.to("suivi", "Suivre la collecte, revoir ou annuler un dépôt", icon=":material/checklist:")
