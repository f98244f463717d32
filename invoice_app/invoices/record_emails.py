"""The emails filed to a person or a company rather than to one of their invoices, shown on their record."""

import reflex as rx
from sqlmodel import Session

from invoice_app.invoices.sight import sight_of
from invoice_app.mail.cards import EmailCard
from invoice_app.mail.threads import ThreadPage, threads
from invoice_app.members.queries import customer_by_ref
from invoice_app.members.record_state import ref_in
from invoice_app.organisation.queries import the_organisation
from invoice_app.shared.database import read
from invoice_app.shared.permission import Level, Tool, Viewer, may, needs
from invoice_app.shared.refusals import NotFound
from invoice_app.ui.handler import Then, handler, language_of, viewer_of

_READ = needs(Tool.INVOICES, Level.READ)
_ON_RECORD = needs(Tool.MEMBERS, Level.READ)


class RecordEmails(rx.State):
    """`of` is the record whose emails it holds."""

    rows: list[EmailCard] = []
    of: str = ""
    has_earlier: bool = False
    has_later: bool = False
    position: str = ""
    _page: int = 1

    @handler(_ON_RECORD)
    async def load(self) -> Then:
        """The emails of the record in the address; nothing without the right to read invoices."""
        ref = ref_in(self.router.url.path)
        if ref != self.of:
            self.of, self.rows, self._page = ref, [], 1
        await self._read()

    @handler(_ON_RECORD)
    async def earlier(self) -> Then:
        self._page = max(1, self._page - 1)
        await self._read()

    @handler(_ON_RECORD)
    async def later(self) -> Then:
        self._page += self.has_later
        await self._read()

    async def _read(self) -> None:
        viewer = await viewer_of(self)
        shown = ThreadPage((), False)
        if may(viewer, _READ):
            try:
                shown = await read(emails_of_record, self.of, viewer, await language_of(self), self._page)
            except NotFound:
                # The record around says that there is none.
                self._page = 1
        self.rows = [each.card for each in shown.emails]
        self.has_earlier, self.has_later, self.position = self._page > 1, shown.has_later, str(self._page)


def emails_of_record(db: Session, ref: str, viewer: Viewer, language: str, page: int = 1) -> ThreadPage:
    """The emails filed to a customer that this person may read, the newest first. Raises `NotFound`."""
    if not (may(viewer, _READ) and may(viewer, _ON_RECORD)):
        raise NotFound()
    of = customer_by_ref(db, ref).id or 0
    return threads(
        db,
        "customer",
        (of,),
        sight=sight_of(viewer),
        language=language,
        time_zone=the_organisation(db).time_zone,
        page=page,
    )
