"""Nothing typed is lost, however fast the page is left."""

import reflex as rx
from reflex_base.vars import VarData


class KeepsLastKeys(rx.Fragment):
    """Sends what was typed in the last moment before a page is left or loaded again.

    Boxes wait a third of a second for the next key before they send; leaving a box sends at once, so
    the page leaves the box itself, before the framework closes the connection.
    """

    def add_hooks(self) -> list[rx.Var]:
        react = VarData(imports={"react": [rx.ImportVar(tag="useEffect")]})
        return [
            rx.Var(
                "useEffect(() => { const leave = () => document.activeElement?.blur?.();"
                " window.addEventListener('beforeunload', leave, true);"
                " return () => window.removeEventListener('beforeunload', leave, true); }, [])",
                _var_data=react,
            )
        ]
