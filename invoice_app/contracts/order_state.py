"""The page of a change order: its form while it is a draft, approving it, and voiding it."""

import reflex as rx
from reflex.event import EventSpec
from sqlmodel import Session

from invoice_app.contracts import record_wording as r
from invoice_app.contracts.line_rules import MOST_LINES, TooManyLines
from invoice_app.contracts.models import Contract, OrderStatus
from invoice_app.contracts.order_form import COLUMNS, FIELDS, TypedLine, faults, line, product_text, total_of
from invoice_app.contracts.order_queries import OrderCard, order_card, sums_typed, will_enter
from invoice_app.contracts.ordering import approve_order, draft_order, update_order, void_order
from invoice_app.contracts.reach import reached, reached_order
from invoice_app.contracts.standing import by_ref
from invoice_app.organisation.queries import the_organisation
from invoice_app.organisation.taxes import TaxClass
from invoice_app.shared.about import About
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import day_of, now_utc, parse_day, short_text
from invoice_app.shared.history import history_of
from invoice_app.shared.permission import Level, Tool, may, needs
from invoice_app.shared.refusals import ChangedElsewhere, Invalid, NotFound, Refusal
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import fields_of, handler, language_of, text_of, viewer_of
from invoice_app.ui.live_pages import watch

_READ = needs(Tool.CONTRACTS, Level.READ)
_WRITE = needs(Tool.CONTRACTS, Level.STANDARD)
_APPROVE = needs(Tool.CONTRACTS, Level.ADMIN)
_NO_FIELDS = dict.fromkeys(FIELDS, "")
_ROWS_AT_FIRST = 2
NO_ORDER = OrderCard(
    ref="", version=0, number="", title="", description="", status="", status_text="", approved_on="",
    approved_by="", enters="", amount="", revised="", lines=(), boxes=(), contract_name="",
    can_be_written=False,
)  # fmt: skip


class OrderPage(rx.State):
    """`/contracts/<ref>/orders/new` and `/contracts/<ref>/orders/<order_ref>`.

    `rows` is what the boxes are filled with when they are drawn; what is being typed is in `_named`
    and `_rows`, by row key. `products` are the amounts that follow from a quantity; `behind` says who
    saved the order meanwhile.
    """

    contract_ref: str = ""
    order_ref: str = ""
    card: OrderCard = NO_ORDER
    is_open: bool = False
    missing: bool = False
    rows: list[TypedLine] = []
    products: dict[str, str] = {}
    amount: str = ""
    revised: str = ""
    wrong: dict[str, str] = _NO_FIELDS
    is_typed: bool = False
    behind: str = ""
    approving: bool = False
    approved_on: str = ""
    enters: str = ""
    wrong_day: str = ""
    voiding: bool = False
    go_to: str = ""
    drawn: str = ""
    _named: dict[str, str] = {}
    _rows: dict[str, dict[str, str]] = {}
    _last_key: int = 0
    _strictly: bool = False

    @handler(_READ)
    async def load(self) -> None:
        parts = self.router.url.path.strip("/").split("/")
        self.contract_ref = text_of(parts[1], 26) if len(parts) > 3 else ""
        here = text_of(parts[3], 26) if len(parts) > 3 else ""
        self.order_ref = "" if here == "new" else here
        self.approving = self.voiding = self.missing = False
        self.go_to = ""
        await self._open()
        watch(self, OrderPage.refresh, f"contract:{self.contract_ref}")

    @handler(_READ)
    async def refresh(self) -> None:
        """Someone changed the contract: the boxes of a draft are not drawn anew, and its writer is told."""
        if not self.is_open:
            return
        try:
            card = await read(
                _card, await reached(self, self.contract_ref), self.order_ref, await language_of(self)
            )
        except NotFound:
            self._empty()
            return
        if self.card.status != OrderStatus.DRAFT or not may(await viewer_of(self), _WRITE):
            await self._open()
        elif card.version != self.card.version:
            await self._say_behind()
        else:
            self.card = card
            await self._count()

    @handler(_WRITE)
    async def type_field(self, field: str, text: str) -> None:
        await self._keep({text_of(field, 40): text_of(text, 4000)})

    @handler(_WRITE)
    async def type_cell(self, key: str, column: str, text: str) -> None:
        await self._keep({f"{text_of(column, 20)}-{text_of(key, 10)}": text_of(text)})

    @handler(_WRITE)
    async def add_row(self) -> None:
        if len(self._rows) >= MOST_LINES:
            raise TooManyLines(most=MOST_LINES)
        await reached(self, self.contract_ref)
        last = next(reversed(self._rows.values()), {})
        key = self._add({name: last.get(name, "") for name in ("section", "tax_class")})
        self._draw()
        self.go_to = f"item-{key}"

    @handler(_WRITE)
    async def remove_row(self, key: str) -> None:
        await reached(self, self.contract_ref)
        if self._rows.pop(text_of(key, 10), None) is None:
            return
        if not self._rows:
            self._add({})
        self.is_typed = True
        self._draw()
        await self._count()

    @handler(_WRITE)
    async def save(self, form: dict) -> EventSpec | None:
        """Keep the draft; a refusal leaves everything as it was typed."""
        await self._keep(fields_of(form))
        is_new = not self.order_ref
        if not await self._save():
            return None
        await announce(self, r.ORDER_SAVED)
        if is_new:
            return rx.redirect(f"/contracts/{self.contract_ref}/orders/{self.order_ref}")
        return None

    @handler(_WRITE)
    async def drop(self) -> None:
        """Forget what was typed, and go on from what is saved."""
        await self._open()

    @handler(_APPROVE)
    async def ask_approve(self) -> None:
        """Ask for the day; what is typed is saved first, so that what is approved is what is seen."""
        if self.is_typed and not await self._save():
            return
        self.approved_on, self.wrong_day = await read(_today), ""
        await self._foresee()
        self.approving = True

    @handler(_APPROVE)
    async def choose_day(self, day: str) -> None:
        self.approved_on = text_of(day, 20)
        await self._foresee()

    @handler(_APPROVE)
    async def approve(self, form: dict) -> None:
        day = fields_of(form, 20).get("approved_on", "")
        try:
            await write(
                approve_order,
                ref=await reached_order(self, self.order_ref),
                version=self.card.version,
                approved_on=day,
                by=await viewer_of(self),
                now=now_utc(),
            )
        except Invalid as refusal:
            self.wrong_day = refusal.phrase.to(await language_of(self))
            return
        except Refusal:
            # Its banner would stand behind the dialog.
            self.approving = False
            raise
        self.approving = False
        await announce(self, r.ORDER_APPROVED)
        await self._open()

    @handler(_APPROVE)
    async def ask_void(self) -> None:
        self.voiding = True

    @handler(_APPROVE)
    async def void(self) -> None:
        self.voiding = False
        await write(
            void_order,
            ref=await reached_order(self, self.order_ref),
            version=self.card.version,
            by=await viewer_of(self),
            now=now_utc(),
        )
        await announce(self, r.ORDER_VOIDED)
        await self._open()

    @handler(_READ)
    async def close(self) -> None:
        self.approving = self.voiding = False

    async def _open(self) -> None:
        """Fill the page with what is saved."""
        try:
            card = await read(
                _card, await reached(self, self.contract_ref), self.order_ref, await language_of(self)
            )
        except NotFound:
            self._empty()
            return
        self.card, self.is_open, self.behind = card, True, ""
        self._named = {"number": card.number, "title": card.title, "description": card.description}
        self._rows, self._strictly, self.is_typed, self.wrong = {}, False, False, _NO_FIELDS
        for boxes in card.boxes or ({} for _ in range(_ROWS_AT_FIRST)):
            self._add(boxes)
        # Boxes are drawn anew only where they are filled anew, never under what is being typed.
        self.drawn = f"{card.ref}:{card.version}:{self._last_key}"
        self._draw()
        await self._count()

    def _empty(self) -> None:
        """The order is not there, or may no longer be read."""
        self.card, self.missing, self.is_open, self.behind = NO_ORDER, True, False, ""
        self.approving = self.voiding = False
        self._named, self._rows, self.rows, self.products = {}, {}, [], {}
        self.amount = self.revised = self.enters = ""
        self.wrong, self.is_typed = _NO_FIELDS, False

    def _add(self, boxes: dict[str, str]) -> str:
        self._last_key += 1
        key = f"r{self._last_key}"
        self._rows[key] = {"tax_class": TaxClass.TAXABLE.value} | {n: t for n, t in boxes.items() if t}
        return key

    def _lines(self) -> list[dict[str, str]]:
        return [dict(boxes) for boxes in self._rows.values()]

    def _draw(self) -> None:
        self.rows = [line(key, i, boxes) for i, (key, boxes) in enumerate(self._rows.items(), start=1)]

    async def _keep(self, boxes: dict[str, str]) -> None:
        """Keep what boxes hold, by name; what is no box is ignored."""
        for name, text in boxes.items():
            field, _, key = name.partition("-")
            held, most = (self._rows.get(key), COLUMNS) if key else (self._named, FIELDS)
            if held is not None and field in most and held.get(field, "") != text:
                held[field] = text[: most[field]]
                self.is_typed = True
        await self._count()

    async def _count(self) -> None:
        if not self.contract_ref or not self.is_open:
            return
        language = await language_of(self)
        rows = dict(zip(self._rows, self._lines(), strict=True))
        self.products = {key: product_text(boxes, language) for key, boxes in rows.items()}
        self.amount, self.revised = await read(
            sums_typed,
            contract_ref=await reached(self, self.contract_ref),
            typed=total_of([*rows.values()]),
            language=language,
        )
        found = faults(self._named, rows, strictly=self._strictly)
        self.wrong = _NO_FIELDS | {box: phrase.to(language) for box, phrase in found.items()}

    async def _save(self) -> bool:
        """Whether it could be kept; if not, the boxes say why."""
        self._strictly = True
        await self._count()
        if found := [box for box, said in self.wrong.items() if said]:
            await self._point_at(found)
            return False
        typed, rows = dict(self._named), self._lines()
        by, now = await viewer_of(self), now_utc()
        try:
            if self.order_ref:
                await write(
                    update_order,
                    ref=await reached_order(self, self.order_ref),
                    version=self.card.version,
                    typed=typed,
                    rows=rows,
                    by=by,
                    now=now,
                )
            else:
                order = await write(
                    draft_order,
                    contract_ref=await reached(self, self.contract_ref),
                    typed=typed,
                    rows=rows,
                    by=by,
                    now=now,
                )
                self.order_ref = order.ref
        except Invalid as refusal:
            said = refusal.phrase.to(await language_of(self))
            self.wrong = self.wrong | {refusal.field: said}
            await self._point_at([refusal.field])
            return False
        except ChangedElsewhere:
            await self._say_behind()
            return False
        await self._open()
        return True

    async def _point_at(self, boxes: list[str]) -> None:
        self.go_to = boxes[0]
        await announce(self, r.ORDER_NOT_YET.filled(count=len(boxes)), "refused")

    async def _say_behind(self) -> None:
        self.behind = await read(_behind, await reached(self, self.contract_ref), await language_of(self))

    async def _foresee(self) -> None:
        language = await language_of(self)
        try:
            day = parse_day(self.approved_on)
        except Invalid as refusal:
            self.enters, self.wrong_day = "", refusal.phrase.to(language)
            return
        self.enters = (
            await read(will_enter, contract_ref=await reached(self, self.contract_ref), day=day)
        ).to(language)
        self.wrong_day = ""


def _card(db: Session, contract_ref: str, order_ref: str, language: str) -> OrderCard:
    return order_card(db, contract_ref=contract_ref, order_ref=order_ref, language=language)


def _today(db: Session) -> str:
    return short_text(day_of(now_utc(), the_organisation(db).time_zone))


def _behind(db: Session, contract_ref: str, language: str) -> str:
    """Who did what to the contract last: every change of an order is in its history."""
    contract = by_ref(db, Contract, contract_ref)
    zone = the_organisation(db).time_zone
    last, *_ = history_of(db, About("contract", contract.id or 0), language=language, time_zone=zone)
    return r.ORDER_BEHIND.filled(who=last.who, what=last.what, when=last.when).to(language)
