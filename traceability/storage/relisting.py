"""What does the register know about the conditions under which an enterprise may come back?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from traceability.domain.cases import Ground
from traceability.domain.civil import civil_date
from traceability.domain.kinds import PenaltySeverity, PenaltyState, ResultVerdict
from traceability.domain.limits import FoodFacts
from traceability.domain.panels import full_panel
from traceability.domain.relisting import CLEAN_BATCHES, RelistingFacts, earliest_relisting
from traceability.storage.cases import newest_commitment
from traceability.storage.inspections import counting_inspections, results_of
from traceability.storage.joint_tasks import is_on_list
from traceability.storage.limits import catalogue_of
from traceability.storage.tables import (
    Batch,
    Inspection,
    JsonObject,
    Penalty,
    SiteInspection,
    StandingChange,
    TestResult,
)


@dataclass(frozen=True, slots=True)
class Conditions:
    """The facts of a relisting, and the records that show them."""

    facts: RelistingFacts
    evidence: JsonObject


def relisting_conditions(session: Session, delisting: StandingChange, today: date) -> Conditions:
    """Gather what a relisting after a delisting rests on today."""
    since = delisting.effective_at or delisting.recorded_at
    delisted_on, org_id = civil_date(since), delisting.org_id
    penalties = _penalties(session, org_id)
    in_force = [each for each in penalties if each.state == PenaltyState.IN_FORCE]
    repaired = [each for each in penalties if each.state == PenaltyState.REPAIRED]
    inspection = _passed_inspection(session, org_id, delisted_on)
    clean = _clean_batches(session, org_id, since)
    commitment = newest_commitment(session, org_id)
    is_new = commitment is not None and commitment.recorded_at > since
    earliest = earliest_relisting(
        Ground(delisting.ground) if delisting.ground else None,
        delisted_on,
        has_serious_penalty=any(p.severity == PenaltySeverity.SERIOUS for p in penalties),
    )
    facts = RelistingFacts(
        today=today,
        earliest_on=earliest,
        penalties_in_force=len(in_force),
        repairs_without_number=sum(each.repair_no is None for each in repaired),
        is_on_serious_list=is_on_list(session, org_id),
        has_passed_inspection=inspection is not None,
        clean_batches=len(clean),
        has_new_commitment=is_new,
    )
    evidence: JsonObject = {
        "delisting_id": str(delisting.id),
        "repair_nos": [each.repair_no for each in repaired if each.repair_no],
        "inspection_id": str(inspection.id) if inspection else None,
        "batch_ids": [str(batch.id) for batch in clean],
        "commitment_id": str(commitment.id) if commitment and is_new else None,
    }
    return Conditions(facts, evidence)


def _penalties(session: Session, org_id: UUID) -> list[Penalty]:
    """Give the penalties that count: minor ones, and those that were set aside, do not."""
    return list(
        session.exec(
            select(Penalty).where(
                Penalty.org_id == org_id,
                Penalty.severity != PenaltySeverity.MINOR.value,
                Penalty.state != PenaltyState.WITHDRAWN.value,
            )
        )
    )


def _passed_inspection(session: Session, org_id: UUID, since: date) -> SiteInspection | None:
    """Give the newest inspection on site since a day, if it was passed."""
    newest = session.exec(
        select(SiteInspection)
        .where(SiteInspection.org_id == org_id, SiteInspection.inspected_on >= since)
        .order_by(col(SiteInspection.inspected_on).desc(), col(SiteInspection.id).desc())
        .limit(1)
    ).first()
    return newest if newest is not None and newest.has_passed else None


def _clean_batches(session: Session, org_id: UUID, since: datetime) -> list[Batch]:
    """Give the newest lots in a row, three at most, that an agency found good in every item.

    They were registered after the delisting, so that their codes may live; a tested lot that
    failed, or was not tested in full, ends the row. Lots that no agency tested do not count.
    """
    batches = session.exec(
        select(Batch)
        .where(
            Batch.org_id == org_id,
            Batch.recorded_at >= since,
            col(Batch.product_id).is_not(None),
        )
        .order_by(col(Batch.id).desc())
    ).all()
    reports = counting_inspections(session, (batch.id for batch in batches))
    clean: list[Batch] = []
    for batch in batches:
        by_agency = [r for r in reports.get(batch.id, []) if r.org_id != batch.org_id]
        if not by_agency:
            continue
        if len(clean) == CLEAN_BATCHES or not _is_clean(session, batch, by_agency):
            break
        clean.append(batch)
    return clean


def _is_clean(session: Session, batch: Batch, reports: Iterable[Inspection]) -> bool:
    reports = list(reports)
    if any(report.verdict != ResultVerdict.PASS for report in reports):
        return False
    found = results_of(session, (report.id for report in reports))
    tested = {row.parameter for rows in found.values() for row in rows if _has_passed(row)}
    return _panel_of(session, batch, reports[-1]) <= tested


def _has_passed(result: TestResult) -> bool:
    return result.verdict == ResultVerdict.PASS


def _panel_of(session: Session, batch: Batch, report: Inspection) -> set[str]:
    """Name every item of the full panel that the catalogue can judge in a lot."""
    category = report.food_category or batch.material
    food = FoodFacts(category, report.process, report.grade, batch.produced_on)
    picked = catalogue_of(session).pick(food)
    judged = {row.parameter_code for row in picked}
    return judged & set(full_panel(category, picked).parameters)
