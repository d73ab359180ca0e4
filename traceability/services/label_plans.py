"""Story: before labels are ordered, one sees what may be printed, how many, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from traceability.domain.access import Action
from traceability.domain.errors import ForbiddenError, RegisterError
from traceability.domain.kinds import BatchStatus, LabelOutput, Unit
from traceability.domain.lifecycle import most_codes
from traceability.domain.trust_rules import TrustGrade
from traceability.storage.batches import get_batch
from traceability.storage.events import balances_of
from traceability.storage.labels import (
    LabelFacts,
    PrintCheck,
    count_package_codes,
    label_facts,
    newest_job,
    print_checks,
)
from traceability.storage.trust_scores import grade_of
from traceability.storage.work import Work


@dataclass(frozen=True, slots=True)
class LastTime:
    """How labels were ordered last: it will be the same again, most of the time."""

    stock: str
    output: LabelOutput
    printer: str | None
    is_serialised: bool


@dataclass(frozen=True, slots=True)
class LabelPlan:
    """What is known of a batch's labels before they are ordered.

    `made` counts in `unit`: packages, or g or ml of goods that are packed later. `packages` is
    what that comes to by the net content. `codes` are the package codes that are alive.
    """

    batch_id: UUID
    lot: str
    status: BatchStatus
    made: int
    unit: Unit
    packages: int
    codes: int
    most: int
    grade: TrustGrade
    facts: LabelFacts
    checks: Mapping[PrintCheck, RegisterError | None]
    last_time: LastTime | None

    @property
    def missing(self) -> int:
        """Count the packages that have no code yet."""
        return max(self.packages - self.codes, 0)


def plan_labels(work: Work, batch_id: UUID) -> LabelPlan:
    """Tell what labels of a batch say, how many it needs, and what keeps them in the house.

    Raises RuleError "label.no_gtin" for a lot that is no product for sale.
    """
    work.actor.require(Action.PRINT_LABELS)
    batch = get_batch(work.session, batch_id)
    if not work.actor.owns(batch.org_id):
        raise ForbiddenError("batch.not_yours", id=batch.id)
    facts = label_facts(work.session, batch)
    made, unit = balances_of(work.session, [batch.id])[batch.id].made, Unit(batch.unit)
    packages = made if unit is Unit.EACH else made // facts.net_content
    return LabelPlan(
        batch_id=batch.id,
        lot=batch.lot,
        status=BatchStatus(batch.status),
        made=made,
        unit=unit,
        packages=packages,
        codes=count_package_codes(work.session, batch.id),
        most=most_codes(made),
        grade=grade_of(work.session, batch.org_id),
        facts=facts,
        checks=print_checks(work, batch),
        last_time=_last_time(work),
    )


def _last_time(work: Work) -> LastTime | None:
    found = newest_job(work.session, work.actor.org_id)
    if found is None:
        return None
    job, run = found
    return LastTime(job.stock, LabelOutput(run.output), run.printer, job.is_serialised)
