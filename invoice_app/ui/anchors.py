"""Addresses that lead within a page: `…/emails#<ref>` shows that email once it is there."""

import reflex as rx
from reflex_base.vars import VarData


class AtAnchor(rx.Fragment):
    """Brings the record named after `#` into sight and gives it the focus, when its list has come."""

    def add_hooks(self) -> list[rx.Var]:
        used = VarData(
            imports={
                "react": [rx.ImportVar(tag="useEffect")],
                "react-router": [rx.ImportVar(tag="useLocation")],
            }
        )
        return [
            rx.Var("const whereItLeads = useLocation()", _var_data=used),
            rx.Var(
                "useEffect(() => { const ref = whereItLeads.hash.slice(1);"
                " if (!/^[0-9a-z]{26}$/.test(ref)) return; let tries = 0, wait;"
                " const look = () => { const there = document.getElementById(ref);"
                " if (there) { there.tabIndex = -1; there.focus({ preventScroll: true });"
                " there.scrollIntoView({ block: 'start' }) }"
                " else if (tries++ < 100) wait = setTimeout(look, 100) };"
                " look(); return () => clearTimeout(wait) }, [whereItLeads.key, whereItLeads.hash])",
                _var_data=used,
            ),
        ]
