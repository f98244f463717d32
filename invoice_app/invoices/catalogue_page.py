"""The catalogue's page: a list, and a dialog to add or change an item."""

import reflex as rx

from invoice_app.invoices import wording as w
from invoice_app.invoices.catalogue import ItemCard, archive_item, items, save_item
from invoice_app.organisation.taxes import LABELS
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import Level, Tool, needs
from invoice_app.shared.refusals import Invalid
from invoice_app.ui.banner import announce
from invoice_app.ui.dialogs import modal
from invoice_app.ui.feedback import empty, waiting
from invoice_app.ui.forms import button, select_field, text_field
from invoice_app.ui.handler import fields_of, handler, language_of, text_of
from invoice_app.ui.icons import icon
from invoice_app.ui.live_pages import watch
from invoice_app.ui.locale import say
from invoice_app.ui.shell import office, page_head
from invoice_app.ui.tables import head, table
from invoice_app.ui.visitor import sees
from invoice_app.ui.wording import CANCEL, SAVE

_NEW = ItemCard("", "", "", "", "", "", "", "taxable", "")


class Catalogue(rx.State):
    rows: list[ItemCard] = []
    loading: bool = True
    editing: bool = False
    item: ItemCard = _NEW
    wrong: dict[str, str] = {}

    @handler(needs(Tool.INVOICES, Level.READ))
    async def load(self):
        self.editing = False
        await self._read()
        watch(self, Catalogue.refresh, "catalogue")

    @handler(needs(Tool.INVOICES, Level.READ))
    async def refresh(self):
        await self._read()

    @handler(needs(Tool.INVOICES, Level.STANDARD))
    async def edit(self, ref: str):
        """Open an item, or a new one when `ref` is empty."""
        wanted = text_of(ref, 26)
        self.item = next((row for row in self.rows if row.ref == wanted), _NEW)
        self.wrong, self.editing = {}, True

    @handler(needs(Tool.INVOICES, Level.STANDARD))
    async def close(self):
        self.editing = False

    @handler(needs(Tool.INVOICES, Level.STANDARD))
    async def save(self, form: dict):
        try:
            await write(
                save_item,
                ref=self.item.ref,
                typed=fields_of(form),
                language=await language_of(self),
                now=now_utc(),
            )
        except Invalid as refusal:
            self.wrong = {refusal.field: refusal.phrase.to(await language_of(self))}
            return
        self.editing = False
        await announce(self, w.ITEM_SAVED)
        await self._read()

    @handler(needs(Tool.INVOICES, Level.ADMIN))
    async def archive(self):
        await write(archive_item, ref=self.item.ref, now=now_utc())
        self.editing = False
        await self._read()

    async def _read(self) -> None:
        self.rows = list(await read(items, language=await language_of(self)))
        self.loading = False


def catalogue_page() -> rx.Component:
    may_write = sees(Tool.INVOICES, Level.STANDARD)
    add = rx.cond(may_write, button(w.ADD_ITEM, symbol="plus", on_click=Catalogue.edit("")))
    heads = [head(w.CODE), head(w.DESCRIPTION), head(w.TAX_CLASS), head(w.UNIT_PRICE, number=True)]
    return office(
        page_head(w.CATALOGUE, add),
        rx.cond(
            Catalogue.loading,
            waiting(),
            rx.cond(
                Catalogue.rows.length() > 0,
                rx.el.div(
                    table(heads, rx.foreach(Catalogue.rows, _row), label=w.CATALOGUE),
                    class_name="card card-flush",
                ),
                empty(w.CATALOGUE_EMPTY, w.CATALOGUE_EMPTY_TEXT, symbol="tag"),
            ),
        ),
        _form(),
        active="/catalogue",
    )


def _row(item: rx.Var[ItemCard]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            rx.el.button(
                item.code, type="button", class_name="link strong nowrap", on_click=Catalogue.edit(item.ref)
            )
        ),
        rx.el.td(item.description, custom_attrs={"data-wide": "true"}),
        rx.el.td(item.tax_words, class_name="soft"),
        rx.el.td(item.price, class_name="number"),
    )


def _form() -> rx.Component:
    item, wrong = Catalogue.item, Catalogue.wrong
    return modal(
        "item",
        rx.cond(item.ref == "", say(w.ADD_ITEM), say(w.EDIT_ITEM)),
        Catalogue.editing,
        Catalogue.close,
        rx.el.form(
            text_field(
                w.CODE,
                "code",
                wrong=wrong["code"],
                default_value=item.code,
                max_length=30,
                auto_complete="off",
            ),
            text_field(
                w.DESCRIPTION_FR,
                "description_fr",
                wrong=wrong["description_fr"],
                default_value=item.description_fr,
                max_length=400,
            ),
            text_field(
                w.DESCRIPTION_EN,
                "description_en",
                optional=True,
                default_value=item.description_en,
                max_length=400,
            ),
            rx.el.div(
                text_field(
                    w.UNIT_PRICE,
                    "unit_price",
                    wrong=wrong["unit_price"],
                    default_value=item.typed_price,
                    input_mode="decimal",
                ),
                select_field(
                    w.TAX_CLASS,
                    "tax_class",
                    [(k.value, v) for k, v in LABELS.items()],
                    wrong=wrong["tax_class"],
                    default_value=item.tax_class,
                ),
                class_name="grid-2",
            ),
            id="item-form",
            on_submit=Catalogue.save,
            method="post",
            no_validate=True,
            class_name="stack",
        ),
        foot=[
            rx.cond(
                (item.ref != "") & sees(Tool.INVOICES, Level.ADMIN),
                button(w.ARCHIVE_ITEM, kind="danger", symbol="archive", on_click=Catalogue.archive),
            ),
            button(CANCEL, kind="plain", on_click=Catalogue.close),
            rx.el.button(
                icon("check"), say(SAVE), type="submit", form="item-form", class_name="button button-primary"
            ),
        ],
    )
