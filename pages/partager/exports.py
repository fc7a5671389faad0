"""Exports: a campaign as files for the meeting, made with the filters of this page, always masked."""

import streamlit as st

from lib import french
from lib.export.slides import selection_in_words
from lib.french import typeset
from lib.ui import empty, exporting, filters, guard, voices

guard.require()
st.title("Exports", anchor=False)
st.text(typeset("Que voulez-vous emporter ? Les fichiers ne contiennent jamais ce qui est masqué."))
data = voices.current()
empty.stop_without_returns(data)
chosen = filters.bar(data.options)
empty.stop_without_links(data, chosen)
about, today = f"{selection_in_words(data, chosen)}.", french.today()
st.text(about)

uploaded = st.file_uploader(
    "Modèle PowerPoint du département (facultatif, .pptx)",
    type=["pptx"],
    help="Ses mises en page et ses couleurs sont reprises, ses diapositives ne le sont pas. Il n’est pas conservé.",
)
template = uploaded.getvalue() if uploaded else None
with st.container(horizontal=True):
    exporting.button(
        lambda: exporting.brochure_of(data, chosen, template, about, today),
        "Brochure", "brochure", icon="folder_zip", kind="primary",
    )  # fmt: skip
    exporting.button(
        lambda: exporting.deck_of_campaign(data, chosen, template, about, today),
        "PowerPoint", "pptx", icon="slideshow",
    )  # fmt: skip
    exporting.button(
        lambda: exporting.workbook_of(data, chosen, about, today),
        "Classeur Excel", "xlsx", icon="table_view",
    )  # fmt: skip
    exporting.button(
        lambda: exporting.csv_of(data, chosen, about, today),
        "Tableaux (CSV)", "csv", icon="csv",
    )  # fmt: skip
    exporting.button(
        lambda: exporting.ods_of(data, chosen, about, today),
        "Tableaux (ODS)", "ods", icon="table_chart",
    )  # fmt: skip
st.caption("La brochure réunit le PowerPoint, le classeur, les tableaux et les constats en texte.")
exporting.show()

st.header("Questionnaire et données individuelles", anchor=False)
exporting.questionnaire(data)
exporting.observations(data, chosen, about, today)
