"""Which pages tell an enterprise its credit? The score as a sum, penalties, cases, questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from traceability.console.answers import PageRoute
from traceability.console.enterprise.credit_scores import view_score
from traceability.console.enterprise.credit_views import (
    subject_names,
    view_case,
    view_conditions,
    view_joint,
    view_objection,
    view_penalty,
    view_repair,
)
from traceability.console.forms import Typed, Wrong, as_written, wrong_with
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import NotFoundError, RegisterError
from traceability.domain.kinds import Standing
from traceability.routes.desk import now
from traceability.schemas.cases import CasePublic, DefenceCreate, RelistingConditions
from traceability.schemas.joint import JointObjection, JointTaskPublic
from traceability.schemas.penalties import PenaltyPublic, PenaltyQuery
from traceability.schemas.repairs import (
    ObjectionPublic,
    ObjectionQuery,
    RepairPublic,
    RepairQuery,
)
from traceability.schemas.trust import CreditScoreDetail, TrustRulePublic
from traceability.services import (
    delistings,
    joint_tasks,
    objections,
    organizations,
    penalties,
    relistings,
    repairs,
    trust_rules,
    trust_scores,
)
from traceability.services.delistings import CaseQuery
from traceability.storage.work import Work

router = APIRouter(include_in_schema=False, route_class=PageRoute)
Told = Annotated[str, Query(max_length=20)]
CREDIT = "/console/credit"
_MOST = 200
TOLD = frozenset({"objected", "withdrawn", "defended", "waived", "applied", "answered"})


@dataclass(frozen=True, slots=True)
class CreditFile:
    """All that is recorded about an enterprise's credit, as it may see it."""

    standing: Standing
    conditions: RelistingConditions | None
    score: CreditScoreDetail | None
    rules: list[TrustRulePublic]
    penalties: list[PenaltyPublic]
    cases: list[CasePublic]
    objections: list[ObjectionPublic]
    repairs: list[RepairPublic]
    joint: list[JointTaskPublic]

    def names(self, language: str) -> dict[UUID, str]:
        """Name what can be objected to, or repaired, by its id."""
        lines = self.score.lines if self.score else []
        return subject_names(self.penalties, self.cases, lines, language)


def read_credit_file(work: Work) -> CreditFile:
    """Gather an enterprise's own credit file, in one look."""
    org_id = work.actor.org_id
    try:
        score = trust_scores.read_score(work, org_id)
    except NotFoundError:  # before its first batch
        score = None
    standing = organizations.read_organization(work, org_id).standing or Standing.LISTED
    is_delisted = standing is Standing.DELISTED
    against = delistings.list_cases(work, CaseQuery(), None, _MOST).items
    return CreditFile(
        standing=standing,
        conditions=relistings.read_conditions(work, org_id) if is_delisted else None,
        score=score,
        rules=trust_rules.list_rules(work).items,
        penalties=penalties.list_penalties(work, PenaltyQuery(limit=_MOST)).items,
        cases=[*against, *relistings.list_relistings(work, None, None, _MOST).items],
        objections=objections.list_objections(work, ObjectionQuery(limit=_MOST)).items,
        repairs=repairs.list_repairs(work, RepairQuery(limit=_MOST)).items,
        joint=joint_tasks.list_joint_tasks(work, None, None, _MOST).items,
    )


@router.get("/credit")
def show_credit(request: Request, told: Told = "") -> Response:
    """Show one's own score with every reason, and all that is recorded and asked."""
    visit = open_visit(request, Action.OBJECT)
    found, today, language = visit.read(read_credit_file), civil_date(now()), visit.language
    names = found.names(language)
    scored: dict[str, Any] = {"score": None}
    if found.score is not None:
        scored = view_score(found.score, found.rules, language, found.standing)
    return visit.page(
        "enterprise/credit.html",
        told=told if told in TOLD else "",
        standing=found.standing,
        conditions=view_conditions(found.conditions, language) if found.conditions else [],
        penalties=[view_penalty(each, today, language) for each in found.penalties],
        cases=[view_case(each, language) for each in found.cases],
        objections=[view_objection(each, names, language) for each in found.objections],
        repairs=[view_repair(each, names, language) for each in found.repairs],
        joint=[view_joint(each, language) for each in found.joint],
        **scored,
    )


@router.get("/credit/penalties/{penalty_id}")
def show_penalty(request: Request, penalty_id: UUID) -> Response:
    """Show a decision against one's own enterprise."""
    visit = open_visit(request, Action.OBJECT)
    penalty = visit.read(lambda work: penalties.read_penalty(work, penalty_id))
    shown = view_penalty(penalty, civil_date(now()), visit.language)
    return visit.page("enterprise/credit_penalty.html", **shown)


@router.get("/credit/cases/{case_id}")
def show_case(request: Request, case_id: UUID, told: Told = "") -> Response:
    """Show a case about one's own enterprise, and the form of one's defence while it is time."""
    visit = open_visit(request, Action.ANSWER_CASES)
    return _case_page(visit, case_id, {}, told=told if told in TOLD else "")


def _read_case(work: Work, case_id: UUID) -> CasePublic:
    """Give a case, be it against the enterprise or for its return."""
    try:
        return delistings.read_case(work, case_id)
    except NotFoundError:
        return relistings.read_relisting(work, case_id)


def _case_page(
    visit: Visit,
    case_id: UUID,
    typed: dict[str, str],
    status: int = 200,
    wrong: Wrong | None = None,
    told: str = "",
) -> Response:
    case = visit.read(lambda work: _read_case(work, case_id))
    shown = view_case(case, visit.language)
    values = {"statement": ""} | typed
    return visit.page(
        "enterprise/credit_case.html", status, wrong=wrong, values=values, told=told, **shown
    )


@router.post("/credit/cases/{case_id}/defence")
def defend(request: Request, case_id: UUID, typed: Typed) -> Response:
    """Hand in one's statement, or waive one's time."""
    visit = open_form(request, Action.ANSWER_CASES, typed)
    is_waived = typed.get("waive") == "1"
    try:
        entered: dict[str, Any] = {"is_waived": True} if is_waived else as_written(typed, "statement")
        defence = DefenceCreate.model_validate(entered)
        visit.record(lambda work: delistings.answer_notice(work, case_id, defence), typed)
    except (RegisterError, ValidationError) as error:
        return _case_page(visit, case_id, typed, 422, wrong_with(error, visit.language))
    told = "waived" if is_waived else "defended"
    return see_other(f"{CREDIT}/cases/{case_id}?told={told}")


@router.get("/credit/joint-tasks/{task_id}")
def show_joint_task(request: Request, task_id: UUID) -> Response:
    """Show a joint action about one's own enterprise."""
    visit = open_visit(request, Action.OBJECT_TO_JOINT_TASKS)
    return _joint_page(visit, task_id, {})


def _joint_page(
    visit: Visit,
    task_id: UUID,
    typed: dict[str, str],
    status: int = 200,
    wrong: Wrong | None = None,
) -> Response:
    listed = visit.read(lambda work: joint_tasks.list_joint_tasks(work, None, None, _MOST))
    task = next((each for each in listed.items if each.id == task_id), None)
    if task is None:
        raise NotFoundError("joint.not_found", id=task_id)
    shown = view_joint(task, visit.language)
    values = {"objection": ""} | typed
    return visit.page("enterprise/credit_joint.html", status, wrong=wrong, values=values, **shown)


@router.post("/credit/joint-tasks/{task_id}/objection")
def object_to_joint_task(request: Request, task_id: UUID, typed: Typed) -> Response:
    """Object to being on the list of serious violations."""
    visit = open_form(request, Action.OBJECT_TO_JOINT_TASKS, typed)
    try:
        objection = JointObjection.model_validate(as_written(typed, "objection"))
        visit.record(lambda work: joint_tasks.object_to_joint_task(work, task_id, objection), typed)
    except (RegisterError, ValidationError) as error:
        return _joint_page(visit, task_id, typed, 422, wrong_with(error, visit.language))
    return see_other(f"{CREDIT}?told=objected")
