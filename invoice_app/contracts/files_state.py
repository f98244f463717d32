"""The files attached to a contract."""

import reflex as rx

from invoice_app.contracts import files_wording as w
from invoice_app.contracts.address import contract_ref_in
from invoice_app.contracts.filing import add_file, files_of_contract, remove_file
from invoice_app.shared.attachments import FileCard
from invoice_app.shared.database import read, write
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import Level, Tool, needs
from invoice_app.shared.refusals import NotFound
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import handler, language_of, text_of, viewer_of

_READ = needs(Tool.CONTRACTS, Level.READ)
_WRITE = needs(Tool.CONTRACTS, Level.STANDARD)


class ContractFiles(rx.State):
    """`load` is called when the page opens and whenever something changes; `removing` is a file's ref."""

    of: str = ""
    rows: list[FileCard] = []
    removing: str = ""
    removing_name: str = ""

    @handler(_READ)
    async def load(self) -> None:
        ref = contract_ref_in(self.router.url.path)
        if ref != self.of:
            self.of, self.rows, self.removing = ref, [], ""
        await self._read()

    @handler(_WRITE)
    async def add(self, files: list[rx.UploadFile]) -> None:
        """Attach files; limits are the server's, whatever the browser let through."""
        viewer = await viewer_of(self)
        try:
            for file in files:
                await write(
                    add_file, ref=self._here(), name=file.name or "", content=await file.read(),
                    by=viewer, now=now_utc(),
                )  # fmt: skip
        finally:
            await self._read()

    @handler(_WRITE)
    async def ask_remove(self, ref: str) -> None:
        await self._read()
        chosen = next((row for row in self.rows if row.ref == text_of(ref, 26)), None)
        if chosen is not None:
            self.removing, self.removing_name = chosen.ref, chosen.name

    @handler(_READ)
    async def close(self) -> None:
        self.removing = ""

    @handler(_WRITE)
    async def remove(self) -> None:
        file_ref, self.removing = self.removing, ""
        await write(remove_file, ref=self._here(), file_ref=file_ref, by=await viewer_of(self), now=now_utc())
        await announce(self, w.REMOVED)
        await self._read()

    def _here(self) -> str:
        return contract_ref_in(self.router.url.path)

    async def _read(self) -> None:
        viewer, language = await viewer_of(self), await language_of(self)
        try:
            self.rows = list(await read(files_of_contract, ref=self.of, viewer=viewer, language=language))
        except NotFound:
            self.rows, self.removing, self.removing_name = [], "", ""
