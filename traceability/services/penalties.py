"""Stories: a penalty decision enters the record, is corrected, is set aside, and is read.

Each queues what the public credit system is to be told in its own transaction. A minor penalty is
reported like every other, because the double publicity wants all; its remark says that it is not
for the public, and its window is over at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import ConflictError, NotFoundError, RuleError
from traceability.domain.identity_numbers import IdentityCipher
from traceability.domain.kinds import (
    DeliveryKind,
    DeliveryState,
    OrganizationKind,
    PenaltySeverity,
    PenaltyState,
)
from traceability.domain.penalty_checks import check_fields
from traceability.domain.penalty_drafts import (
    Office,
    read_fields,
    refuse,
    revise_fields,
    with_defaults,
)
from traceability.domain.penalty_fields import (
    PenaltyFields,
    normalise_decision_no,
    say_10k_yuan,
)
from traceability.domain.penalty_kinds import join_kinds, split_kinds
from traceability.domain.penalty_severity import judge_severity
from traceability.domain.penalty_visibility import is_public
from traceability.domain.penalty_windows import DELIVERY_WORKING_DAYS, RULE_VERSION, windows_of
from traceability.domain.working_days import after_working_days, working_days_left
from traceability.gateways.working_days import is_working_day
from traceability.publishing.penalties import publish_penalties
from traceability.schemas.penalties import (
    PenaltyCreate,
    PenaltyPage,
    PenaltyPublic,
    PenaltyQuery,
    PenaltyRevise,
    PenaltyWithdraw,
)
from traceability.storage.hard_rules import propose_after_penalty
from traceability.storage.ids import new_id
from traceability.storage.paging import count_up_to, page_of
from traceability.storage.parties import get_organization
from traceability.storage.penalties import (
    COLUMNS,
    NUMBERS,
    contested,
    due_for_end,
    facts_of,
    fields_of,
    find_decision,
    get_penalty,
    matches,
    newest_deliveries,
    place_of,
    queue_penalty,
    was_perhaps_received,
)
from traceability.storage.penalty_prefill import read_violation
from traceability.storage.tables import CreditDelivery, Organization, Penalty
from traceability.storage.work import Work

_NOT_FIELDS = {"organization_id", "inspection_id", "severity", "severity_reason", "reason"}


def check_penalty(work: Work, decision: PenaltyCreate) -> None:
    """Refuse a decision that could not be recorded; nothing is written.

    Raises RuleError and FaultsError as `record_penalty` does.
    """
    work.actor.require(Action.RECORD_PENALTIES)
    _enter(work, decision)


def record_penalty(work: Work, decision: PenaltyCreate, cipher: IdentityCipher) -> PenaltyPublic:
    """Record a decision; one decision of one authority is one record."""
    work.actor.require(Action.RECORD_PENALTIES)
    party, fields, judged = _enter(work, decision)
    penalty = Penalty(
        **_columns(fields),
        **judged,
        id=new_id(),
        recorded_at=work.now,
        org_id=party.id,
        inspection_id=decision.inspection_id,
        recorded_by=work.actor.user_id,
    )
    _seal(penalty, fields, cipher)
    work.add(penalty)
    work.session.flush()
    propose_after_penalty(work, penalty)
    return _settle(work, penalty, DeliveryKind.PENALTY)


def _enter(
    work: Work, decision: PenaltyCreate
) -> tuple[Organization, PenaltyFields, dict[str, Any]]:
    """Read a decision: its party, its thirty fields, and how severe it is judged."""
    given = decision.model_dump(exclude=_NOT_FIELDS, exclude_none=True)
    org_id = decision.organization_id
    if decision.inspection_id is not None:
        violation = read_violation(work.session, decision.inspection_id)
        if org_id not in (None, violation.org_id):
            raise RuleError("penalty.another_party", field="organization_id")
        org_id = violation.org_id
        given.setdefault("violation_kind", violation.violation_kind)
        given.setdefault("violation_facts", violation.violation_facts)
    if org_id is None:
        raise RuleError("penalty.no_party", field="organization_id")
    party = get_organization(work.session, org_id)
    if party.kind != OrganizationKind.ENTERPRISE:
        raise RuleError("standing.not_an_enterprise", field="organization_id")
    caller = Office(work.actor.org_name, work.actor.uscc)
    fields = read_fields(with_defaults(given, Office(party.name, party.uscc), caller))
    fields, judged = _judge(work, fields, decision.severity, decision.severity_reason)
    _check_key(work, fields)
    return party, fields, judged


def revise_penalty(
    work: Work, penalty_id: UUID, entered: PenaltyRevise, cipher: IdentityCipher
) -> PenaltyPublic:
    """Correct a record, as after a refusal; what stood there before stays in the log."""
    work.actor.require(Action.RECORD_PENALTIES)
    penalty = get_penalty(work.session, penalty_id)
    if penalty.state != PenaltyState.IN_FORCE:
        raise RuleError("penalty.not_in_force", state=penalty.state)
    said = entered.model_dump(include=entered.model_fields_set, exclude=_NOT_FIELDS)
    fields = revise_fields(fields_of(penalty, cipher), said)
    severity, reason = entered.severity, entered.severity_reason
    if severity is None and penalty.severity_reason is not None:
        severity, reason = PenaltySeverity(penalty.severity), penalty.severity_reason
    fields, judged = _judge(work, fields, severity, reason)
    _check_key(work, fields, penalty)
    work.change(penalty, **_columns(fields), **judged)
    _seal(penalty, fields, cipher)
    return _settle(work, penalty, DeliveryKind.PENALTY)


def withdraw_penalty(work: Work, penalty_id: UUID, entered: PenaltyWithdraw) -> PenaltyPublic:
    """Take a decision back that review or court set aside; nobody sees or uses it any more."""
    work.actor.require(Action.RECORD_PENALTIES)
    penalty = get_penalty(work.session, penalty_id)
    if penalty.state == PenaltyState.WITHDRAWN:
        raise RuleError("penalty.not_in_force", state=penalty.state)
    today = civil_date(work.now)
    ended_on = entered.ended_on or today
    if not penalty.decided_on <= ended_on <= today:
        raise RuleError("penalty.end_day", field="ended_on")
    document = f"（{entered.document_no}）" if entered.document_no else ""
    work.change(
        penalty,
        state=PenaltyState.WITHDRAWN.value,
        ended_on=ended_on,
        ended_reason=f"{entered.reason[: 500 - len(document)]}{document}",
    )
    return _settle(work, penalty, DeliveryKind.WITHDRAWAL)


def read_penalty(work: Work, penalty_id: UUID) -> PenaltyPublic:
    """Give one decision to the authority or to its party."""
    work.actor.require(Action.READ_PENALTIES)
    penalty = work.session.exec(_visible(work).where(Penalty.id == penalty_id)).first()
    if penalty is None:
        raise NotFoundError("penalty.not_found", id=penalty_id)
    return _present(work, [penalty])[0]


def list_penalties(work: Work, query: PenaltyQuery) -> PenaltyPage:
    """List decisions: the authority all, an enterprise its own."""
    work.actor.require(Action.READ_PENALTIES)
    key, is_newest = col(Penalty.id), query.newest_first
    rows, following = page_of(
        work.session, _wanted(work, query), key, query.cursor, query.limit, newest_first=is_newest
    )
    return PenaltyPage(items=_present(work, rows), next=following)


def count_penalties(work: Work, query: PenaltyQuery) -> int:
    """Count the decisions that match, wherever the page begins."""
    work.actor.require(Action.READ_PENALTIES)
    return count_up_to(work.session, _wanted(work, query))


def _wanted(work: Work, query: PenaltyQuery) -> SelectOfScalar[Penalty]:
    wanted = _visible(work)
    if query.q:
        wanted = wanted.where(matches(query.q))
    if query.organization_id is not None:
        wanted = wanted.where(Penalty.org_id == query.organization_id)
    if query.decision_no is not None:
        wanted = wanted.where(Penalty.decision_no == normalise_decision_no(query.decision_no))
    for name in ("state", "severity", "authority_uscc"):
        value = getattr(query, name)
        if value is not None:
            wanted = wanted.where(getattr(Penalty, name) == str(value))
    if query.decided_from is not None:
        wanted = wanted.where(col(Penalty.decided_on) >= query.decided_from)
    if query.decided_to is not None:
        wanted = wanted.where(col(Penalty.decided_on) <= query.decided_to)
    return wanted


def end_due_publicity(work: Work) -> int:
    """End what was public until yesterday (终止公示); give how many. For the worker, every night.

    Pages show it no longer in any case, for each scan looks at the day; and the credit system got
    the day with the record. Minor penalties were never public and are left alone.
    """
    work.actor.require(Action.KEEP_HOUSE)
    today = civil_date(work.now)
    due = due_for_end(work.session, today)
    for penalty in due:
        work.change(
            penalty,
            state=PenaltyState.ENDED.value,
            ended_on=penalty.publicity_until,
            ended_reason="公示期满，自动终止公示",
        )
    for org_id in sorted({penalty.org_id for penalty in due}):
        publish_penalties(work, org_id)
    return len(due)


def _visible(work: Work) -> SelectOfScalar[Penalty]:
    query = select(Penalty)
    if work.actor.is_authority:
        return query
    return query.where(Penalty.org_id == work.actor.org_id)


def _judge(
    work: Work, fields: PenaltyFields, severity: PenaltySeverity | None, reason: str | None
) -> tuple[PenaltyFields, dict[str, Any]]:
    """Judge the class, compute the windows, and refuse what breaks a rule of the standard."""
    by_rule = judge_severity(fields.penalty_kinds, fields.fine_fen, fields.party_kind)
    if severity is not None and severity is not by_rule and reason is None:
        raise RuleError("penalty.severity_reason", field="severity_reason", rule=by_rule)
    is_set = severity is not None and reason is not None
    chosen = severity if severity is not None else by_rule
    windows = windows_of(chosen, fields.decided_on)
    fields = replace(fields, publicity_until=windows.publicity_until)
    refuse(check_fields(fields, civil_date(work.now)))
    return fields, {
        "severity": chosen.value,
        "severity_reason": reason if is_set else None,
        "rule_version": RULE_VERSION,
        "repairable_from": windows.repairable_from,
        "due_on": after_working_days(fields.decided_on, DELIVERY_WORKING_DAYS, is_working_day),
    }


def _check_key(work: Work, fields: PenaltyFields, penalty: Penalty | None = None) -> None:
    """Refuse a second record of a decision, and another number for one that was perhaps received.

    The credit system knows a record by its number and authority: under a new number it would be a
    second one there, and the first would stay.
    """
    known = find_decision(work.session, fields.authority_uscc, fields.decision_no)
    if known is not None and known is not penalty:
        raise ConflictError("penalty.recorded_already", field="decision_no", id=known.id)
    if penalty is None or known is penalty:
        return
    if was_perhaps_received(work.session, penalty.id):
        raise RuleError("penalty.number_was_sent", field="decision_no")


def _columns(fields: PenaltyFields) -> dict[str, Any]:
    """Give the columns of the record; identity numbers are sealed apart."""
    values = {name: getattr(fields, name) for name in COLUMNS}
    return values | {"penalty_kinds": join_kinds(fields.penalty_kinds)}


def _seal(penalty: Penalty, fields: PenaltyFields, cipher: IdentityCipher) -> None:
    """Put the identity numbers into the record, unreadable to all but the delivery."""
    for name, column in NUMBERS.items():
        number = getattr(fields, name)
        place = place_of(penalty.id, column)
        setattr(penalty, column, cipher.seal(number, place) if number else None)


def _settle(work: Work, penalty: Penalty, told: DeliveryKind) -> PenaltyPublic:
    """Tell the credit system and the public in the transaction of the record."""
    queue_penalty(work, penalty, told)
    publish_penalties(work, penalty.org_id)
    return _present(work, [penalty])[0]


def _present(work: Work, penalties: Sequence[Penalty]) -> list[PenaltyPublic]:
    ids = [penalty.id for penalty in penalties]
    marked = contested(work.session, ids)
    deliveries = newest_deliveries(work.session, ids)
    return [
        _public(work, penalty, deliveries.get(penalty.id), is_contested=penalty.id in marked)
        for penalty in penalties
    ]


def _public(
    work: Work, penalty: Penalty, delivery: CreditDelivery | None, *, is_contested: bool
) -> PenaltyPublic:
    today = civil_date(work.now)
    is_told = delivery is not None and delivery.state == DeliveryState.ACKNOWLEDGED
    is_open = penalty.state == PenaltyState.IN_FORCE and not is_told
    left = working_days_left(today, penalty.due_on, is_working_day) if is_open else None
    amounts = {"fine": penalty.fine_fen, "confiscated": penalty.confiscated_fen}
    return PenaltyPublic.model_validate(
        penalty.model_dump()
        | {
            f"{n}_10k_yuan": None if fen is None else say_10k_yuan(fen)
            for n, fen in amounts.items()
        }
        | {
            "penalty_kinds": list(split_kinds(penalty.penalty_kinds)),
            "has_legal_representative_id": penalty.legal_representative_id_cipher is not None,
            "has_person_id": penalty.person_id_cipher is not None,
            "working_days_left": left,
            "delivery_state": delivery.state if delivery else None,
            "receipt_no": delivery.receipt_no if delivery else None,
            "is_public": is_public(facts_of(penalty, is_contested), today),
            "is_contested": is_contested,
        }
    )
