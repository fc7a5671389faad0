"""Sheets of one centre and of one school: what is known of them, laid out to be read and printed.

`beside` puts a centre's figures next to the département's, `table` lays both in columns, `figures` names those that
stand in the catalogue, `history` follows a centre from campaign to campaign, `returns` says what was handed in,
`links` lists its links, `quotations` what it said, and `school` turns the table round: one school, seen by every
centre that works with it.
"""
