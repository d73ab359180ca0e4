"""How do goods, ledger lines and answers read on a canteen's pages?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from consumer_web.civil_time import as_utc, say_date, say_instant
from traceability.console.words import say
from traceability.domain.acceptance import AcceptanceVerdict, Check, Outcome
from traceability.domain.canteens import NEAR_EXPIRY
from traceability.domain.civil import civil_date
from traceability.domain.kinds import STOPPED, Acceptance, Unit
from traceability.schemas.canteens import StockLot
from traceability.schemas.purchases import AcceptanceAnswer, AcceptanceReason, PurchasePublic

_CHINA = ZoneInfo("Asia/Shanghai")
_CANISTER_G = 2_500  # oil in packages of this mass or more is carried, not poured from a bottle
TONES = {Outcome.PASS: "good", Outcome.WARN: "careful", Outcome.FAIL: "bad"}


def short(language: str) -> str:
    """Give the code of a language as the civil times want it."""
    return "en" if language == "en" else "zh"


def pack_word(food: str, pack_g: int, language: str) -> str:
    """Give the word for one package: a bag, a bottle, or a canister."""
    kind = "bag" if not food.startswith("oil") else "can" if pack_g >= _CANISTER_G else "bottle"
    return say(f"c_pack_{kind}", language)


def say_goods(amount: int, unit: str, food: str, mass_g: int, language: str) -> str:
    """Say an amount of goods: 40 桶, 1.2 吨."""
    if unit == Unit.GRAM:
        return say_mass(amount)
    if unit == Unit.MILLILITRE:
        return f"{(Decimal(amount) / 1_000).normalize():f} L"
    return f"{amount:,} {pack_word(food, mass_g // amount if amount else 0, language)}"


def say_mass(grams: int) -> str:
    """Say a mass in kilograms, or in tonnes from ten on."""
    if grams >= 10_000_000:
        return f"{Decimal(grams // 10_000) / 100:,} t"
    if grams >= 1_000:
        return (
            f"{grams // 1_000:,} kg"
            if grams % 1_000 == 0 or grams > 100_000
            else (f"{(Decimal(grams // 100) / 10).normalize():f} kg")
        )
    return f"{grams} g" if grams else "0 kg"


def say_day(day: date | None, language: str) -> str:
    """Say a day, or a dash."""
    return say_date(day, short(language)) if day else "—"


def say_moment(instant: datetime, language: str) -> str:
    """Say an instant in China's time."""
    return say_instant(instant, short(language))


def clock(instant: datetime) -> str:
    """Say hour and minute in China."""
    return f"{as_utc(instant).astimezone(_CHINA):%H:%M}"


def short_day(day: date, language: str) -> str:
    """Say a day of this year without the year."""
    return f"{day.month}月{day.day}日" if language != "en" else f"{day:%-d %b}"


def say_share(per_mille: int | None) -> str:
    """Say a share in tenths of a percent as 86.4 %."""
    return "—" if per_mille is None else f"{per_mille // 10}.{per_mille % 10} %"


@dataclass(frozen=True, slots=True)
class Line:
    """One check of the answer in words."""

    text: str
    more: str
    tone: str


def view_answer(answer: AcceptanceAnswer, today: date, language: str) -> dict[str, Any]:
    """Give the answer at the door in words: heading, lines, and what to do."""
    lines = [
        Line(
            say(f"c_why_{reason.check}_{reason.why}", language),
            _more(answer, reason, today, language),
            TONES[reason.outcome],
        )
        for reason in _shown(answer.reasons)
    ]
    order = {"bad": 0, "careful": 1, "good": 2}
    failing = [r for r in answer.reasons if r.outcome is Outcome.FAIL]
    is_fine = answer.verdict is not AcceptanceVerdict.DO_NOT_ACCEPT
    lot = answer.batch
    word = pack_word(lot.food, lot.pack_g or 0, language) if lot else ""
    is_counted = lot is not None and lot.unit is Unit.EACH
    return {
        "answer": answer,
        "lot": lot,
        "verdict": answer.verdict.value,
        "heading": say(f"c_verdict_{answer.verdict}", language),
        "because": "" if is_fine else _because(answer, failing, language),
        "todo": "" if is_fine else say(f"c_todo_{failing[0].check}", language),
        "lines": sorted(lines, key=lambda line: order[line.tone]),
        "unit_word": word if is_counted else _plain_unit(lot.unit if lot else None),
        "amount": _spoken(answer, is_counted=is_counted),
        "delivery": _delivery(answer, language),
        "produced": say_day(lot.produced_on if lot else None, language),
        "reason": _reason_text(answer, failing, language),
        "is_fine": is_fine,
    }


def _plain_unit(unit: Unit | None) -> str:
    return {Unit.GRAM: "kg", Unit.MILLILITRE: "L"}.get(unit, "") if unit else ""


def _spoken(answer: AcceptanceAnswer, *, is_counted: bool) -> str:
    amount = answer.delivery.amount if answer.delivery else 0
    return str(amount) if is_counted else f"{(Decimal(amount) / 1_000).normalize():f}"


def _delivery(answer: AcceptanceAnswer, language: str) -> str:
    lot, sent = answer.batch, answer.delivery
    if lot is None or sent is None:
        return ""
    mass = sent.amount * (lot.pack_g or 0) if lot.unit is Unit.EACH else sent.amount
    amount = say_goods(sent.amount, lot.unit, lot.food, mass, language)
    key = "c_note_says" if sent.note else "c_sent_says"
    return say(key, language).format(note=sent.note, amount=amount, mass=say_mass(mass))


def _because(answer: AcceptanceAnswer, failing: list[AcceptanceReason], language: str) -> str:
    first = failing[0]
    for reason in failing:  # a failed test is the ground of most recalls, and says more
        if reason.check is Check.TEST:
            first = reason
    why = say(f"c_why_{first.check}_{first.why}", language)
    item = _failure(answer, language) if first.check is Check.TEST else ""
    colon = ": " if language == "en" else "："
    return say("c_because", language).format(why=why + (colon + item if item else ""))


def _failure(answer: AcceptanceAnswer, language: str) -> str:
    for report in answer.reports:
        for failed in report.failures:
            name = failed.parameter_en if language == "en" else failed.parameter_zh
            return say("c_failure", language).format(
                name=name, value=failed.value, unit=failed.unit, limit=failed.limit or "—"
            )
    return ""


def _reason_text(answer: AcceptanceAnswer, failing: list[AcceptanceReason], language: str) -> str:
    """Fill in the reason of a refusal: what failed."""
    words = [say(f"c_why_{reason.check}_{reason.why}", language) for reason in failing]
    item = _failure(answer, language)
    return ("; " if language == "en" else "；").join(words + ([item] if item else []))[:500]


def _more(answer: AcceptanceAnswer, reason: AcceptanceReason, today: date, language: str) -> str:
    """Give the small print under a check."""
    write = _SMALL_PRINT.get(reason.check)
    return write(answer, today, language) if write and answer.batch else ""


def _scan_words(answer: AcceptanceAnswer, _: date, language: str) -> str:
    return say("c_scans", language).format(scans=answer.scans) if answer.scans else ""


def _date_words(answer: AcceptanceAnswer, today: date, language: str) -> str:
    until = answer.batch.best_before if answer.batch else None
    if until is None:
        return ""
    days = (until - today).days
    key = "c_until_days" if days >= 0 else "c_until_over"
    return say(key, language).format(day=say_day(until, language), days=abs(days))


def _stop_words(answer: AcceptanceAnswer, _: date, language: str) -> str:
    lot = answer.batch
    if lot is None or lot.status_at is None:
        return ""
    since = say_moment(lot.status_at, language)
    return say("c_since", language).format(since=since, reason=lot.status_reason or "")


def _sender_words(answer: AcceptanceAnswer, _: date, __: str) -> str:
    sent = answer.delivery
    if sent is None or sent.sender is None:
        return ""
    return sent.sender.name + (f" · {sent.plate}" if sent.plate else "")


def _report_words(answer: AcceptanceAnswer, _: date, language: str) -> str:
    if not answer.reports:
        return ""
    newest = answer.reports[-1]
    return say("c_report_words", language).format(
        lab=newest.laboratory.name,
        no=newest.report_no,
        day=say_day(newest.reported_on, language),
        items=newest.items,
    )


def _shown(reasons: Sequence[AcceptanceReason]) -> list[AcceptanceReason]:
    """Leave out that a maker may supply where it is struck off or suspended: it may not."""
    bad = {reason.check for reason in reasons if reason.outcome is Outcome.FAIL}
    if Check.STANDING not in bad:
        return list(reasons)
    return [
        reason
        for reason in reasons
        if reason.check is not Check.SUPPLIER or reason.outcome is not Outcome.PASS
    ]


def _supplier_words(answer: AcceptanceAnswer, today: date, language: str) -> str:
    lot = answer.batch
    if lot is None:
        return ""
    words = say("c_maker_grade", language).format(maker=lot.maker.name, grade=lot.grade)
    if lot.licence_until is None:
        return words
    days = (lot.licence_until - today).days
    if days < 0:
        return words + say("c_licence_over", language).format(days=-days)
    if days < NEAR_EXPIRY.days:
        return words + say("c_licence_days", language).format(days=days)
    return words


_SMALL_PRINT: dict[Check, Callable[[AcceptanceAnswer, date, str], str]] = {
    Check.GENUINE: _scan_words,
    Check.TEST: _report_words,
    Check.SHELF_LIFE: _date_words,
    Check.SUPPLIER: _supplier_words,
    Check.RECALL: _stop_words,
    Check.DELIVERY: _sender_words,
}


def view_line(line: PurchasePublic, language: str) -> dict[str, Any]:
    """Give a ledger line in words."""
    signers = [name for name in (line.checked_by, _second(line)) if name]
    papers = (line.supplier_licence, line.report_no, line.delivery_note)
    return {
        "line": line,
        "goods": say_goods(line.amount, line.unit, line.food, line.mass_g, language),
        "mass": say_mass(line.mass_g),
        "day": civil_date(as_utc(line.delivered_at)),
        "when": say_moment(line.delivered_at, language),
        "produced": say_day(line.produced_on, language),
        "best_before": say_day(line.best_before, language),
        "outcome": say(line.acceptance, language),
        "tone": _line_tone(line),
        "signers": ("、" if language != "en" else ", ").join(signers),
        "papers": sum(1 for paper in papers if paper),
        "is_coded": line.batch_id is not None,
        "waits": line.waits_for_second,
    }


def _second(line: PurchasePublic) -> str | None:
    return line.signature.signer if line.signature else line.second_checked_by


def _line_tone(line: PurchasePublic) -> str:
    if line.acceptance is not Acceptance.ACCEPTED:
        return "bad"
    return "good" if line.batch_id else "plain"


def view_stock(lot: StockLot, today: date, language: str) -> dict[str, Any]:
    """Give a lot of the store in words, with the warning it needs."""
    days = (lot.best_before - today).days if lot.best_before else None
    word, tone_ = "", ""
    if lot.status in STOPPED:
        word, tone_ = say(f"c_stock_{lot.status}", language), "bad"
    elif days is not None and days < 0:
        word, tone_ = say("c_stock_over", language), "bad"
    elif days is not None and days <= NEAR_EXPIRY.days:
        word, tone_ = say("c_days_left", language).format(days=days), "careful"
    elif lot.is_next:
        word, tone_ = say("c_use_first", language), "good"
    pack = lot.mass_g // lot.amount if lot.amount else 0
    counted = lot.unit is Unit.EACH
    return {
        "lot": lot,
        "goods": say_goods(lot.amount, lot.unit, lot.food, lot.mass_g, language),
        "mass": say_mass(lot.mass_g),
        "best_before": say_day(lot.best_before, language),
        "delivered": say_day(civil_date(as_utc(lot.delivered_at)), language),
        "days": days,
        "word": word,
        "tone": tone_,
        "unit_word": pack_word(lot.food, pack, language) if counted else _plain_unit(lot.unit),
        "unit": "each" if counted else _plain_unit(lot.unit),
        "most": str(lot.amount) if counted else f"{(Decimal(lot.amount) / 1000).normalize():f}",
    }
