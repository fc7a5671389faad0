"""Following a campaign: who has answered, whom to remind, the roster, last year’s links."""
