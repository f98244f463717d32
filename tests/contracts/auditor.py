"""An auditor's own program: `docs/application-json.md` followed to the letter, with nothing of ours.

It reads the document, counts in exact fractions, and gives the results back as the document writes them.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Any

Json = dict[str, Any]
Line = dict[str, Fraction]
NEW = ("W", "F", "work_held", "stored_held", "work_released", "stored_released")


def audited(document: Json) -> list[Json]:
    """`results` of every application, from the inputs alone."""
    before: dict[int, Line] = {}
    told = []
    for application in document["applications"]:
        inputs = application["inputs"]
        claimed = _after(inputs, inputs["entries"], before)
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
        certified = _after(inputs, entries, before)
        told.append(
            {
                "claimed": _results(inputs, inputs["entries"], before, claimed),
                "certified": _results(inputs, entries, before, certified),
            }
        )
        before = certified
    return told


def _after(inputs: Json, entries: Json, before: dict[int, Line]) -> dict[int, Line]:
    terms, now = inputs["terms"], {}
    for line in terms["lines"]:
        was = before.get(line["key"], _new())
        entry = entries.get(str(line["key"]))
        now[line["key"]] = {"W": was["W"], "F": was["F"]}
        if entry:
            value = Fraction(entry["value"])
            if entry["method"] == "percent":
                work = cents(Fraction(line["scheduled"]) * value / 100)
            elif entry["method"] == "quantity":
                work = cents(value * Fraction(line["unit_price"] or 0))
            else:
                work = was["W"] + value
            now[line["key"]] = {"W": work, "F": Fraction(entry["stored"])}
    due = _due(inputs, now, before)
    for line in terms["lines"]:
        key = line["key"]
        was, entry = before.get(key, _new()), entries.get(str(key), {})
        for side, billed, wanted in (("work", "W", due[key][0]), ("stored", "F", due[key][1])):
            hold, release = entry.get(f"hold_{side}"), Fraction(entry.get(f"release_{side}", 0))
            least, most = sorted((wanted, wanted - now[key][billed]))
            carried = max(least, min(was[f"{side}_released"], most))
            held = wanted - carried - release
            if hold is not None:
                held = was[f"{side}_held"] + Fraction(hold) - release
            now[key] |= {f"{side}_held": held, f"{side}_released": wanted - held}
    return now


def _due(inputs: Json, now: dict[int, Line], before: dict[int, Line]) -> dict[int, tuple[Fraction, Fraction]]:
    terms = inputs["terms"]
    lines, rule = terms["lines"], terms["rule"]
    was = {line["key"]: before.get(line["key"], _new()) for line in lines}
    flat = _flat(terms, now, Fraction(terms["retainage_percent"]))
    scheduled = sum(Fraction(line["scheduled"]) for line in lines)
    if rule["kind"] == "manual":
        return {
            k: (_within(was[k]["work_held"] + was[k]["work_released"], now[k]["W"]),
                _within(was[k]["stored_held"] + was[k]["stored_released"], now[k]["F"]))
            for k in was
        }  # fmt: skip
    if rule["kind"] == "tiers":
        pool = [line for line in lines if line["retainage_percent"] is None]
        total = _tiers(
            rule,
            sum(Fraction(line["scheduled"]) for line in pool),
            sum(now[line["key"]]["W"] for line in pool),
        )
        parts = share(total, [now[line["key"]]["W"] for line in pool])
        shared = {line["key"]: part for line, part in zip(pool, parts, strict=True)}
        own = {line["key"]: line["retainage_percent"] for line in lines}
        return {
            k: (shared[k] if k in shared else cents(now[k]["W"] * Fraction(own[k]) / 100),
                cents(now[k]["F"] * _rates(terms, line, Fraction(terms["retainage_percent"]))[1] / 100))
            for line in lines for k in [line["key"]]
        }  # fmt: skip
    if rule["kind"] == "cap":
        counted = [x for x in lines if not (rule["basis"] == "original" and x["change_order"])]
        sums = sum(Fraction(line["scheduled"]) for line in counted)
        cap = max(Fraction(0), cents(sums * Fraction(rule["value"]) / 100))
        if rule["basis"] == "amount":
            cap = cents(Fraction(rule["value"]))
        asked = [flat[k][0] for k in was] + [flat[k][1] for k in was]
        if sum(asked) > cap:
            asked = share(cap, asked)
        half = len(was)
        return {k: (asked[i], asked[half + i]) for i, k in enumerate(was)}
    if rule["kind"] == "step_down":
        reached = sum(now[k]["W"] if rule["retroactive"] else was[k]["W"] for k in was)
        passed = scheduled > 0 and reached * 100 >= scheduled * Fraction(rule["at_percent"] or 0)
        if rule["from_on"] is not None:
            passed = inputs["on"] is not None and inputs["on"] >= rule["from_on"]
        if passed and rule["retroactive"]:
            return _flat(terms, now, Fraction(rule["percent"]))
        if passed:
            for line in lines:
                k = line["key"]
                if line["retainage_percent"] is None:
                    more = cents((now[k]["W"] - was[k]["W"]) * Fraction(rule["percent"]) / 100)
                    held = was[k]["work_held"] + was[k]["work_released"] + more
                    flat[k] = (_within(held, now[k]["W"]), flat[k][1])
    return flat


def _flat(terms: Json, now: dict[int, Line], percent: Fraction) -> dict[int, tuple[Fraction, Fraction]]:
    keys = [line["key"] for line in terms["lines"]]
    rates = [_rates(terms, line, percent) for line in terms["lines"]]
    sides = []
    for side, billed in ((0, "W"), (1, "F")):
        amounts = [now[k][billed] for k in keys]
        held = [cents(a * r[side] / 100) for a, r in zip(amounts, rates, strict=True)]
        if terms["rounding"] == "total":
            for rate in {r[side] for r in rates}:
                places = [i for i, r in enumerate(rates) if r[side] == rate]
                weights = [amounts[i] for i in places]
                parts = share(cents(sum(weights) * rate / 100), weights)
                for i, part in zip(places, parts, strict=True):
                    held[i] = part
        sides.append(held)
    return {k: (sides[0][i], sides[1][i]) for i, k in enumerate(keys)}


def _rates(terms: Json, line: Json, percent: Fraction) -> tuple[Fraction, Fraction]:
    own, stored = line["retainage_percent"], terms["stored_retainage_percent"]
    work = percent if own is None else Fraction(own)
    return work, work if stored is None else Fraction(stored)


def _tiers(rule: Json, scheduled: Fraction, work: Fraction) -> Fraction:
    sign = -1 if scheduled < 0 else 1
    total = reached = Fraction(0)
    for tier in rule["tiers"]:
        top = min(sign * work, sign * scheduled * Fraction(tier["up_to"]) / 100)
        total += max(top - reached, 0) * Fraction(tier["percent"]) / 100
        reached = max(reached, top)
    return cents(sign * (total + max(sign * work - reached, 0) * Fraction(rule["beyond"]) / 100))


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


def share(total: Fraction, weights: list[Fraction]) -> list[Fraction]:
    if not total:
        return [Fraction(0)] * len(weights)
    exact = [total * 100 * weight / sum(weights) for weight in weights]
    parts = [floor(part) for part in exact]
    left = int(total * 100) - sum(parts)
    losers = sorted((i for i in range(len(parts)) if weights[i]), key=lambda i: (parts[i] - exact[i], i))
    for i in losers[:left]:
        parts[i] += 1
    return [Fraction(part, 100) for part in parts]


def written(amount: Fraction) -> str:
    whole = amount * 100
    assert whole.denominator == 1, amount
    sign, digits = "-" if whole < 0 else "", f"{abs(int(whole)):03}"
    return f"{sign}{digits[:-2]}.{digits[-2:]}"


def _within(amount: Fraction, billed: Fraction) -> Fraction:
    least, most = sorted((Fraction(0), billed))
    return max(least, min(amount, most))


def _new() -> Line:
    return dict.fromkeys(NEW, Fraction(0))
