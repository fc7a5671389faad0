"""Autre enquête: the questions of any survey export, counted; what was guessed can be corrected."""

import streamlit as st

from lib.ui import another, guard

guard.require()
st.title("Autre enquête", anchor=False)
st.write(
    "Déposez l’export d’une enquête faite avec un autre outil (KoboToolbox, LimeSurvey, Framaforms, Google Forms, "
    "Microsoft Forms ou un tableau fait à la main)\u00a0: ses questions sont reconnues et comptées. "
    "Rien n’est enregistré."
)
survey = another.drop()
if survey is None:
    st.stop()

st.header("Ce que le fichier contient", anchor=False)
results = another.summary(survey)
if not results:
    st.stop()

st.header("Question par question", anchor=False)
shown = another.some(results)
for result in shown:
    another.question(survey, results.index(result), result)
