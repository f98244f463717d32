"""What an edit of a draft leaves in the contract's history, and a rule of retainage in words."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlmodel import Session

from invoice_app.contracts import unsaved
from invoice_app.contracts.models import Contract
from invoice_app.contracts.retainage_rules import Cap, CapBasis, Flat, Manual, Rule, StepDown, Tier, Tiers
from invoice_app.contracts.rule_words import rule_sentence
from invoice_app.contracts.typed_form import Typed
from invoice_app.organisation.models import Organisation
from invoice_app.shared.about import About
from invoice_app.shared.history import history_of
from invoice_app.shared.permission import Viewer

D = Decimal
_S = "\u00a0"


@pytest.fixture(autouse=True)
def organisation(db: Session, now: datetime) -> Organisation:
    row = Organisation(name="Club Nordet", created_at=now)
    db.add(row)
    db.flush()
    return row


def said(db: Session, contract: Contract) -> list[tuple[str, str, str]]:
    rows = history_of(db, About("contract", contract.id or 0), language="en", time_zone="UTC")
    return [(row.what, row.before, row.after) for row in reversed(rows)][1:]


def typed(db: Session, contract: Contract, by: Viewer) -> Typed:
    form = unsaved.open_form(db, contract_ref=contract.ref, by=by, language="en")
    return Typed.model_validate_json(form.typed)


def test_an_edit_says_which_terms_went_from_what_to_what(
    db: Session, draft: Contract, by: Viewer, now: datetime
) -> None:
    typed(db, draft, by)
    unsaved.keep(
        db, contract_ref=draft.ref, by=by, fields={"title": "Toiture neuve", "retainage_percent": "7,5"}
    )
    unsaved.save(db, contract_ref=draft.ref, by=by, now=now)
    assert said(db, draft) == [
        (
            "Terms edited",
            "Title: Réfection de la toiture\nRetainage: 10% of all that is billed",
            "Title: Toiture neuve\nRetainage: 7.5% of all that is billed",
        )
    ]


def test_an_edit_of_the_schedule_counts_its_lines_and_says_what_they_came_to(
    db: Session, draft: Contract, by: Viewer, now: datetime
) -> None:
    first, second, *_ = typed(db, draft, by).rows

    def edit(rows: Typed) -> None:
        rows.put(first.key, "scheduled", "1500")
        rows.add(description="Gouttières", scheduled="700")
        rows.remove(second.key)

    unsaved.change(db, contract_ref=draft.ref, by=by, patch=edit)
    unsaved.save(db, contract_ref=draft.ref, by=by, now=now)
    assert said(db, draft) == [
        (
            "Schedule of values edited: 1 line(s) added, 1 removed, 1 changed",
            "4 line(s), $59,333.33",
            "4 line(s), $27,200.00",
        )
    ]


def test_an_edit_that_changes_nothing_leaves_nothing(
    db: Session, draft: Contract, by: Viewer, now: datetime
) -> None:
    typed(db, draft, by)
    unsaved.save(db, contract_ref=draft.ref, by=by, now=now)
    assert said(db, draft) == []


@pytest.mark.parametrize(
    ("rule", "percent", "fr", "en"),
    [
        (Flat(), "10", f"10{_S}% de tout ce qui est facturé", "10% of all that is billed"),
        (Flat(), "0", "aucune", "none"),
        (
            Tiers((Tier(D("50"), D("10")), Tier(D("75"), D("5")))), "0",
            f"par tranches{_S}: 10{_S}% jusqu’à 50{_S}% du contrat, 5{_S}% jusqu’à 75{_S}% du contrat, "
            "puis rien de plus",
            "in tiers: 10% up to 50% of the contract, 5% up to 75% of the contract, then nothing more",
        ),
        (Tiers((), D("3")), "0", f"3{_S}% de ce qui suit", "3% of the rest"),
        (
            Cap(CapBasis.ORIGINAL, D("5")), "10",
            f"10{_S}% de tout ce qui est facturé, jusqu’à un plafond de 5{_S}% du montant d’origine",
            "10% of all that is billed, up to a cap of 5% of the original sum",
        ),
        (
            Cap(CapBasis.AMOUNT, D("12000.00")), "10",
            f"10{_S}% de tout ce qui est facturé, jusqu’à un plafond de 12{_S}000,00{_S}$",
            "10% of all that is billed, up to a cap of $12,000.00",
        ),
        (
            StepDown(D("5"), from_on=date(2026, 6, 1)), "10",
            f"10{_S}% de tout ce qui est facturé, puis 5{_S}% à partir du 1er\u00a0juin 2026, "
            "sur les travaux qui suivent",
            "10% of all that is billed, then 5% from June 1, 2026 on, on the work that follows",
        ),
        (
            StepDown(D("0"), at_percent=D("50"), retroactive=True), "10",
            f"10{_S}% de tout ce qui est facturé, puis 0{_S}% une fois 50{_S}% du contrat exécuté, "
            f"sur tous les travaux, ceux d’avant compris{_S}: la différence est rendue",
            "10% of all that is billed, then 0% once 50% of the contract is done, on all the work, "
            "what came before included: the difference is given back",
        ),
        (
            Manual(), "10", "seulement ce qu’une personne écrit à chaque demande",
            "only what a person writes on each application",
        ),
    ],
)  # fmt: skip
def test_a_rule_of_retainage_is_said_in_words(rule: Rule, percent: str, fr: str, en: str) -> None:
    sentence = rule_sentence(rule, D(percent), "CAD")
    assert (sentence.fr, sentence.en) == (fr, en)
