"""Ready-made sets of levels, given with an account and adjustable tool by tool."""

from __future__ import annotations

from collections.abc import Mapping

from invoice_app.shared.permission import Level, Tool
from invoice_app.shared.phrases import Phrase

PRESETS: Mapping[str, Mapping[Tool, Level]] = {
    "admin": dict.fromkeys(Tool, Level.ADMIN),
    "treasurer": {
        Tool.MEMBERS: Level.STANDARD,
        Tool.INVOICES: Level.STANDARD,
        Tool.CONTRACTS: Level.STANDARD,
        Tool.ORGANISATION: Level.READ,
    },
    "accountant": {
        Tool.MEMBERS: Level.READ,
        Tool.INVOICES: Level.READ,
        Tool.CONTRACTS: Level.READ,
    },
    "member": {},
}
CUSTOM = "custom"
"""What an account's preset is called once its levels are no ready-made set."""

PRESET_LABELS: Mapping[str, Phrase] = {
    "admin": Phrase("Administration", "Admin"),
    "treasurer": Phrase("Trésorerie", "Treasurer"),
    "accountant": Phrase("Comptabilité (lecture seule)", "Accountant (read only)"),
    "member": Phrase("Membre", "Member"),
    CUSTOM: Phrase("Sur mesure", "Custom"),
}
