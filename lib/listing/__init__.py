"""Sheets that hold a list: one row per link or per answer, as survey tools and people by hand write them.

``table`` finds the table in a sheet (``header`` and ``levels`` its header, ``foot`` what stands below its data),
``split`` takes joined choices apart. What the columns mean is not decided here.
"""
