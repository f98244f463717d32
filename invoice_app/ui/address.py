"""Where the browser is, as the browser itself knows it."""

import reflex as rx
from reflex_base.vars import VarData


def here(part: str) -> rx.Var[str]:
    """A dynamic part of the present address: `here("invoice_ref")` on `/invoices/[invoice_ref]`.

    A State still holds the record of the page before until its `load` has answered. A page that shows
    its record only while `record.ref == here(…)` never shows, or takes typing for, the wrong one.
    """
    return rx.Var(
        f"(routeParams.{part} ?? '')",
        _var_type=str,
        _var_data=VarData(
            imports={"react-router": [rx.ImportVar(tag="useParams")]},
            hooks={"const routeParams = useParams();": None},
        ),
    ).to(str)
