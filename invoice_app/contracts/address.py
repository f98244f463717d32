"""Which contract an address names."""

from invoice_app.ui.handler import text_of


def contract_ref_in(path: str) -> str:
    """The ref in `/contracts/<ref>/…`; empty where there is none."""
    parts = path.strip("/").split("/")
    return text_of(parts[1], 26) if len(parts) > 1 and parts[0] == "contracts" else ""
