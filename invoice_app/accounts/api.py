"""The routes that give and take the session cookie, which only a real HTTP answer can hide from scripts.

Each is a native form's target and answers with a redirect, so they also work before a page's script runs.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, unquote, urlencode

from anyio import from_thread
from sqlmodel import Session
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from invoice_app.accounts import letters, own_account, signing_in, throttle
from invoice_app.accounts.door import cookie_name, guarded, redirect_after_post, safe_next, same_origin
from invoice_app.accounts.links import LinkEnded, look_at, make_link, spend, url_of
from invoice_app.accounts.models import LinkPurpose
from invoice_app.accounts.passwords import check_password, hash_password, needs_new_hash, password_matches
from invoice_app.accounts.queries import account_by_email
from invoice_app.organisation.rules import BadEmail, clean_email
from invoice_app.shared.database import reading, writing
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import PUBLIC, Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid, Refusal
from invoice_app.shared.settings import settings

TYPED_EMAIL = "typed_email"
_LARGEST_FORM = 20_000
_SETS_PASSWORD = {LinkPurpose.INVITATION, LinkPurpose.PASSWORD}


class FromElsewhere(Refusal):
    says = Phrase(
        "Cette demande ne vient pas d’une page de l’application. Ouvrez la page et recommencez.",
        "This request does not come from a page of the app. Open the page and try again.",
    )
    status = 400


def sign_in(request: Request, _viewer: Viewer | None) -> Response:
    """Email and password. Says the same, after the same work, of an unknown address and a wrong password."""
    form = form_of(request)
    email, wanted = _email_in(form), safe_next(form.get("next", ""))
    address = throttle.client_address(request)
    with reading() as db:
        known = request.cookies.get(_known_name(), "")
        known = known if signing_in.knows_browser(db, email=email, ref=known) else ""
        credentials = signing_in.credentials_of(db, email=email)
    try:
        throttle.guess(email, address, known)
    except throttle.TooOften as refusal:
        return _back("/sign-in", email, error="wait", seconds=str(refusal.seconds), next=wanted)
    password = form.get("password", "")
    if not password_matches(password, credentials.password_hash):
        throttle.missed(address)
        return _back("/sign-in", email, error="wrong", next=wanted)
    throttle.hit_it(email, address, known)
    _renew_hash_if_weak(credentials, password)
    return signed_in(request, credentials.account_id, wanted)


def sign_out(request: Request, _viewer: Viewer | None) -> Response:
    form_of(request)
    with writing() as db:
        signing_in.end_session(db, secret=request.cookies.get(cookie_name(), ""), now=now_utc())
    response = redirect_after_post("/sign-in?said=out")
    response.delete_cookie(cookie_name(), path="/", secure=settings().secure, httponly=True, samesite="lax")
    return response


def forgotten(request: Request, _viewer: Viewer | None) -> Response:
    """Ask for a link that sets another password."""
    return _link_asked_for(request, LinkPurpose.PASSWORD, "/forgotten")


def sign_in_link(request: Request, _viewer: Viewer | None) -> Response:
    """Ask for a link that signs in without a password."""
    return _link_asked_for(request, LinkPurpose.SIGN_IN, "/sign-in")


def accept(request: Request, _viewer: Viewer | None) -> Response:
    """Set the password that an invitation or a forgotten-password link allows to set, and sign in."""
    form = form_of(request)
    secret, password, now = form.get("token", ""), form.get("password", ""), now_utc()
    with reading() as db:
        card = look_at(db, secret=secret, now=now)
    if card.purpose not in _SETS_PASSWORD:
        return redirect_after_post(_page_of(secret))
    try:
        check_password(password, email=card.email, name=card.name)
    except Invalid as refusal:
        return redirect_after_post(f"{_page_of(secret)}?error={type(refusal).__name__}")
    password_hash = hash_password(password)
    try:
        with writing() as db:
            account = spend(db, secret=secret, purposes=_SETS_PASSWORD, now=now)
            own_account.set_password(db, account_id=account.id or 0, password_hash=password_hash, now=now)
    except LinkEnded:
        return redirect_after_post(_page_of(secret))
    return signed_in(request, account.id or 0, "/")


def redeem(request: Request, _viewer: Viewer | None) -> Response:
    """Sign in with a link that was asked for, at the press of its button."""
    form = form_of(request)
    secret = form.get("token", "")
    try:
        with writing() as db:
            account = spend(db, secret=secret, purposes={LinkPurpose.SIGN_IN}, now=now_utc())
    except LinkEnded:
        return redirect_after_post(_page_of(secret))
    return signed_in(request, account.id or 0, safe_next(form.get("next", "")))


def signed_in(request: Request, account_id: int, to: str) -> Response:
    """A redirect that carries a new session; the one that this browser had is ended."""
    now = now_utc()
    with writing() as db:
        signing_in.end_session(db, secret=request.cookies.get(cookie_name(), ""), now=now)
        opened = signing_in.open_session(
            db,
            account_id=account_id,
            browser=request.headers.get("user-agent", ""),
            address=throttle.client_address(request),
            now=now,
        )
    response = redirect_after_post(to)
    _keep(response, cookie_name(), opened.secret, int(signing_in.LONGEST.total_seconds()))
    _keep(response, _known_name(), opened.ref, int(signing_in.REMEMBERED.total_seconds()))
    response.delete_cookie(TYPED_EMAIL, path="/")
    return response


def form_of(request: Request) -> dict[str, str]:
    """A posted form of our own pages. Raises `FromElsewhere`."""
    if not same_origin(request):
        raise FromElsewhere()
    body = from_thread.run(_body_of, request)
    # PostgreSQL refuses to look for text that has one.
    plain = body.decode("utf-8", "replace").replace("%00", "").replace("\0", "")
    return dict(parse_qsl(plain, keep_blank_values=True, max_num_fields=50))


async def _body_of(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_FORM:
            raise FromElsewhere()
    return body


def _link_asked_for(request: Request, purpose: LinkPurpose, page: str) -> Response:
    """Answer before looking for the account: neither words nor time tell whether there is one."""
    form = form_of(request)
    email, wanted = _email_in(form), safe_next(form.get("next", ""))
    try:
        if not clean_email(email):
            raise BadEmail(field="email", typed="")
    except BadEmail:
        return _back(page, email, error="email", next=wanted)
    try:
        throttle.ask_for_letter(email, throttle.client_address(request))
    except throttle.TooOften as refusal:
        return _back(page, email, error="wait", seconds=str(refusal.seconds), next=wanted)
    response = _back(page, email, said="sent", next=wanted)
    response.background = BackgroundTask(_send_link, email, purpose)
    return response


def _send_link(email: str, purpose: LinkPurpose) -> None:
    with writing() as db:
        post_link(db, email=email, purpose=purpose)


def post_link(db: Session, *, email: str, purpose: LinkPurpose) -> None:
    """Post the link to whoever has this address; nothing at all when nobody does."""
    now = now_utc()
    account = account_by_email(db, email)
    if account is None or account.disabled_at is not None:
        return
    url = url_of(make_link(db, account_id=account.id or 0, purpose=purpose, now=now))
    write_letter = letters.sign_in_link if purpose is LinkPurpose.SIGN_IN else letters.password_link
    write_letter(db, account, url=url, now=now)


def _renew_hash_if_weak(credentials: signing_in.Credentials, password: str) -> None:
    if not needs_new_hash(credentials.password_hash):
        return
    renewed = hash_password(password)
    with writing() as db:
        own_account.renew_hash(
            db, account_id=credentials.account_id, old_hash=credentials.password_hash, password_hash=renewed
        )


def _back(page: str, email: str, **said: str) -> RedirectResponse:
    """The page again, with what to say; what was typed goes by a cookie, not by the address."""
    if said.get("next") == "/":
        del said["next"]
    response = redirect_after_post(f"{page}?{urlencode(said)}")
    _keep(response, TYPED_EMAIL, quote(email, safe=""), 300)
    return response


def typed_email(cookie: str) -> str:
    """What `TYPED_EMAIL` holds."""
    return unquote(cookie)[:254]


def _email_in(form: dict[str, str]) -> str:
    return form.get("email", "").strip().lower()[:254]


def _page_of(secret: str) -> str:
    return f"/link/{quote(secret[:100], safe='')}"


def _known_name() -> str:
    return "__Host-known" if settings().secure else "known"


def _keep(response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name, value, max_age=seconds, path="/", secure=settings().secure, httponly=True, samesite="lax"
    )


routes = [
    Route(path, guarded(PUBLIC, endpoint), methods=["POST"])
    for path, endpoint in (
        ("/do/sign-in", sign_in),
        ("/do/sign-out", sign_out),
        ("/do/forgotten", forgotten),
        ("/do/sign-in-link", sign_in_link),
        ("/do/accept", accept),
        ("/do/redeem", redeem),
    )
]
