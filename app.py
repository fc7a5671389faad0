"""Passerelle as an ASGI application: what answers besides Streamlit, and the script that Streamlit runs."""

from pathlib import Path

import streamlit as st

from lib import server

app = st.App(
    Path(__file__).parent / "lib" / "ui" / "shell.py",
    routes=server.routes(),
    middleware=server.middleware(),
    lifespan=server.lifespan,
    on_script_error=server.apologise,
)

if __name__ == "__main__":
    app.run()
