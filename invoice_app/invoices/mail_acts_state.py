"""What a person presses on an email, wherever it is shown: beside an invoice, a contract or a person.

Each press names the email; whether they may is asked for that email, each time. The page that shows it
watches, and reads it anew.
"""

import reflex as rx

from invoice_app.invoices import mail_actions
from invoice_app.invoices import talk_wording as w
from invoice_app.mail.states import EmailStatus, Verdict
from invoice_app.mail.wording import STILL_IN_DOUBT
from invoice_app.shared.database import write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import SIGNED_IN, Level, Tool, needs
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import Then, handler, text_of, viewer_of

_WRITE = needs(Tool.INVOICES, Level.STANDARD)
_MOST_REMEMBERED = 200


class MailActs(rx.State):
    """`formatted` and `with_images` are refs of emails shown that way in this tab."""

    formatted: list[str] = []
    with_images: list[str] = []
    asking: bool = False
    _doubtful: str = ""

    @handler(SIGNED_IN)
    async def show_formatted(self, email_ref: str) -> Then:
        self.formatted = [*self.formatted, text_of(email_ref, 26)][-_MOST_REMEMBERED:]

    @handler(SIGNED_IN)
    async def show_text(self, email_ref: str) -> Then:
        """Also forgets that its images from elsewhere were asked for: that was for one look."""
        ref = text_of(email_ref, 26)
        self.formatted = [each for each in self.formatted if each != ref]
        self.with_images = [each for each in self.with_images if each != ref]

    @handler(SIGNED_IN)
    async def show_images(self, email_ref: str) -> Then:
        self.with_images = [*self.with_images, text_of(email_ref, 26)][-_MOST_REMEMBERED:]

    @handler(_WRITE)
    async def ask_again(self, email_ref: str) -> Then:
        """Sending what may have left asks first."""
        self._doubtful, self.asking = text_of(email_ref, 26), True

    @handler(_WRITE)
    async def close(self) -> Then:
        self._doubtful, self.asking = "", False

    @handler(_WRITE)
    async def send_doubtful(self) -> Then:
        ref, self._doubtful, self.asking = self._doubtful, "", False
        await self._again(ref)

    @handler(_WRITE)
    async def send_again(self, email_ref: str) -> Then:
        await self._again(text_of(email_ref, 26))

    @handler(_WRITE)
    async def mark_sent(self, email_ref: str) -> Then:
        await write(
            mail_actions.mark_sent, email_ref=text_of(email_ref, 26), by=await viewer_of(self), now=now_utc()
        )
        await announce(self, w.MARKED_SENT)

    @handler(_WRITE)
    async def cancel(self, email_ref: str) -> Then:
        email = await write(mail_actions.cancel, email_ref=text_of(email_ref, 26), by=await viewer_of(self))
        await announce(self, w.CANCELLED if email.status == EmailStatus.CANCELLED else STILL_IN_DOUBT)

    @handler(_WRITE)
    async def approve(self, email_ref: str) -> Then:
        await self._judge(email_ref, Verdict.APPROVED)

    @handler(_WRITE)
    async def revise(self, email_ref: str) -> Then:
        await self._judge(email_ref, Verdict.REVISE)

    async def _again(self, ref: str) -> None:
        await write(mail_actions.send_again, email_ref=ref, by=await viewer_of(self), now=now_utc())
        await announce(self, w.QUEUED_AGAIN, "sent")

    async def _judge(self, email_ref: str, verdict: str) -> None:
        ref = text_of(email_ref, 26)
        await write(
            mail_actions.judge, email_ref=ref, verdict=verdict, by=await viewer_of(self), now=now_utc()
        )
