"""What helps people to read the screens: acronyms, a guide of each page, the answer to « comment répondre ».

The French texts are files in ``data/help/`` and ``data/codebook/acronyms.csv``, so that they can be changed without
touching code.
"""
