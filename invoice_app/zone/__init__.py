"""The member's own place. Composes the rooms below, owns no table."""
