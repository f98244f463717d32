"""What is in a message that arrived, as columns and rows."""

from __future__ import annotations

from typing import Any

from invoice_app.mail.models import EmailAttachment, EmailRecipient
from invoice_app.mail.states import Role
from invoice_app.mail.understanding.understood import Understood, refusals_json


def contents(found: Understood) -> dict[str, Any]:
    """The columns of an email that say what is in it; reading it again gives them anew."""
    return {
        "text": found.text,
        "html": found.incoming.html,
        "new_text": found.new_text,
        "quoted_text": found.quoted_text,
        "clean_html": found.clean_html,
        "html_version": found.html_version,
        "remote_images": found.remote_images,
        "refused": refusals_json(found.refused),
    }


def people_rows(email_id: int, found: Understood) -> list[EmailRecipient]:
    """The rows of the addresses that a message was sent to."""
    headers = found.incoming.headers
    return [
        EmailRecipient(email_id=email_id, role=role, address=each.address, name=each.name)
        for role, people in ((Role.TO, headers.to), (Role.CC, headers.cc))
        for each in people
    ]


def file_rows(email_id: int, found: Understood) -> list[EmailAttachment]:
    """The rows of the files of a message, in order."""
    return [
        EmailAttachment(
            email_id=email_id,
            position=position,
            name=file.name,
            mime=file.mime,
            size=file.size,
            sha256=file.sha256,
            content_id=file.content_id,
            inline=position in found.inline,
            risk=file.risk,
        )
        for position, file in enumerate(found.incoming.files)
    ]
