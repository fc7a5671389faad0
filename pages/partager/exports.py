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

template = exporting.template("Brochure et PowerPoint suivront")
makers = (
    ("Brochure", "brochure", "folder_zip", lambda: exporting.brochure_of(data, chosen, template, about, today)),
    ("PowerPoint", "pptx", "slideshow", lambda: exporting.deck_of_campaign(data, chosen, template, about, today)),
    ("Classeur Excel", "xlsx", "table_view", lambda: exporting.workbook_of(data, chosen, about, today)),
    ("Tableaux (CSV)", "csv", "csv", lambda: exporting.csv_of(data, chosen, about, today)),
    ("Tableaux (ODS)", "ods", "table_chart", lambda: exporting.ods_of(data, chosen, about, today)),
)
with st.container(horizontal=True):
    for label, key, icon, make in makers:
        exporting.button(make, label, key, icon=icon, kind="primary" if key == "brochure" else "secondary")
st.caption("La brochure réunit le PowerPoint, le classeur, les tableaux et les constats en texte.")
exporting.show()

st.header("Questionnaire et données individuelles", anchor=False)
exporting.questionnaire(data)
exporting.observations(data, chosen, about, today)
