"""The organisation's settings."""

from typing import Any

import reflex as rx

from invoice_app.organisation import wording as w
from invoice_app.organisation.actions import LOGO_BYTES
from invoice_app.organisation.state import OrganisationPage
from invoice_app.organisation.taxes_wording import OPEN as OPEN_TAXES
from invoice_app.shared.permission import Level, Tool
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.feedback import notice, waiting
from invoice_app.ui.forms import button, link_button, select_field, text_field
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.shell import office, page_head
from invoice_app.ui.uploads import file_chooser
from invoice_app.ui.visitor import sees
from invoice_app.ui.wording import SAVE

_MAY_CHANGE = sees(Tool.ORGANISATION, Level.ADMIN)
_UPLOAD = "logo-upload"


def organisation_page() -> rx.Component:
    return office(
        page_head(
            w.TITLE,
            link_button(w.LETTERS, "/organisation/letters", symbol="mail"),
            under=rx.el.p(say(w.UNDER), class_name="soft"),
        ),
        rx.cond(_MAY_CHANGE, rx.fragment(), notice(rx.el.p(say(w.LOOK_ONLY)))),
        rx.cond(
            OrganisationPage.loaded, rx.fragment(_logo(), _form(), rx.cond(_MAY_CHANGE, _mail())), waiting(10)
        ),
        active="/organisation",
        narrow=True,
    )


def _form() -> rx.Component:
    return rx.el.form(
        rx.el.fieldset(
            _part(
                w.IDENTITY,
                _row(
                    _box(w.NAME, "name", hint=w.NAME_HINT),
                    _box(w.LEGAL_NAME, "legal_name", hint=w.LEGAL_NAME_HINT),
                ),
            ),
            _part(
                w.ADDRESS,
                _row(_box(w.STREET, "street"), _box(w.CITY, "city")),
                _row(
                    _list(w.PROVINCE, "province", list(w.PROVINCES.items())),
                    _box(w.POSTAL_CODE, "postal_code"),
                ),
                _row(_box(w.EMAIL, "email", type="email"), _box(w.PHONE, "phone", type="tel")),
                _box(w.WEBSITE, "website", type="url"),
            ),
            _part(
                w.NUMBERS,
                rx.el.p(say(w.NUMBERS_UNDER), class_name="small soft"),
                _row(
                    _box(w.GST_NUMBER, "gst_number", placeholder="123456789 RT0001"),
                    _box(w.QST_NUMBER, "qst_number", placeholder="1234567890 TQ0001"),
                ),
                _row(_box(w.NEQ, "neq", hint=w.NEQ_HINT), _box(w.LICENCE, "licence", hint=w.LICENCE_HINT)),
                rx.el.div(link_button(OPEN_TAXES, "/organisation/taxes", symbol="percent"), class_name="row"),
            ),
            _part(
                w.HABITS,
                rx.el.div(
                    _list(w.LANGUAGE, "language", w.LANGUAGES),
                    _time_zone(),
                    _list(w.CURRENCY, "currency", w.CURRENCIES),
                    class_name="grid-3",
                ),
            ),
            _part(
                w.PAPER,
                rx.el.div(
                    _box(w.ACCENT, "accent", type="color", hint=w.ACCENT_HINT),
                    _list(w.PAPER_SIZE, "paper", w.PAPERS),
                    _box(w.TERMS, "terms_days", input_mode="numeric", hint=w.TERMS_HINT),
                    class_name="grid-3",
                ),
            ),
            rx.cond(_MAY_CHANGE, rx.el.div(button(SAVE, type="submit"), class_name="row row-end")),
            disabled=~_MAY_CHANGE,
            class_name="stack-large",
        ),
        on_submit=OrganisationPage.save,
        method="post",
        no_validate=True,
    )


def _part(title: Phrase, *content: rx.Component) -> rx.Component:
    return rx.el.section(rx.el.h2(say(title)), *content, class_name="card stack tight")


def _mail() -> rx.Component:
    return _part(
        w.MAIL,
        rx.el.p(say(w.MAIL_UNDER), class_name="small soft"),
        rx.el.div(link_button(w.OPEN_MAIL, "/organisation/mail", symbol="send"), class_name="row"),
    )


def _row(*boxes: rx.Component) -> rx.Component:
    return rx.el.div(*boxes, class_name="grid-2")


def _box(label: Phrase, name: str, **props: Any) -> rx.Component:
    return text_field(
        label, name, wrong=OrganisationPage.wrong[name], default_value=OrganisationPage.kept[name], **props
    )


def _list(label: Phrase, name: str, options: list[tuple[str, Any]]) -> rx.Component:
    return select_field(
        label, name, options, wrong=OrganisationPage.wrong[name], default_value=OrganisationPage.kept[name]
    )


def _time_zone() -> rx.Component:
    kept = OrganisationPage.kept["time_zone"]
    offered = rx.Var.create([zone for zone, _ in w.TIME_ZONES])
    options = rx.fragment(
        *[rx.el.option(say(words), value=zone) for zone, words in w.TIME_ZONES],
        # One that was set in another way stays.
        rx.cond(~offered.contains(kept), rx.el.option(kept, value=kept)),
    )
    return select_field(
        w.TIME_ZONE, "time_zone", options, wrong=OrganisationPage.wrong["time_zone"], default_value=kept
    )


def _logo() -> rx.Component:
    return rx.el.section(
        rx.el.h2(say(w.LOGO)),
        rx.el.div(
            rx.cond(
                OrganisationPage.kept["logo"] != "",
                rx.el.img(
                    src="/files/logo?v=" + OrganisationPage.kept["logo"],
                    alt=say(w.LOGO_IS),
                    class_name="logo-shown",
                ),
                rx.el.div(icon("image", 28), class_name="logo-shown logo-none", aria_hidden="true"),
            ),
            rx.cond(
                _MAY_CHANGE,
                rx.el.div(
                    file_chooser(
                        w.LOGO_CHOOSE,
                        _UPLOAD,
                        OrganisationPage.upload_logo(rx.upload_files(_UPLOAD)),
                        symbol="upload",
                        multiple=False,
                        max_files=1,
                        max_size=LOGO_BYTES,
                        accept={"image/png": [".png"], "image/jpeg": [".jpg", ".jpeg"]},
                    ),
                    rx.el.p(say(w.LOGO_HOW), class_name="small soft"),
                    rx.cond(
                        OrganisationPage.wrong["logo"] != "",
                        rx.el.p(OrganisationPage.wrong["logo"], class_name="wrong", role="alert"),
                    ),
                    rx.cond(
                        OrganisationPage.kept["logo"] != "",
                        rx.el.button(
                            say(w.LOGO_REMOVE),
                            type="button",
                            on_click=OrganisationPage.remove_logo,
                            class_name="link small",
                        ),
                    ),
                    class_name="stack-small grow",
                ),
            ),
            class_name="row logo-row",
        ),
        class_name="card stack tight",
    )
