"""What is written back and forth about invoices, in both languages. Only words: `letters` sends them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from invoice_app.sample.calendar import Calendar
from invoice_app.sample.stories import End, Story


class Who(StrEnum):
    """Who writes: the client, a colleague of theirs whom nobody knows, us, us to our own, or a machine."""

    CLIENT = "client"
    COLLEAGUE = "colleague"
    US = "us"
    ASIDE = "aside"
    AWAY = "away"
    BOUNCE = "bounce"


@dataclass(frozen=True, slots=True)
class Turn:
    """One email, so many days after the one before. `file` names what is enclosed: order or receipt."""

    who: Who
    after: int
    text: str = ""
    file: str = ""
    private: bool = False


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation that fits an invoice which is paid, owed, or late (or anything: `about` empty).

    `item` is what must be billed on it. Only a company has colleagues.
    """

    language: str
    about: str
    turns: tuple[Turn, ...]
    item: str = ""

    def fits(self, story: Story, age: int) -> bool:
        """Whether this could have been said about the invoice, and has begun by now."""
        to_a_company = story.to_company or story.person.kind == "company"
        return (
            self.language == story.person.language
            and self.begins(story) < age
            and story.end in _ENDS[self.about]
            and (not self.item or any(line.code == self.item for line in story.lines))
            and (to_a_company or all(turn.who is not Who.COLLEAGUE for turn in self.turns))
        )

    def begins(self, story: Story) -> int:
        """How many days after the issue: when it is paid, or a week after it was due."""
        if self.about == PAID:
            return story.paid_after
        return int(story.terms) + 7 if self.about == LATE else self.turns[0].after

    def about_this(self, story: Story) -> Talk:
        """The same, begun at its time for this invoice."""
        return replace(self, turns=(replace(self.turns[0], after=self.begins(story)), *self.turns[1:]))


PAID, OWED, LATE = "paid", "owed", "late"
_ENDS = {
    "": frozenset({End.OWED, End.PAID_IN_PART, End.PAID_LATER, End.PAID_AT_ONCE}),
    PAID: frozenset({End.PAID_LATER}),
    OWED: frozenset({End.OWED, End.PAID_IN_PART}),
    LATE: frozenset({End.OWED, End.PAID_IN_PART}),
}
C, K, U, P, A, B = Who.CLIENT, Who.COLLEAGUE, Who.US, Who.ASIDE, Who.AWAY, Who.BOUNCE

TALKS = (
    Talk("fr", "", (Turn(B, 0),)),
    Talk("fr", LATE, (
        Turn(P, 0,
            "Toujours aucune réponse. On attend encore deux semaines avant d’appeler ?",
            private=True),
    )),
    Talk("fr", OWED, (
        Turn(A, 0,
            "Bonjour,\n\nJe suis absente du bureau jusqu’à lundi prochain et je lirai votre message "
            "à mon retour.\n\nPour une urgence : 418 555-0142."),
        Turn(C, 6, "De retour ! Je m’en occupe cette semaine."),
    )),
    Talk("fr", PAID, (
        Turn(C, 2,
            "Bonjour,\n\nC’est payé ce matin par virement. Vous trouverez la confirmation "
            "ci-jointe.\n\nBonne journée !", "receipt"),
        Turn(U, 1, "Bonjour,\n\nBien reçu, merci beaucoup. À bientôt sur le quai !"),
    )),
    Talk("fr", OWED, (
        Turn(C, 3,
            "Bonjour,\n\nEst-ce possible de payer en deux fois, la moitié maintenant et le reste à "
            "la fin du mois prochain ?"),
        Turn(U, 1, "Bonjour,\n\nOui, sans problème. Inscrivez le numéro de la facture sur chaque virement."),
        Turn(C, 1, "Parfait, merci de votre souplesse."),
    )),
    Talk("fr", PAID, (
        Turn(C, 1,
            "Bonjour, mon bateau mesure un pied de moins que sur la facture, non ? Sur "
            "l’immatriculation c’est bien la longueur hors tout."),
        Turn(U, 2,
            "Bonjour,\n\nVous avez raison de vérifier : nous facturons la longueur hors tout, "
            "bout-dehors compris, comme au règlement 4.2."),
        Turn(C, 0, "Ah, le bout-dehors… C’est juste, merci d’avoir vérifié."),
    ), item="AMA-PI"),
    Talk("fr", LATE, (
        Turn(U, 0,
            "Bonjour,\n\nSauf erreur, cette facture n’est pas encore payée. Pouvez-vous y voir cette "
            "semaine ?\n\nSi le paiement est déjà parti, ne tenez pas compte de ce message."),
        Turn(C, 4, "Désolé du retard, le chèque est dans le courrier depuis hier (no 0417)."),
    )),
    Talk("fr", OWED, (
        Turn(K, 2,
            "Bonjour,\n\nJe remplace la personne à qui vous avez écrit. Voici notre bon de commande ; "
            "veuillez l’indiquer sur la prochaine facture.\n\nService de la comptabilité", "order"),
        Turn(U, 1, "Bonjour,\n\nC’est noté pour la prochaine. Merci."),
    )),
    Talk("fr", PAID, (Turn(C, 1, "Reçu, merci ! Payé à l’instant."),)),
    Talk("fr", "", (
        Turn(C, 5,
            "Bonjour,\n\nPourriez-vous inscrire mon emplacement (B-14) sur les prochaines factures ? "
            "Mon assureur le demande.\n\nEnvoyé de mon téléphone"),
        Turn(U, 1, "C’est noté à votre fiche. Bonne journée !"),
    )),
    Talk("en", PAID, (
        Turn(C, 1, "Hello,\n\nPaid by e-transfer this morning, confirmation attached.\n\nCheers", "receipt"),
    )),
    Talk("en", OWED, (
        Turn(C, 2,
            "Hi there,\n\nCould you tell me what the workshop hours were for? I only remember asking "
            "about the starboard winch."),
        Turn(U, 1,
            "Hello,\n\nTwo visits: the winch on the first one, and the jib furler that your son "
            "asked us to look at on the second."),
        Turn(C, 1, "That sounds like my son. All good, I will pay on Friday."),
    ), item="ATELIER"),
    Talk("en", "", (
        Turn(A, 0, "I am out of the office and will answer when I am back.\n\nThis is an automatic reply."),
    )),
    Talk("en", LATE, (
        Turn(U, 0,
            "Hello,\n\nA friendly reminder: this invoice is past its due date. Could you let us know "
            "when we can expect the payment?"),
        Turn(K, 2,
            "Good morning,\n\nAccounts payable here. Our purchase order is attached; we pay on the "
            "15th of each month.", "order"),
    )),
    Talk("en", PAID, (
        Turn(C, 3, "Thanks, all settled. See you at the regatta!\n\nSent from my phone"),
        Turn(U, 1, "Thank you! Registration closes on Sunday.", private=True),
        Turn(C, 1, "Then count me in, and please keep the boat name a secret until then."),
    ), item="REGATE"),
    Talk("both", OWED, (
        Turn(C, 2,
            "Bonjour / Hello,\n\nMerci, bien reçu. All good on our side, paiement la semaine "
            "prochaine."),
        Turn(U, 1, "Merci beaucoup ! Thank you!"),
    )),
    Talk("both", LATE, (
        Turn(U, 0,
            "Bonjour / Hello,\n\nUn petit rappel pour cette facture. A small reminder about this "
            "invoice."),
    )),
)  # fmt: skip

_LETTERS_PER_TALK = 3


def chosen_talks(told: Sequence[Story], calendar: Calendar) -> list[Talk | None]:
    """A conversation for every third invoice that was emailed, the newest served first; in their order."""
    chosen: list[Talk | None] = []
    emailed = sum(story.emailed for story in told)
    left = list(TALKS) * (1 + emailed // (_LETTERS_PER_TALK * len(TALKS)))
    for story in reversed(told):
        age = (calendar.today - story.day).days
        talk = next((t for t in left if story.emailed and t.fits(story, age)), None)
        if talk:
            left.remove(talk)
        chosen.append(talk)
    return chosen[::-1]


APPLICATION = {
    "fr": (
        "Bonjour,\n\nVoici notre demande de paiement pour la période. Les photos de l’avancement "
        "suivront par la poste.\n\nMerci,",
        "Bonjour,\n\nLa demande est approuvée par le directeur des travaux ; le paiement partira "
        "à la date prévue.",
    ),
    "en": (
        "Hello,\n\nPlease find our application for payment for the period.\n\nThank you,",
        "Hello,\n\nApproved. Our purchase order is attached for your file.\n\nRegards",
    ),
}  # fmt: skip
"""What we write with an application for payment, and what comes back."""

EXCHANGE = {
    "sent": (
        "Bonjour Ève-Marie,\n\nVoici la facture des travaux d’atelier. Pouvez-vous nous confirmer que le "
        "détail des heures vous convient ?\n\nMerci,"
    ),
    "away": (
        "Bonjour,\n\nJe suis au salon nautique jusqu’à demain et je lirai votre message à mon "
        "retour.\n\nÈve-Marie Thibodeau\nComptabilité"
    ),
    "note": (
        "J’ai appelé le chantier : la personne en copie a pris sa retraite. Ève-Marie s’occupe de tout, on "
        "corrige la fiche."
    ),
    "answer": (
        "Bonjour,\n\nLe détail est approuvé. Deux choses :\n\n- veuillez inscrire le bon de commande "
        "4500-0392 (ci-joint) ;\n- le paiement partira avec celui de la fin du mois.\n\nBonne journée,\n"
        "Ève-Marie\n\nChantier naval Lagrève et fille inc."
    ),
    "reply": (
        "Bonjour Ève-Marie,\n\nMerci ! Le bon de commande est joint à notre dossier et son numéro sera sur "
        "la prochaine facture.\n\nBonne fin de semaine,"
    ),
    "thanks": "Parfait. Une dernière question : la garantie sur le treuil est-elle d’un an ou de deux ?",
    "stranger": (
        "Bonjour,\n\nJe tiens les livres du chantier et on m’a transmis votre message. Pouvez-vous m’envoyer "
        "l’état de compte complet de l’année ?\n\nMerci,\nLucie Brisebois"
    ),
    "begun": "Bonjour Ève-Marie,\n\nLa garantie est de deux ans, pièces et main-d’œuvre. Je vérifie si",
}  # fmt: skip
"""The exchange that shows most of what a conversation can be; `exchange` plays it."""
ANSWER_HTML = (
    "<p>Bonjour,</p><p>Le détail est <b>approuvé</b>. Deux choses :</p><ul><li>veuillez inscrire le bon de "
    "commande <b>4500-0392</b> (ci-joint) ;</li><li>le paiement partira avec celui de la fin du mois.</li>"
    "</ul><p>Bonne journée,<br>Ève-Marie</p>"
    '<p><img src="https://www.chantier-lagreve.example/signature.png" alt="Chantier naval Lagrève et fille" '
    'width="180" height="60"><br>Chantier naval Lagrève et fille inc.</p>'
)
GONE_ADDRESS = "Direction <direction@chantier-lagreve.example>"
STRANGER = "Lucie Brisebois <lucie@brisebois-tenue-de-livres.example>"
