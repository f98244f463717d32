"""Money received, and what it settles. Knows no invoice: it settles `About("invoice", 42)`."""
