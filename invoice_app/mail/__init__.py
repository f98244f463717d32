"""Every email that leaves or arrives. Knows no invoice: it files conversations beside an `About`."""
