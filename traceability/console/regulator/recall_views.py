"""How does a recall become words, ready for its page?"""

from __future__ import annotations

from typing import Any

from consumer_web.civil_time import say_instant
from traceability.console.regulator.figures import short
from traceability.console.words import say, tone
from traceability.publishing.words import say_amount
from traceability.schemas.recalls import ReachedCanteen, RecallFile


def view_recall(file: RecallFile, language: str) -> dict[str, Any]:
    """Give the recall, the lots made of it, and every canteen with what it has and says."""
    packs = _packs(file)
    silent = [each for each in file.canteens if each.answered_at is None]
    return {
        "file": file,
        "recalled": _instant(file.recalled_at, language),
        "lots": [
            {
                "lot": each,
                "depth": say("recall_depth", language).format(each.depth)
                if each.depth
                else say("recall_itself", language),
                "amount": _amount(each.quantity, each.unit, language, packs),
                "status": (say(each.status.value, language), tone(each.status.value)),
            }
            for each in file.lots
        ],
        "canteens": [_canteen(each, language, packs) for each in file.canteens],
        "summary": say("recall_summary", language).format(
            lots=len(file.lots),
            canteens=len({each.canteen.id for each in file.canteens}),
            silent=len({each.canteen.id for each in silent}),
        ),
    }


def _canteen(each: ReachedCanteen, language: str, packs: tuple[str, str]) -> dict[str, Any]:
    if each.answered_at is not None:
        action = say(f"action_{each.action}", language) if each.action else ""
        state = (action or say("recall_answered", language), "good")
    elif each.told_at is not None:
        state = (say("recall_silent", language), "bad" if each.in_stock else "careful")
    else:
        state = (say("recall_not_told", language), "careful" if each.in_stock else "")
    return {
        "canteen": each.canteen,
        "district": each.district,
        "lot": each.lot,
        "bought": _amount(each.bought, each.unit, language, packs),
        "in_stock": _amount(each.in_stock, each.unit, language, packs),
        "delivered": _instant(each.last_delivery_at, language),
        "said": each.said or "",
        "at": _instant(each.answered_at or each.told_at, language),
        "state": state,
    }


def _packs(file: RecallFile) -> tuple[str, str]:
    """Name the packages of a recalled lot: oil is bottled, grain is bagged."""
    return ("瓶", "bottles") if "油" in file.batch.name[-2:] else ("袋", "bags")


def _amount(amount: int, unit: str, language: str, packs: tuple[str, str]) -> str:
    words = say_amount(amount, unit, packs)
    return words.en if language == "en" else words.zh


def _instant(at: Any, language: str) -> str:
    return say_instant(at, short(language)) if at else "—"
