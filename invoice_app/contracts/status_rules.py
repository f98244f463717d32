"""From which status a contract may go to which; pure.

A draft can be sent for signature and taken back. Once approved it is never a draft again: it is
complete, or terminated, and either can be taken up again.
"""

from __future__ import annotations

from invoice_app.contracts.models import ContractStatus

_S = ContractStatus
MOVES: dict[ContractStatus, tuple[ContractStatus, ...]] = {
    _S.DRAFT: (_S.OUT_FOR_SIGNATURE, _S.APPROVED),
    _S.OUT_FOR_SIGNATURE: (_S.DRAFT, _S.APPROVED),
    _S.APPROVED: (_S.COMPLETE, _S.TERMINATED),
    _S.COMPLETE: (_S.APPROVED,),
    _S.TERMINATED: (_S.APPROVED,),
}
BEFORE_APPROVAL = frozenset({_S.DRAFT, _S.OUT_FOR_SIGNATURE})
"""What a contract goes to and fro between while nobody is bound by it yet."""


def may_become(status: str, to: str) -> bool:
    return to in MOVES[ContractStatus(status)]


def needs_reason(status: str, to: str) -> bool:
    """Whether whoever makes the move says why: ending a contract early, and taking an ended one up again."""
    return _S.TERMINATED in (status, to)
