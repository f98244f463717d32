"""The language of the screens: a person's choice, remembered, in force at once."""

import reflex as rx
from reflex_base.vars import VarData

from invoice_app.shared.phrases import Language, Phrase, as_language


class Locale(rx.State):
    """The language in a cookie that the browser owns, so it is only ever a wish to be checked."""

    lang: str = rx.Cookie("fr", name="lang", max_age=31_536_000, same_site="lax")

    @property
    def language(self) -> Language:
        return as_language(self.lang)


IS_EN = Locale.lang == "en"


def say(phrase: Phrase, **blanks: rx.Var | str | Phrase) -> rx.Var:
    """A phrase on a page: both sides are in the page, the browser shows one.

    `{blanks}` are filled with Vars or text: `say(OWED, amount=Zone.owed)`.
    """
    if not blanks:
        return rx.cond(IS_EN, phrase.en, phrase.fr)
    return rx.cond(IS_EN, _filled(phrase.en, blanks, "en"), _filled(phrase.fr, blanks, "fr"))


def _filled(sentence: str, blanks: dict, language: str) -> rx.Var:
    import string

    text: rx.Var = rx.Var.create("")
    for literal, name, _, _ in string.Formatter().parse(sentence):
        if literal:
            text = text + literal
        if name:
            value = blanks[name]
            if isinstance(value, Phrase):
                value = value.to(language)
            elif isinstance(value, rx.Var) and not isinstance(value, rx.vars.StringVar):
                value = value.to_string()
            text = text + value
    return text


class PageLanguage(rx.Fragment):
    """Keeps `<html lang>` true and shows the page once its language is known."""

    def add_hooks(self) -> list[rx.Var]:
        locale = rx.cond(IS_EN, "en-CA", "fr-CA")
        react = VarData(imports={"react": [rx.ImportVar(tag="useEffect")]})
        return [
            rx.Var(
                f"useEffect(() => {{ document.documentElement.lang = {locale}; "
                f"if ({locale} === 'en-CA') document.documentElement.removeAttribute('data-wait'); }}, "
                f"[{locale}])",
                _var_data=VarData.merge(locale._get_all_var_data(), react),
            )
        ]


# Static pages are prerendered in French. Someone who reads English sees them only once they are
# in English; the time limit is for a page whose script never comes.
WAIT_FOR_ENGLISH = (
    "if (/(?:^|; )lang=%22?en/.test(document.cookie)) {"
    " document.documentElement.setAttribute('data-wait', '');"
    " setTimeout(function () { document.documentElement.removeAttribute('data-wait'); }, 2500); }"
)
