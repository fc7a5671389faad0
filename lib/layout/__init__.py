"""The shapes in which a spreadsheet can carry answers.

``grid`` is our own template (items down, links across, keyed by hidden codes). Other shapes (one row per link or
per answer, as survey tools export them) become modules beside it; `lib.intake` asks each in turn.
"""
