"""What can follow set-up: an organisation full of examples.

Those are made of invoices and contracts, which this room does not know; the front door connects them.
"""

from __future__ import annotations

from collections.abc import Callable

Tell = Callable[[int], None]
"""Called with how far it is, from 0 to 100."""

on_sample_wanted: Callable[[Tell], None] | None = None
"""Fills the organisation with examples; blocks, and opens its own transactions. Set by the front door."""
