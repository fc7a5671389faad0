"""All that knows Streamlit besides the pages: shell, guard, cache, filters, figure card, wording."""
