"""What somebody who forges events would try: others' addresses, arguments that fit, and some that do not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.door.house import House
from tests.door.registry import Handler
from tests.door.tab import Call
from tests.door.words import ALINE

UNFIT: tuple[Any, ...] = (None, 7, True, ["x"], {"$gt": 1}, "x" * 5_000, "' OR 1=1 --", "\u0000")


def addresses(house: House) -> tuple[str, ...]:
    """Pages that are Aline's or the office's, as anybody may type them."""
    ref = house.refs
    return (
        f"/invoices/{ref['invoice']}/emails",
        f"/zone/invoices/{ref['invoice']}/emails",
        f"/zone/invoices/{ref['draft']}",
        f"/invoices/{ref['draft']}/edit",
        f"/members/{ref['aline']}",
        f"/contracts/{ref['contract']}/applications/{ref['application']}",
        f"/contracts/{ref['contract']}/orders/{ref['order']}",
        f"/contracts/{ref['contract']}/invoices",
        f"/contracts/{ref['hushed']}/payments",
        f"/contracts/{ref['hushed']}/edit",
        f"/invoices/{ref['hushed_invoice']}/emails",
        f"/invoices/{ref['invoice']}/send",
        f"/invoices/bulk/{ref['bulk']}",
        f"/invoices/bulk/{ref['hushed_bulk']}",
        f"/zone/invoices/../../invoices/{ref['invoice']}",
    )


def fitting(handler: Handler, house: House, who: str) -> dict[str, Any]:
    """Arguments as its page would send them, about what is not theirs."""
    refs, another = house.refs, house.people["basile" if who == "aline" else "aline"]
    known = {
        "form": _form(house, who),
        "ref": another.session_ref if handler.short == "MyAccount.end_session" else refs["aline"],
        "payer_ref": refs["aline"],
        "person_ref": refs["aline"],
        "item_ref": refs["item"],
        "item_id": 1,
        "tool": "accounts",
        "level": "3",
        "wanted": "fr",
        "field": "note",
        "box": "work",
        "kind": "release",
        "to": "out_for_signature",
        "day": "2020-01-06",
        "starts_on": "2020-01-01",
        "text": ALINE,
        "typed": ALINE,
        "show": "all",
        "files": [],
        "private": False,
        "name": "admin",
        "email_ref": refs["open_in"],
    }
    return {name: known.get(name, "1") for name in handler.arguments}


def overfull(handler: Handler, house: House, who: str) -> dict[str, Any]:
    """With arguments that no page sends."""
    return fitting(handler, house, who) | {
        "by": 1,
        "viewer": {"is_staff": True},
        "policy": None,
        "self": None,
    }


def visit(handlers: Sequence[Handler], house: House, who: str, path: str) -> list[Call]:
    """Every handler as its page would call it, from one address; each page is loaded before it is used."""
    in_order = sorted(handlers, key=lambda h: (h.short.partition(".")[0], not h.short.endswith(".load")))
    return [Call(handler.name, fitting(handler, house, who), path) for handler in in_order]


def unfit_calls(handler: Handler, house: House) -> list[Call]:
    """The handler with each argument as something else than it should be."""
    path, *_ = addresses(house)
    return [Call(handler.name, dict.fromkeys(handler.arguments, x), path) for x in UNFIT if handler.arguments]


def _form(house: House, who: str) -> dict[str, str]:
    """Every box that some form has, filled with something that would be kept."""
    own = house.people[who].viewer.name if who in house.people else "Personne"
    return {
        "name": own, "language": "fr", "email": "intrus@ailleurs.example", "preset": "admin",
        "present": "faux", "password": "neuf castors sur un barrage", "code": "AAAA-BBBB",
        "amount": "1", "method": "cash", "received_on": "2020-01-06", "paid": "already",
        "to": "intrus@ailleurs.example", "subject": "Objet", "message": "Texte", "send": "on",
        "kind": "member", "given_name": "Un", "family_name": "Intrus", "province": "QC", "country": "CA",
        "currency": "CAD", "time_zone": "America/Montreal", "accent": "#155e75", "paper": "letter",
        "terms_days": "30", "unit_price": "1", "description_fr": "Article", "tax_class": "exempt",
        "number": "C-9", "title": "Titre", "company_ref": house.refs["company"], "retainage_percent": "10",
        "starts_on": "2020-01-01", "ends_on": "2020-01-31", "due_on": "2020-02-25", "remark": "Remarque",
        "move-note": "Raison", "text": "Texte", "key": "1", "approved_on": "2020-01-06", "scheduled-r1": "1",
    }  # fmt: skip
