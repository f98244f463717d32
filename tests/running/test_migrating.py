"""What a database of before contracts to the cent becomes."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from sqlalchemy import text

from invoice_app.commands.migrate import alembic_config
from invoice_app.shared.database import make_engine

_NOW = "2026-01-05 12:00:00"


def test_what_was_issued_stands_under_its_contract_and_labels_become_change_orders(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/old.db"
    command.upgrade(alembic_config(url), "0002")
    engine = make_engine(url)
    with engine.begin() as db:
        for statement in _BEFORE:
            db.execute(text(statement))
    command.upgrade(alembic_config(url), "head")
    with engine.begin() as db:
        assert db.execute(text("SELECT under_kind, under_id FROM invoice WHERE id = 5")).one() == (
            "contract",
            3,
        )
        assert set(db.execute(text("SELECT province FROM contract")).scalars()) == {"ON"}
        orders = db.execute(text("SELECT contract_id, number, status, approved_on FROM change_order")).all()
        assert orders == [(3, "OC-1", "approved", "2026-01-01")]
        items = db.execute(
            text("SELECT contract_id, change_order_id, section FROM schedule_item ORDER BY id")
        )
        assert items.all() == [(3, None, ""), (3, 1, ""), (4, None, "OC-9")]
        # As frozen as before, with what it stands under.
        for change in ("number = 'FA-9'", "under_id = 4"):
            refused = _refusal(engine, f"UPDATE invoice SET {change} WHERE id = 5")
            assert "an issued invoice never changes" in refused
    engine.dispose()


def _refusal(engine: object, statement: str) -> str:
    try:
        with engine.begin() as db:  # type: ignore[attr-defined]
            db.execute(text(statement))
    except Exception as error:
        return str(error)
    return ""


def _insert(table: str, **values: object) -> str:
    texts = ", ".join(
        "NULL" if v is None else str(v) if isinstance(v, int) else f"'{v}'" for v in values.values()
    )
    return f"INSERT INTO {table} ({', '.join(values)}) VALUES ({texts})"


_BEFORE = (
    _insert(
        "organisation",
        id=1,
        name="Club",
        legal_name="",
        street="",
        city="",
        province="ON",
        postal_code="",
        country="CA",
        phone="",
        email="",
        website="",
        gst_number="",
        qst_number="",
        neq="",
        licence="",
        language="fr",
        time_zone="America/Toronto",
        currency="CAD",
        accent="#1f5f5b",
        paper="letter",
        logo_sha256="",
        terms_days=30,
        is_sample=0,
        created_at=_NOW,
    ),
    *(
        _insert(
            "contract",
            id=id_,
            ref=f"c{id_}",
            number=f"C-{id_}",
            title="Quai",
            our_role="supplier",
            status=status,
            retainage_percent=100000,
            currency="CAD",
            tax_class="taxable",
            signed_on="2026-01-10",
            note="",
            search="",
            version=1,
            created_at=_NOW,
            approved_at=approved,
            approved_by_name="",
        )
        for id_, status, approved in ((3, "approved", _NOW), (4, "draft", None))
    ),
    *(
        _insert(
            "schedule_item",
            id=id_,
            contract_id=contract,
            position=id_,
            item="",
            description="Poste",
            scheduled=100000,
            tax_class="taxable",
            change_order=order,
        )
        for id_, contract, order in ((1, 3, ""), (2, 3, "OC-1"), (3, 4, "OC-9"))
    ),
    _insert(
        "billing_period",
        id=1,
        contract_id=3,
        starts_on="2026-01-01",
        ends_on="2026-01-31",
        due_on="2026-02-25",
        opened_at=_NOW,
    ),
    _insert(
        "customer",
        id=2,
        ref="k2",
        kind="company",
        member_number="",
        given_name="",
        family_name="",
        name="Port",
        sort_name="port",
        search="port",
        email="",
        phone="",
        language="fr",
        street="",
        city="",
        province="ON",
        postal_code="",
        country="CA",
        note="",
        created_at=_NOW,
        version=1,
        role_title="",
        bills=1,
    ),
    _insert(
        "invoice",
        id=5,
        ref="i5",
        kind="progress",
        status="issued",
        number="FA-1",
        customer_id=2,
        bill_to_id=2,
        bill_to_name="Port",
        search="",
        language="fr",
        currency="CAD",
        subtotal=100,
        total=100,
        typed="{}",
        document="{}",
        pdf_sha256="",
        version=1,
        created_at=_NOW,
        issued_by_name="",
    ),
    _insert(
        "progress_invoice",
        id=1,
        ref="p1",
        contract_id=3,
        period_id=1,
        sequence=1,
        status="approved",
        typed="{}",
        remark="",
        invoice_id=5,
        amount=100,
        total=100,
        tax_rates="[]",
        version=1,
        created_at=_NOW,
        submitted_by_name="",
        approved_by_name="",
    ),
)
