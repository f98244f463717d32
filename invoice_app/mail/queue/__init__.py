"""The page of what waits to leave."""
