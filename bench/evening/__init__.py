"""An evening on which a town votes: its people, how they send, what it costs, who is killed."""
