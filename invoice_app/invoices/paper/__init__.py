"""The invoice on paper: a frozen `Document` in, a job for the press out."""
