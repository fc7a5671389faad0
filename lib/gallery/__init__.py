"""Every figure that Passerelle can show, by code: pages, slides and workbooks ask here and so cannot disagree.

`figure` says what a figure is, `themes` lists those of the survey's own questions, `catalogue` finds any of them.
"""
