"""The words by which a secret is known, and who must never hear which.

None of them stands anywhere else, so that one search through everything that was said to somebody
shows whether they were told what is not for them.
"""

from __future__ import annotations

ALINE = "zibeline"
"""In all that is Aline's: her name, her invoice, her emails, her files."""
OFFICE = "greffe"
"""In what only the office may see: drafts, contracts, the catalogue, internal notes."""
PRIVATE = "chuchotis"
"""In the private conversation beside Aline's invoice."""
BLIND = "ombrage"
"""In the address of a blind copy."""
HUSHED = "sourdine"
"""In the private contract, in its files, its payment, its invoice and what is said about it."""
SYSTEM = "sesame"
"""In mail of the system, which is shown to nobody at all."""
EVERYTHING = (ALINE, OFFICE, PRIVATE, BLIND, HUSHED, SYSTEM)
# What an invoice says, and what is said about it; Aline's record is something else.
_INVOICES = (
    f"cours {ALINE}", f"objet {ALINE}", f"message {ALINE}", f"reponse {ALINE}", f"{ALINE}-0042",
    "98765", "98\u00a0765", f"brouillon {OFFICE}", f"article {OFFICE}",
)  # fmt: skip
NOT_FOR = {
    "nobody": EVERYTHING,
    "disabled": EVERYTHING,
    "basile": EVERYTHING,
    "aline": (OFFICE, PRIVATE, BLIND, HUSHED, SYSTEM),
    "accountant": (PRIVATE, BLIND, HUSHED, SYSTEM),
    "treasurer": (PRIVATE, BLIND, HUSHED, SYSTEM),
    "registrar": (*_INVOICES, PRIVATE, BLIND, HUSHED, SYSTEM),
    "confidant": (PRIVATE, BLIND, SYSTEM),
    "admin": (SYSTEM,),
}
"""The words that somebody must never hear."""
READERS = ("aline", "accountant", "treasurer", "confidant", "admin")
"""Who may read Aline's invoice."""
