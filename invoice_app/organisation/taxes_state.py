"""The table of tax rates, and the dialogs that correct it."""

import reflex as rx
from sqlmodel import Session

from invoice_app.organisation import taxes_wording as w
from invoice_app.organisation.correcting import (
    RateChanged,
    add_rate,
    correct_rate,
    follow_rate,
    remove_rate,
)
from invoice_app.organisation.queries import the_organisation
from invoice_app.organisation.state import CHANGE, LOOK
from invoice_app.organisation.tax_rates import ProvinceRates, RateCard, RateGone, TaxTable, tax_table
from invoice_app.organisation.wording import PROVINCES
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.history import ChangeRow
from invoice_app.shared.refusals import Invalid
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import Then, fields_of, handler, language_of, text_of, viewer_of
from invoice_app.ui.live_pages import watch

BOXES = ("province", "code", "rate", "from_on", "to_on", "source")
_NO_WRONG = dict.fromkeys(BOXES, "")


class TaxesPage(rx.State):
    """`form` is the dialog that is open: `add`, `correct`, `follow`, or none; `rate` is what it is about."""

    loaded: bool = False
    province: str = ""
    provinces: list[ProvinceRates] = []
    history: list[ChangeRow] = []
    form: str = ""
    removing: bool = False
    rate: RateCard = RateCard()
    wrong: dict[str, str] = _NO_WRONG
    obstacle: str = ""

    @handler(LOOK)
    async def load(self) -> None:
        """Open the table at the organisation's province, or at another: `?province=ON`."""
        wanted = text_of(self.router.url.query_parameters.get("province", ""))
        self.province = wanted if wanted in PROVINCES else await read(_own_province)
        self._close()
        await self._read()
        watch(self, TaxesPage.refresh, "organisation")

    @handler(LOOK)
    async def refresh(self) -> None:
        await self._read()

    @handler(LOOK)
    async def show(self, province: str) -> None:
        wanted = text_of(province, 2)
        self.province = wanted if wanted in PROVINCES else ""
        await self._read()

    @handler(CHANGE)
    async def ask_add(self) -> None:
        self._close()
        self.rate = RateCard(province=self.province or await read(_own_province))
        self.form = "add"

    @handler(CHANGE)
    async def ask_correct(self, key: str) -> None:
        self._open("correct", key)

    @handler(CHANGE)
    async def ask_follow(self, key: str) -> None:
        self._open("follow", key)

    @handler(CHANGE)
    async def ask_remove(self) -> None:
        self.form, self.removing = "", True

    @handler(LOOK)
    async def close(self) -> None:
        self._close()

    @handler(CHANGE)
    async def save(self, form: dict) -> Then:
        """What was typed stays in its boxes until it is kept."""
        typed = {name: text for name, text in fields_of(form, 400).items() if name in BOXES}
        self.wrong, self.obstacle = _NO_WRONG, ""
        try:
            await self._save(typed)
        except Invalid as refusal:
            self.wrong = {**_NO_WRONG, refusal.field: refusal.phrase.to(await language_of(self))}
            return rx.set_focus(refusal.field)
        except (RateChanged, RateGone) as refusal:
            self.obstacle = refusal.phrase.to(await language_of(self))
            await self._read()
            # Saving again is then a choice made knowing what the other person did.
            self.rate = self._found(self.rate.key) or self.rate
            return None
        self._close()
        await announce(self, w.SAVED)
        await self._read()
        return None

    @handler(CHANGE)
    async def remove(self) -> None:
        rate, by = self.rate, await viewer_of(self)
        self._close()
        await write(remove_rate, key=rate.key, version=rate.version, by=by, now=now_utc())
        await announce(self, w.REMOVED)
        await self._read()

    async def _save(self, typed: dict[str, str]) -> None:
        by, now, language = await viewer_of(self), now_utc(), await language_of(self)
        if self.form == "add":
            await write(add_rate, typed=typed, by=by, now=now, language=language)
        elif self.form in ("correct", "follow"):
            act = correct_rate if self.form == "correct" else follow_rate
            key, version = self.rate.key, self.rate.version
            await write(act, key=key, version=version, typed=typed, by=by, now=now, language=language)

    def _open(self, form: str, key: str) -> None:
        self._close()
        chosen = self._found(text_of(key, 20))
        if chosen is not None:
            self.rate, self.form = chosen, form

    def _found(self, key: str) -> RateCard | None:
        return next((rate for group in self.provinces for rate in group.rates if rate.key == key), None)

    def _close(self) -> None:
        self.form, self.removing, self.rate = "", False, RateCard()
        self.wrong, self.obstacle = _NO_WRONG, ""

    async def _read(self) -> None:
        table: TaxTable = await read(
            tax_table, province=self.province, language=await language_of(self), now=now_utc()
        )
        self.provinces, self.history = list(table.provinces), list(table.history)
        self.loaded = True


def _own_province(db: Session) -> str:
    return the_organisation(db).province
