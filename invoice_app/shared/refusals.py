"""What the program will not do, said so that a person knows what to do next."""

from __future__ import annotations

from invoice_app.shared.phrases import Phrase


class Refusal(Exception):
    """Raised below an edge, shown at the edge in the person's language, with nothing saved.

    A subclass stands beside the function that raises it and sets `says`; `status` is the HTTP
    status on a route. `field` names the input it stands beside, where there is one.
    """

    says = Phrase("Cette action a été refusée.", "This action was refused.")
    status = 409

    def __init__(self, *, field: str = "", **blanks: object) -> None:
        self.field = field
        self.phrase = self.says.filled(**blanks) if blanks else self.says
        super().__init__(self.phrase.en)


class Invalid(Refusal):
    """Something typed cannot be read or is out of range."""

    status = 422


class NotFound(Refusal):
    """No such record, or not for this person: the two are never told apart."""

    says = Phrase(
        "Cette page n’existe pas, ou n’est pas à vous. Revenez à la liste pour continuer.",
        "This page does not exist, or is not yours. Go back to the list to continue.",
    )
    status = 404


class ChangedElsewhere(Refusal):
    """Another window or person saved the same record first."""

    says = Phrase(
        "Quelqu’un d’autre vient de modifier cette fiche. Rechargez la page pour voir sa version.",
        "Someone else has just changed this record. Reload the page to see their version.",
    )
