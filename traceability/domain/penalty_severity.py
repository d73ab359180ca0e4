"""How grave is a penalty: minor (轻微), general (一般) or serious (严重)?

信用修复管理办法 (NDRC Order 36 of 2026) has the classes; it leaves the amounts to the sectors. The
fine of the simplified procedure is 行政处罚法 art. 51; what a huge fine is, is this register's
proposal. A regulator may set the class himself, with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from traceability.domain.kinds import PartyKind, PenaltySeverity
from traceability.domain.penalty_kinds import OTHER, PenaltyKind
from traceability.domain.penalty_windows import RULE_VERSION


@dataclass(frozen=True, slots=True)
class SeverityRules:
    """The bounds of the classes; amounts in fen, for organisations and for people."""

    small_fine_fen: int
    small_fine_of_person_fen: int
    huge_fine_fen: int
    huge_fine_of_person_fen: int
    serious_kinds: frozenset[str]
    minor_kinds: frozenset[str]


RULES: dict[str, SeverityRules] = {
    RULE_VERSION: SeverityRules(
        small_fine_fen=3_000_00,
        small_fine_of_person_fen=200_00,
        huge_fine_fen=500_000_00,
        huge_fine_of_person_fen=50_000_00,
        serious_kinds=frozenset(
            {
                PenaltyKind.PERMIT_REVOKED,
                PenaltyKind.BUSINESS_RESTRICTED,
                PenaltyKind.PRODUCTION_STOPPED,
                PenaltyKind.CLOSED,
                PenaltyKind.PRACTICE_RESTRICTED,
                PenaltyKind.DETENTION,
            }
        ),
        minor_kinds=frozenset(
            {PenaltyKind.WARNING, PenaltyKind.CRITICISM, OTHER + PenaltyKind.CRITICISM}
        ),
    ),
}
"""By the version of the law; a decision keeps the version under which it was recorded."""


def judge_severity(
    kinds: Iterable[str], fine_fen: int | None, party_kind: str, rule_version: str = RULE_VERSION
) -> PenaltySeverity:
    """Judge by the kinds and the fine; the gravest kind decides.

    A word of 2018 for suspended *or* revoked permits counts as suspended: doubt is in favour of
    the party, and the authority can say more.
    """
    rules, named = RULES[rule_version], frozenset(kinds)
    is_organisation = party_kind == PartyKind.LEGAL_PERSON
    small = rules.small_fine_fen if is_organisation else rules.small_fine_of_person_fen
    huge = rules.huge_fine_fen if is_organisation else rules.huge_fine_of_person_fen
    fine = fine_fen or 0
    if named & rules.serious_kinds or fine >= huge:
        return PenaltySeverity.SERIOUS
    if named <= rules.minor_kinds | {PenaltyKind.FINE} and fine <= small:
        return PenaltySeverity.MINOR
    return PenaltySeverity.GENERAL
