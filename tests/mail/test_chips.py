"""Recipients as they are typed and pasted."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoice_app.mail.chips import LONGEST, add, chip, kept, parted, read_addresses, recipient_of, written
from invoice_app.mail.composing import Recipient
from tests.mail.conftest import OFFICE


@pytest.mark.parametrize(
    ("typed", "chips"),
    [
        ("a@b.ca", ("a@b.ca",)),
        ("a@b.ca, Nom <c@d.ca>; e@f.ca", ("a@b.ca", "Nom <c@d.ca>", "e@f.ca")),
        ("Zoé Roy <zoe@x.ca>\nMax <max@x.ca>\r\n", ("Zoé Roy <zoe@x.ca>", "Max <max@x.ca>")),
        ('"Roy, Zoé" <z@b.ca>, x@y.ca', ('"Roy, Zoé" <z@b.ca>', "x@y.ca")),
        ("Roy, Zoé <z@b.ca>; Dubois, Max <m@b.ca>", ("Roy, Zoé <z@b.ca>", "Dubois, Max <m@b.ca>")),
        ("a@b.ca c@d.ca\te@f.ca", ("a@b.ca", "c@d.ca", "e@f.ca")),
        ("abc, zoe@x.ca", ("abc", "zoe@x.ca")),
        ("mailto:x@y.ca", ("x@y.ca",)),
        (" ;, \n ,", ()),
        ('un "guillemet seul <a@b.ca>, c@d.ca', ('un "guillemet seul <a@b.ca>', "c@d.ca")),
    ],
)
def test_what_is_pasted_becomes_one_chip_for_each_recipient(typed: str, chips: tuple[str, ...]) -> None:
    assert parted(typed) == chips


def test_a_chip_shows_the_name_and_says_what_is_wrong() -> None:
    good = chip("Zoé Roy <Zoe@X.ca>", OFFICE, "fr")
    assert (good.label, good.address, good.wrong) == ("Zoé Roy", "zoe@x.ca", "")
    bad = chip("zoe arobas x", OFFICE, "fr")
    assert (bad.label, bad.address) == ("zoe arobas x", "")
    assert "pas une adresse" in bad.wrong
    for ours in ("facturation@batiment.example", "r-aaaa@reply.example.org"):
        assert "reviendrait" in chip(ours, OFFICE, "fr").wrong


def test_an_address_is_in_one_of_the_three_boxes_only() -> None:
    boxes = {"to": ("Zoé <zoe@x.ca>",), "cc": ("max@x.ca",), "bcc": ()}
    added = add(boxes, "bcc", ["ZOE@x.ca", "lea@x.ca", "MAX@X.CA", "lea@x.ca"])
    assert added.raws == ("lea@x.ca",)
    assert added.repeated == (("zoe@x.ca", "to"), ("max@x.ca", "cc"), ("lea@x.ca", "bcc"))


def test_what_is_no_address_is_kept_to_be_named() -> None:
    assert read_addresses("Nom <pas une adresse>, x", "cc") == (
        Recipient("cc", "pas une adresse", "Nom"),
        Recipient("cc", "x"),
    )


@given(st.text(max_size=300))
def test_whatever_is_typed_is_kept_as_it_was_saved(typed: str) -> None:
    chips = parted(typed)
    assert all(each == each.strip() and each for each in chips)
    assert kept("\n".join(chips)) == chips


@given(st.text(max_size=60))
def test_a_name_never_changes_the_address_beside_it(name: str) -> None:
    (raw,) = parted(written(name, "zoe@x.ca"))
    assert recipient_of(raw, "to").address == "zoe@x.ca"


@pytest.mark.parametrize("sign", [",", '"', "<", "@ ", "a,", '",', "<,", ";", "a@b "])
def test_a_hostile_paste_takes_no_time(sign: str) -> None:
    began = time.monotonic()
    parted(sign * LONGEST)
    assert time.monotonic() - began < 5
