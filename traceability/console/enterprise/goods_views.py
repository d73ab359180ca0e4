"""How do lots, amounts and instants read on an enterprise's desk?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from consumer_web.civil_time import CHINA, as_utc, say_date
from traceability.console.words import say, tone
from traceability.domain.batch_progress import Mark, NextStep, Stage
from traceability.domain.kinds import BatchStatus, Unit
from traceability.domain.steps import STEPS, Step
from traceability.schemas.batches import BatchPublic
from traceability.schemas.goods import Handled, HistoryLine, LotProgress
from traceability.schemas.products import ProductPublic

TONNES_FROM = 10_000_000  # grams: below ten tonnes people say kilograms


def short(language: str) -> str:
    """Give the language as the words of dates know it."""
    return "en" if language == "en" else "zh"


def say_goods(amount: int, unit: str, material: str, language: str) -> str:
    """Say an amount as people of the trade do: 2,600 袋, 9,600 kg, 28 t, 13,000 L."""
    if unit == Unit.EACH:
        word = say("g_bottles" if "oil" in material else "g_bags", language)
        return f"{amount:,} {word}"
    if unit == Unit.GRAM:
        if amount >= TONNES_FROM:
            return f"{_plain(Decimal(amount) / 1_000_000)} t"
        return f"{_plain(Decimal(amount) / 1_000)} kg" if amount >= 1_000 else f"{amount:,} g"
    return f"{_plain(Decimal(amount) / 1_000)} L" if amount >= 1_000 else f"{amount:,} mL"


def _plain(number: Decimal) -> str:
    text = f"{number:,.6f}".rstrip("0").rstrip(".")
    return text or "0"


def spoken(amount: int, unit: str) -> tuple[str, str]:
    """Give an amount as a form shows it: a plain number and its unit."""
    if unit == Unit.EACH:
        return str(amount), "each"
    word = "kg" if unit == Unit.GRAM else "L"
    return f"{(Decimal(amount) / 1_000).normalize():f}", word


def say_net_content(product: ProductPublic) -> str:
    """Say how much is in a package: 5 L, 10 kg, 500 g."""
    return say_goods(product.net_content, product.net_content_unit, "", "zh")


def say_product(product: ProductPublic) -> str:
    """Name a product with the size of its package."""
    return f"{product.name} {say_net_content(product)}"


def say_moment(instant: datetime, now: datetime, language: str) -> str:
    """Say when: today and yesterday in words, this year without the year."""
    local, today = as_utc(instant).astimezone(CHINA), as_utc(now).astimezone(CHINA).date()
    day = local.date()
    if day == today:
        return f"{say('g_today', language)} {local:%H:%M}"
    if day == today - timedelta(days=1):
        return f"{say('g_yesterday', language)} {local:%H:%M}"
    return f"{say_day(day, today, language)} {local:%H:%M}"


def say_day(day: date, today: date, language: str) -> str:
    """Say a day; the year only if it is another."""
    if day.year != today.year:
        return say_date(day, short(language))
    if language == "en":
        return say_date(day, "en").rsplit(" ", 1)[0]
    return f"{day.month}月{day.day}日"


def say_span(seconds: float, language: str) -> str:
    """Say how long: days from two days on, else hours, else minutes."""
    minutes = int(abs(seconds)) // 60
    for key, size in (("g_days", 1_440), ("g_hours", 60)):
        if minutes >= size * (2 if key == "g_days" else 1):
            return say(key, language).format(n=minutes // size)
    return say("g_minutes", language).format(n=max(1, minutes))


def local_input(instant: datetime) -> str:
    """Write an instant as a date-and-time field wants it, in China's time."""
    return as_utc(instant).astimezone(CHINA).strftime("%Y-%m-%dT%H:%M")


def read_local(text: str) -> datetime | None:
    """Read a date-and-time field; None if it is none."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=CHINA)
    except ValueError:
        return None


def view_lot(lot: LotProgress, now: datetime, language: str) -> dict[str, Any]:
    """Give a line of a list of lots."""
    batch = lot.batch
    word, mark = say_state(lot, language)
    return {
        "batch": batch,
        "amount": say_goods(batch.quantity, batch.unit, batch.material, language),
        "marks": list(view_marks(lot.marks, language)),
        "marks_said": say_marks(lot.marks, language),
        "state": word,
        "tone": mark,
        "produced": say_day(batch.produced_on, as_utc(now).astimezone(CHINA).date(), language),
    }


def view_marks(marks: Mapping[Stage, Mark], language: str) -> list[dict[str, str]]:
    """Give the five marks of a lot with their words."""
    return [
        {"stage": stage.value, "mark": mark.value, "word": say(f"g_stage_{stage}", language)}
        for stage, mark in marks.items()
    ]


def say_marks(marks: Mapping[Stage, Mark], language: str) -> str:
    """Say the five marks in words, for those who do not see them."""
    comma = ", " if language == "en" else "，"
    return comma.join(
        f"{say(f'g_stage_{stage}', language)} {say(f'g_mark_{mark}', language)}"
        for stage, mark in marks.items()
    )


def say_state(lot: LotProgress, language: str) -> tuple[str, str]:
    """Say how a lot stands and what it waits for, with the mark that stands beside it."""
    status = lot.batch.status
    if status in (BatchStatus.HELD, BatchStatus.RECALLED):
        reason = lot.batch.status_reason
        word = say(status.value, language)
        return (f"{word}：{reason}" if reason and language != "en" else word), tone(status.value)
    if lot.batch.product_id is None:
        return say("g_raw_lot", language), ""
    if lot.next in (NextStep.SHIP, NextStep.NOTHING) and lot.sent_to:
        key = "g_sent_all" if lot.next is NextStep.NOTHING else "g_sent_some"
        return say(key, language).format(n=lot.sent_to), "good"
    return say(f"g_next_{lot.next}", language), "good" if lot.next is NextStep.SHIP else ""


def say_step(step: str, language: str) -> str:
    """Name a step, or another thing that was recorded."""
    if step in ("report", "released"):
        return say(f"g_what_{step}", language)
    rule = STEPS[Step(step)]
    return rule.en if language == "en" else rule.zh


def view_history(
    lines: Sequence[HistoryLine], now: datetime, language: str, about: BatchPublic | None = None
) -> list[dict[str, Any]]:
    """Give what was recorded, line by line."""
    return [_history_line(line, now, language, about) for line in lines]


def _history_line(
    line: HistoryLine, now: datetime, language: str, about: BatchPublic | None
) -> dict[str, Any]:
    is_late = line.late_seconds > 24 * 3600
    return {
        "line": line,
        "what": say_step(line.what, language),
        "happened": say_moment(line.happened_at, now, language),
        "recorded": say_moment(line.recorded_at, now, language),
        "late": say("g_late_by", language).format(span=say_span(line.late_seconds, language))
        if is_late and not line.is_declaration
        else "",
        "content": _content(line, language, about),
        "tone": _tone(line, is_late),
    }


def _tone(line: HistoryLine, is_late: bool) -> str:
    if line.is_declared_wrong:
        return "plain"
    if line.is_declaration or is_late:
        return "careful"
    return "good"


def _content(line: HistoryLine, language: str, about: BatchPublic | None) -> list[dict[str, Any]]:
    """Give the lots of an event, inputs before outputs; many are cut."""
    shown = sorted(line.handled, key=lambda each: each.role != "input")
    if about is not None and len(shown) > 6:
        shown = [each for each in shown if each.batch_id == about.id]
    return [_handled(each, language) for each in shown[:8]]


def _handled(each: Handled, language: str) -> dict[str, Any]:
    said = (
        say_goods(each.amount, each.unit, each.name, language) if each.amount and each.unit else ""
    )
    arrow = {"input": "→", "output": "⇒"}.get(each.role, "")
    return {"id": each.batch_id, "lot": each.lot, "name": each.name, "amount": said, "role": arrow}
