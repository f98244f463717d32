"""A draft as the composer shows it, and what typing in it changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from invoice_app.invoices import wording as iw
from invoice_app.invoices.composer import wording as w
from invoice_app.invoices.composer.writing import Writing, audience, passed_on, type_in, writing_of
from invoice_app.invoices.sending import pdf_name
from invoice_app.mail import chips, drafts
from invoice_app.mail.answering import files_of
from invoice_app.mail.composing import MOST_ATTACHMENTS, MOST_BYTES, TooHeavy, TooManyAttachments
from invoice_app.mail.letter import said
from invoice_app.mail.setup.effective import office
from invoice_app.mail.states import Direction, Role, Wish
from invoice_app.organisation.queries import the_organisation
from invoice_app.shared.attachments import size_text
from invoice_app.shared.dates import instant_text
from invoice_app.shared.files import files
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase

SOFT_BYTES = 10 * 1024 * 1024
BOX_WORDS = {Role.TO: iw.TO, Role.CC: iw.CC, Role.BCC: iw.BCC}


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file of the draft, or of the forwarded email, where it can be left out by its box."""

    key: str
    name: str
    size: str
    ticked: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that the composer shows, but the two boxes of text."""

    draft: str = ""
    wish: str = Wish.NEW
    number: str = ""
    to_chips: tuple[chips.Chip, ...] = ()
    cc_chips: tuple[chips.Chip, ...] = ()
    bcc_chips: tuple[chips.Chip, ...] = ()
    to_mend: str = ""
    private: bool = False
    locked: bool = False
    audience: str = ""
    may_enclose_pdf: bool = True
    with_pdf: bool = True
    with_configured: bool = False
    pdf_name: str = ""
    pdf_weight: str = ""
    enclosed: tuple[Enclosed, ...] = ()
    passed_on: tuple[Enclosed, ...] = ()
    weight: str = ""
    is_heavy: bool = False
    send_at: str = ""
    zone: str = ""
    obstacle: str = ""
    saved: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """The two boxes of text."""

    subject: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Original:
    """The email that is answered, to be read beside the answer."""

    who: str = ""
    when: str = ""
    subject: str = ""
    text: str = ""


def sheet_of(db: Session, writing: Writing, by: Viewer, language: str) -> Sheet:
    """A draft as this person sees it."""
    leaves_from, boxes, zone = office(db), writing.boxes, the_organisation(db).time_zone
    shown = {
        role: tuple(chips.chip(raw, leaves_from, language) for raw in writing.chips(role))
        for role in chips.ROLES
    }
    wrong = ", ".join(c.raw for role in chips.ROLES for c in shown[role] if c.wrong)
    weight = weight_of(db, writing)
    own = tuple(
        Enclosed(f.ref, f.name, size_text(f.size, language)) for f in drafts.files_in(db, writing.draft)
    )
    pdf_bytes = len(files().get(writing.invoice.pdf_sha256))
    return Sheet(
        draft=writing.draft.ref,
        wish=writing.draft.wish,
        number=writing.document.number,
        to_chips=shown[Role.TO],
        cc_chips=shown[Role.CC],
        bcc_chips=shown[Role.BCC],
        to_mend=w.TO_MEND.filled(addresses=wrong).to(language) if wrong else "",
        private=writing.is_private,
        locked=writing.is_locked,
        audience=audience(db, writing, by, language),
        with_pdf=boxes["with_pdf"] == "on",
        with_configured=boxes["with_configured"] == "on",
        pdf_name=pdf_name(writing.document),
        pdf_weight=size_text(pdf_bytes, language),
        enclosed=own,
        passed_on=_to_pass_on(db, writing, language),
        weight=size_text(weight, language),
        is_heavy=weight > SOFT_BYTES,
        send_at=boxes["send_at"],
        zone=zone,
        obstacle=w.BROKEN_TEMPLATE.filled(why=writing.obstacle).to(language) if writing.obstacle else "",
        saved=bool(drafts.typed_in(writing.draft)),
    )


def _to_pass_on(db: Session, writing: Writing, language: str) -> tuple[Enclosed, ...]:
    if writing.answered is None or writing.draft.wish != Wish.FORWARD:
        return ()
    left_out = set(writing.boxes["left_out"].split())
    found = files_of(db, writing.answered.email.id or 0)
    return tuple(Enclosed(f.ref, f.name, size_text(f.size, language), f.ref not in left_out) for f in found)


def weight_of(db: Session, writing: Writing) -> int:
    """What the files weigh together, in bytes."""
    own = sum(file.size for file in drafts.files_in(db, writing.draft))
    pdf = len(files().get(writing.invoice.pdf_sha256)) if writing.boxes["with_pdf"] == "on" else 0
    return own + pdf + sum(len(file.content) for file in passed_on(db, writing))


def words_of(writing: Writing) -> Typed:
    return Typed(writing.boxes["subject"], writing.boxes["message"])


def original_of(db: Session, writing: Writing, language: str) -> Original:
    """The answered email for reading; empty where there is none."""
    if writing.answered is None:
        return Original()
    email, zone = writing.answered.email, the_organisation(db).time_zone
    out = email.direction == Direction.OUT
    return Original(
        who=email.created_by_name if out else chips.written(email.from_name, email.from_address),
        when=instant_text(email.at, zone, language),
        subject=email.subject,
        text=(said(email.text) if out else email.new_text or email.text)[:20_000],
    )


def keep(
    db: Session,
    *,
    ref: str,
    draft_ref: str,
    typed: Mapping[str, str],
    by: Viewer,
    language: str,
    now: datetime,
) -> Sheet:
    """Keep what was typed in some boxes."""
    return sheet_of(db, type_in(db, ref=ref, draft_ref=draft_ref, typed=typed, by=by, now=now), by, language)


def add_chips(
    db: Session, *, ref: str, draft_ref: str, role: str, raws: Sequence[str], by: Viewer, language: str,
    now: datetime,
) -> tuple[Sheet, Phrase | None]:  # fmt: skip
    """Add recipients to a box; what is in one of the three already is left where it is, and named."""
    boxes = _boxes(db, ref, draft_ref, by, now)
    added = chips.add(boxes, role, raws)
    sheet = keep(
        db,
        ref=ref,
        draft_ref=draft_ref,
        typed={role: "\n".join(added.raws)},
        by=by,
        language=language,
        now=now,
    )
    if not added.repeated:
        return sheet, None
    said_of = [w.REPEATED.filled(address=a, box=BOX_WORDS[Role(box)]) for a, box in added.repeated[:5]]
    return sheet, Phrase(" ".join(p.fr for p in said_of), " ".join(p.en for p in said_of))


def remove_chip(
    db: Session, *, ref: str, draft_ref: str, role: str, raw: str, by: Viewer, language: str, now: datetime
) -> Sheet:
    """Take a recipient out of a box; the last one where `raw` is empty."""
    held = list(_boxes(db, ref, draft_ref, by, now)[role])
    if raw in held:
        held.remove(raw)
    elif not raw and held:
        held.pop()
    return keep(
        db, ref=ref, draft_ref=draft_ref, typed={role: "\n".join(held)}, by=by, language=language, now=now
    )


def _boxes(db: Session, ref: str, draft_ref: str, by: Viewer, now: datetime) -> dict[str, tuple[str, ...]]:
    # Held while it is read and written: another window may be adding too.
    drafts.own_draft(db, ref=draft_ref, account_id=by.account_id, to_change=True)
    writing = writing_of(db, ref=ref, draft_ref=draft_ref, by=by, now=now)
    return {role: writing.chips(role) for role in chips.ROLES}


def tick(
    db: Session, *, ref: str, draft_ref: str, key: str, wanted: bool, by: Viewer, language: str, now: datetime
) -> Sheet:
    """Pass on a file of the forwarded email, or leave it out."""
    writing = writing_of(db, ref=ref, draft_ref=draft_ref, by=by, now=now)
    known = {file.key for file in _to_pass_on(db, writing, language)}
    left_out = (set(writing.boxes["left_out"].split()) & known) - {key}
    left_out |= {key} & known if not wanted else set()
    typed = {"left_out": " ".join(sorted(left_out))}
    return keep(db, ref=ref, draft_ref=draft_ref, typed=typed, by=by, language=language, now=now)


def enclose(
    db: Session, *, ref: str, draft_ref: str, name: str, mime: str, content: bytes, by: Viewer, language: str,
    now: datetime,
) -> Sheet:  # fmt: skip
    """Add a file. Raises `TooHeavy` or `TooManyAttachments`."""
    writing = writing_of(db, ref=ref, draft_ref=draft_ref, by=by, now=now)
    if len(drafts.files_in(db, writing.draft)) >= MOST_ATTACHMENTS - 2:
        raise TooManyAttachments(field="attachments", most=MOST_ATTACHMENTS)
    weight = weight_of(db, writing) + len(content)
    if weight > MOST_BYTES:
        mega = 1024 * 1024
        raise TooHeavy(field="attachments", size=-(-weight // mega), most=MOST_BYTES // mega)
    drafts.enclose(
        db, ref=draft_ref, account_id=by.account_id, name=name, mime=mime, content=content, now=now
    )
    return sheet_of(db, writing, by, language)


def take_out(
    db: Session, *, ref: str, draft_ref: str, key: str, by: Viewer, language: str, now: datetime
) -> Sheet:
    """Remove a file."""
    drafts.take_out(db, ref=draft_ref, account_id=by.account_id, file_ref=key, now=now)
    return sheet_of(db, writing_of(db, ref=ref, draft_ref=draft_ref, by=by, now=now), by, language)
