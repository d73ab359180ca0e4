"""What does the page say about the maker's trust grade, and why?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from consumer_web.civil_time import say_date
from consumer_web.document import TrustFacts, TrustReason, Verdict
from consumer_web.labels import get_labels
from consumer_web.words import Lang


@dataclass(frozen=True)
class TrustWords:
    """The grade and its reasons, in words."""

    heading: str
    lines: tuple[str, ...]
    rule_set: str


def choose_trust(text: str | None, verdict: Verdict | None, today: date) -> TrustFacts | None:
    """Give what may be shown today of the published facts.

    Beside the news that an enterprise was struck off, no grade of it says anything any more. A
    reason whose publicity is over may not be shown, nor guessed from the points that it cost:
    until the score is computed anew, nothing is.
    """
    if text is None or verdict is Verdict.DELISTED:
        return None
    trust = TrustFacts.model_validate_json(text)
    return trust if trust.holds_on(today) else None


def say_trust(trust: TrustFacts | None, lang: Lang) -> TrustWords | None:
    """Say the grade, its score and each reason with its points."""
    if trust is None:
        return None
    t = get_labels(lang)
    has_deductions = any(reason.points.startswith("-") for reason in trust.reasons)
    lines = [_say_reason(reason, lang) for reason in trust.reasons]
    if not has_deductions:
        lines.append(t["no_deductions"])
    return TrustWords(
        heading=t["trust_grade"].format(trust.grade, trust.score),
        lines=tuple(lines),
        rule_set=t["trust_rules"].format(trust.rule_set),
    )


def _say_reason(reason: TrustReason, lang: Lang) -> str:
    t = get_labels(lang)
    said = str(getattr(reason.words, lang))
    if reason.points.startswith("-"):
        said = t["trust_minus"].format(reason.points[1:], said)
    elif reason.points != "0":
        said = t["trust_plus"].format(reason.points, said)
    if reason.until is not None:
        said += t["trust_until"].format(say_date(reason.until, lang))
    return t["sentence"].format(said).rstrip()
