"""An auditor's own program: `docs/application-json.md` followed to the letter, with nothing of ours.

It reads the document, counts in exact fractions, and gives the results back as the document writes them.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Any

Json = dict[str, Any]
Line = dict[str, Fraction]
Parts = list[Fraction]
NEW = ("W", "F", "work_held", "stored_held", "work_released", "stored_released")
SIDES = (("work", "W"), ("stored", "F"))


def audited(document: Json) -> list[Json]:
    """`results` of every application, from the inputs alone."""
    before: dict[int, Line] = {}
    told = []
    for application in document["applications"]:
        inputs = application["inputs"]
        claimed, certified, counted = _computed(inputs, before)
        told.append(
            {
                "claimed": _results(inputs, inputs["entries"], before, claimed),
                "certified": _results(inputs, counted, before, certified),
            }
        )
        before = certified
    return told


def _computed(inputs: Json, before: dict[int, Line]) -> tuple[dict[int, Line], dict[int, Line], Json]:
    """Claimed, certified, and the entries that give what is certified."""
    claimed, _ = _after(inputs, inputs["entries"], before, is_cut=False)
    entries = dict(inputs["entries"])
    for key, certificate in inputs["certificates"].items():
        now, was = claimed[int(key)], before.get(int(key), _new())
        nothing = {"release_work": "0", "release_stored": "0", "hold_work": None, "hold_stored": None}
        work, stored = certificate["work"], certificate["stored"]
        entries[key] = entries.get(key, nothing) | {
            "method": "amount",
            "value": now["W"] - was["W"] if work is None else work,
            "stored": now["F"] if stored is None else stored,
        }
    return claimed, *_after(inputs, entries, before, is_cut=True)


def _after(
    inputs: Json, entries: Json, before: dict[int, Line], *, is_cut: bool
) -> tuple[dict[int, Line], Json]:
    """Steps 1 to 3, and the entries with what was released of them."""
    terms, now, counted = inputs["terms"], {}, {}
    was = {line["key"]: before.get(line["key"], _new()) for line in terms["lines"]}
    for line in terms["lines"]:
        now[line["key"]] = _billed(line, entries.get(str(line["key"])), was[line["key"]])
    due = _due(inputs, now, was)
    for key, x in now.items():
        entry = entries.get(str(key), {})
        counted[str(key)] = dict(entry)
        for at, (side, billed) in enumerate(SIDES):
            wanted, released = due[key][at], was[key][f"{side}_released"]
            hold, release = entry.get(f"hold_{side}"), Fraction(entry.get(f"release_{side}", 0))
            kept = wanted - (between(released, wanted, wanted - x[billed]) if released else 0)
            if hold is not None:
                kept = was[key][f"{side}_held"] + Fraction(hold)
            if is_cut and hold is not None:
                kept = between(kept, Fraction(0), x[billed])
            if is_cut and entry:
                release = between(release, Fraction(0), kept)
            counted[str(key)][f"release_{side}"] = release
            x |= {f"{side}_held": kept - release, f"{side}_released": wanted - (kept - release)}
    return now, counted


def _billed(line: Json, entry: Json | None, was: Line) -> Line:
    if entry is None:
        return {"W": was["W"], "F": was["F"]}
    value, work = Fraction(entry["value"]), Fraction(0)
    if entry["method"] == "percent":
        work = cents(Fraction(line["scheduled"]) * value / 100)
    elif entry["method"] == "quantity":
        work = cents(value * Fraction(line["unit_price"] or 0))
    else:
        work = was["W"] + value
    return {"W": work, "F": Fraction(entry["stored"])}


def _due(inputs: Json, now: dict[int, Line], was: dict[int, Line]) -> dict[int, tuple[Fraction, Fraction]]:
    """What the rule asks to hold of each line to date, on work and on stored materials."""
    terms = inputs["terms"]
    lines, rule = terms["lines"], terms["rule"]
    rate = Fraction(terms["retainage_percent"])
    keys = [line["key"] for line in lines]
    own = {line["key"]: line["retainage_percent"] for line in lines}
    pool = [k for k in keys if own[k] is None]
    works, stored = _flat(terms, now, keys, "W", rate), _flat(terms, now, keys, "F", rate)
    if rule["kind"] == "manual":
        works, stored = ([_due_before(was[k], side, now[k][b]) for k in keys] for side, b in SIDES)
    elif rule["kind"] == "tiers":
        scheduled = sum(Fraction(line["scheduled"]) for line in lines if own[line["key"]] is None)
        billed = [now[k]["W"] for k in pool]
        kept = [_due_before(was[k], "work", now[k]["W"]) for k in pool]
        grown = [now[k]["W"] - was[k]["W"] for k in pool]
        grown = [g if g * w > 0 else Fraction(0) for g, w in zip(grown, billed, strict=True)]
        reached = _reached(_tiers(rule, scheduled, sum(billed)), kept, [grown, _less(billed, kept)])
        works = _beside(terms, now, dict(zip(pool, reached, strict=True)))
    elif rule["kind"] == "cap":
        asked = works + stored
        total, cap = sum(asked), _cap(rule, lines)
        if abs(total) > cap:
            sides = [_due_before(was[k], side, None) for side, _ in SIDES for k in keys]
            kept = [between(d, Fraction(0), a) for d, a in zip(sides, asked, strict=True)]
            asked = _reached(cap if total > 0 else -cap, kept, [_less(asked, kept)])
        works, stored = asked[: len(keys)], asked[len(keys) :]
    elif rule["kind"] == "step_down":
        passed = _is_passed(inputs, now, was)
        if rule["retroactive"] and passed:
            rate = Fraction(rule["percent"])
            works, stored = _flat(terms, now, keys, "W", rate), _flat(terms, now, keys, "F", rate)
        elif not rule["retroactive"]:
            due_before = {k: was[k]["work_held"] + was[k]["work_released"] for k in keys}
            passed_before = any(
                abs(due_before[k] - cents(was[k]["W"] * rate / 100)) > Fraction(1, 100) for k in pool
            )
            if passed or passed_before:
                percent = Fraction(rule["percent"]) if passed else rate
                moves = [(now[k]["W"] - was[k]["W"]) * percent / 100 for k in pool]
                more = _rounded(terms, moves)
                works = _beside(
                    terms,
                    now,
                    {
                        k: between(due_before[k] + m, Fraction(0), now[k]["W"])
                        for k, m in zip(pool, more, strict=True)
                    },
                )
            else:
                for i, k in enumerate(keys):
                    if k in pool and now[k]["W"] == was[k]["W"]:
                        works[i] = _due_before(was[k], "work", now[k]["W"])
    return {k: (works[i], stored[i]) for i, k in enumerate(keys)}


def _flat(terms: Json, now: dict[int, Line], keys: list[int], billed: str, rate: Fraction) -> Parts:
    """As `flat` of these lines, on one side: the lines of one rate are rounded together or apart."""
    own = {line["key"]: line["retainage_percent"] for line in terms["lines"]}
    rates = {k: rate if own[k] is None else Fraction(own[k]) for k in keys}
    if billed == "F" and terms["stored_retainage_percent"] is not None:
        rates = dict.fromkeys(keys, Fraction(terms["stored_retainage_percent"]))
    held = {}
    for one in set(rates.values()):
        same = [k for k in keys if rates[k] == one]
        held |= dict(zip(same, _rounded(terms, [now[k][billed] * one / 100 for k in same]), strict=True))
    return [held[k] for k in keys]


def _rounded(terms: Json, exact: Parts) -> Parts:
    if terms["rounding"] == "line":
        return [cents(part) for part in exact]
    return apportion(cents(sum(exact, Fraction(0))), exact)


def _beside(terms: Json, now: dict[int, Line], of_pool: dict[int, Fraction]) -> Parts:
    """On work, these amounts of the pool, and as `flat` of the lines with a rate of their own."""
    keys = [line["key"] for line in terms["lines"]]
    apart = [k for k in keys if k not in of_pool]
    held = of_pool | dict(zip(apart, _flat(terms, now, apart, "W", Fraction(0)), strict=True))
    return [held[k] for k in keys]


def _due_before(was: Line, side: str, billed: Fraction | None) -> Fraction:
    due = was[f"{side}_held"] + was[f"{side}_released"]
    return due if billed is None else between(due, Fraction(0), billed)


def _reached(total: Fraction, kept: Parts, rooms: list[Parts]) -> Parts:
    missing = total - sum(kept)
    for room in rooms:
        if missing == between(missing, Fraction(0), sum(room, Fraction(0))):
            return [k + more for k, more in zip(kept, share(missing, room), strict=True)]
    assert total == between(total, Fraction(0), sum(kept, Fraction(0))), "less is asked than is kept"
    return share(total, kept)


def _less(amounts: Parts, parts: Parts) -> Parts:
    return [amount - part for amount, part in zip(amounts, parts, strict=True)]


def _tiers(rule: Json, scheduled: Fraction, work: Fraction) -> Fraction:
    sign = -1 if (scheduled or work) < 0 else 1
    total = reached = Fraction(0)
    for tier in rule["tiers"]:
        top = min(sign * work, sign * scheduled * Fraction(tier["up_to"]) / 100)
        total += max(top - reached, 0) * Fraction(tier["percent"]) / 100
        reached = max(reached, top)
    return cents(sign * (total + max(sign * work - reached, 0) * Fraction(rule["beyond"]) / 100))


def _cap(rule: Json, lines: list[Json]) -> Fraction:
    if rule["basis"] == "amount":
        return cents(Fraction(rule["value"]))
    counted = [x for x in lines if not (rule["basis"] == "original" and x["change_order"])]
    return abs(cents(sum(Fraction(x["scheduled"]) for x in counted) * Fraction(rule["value"]) / 100))


def _is_passed(inputs: Json, now: dict[int, Line], was: dict[int, Line]) -> bool:
    rule = inputs["terms"]["rule"]
    if rule["from_on"] is not None:
        return inputs["on"] is not None and inputs["on"] >= rule["from_on"]
    scheduled = sum(Fraction(line["scheduled"]) for line in inputs["terms"]["lines"])
    reached = sum(x["W"] for x in (now if rule["retroactive"] else was).values())
    sign = -1 if scheduled < 0 else 1
    return bool(scheduled) and sign * reached >= sign * scheduled * Fraction(rule["at_percent"] or 0) / 100


def _results(inputs: Json, entries: Json, before: dict[int, Line], now: dict[int, Line]) -> Json:
    lines, terms = [], inputs["terms"]
    sums = dict.fromkeys(("C", "CO", "G", "RW", "RS", "before"), Fraction(0))
    changes = dict.fromkeys(
        ("additions_before", "deductions_before", "additions_now", "deductions_now"), Fraction(0)
    )
    bases: dict[str, Fraction] = {}
    for line in terms["lines"]:
        key, scheduled = line["key"], Fraction(line["scheduled"])
        was, x = before.get(key, _new()), now[key]
        to_date, held = x["W"] + x["F"], x["work_held"] + x["stored_held"]
        held_before = was["work_held"] + was["stored_held"]
        net = to_date - held - (was["W"] + was["F"] - held_before)
        entry = entries.get(str(key), {})
        released = sum(Fraction(entry.get(name, 0)) for name in ("release_work", "release_stored"))
        figures = {
            "scheduled": scheduled, "previous": was["W"], "this_period": x["W"] - was["W"],
            "stored": x["F"], "to_date": to_date,
            "percent": cents(to_date * 100 / scheduled) if scheduled else Fraction(0),
            "balance": scheduled - to_date, "retainage_work": x["work_held"],
            "retainage_stored": x["stored_held"], "retainage": held,
            "held_this_period": held - held_before + released, "released_this_period": released,
            "net_this_period": net,
        }  # fmt: skip
        lines.append({"key": key} | {name: written(amount) for name, amount in figures.items()})
        sums["CO" if line["change_order"] else "C"] += scheduled
        sums["G"] += to_date
        sums["RW"] += x["work_held"]
        sums["RS"] += x["stored_held"]
        sums["before"] += was["W"] + was["F"] - held_before
        if line["change_order"] and scheduled:
            when = "before" if key in before else "now"
            changes[f"{'additions' if scheduled > 0 else 'deductions'}_{when}"] += scheduled
        part = to_date - was["W"] - was["F"] if terms["taxes_holdback_at_once"] else net
        bases[line["tax_class"]] = bases.get(line["tax_class"], Fraction(0)) + part
    three, five = sums["C"] + sums["CO"], sums["RW"] + sums["RS"]
    six = sums["G"] - five
    summary = {
        "1": sums["C"], "2": sums["CO"], "3": three, "4": sums["G"], "5a": sums["RW"], "5b": sums["RS"],
        "5": five, "6": six, "7": sums["before"], "8": six - sums["before"], "9": three - six,
    }  # fmt: skip
    taxes, payable = [], summary["8"]
    for rate in inputs["rates"]:
        on = ("taxable", "gst_only") if rate["code"] in ("GST", "HST") else ("taxable",)
        base = sum(bases.get(name, Fraction(0)) for name in on)
        if base:
            amount = cents(base * Fraction(rate["rate"]))
            payable += amount
            taxes.append(rate | {"base": written(base), "amount": written(amount)})
    return {
        "lines": lines,
        "changes": {name: written(amount) for name, amount in changes.items()},
        "summary": {name: written(amount) for name, amount in summary.items()},
        "taxes": taxes,
        "payable": written(payable),
    }


def cents(amount: Fraction) -> Fraction:
    """Half away from zero."""
    whole = Fraction(floor(abs(amount) * 100 + Fraction(1, 2)), 100)
    return whole if amount >= 0 else -whole


def share(total: Fraction, weights: Parts) -> Parts:
    if not total:
        return [Fraction(0)] * len(weights)
    return apportion(total, [total * weight / sum(weights) for weight in weights])


def apportion(total: Fraction, exact: Parts) -> Parts:
    parts = [cents(part) for part in exact]
    off = total - sum(parts)
    step = Fraction(1 if off > 0 else -1, 100)
    first = 1 if step * total > 0 else -1
    moved = sorted(range(len(parts)), key=lambda i: (step * (parts[i] - exact[i]), first * i))
    for i in moved[: int(abs(off) * 100)]:
        assert step * (parts[i] - exact[i]) < 0, "only what rounding moved is moved back"
        parts[i] += step
    return parts


def written(amount: Fraction) -> str:
    whole = amount * 100
    assert whole.denominator == 1, amount
    sign, digits = "-" if whole < 0 else "", f"{abs(int(whole)):03}"
    return f"{sign}{digits[:-2]}.{digits[-2:]}"


def between(amount: Fraction, one: Fraction, other: Fraction) -> Fraction:
    """The amount, or the nearer of the two where it is outside of them."""
    least, most = sorted((one, other))
    return max(least, min(amount, most))


def _new() -> Line:
    return dict.fromkeys(NEW, Fraction(0))
