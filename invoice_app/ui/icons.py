"""Icons: Lucide's, at the size of the text beside them, silent to screen readers."""

import reflex as rx


def icon(name: str, size: int = 18) -> rx.Component:
    return rx.icon(name, size=size, aria_hidden="true", class_name="icon")
