"""Passerelle's domain: everything that does not know Streamlit."""
