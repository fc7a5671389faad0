"""Quotations (« paroles »): found again, tagged with the codebook's choices, proof-read, chosen for the meeting.

`quotations` makes the frame that all the rest reads, `search` finds words, `suggest` proposes themes, `names` warns
where a person may be named, `figures` counts, `basket` hands out what may leave.
"""
