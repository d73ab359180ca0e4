"""How does a case become words: its stages, what it reaches, and what the public will read?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from consumer_web.grounds import say_ground
from consumer_web.words import TELLINGS
from traceability.console.lists import Asked, Column, Filter, Listing, Said
from traceability.console.regulator.credit_lists import (
    Cell,
    choice_of,
    chosen,
    marked,
    say_day,
    say_kilograms,
    say_time,
    short,
    state_said,
    time_said,
)
from traceability.console.words import say
from traceability.domain.access import Actor
from traceability.domain.cases import (
    GROUNDS_FOR,
    CaseState,
    CaseStepKind,
    Ground,
    Measure,
)
from traceability.schemas.case_files import (
    CaseFile,
    CaseLine,
    CaseLineQuery,
    CasePreparation,
    ReachDetail,
    ShownGround,
)
from traceability.schemas.cases import CasePublic, ReachCompared, ReachPublic
from traceability.services import case_files

REACHED = ("codes", "batches", "drafts", "label_jobs", "canteens", "mass_in_stock_g")
AGAINST = (Measure.DELISTING, Measure.SUSPENSION, Measure.WARNING)


def ground_words(ground: Ground, language: str) -> str:
    """Say a ground as the public page does."""
    if ground is Ground.CONDITIONS_MET:
        return say("cr_conditions_met", language)
    return say_ground(ground.value, "en" if language == "en" else "zh")


def cases_list(language: str, *, is_relisting: bool) -> Listing[CaseLine]:
    """Give the list of cases against enterprises, or that of relistings."""
    base = "/console/relistings" if is_relisting else "/console/delistings"

    def asked_for(asked: Asked) -> CaseLineQuery:
        return CaseLineQuery(
            q=asked.q or None,
            state=chosen(asked, "state", CaseState),
            is_open=asked.get("open") == "1",
            is_relisting=is_relisting,
            newest_first=asked.is_descending,
            cursor=asked.after,
            limit=asked.limit,
        )

    def ground(row: CaseLine) -> Said:
        more = say("cr_by_rule", language) if row.is_by_rule else ""
        return Said(ground_words(row.ground, language), more=more)

    return Listing(
        address=base,
        heading="cr_relistings" if is_relisting else "cr_delistings",
        search="cr_find_firm",
        filters=(
            choice_of("state", "cr_state", CaseState, "cr_case_", language),
            Filter("open", "cr_work", [("1", say("cr_only_open", language))]),
        ),
        sort="-proposed",
        columns=(
            Column("enterprise", lambda row: Said(row.enterprise.name, f"{base}/{row.id}"), "lead"),
            Column("cr_measure", lambda row: say(f"cr_measure_{row.measure}", language)),
            Column("cr_ground", ground),
            Column(
                "cr_proposed_at",
                lambda row: time_said(row.recorded_at, language),
                sort="proposed",
                is_named=True,
            ),
            Column("cr_defence", lambda row: _defence(row, language), is_named=True),
            Column("cr_decision_no", lambda row: row.decision_no or "—"),
            Column("cr_state", lambda row: state_said(f"cr_case_{row.state}", language), "state"),
        ),
        find=lambda work, asked: case_files.list_case_lines(work, asked_for(asked)),
        count=lambda work, asked: case_files.count_case_lines(work, asked_for(asked)),
        empty="cr_no_relistings" if is_relisting else "cr_no_cases",
        first_step=("/console/enterprises", "enterprises"),
    )


def _defence(line: CaseLine, language: str) -> str:
    if line.defence_until is None:
        return "—"
    if line.has_answered:
        return say("cr_answered", language)
    return say("cr_until", language).format(on=say_day(line.defence_until, language))


def reach_rows(
    reach: ReachPublic, href: str, language: str, grown: Sequence[str] = ()
) -> list[list[Cell]]:
    """Give what a delisting reaches: a number with its link, and what becomes of it."""
    number = {
        "codes": say("cr_n_codes", language).format(n=f"{reach.codes:,}"),
        "batches": say("cr_n_batches", language).format(n=f"{reach.batches:,}"),
        "drafts": say("cr_n_drafts", language).format(n=f"{reach.drafts:,}"),
        "label_jobs": say("cr_n_label_jobs", language).format(n=f"{reach.label_jobs:,}"),
        "canteens": say("cr_n_canteens", language).format(
            n=f"{reach.canteens:,}", mass=say_kilograms(reach.mass_in_stock_g)
        ),
    }
    anchors = {"codes": "batches", "batches": "batches", "drafts": "batches"}
    told = say("cr_grown", language)
    return [
        [
            Cell(say(f"cr_reach_{name}", language)),
            Cell(
                text,
                f"{href}#{anchors.get(name, name)}",
                small=told if _has_grown(name, grown) else "",
            ),
            Cell(say(f"cr_then_{name}", language)),
        ]
        for name, text in number.items()
    ]


def _has_grown(name: str, grown: Sequence[str]) -> bool:
    return name in grown or (name == "canteens" and "mass_in_stock_g" in grown)


def public_sentence(
    reason: str, decision_no: str, authority: str, today: date, language: str
) -> dict[str, Any]:
    """Give what a scan will say once an enterprise is delisted, word by word as it will stand."""
    telling = TELLINGS["delisted"]["en" if language == "en" else "zh"]
    return {
        "headline": telling.headline,
        "sentence": telling.reason.format(date=say_day(today, language)),
        "reason": reason,
        "decision_no": decision_no,
        "authority": authority,
    }


def view_preparation(prepared: CasePreparation, actor: Actor, language: str) -> dict[str, Any]:
    """Give the form of a proposal: the grounds that the records show before all others."""
    shown = {each.ground: each for each in prepared.grounds}
    all_grounds = [
        each for each in Ground if any(each in GROUNDS_FOR[measure] for measure in AGAINST)
    ]
    href = f"/console/enterprises/{prepared.enterprise.id}/reach"
    taken = {case.ground for case in prepared.open_cases}
    return {
        "firm": prepared.enterprise,
        "open_cases": [
            (f"/console/delistings/{case.id}", ground_words(case.ground, language), case)
            for case in prepared.open_cases
        ],
        "registered": say_time(prepared.enterprise.registered_at, language),
        "shown": [
            (each.ground.value, ground_words(each.ground, language), each, _is_soft(each.ground))
            for each in prepared.grounds
        ],
        "others": [
            (each.value, ground_words(each, language), _is_soft(each))
            for each in sorted(all_grounds, key=_is_soft)
            if each not in shown and each not in taken
        ],
        "measures": [(each.value, say(f"cr_measure_{each}", language)) for each in AGAINST],
        "reach": reach_rows(prepared.reach, href, language),
        "counted": say_time(prepared.counted_at, language),
        "defence_until": say_day(prepared.defence_until, language),
        "authority": actor.org_name,
    }


def _is_soft(ground: Ground) -> bool:
    """Tell whether a ground carries no delisting."""
    return ground not in GROUNDS_FOR[Measure.DELISTING]


def facts_for(prepared: CasePreparation, ground: str) -> ShownGround | None:
    """Give what the records say of a ground, for whoever typed no facts."""
    return next((each for each in prepared.grounds if each.ground.value == ground), None)


def view_case(
    file: CaseFile, compared: ReachCompared | None, actor: Actor, today: date, language: str
) -> dict[str, Any]:
    """Give a case: its stages, its papers, what it reaches now, and what its reader may do."""
    case, firm = file.case, file.enterprise
    is_open = case.state in {CaseState.PROPOSED, CaseState.NOTICED}
    is_first = file.first_person == actor.user_id
    is_over = case.answered_at is not None or (
        case.defence_until is not None and today > case.defence_until
    )
    return {
        "case": case,
        "firm": firm,
        "ground": ground_words(case.ground, language),
        "measure": say(f"cr_measure_{case.measure}", language),
        "stages": _stages(file, today, language),
        "steps": _steps(file, language),
        "reach": _reach_of(file, compared, language),
        "canteens": _canteens(file, language),
        "seen": compared.now if compared else None,
        "grown": _say_grown(compared, language),
        "counted": say_time(compared.counted_at if compared else case.closed_at, language),
        "is_open": is_open,
        "may_serve": case.state == CaseState.PROPOSED,
        "may_suspend": is_open and case.suspension_id is None and case.measure != Measure.WARNING,
        "may_decide": case.state == CaseState.NOTICED and not is_first and is_over,
        "may_reject": is_open and not is_first,
        "waits_for_other": case.state == CaseState.NOTICED and is_first,
        "waits_for_defence": case.state == CaseState.NOTICED and not is_over,
        "defence_until": say_day(case.defence_until, language),
        "signed": say_day(firm.commitment_signed_on, language),
        "default_reason": ground_words(case.ground, "zh"),
    }


def _say_grown(compared: ReachCompared | None, language: str) -> str:
    """Say by how much a case reaches further than at its proposal."""
    if compared is None or compared.at_proposal is None or not compared.grown:
        return ""
    parts = []
    for name in compared.grown:
        more = getattr(compared.now, name) - getattr(compared.at_proposal, name)
        text = say_kilograms(more) if name == "mass_in_stock_g" else f"{more:,}"
        parts.append(say(f"cr_more_{name}", language).format(n=text))
    return ("、" if language != "en" else ", ").join(parts)


def _stages(file: CaseFile, today: date, language: str) -> list[dict[str, str]]:
    case = file.case
    names = ("proposed", "noticed", "defence", "confirm", "effective")
    told = (
        _who(file, CaseStepKind.PROPOSAL, case.recorded_at, language),
        _who(file, CaseStepKind.NOTICE, case.noticed_at, language),
        _say_defence(case, language),
        _second(file, language),
        say_time(case.closed_at, language) if case.state == CaseState.DECIDED else "",
    )
    now_at = _place_now(case, today)
    stages = [
        {
            "name": say(f"cr_stage_{name}", language),
            "told": text,
            "css": "done" if place < now_at else "now" if place == now_at else "next",
        }
        for place, (name, text) in enumerate(zip(names, told, strict=True))
    ]
    if case.state in {CaseState.REJECTED, CaseState.WITHDRAWN}:
        stages[-1] = {
            "name": say(f"cr_case_{case.state}", language),
            "told": say_time(case.closed_at, language),
            "css": "now",
        }
    return stages


def _second(file: CaseFile, language: str) -> str:
    if file.case.state != CaseState.DECIDED or file.second_person is None:
        return ""
    return f"{file.people.get(file.second_person, '')} {say_time(file.case.closed_at, language)}"


def _canteens(file: CaseFile, language: str) -> list[list[Cell]]:
    """Give the canteens that were told, and what each answers."""
    return [
        [
            Cell(each.canteen.name),
            Cell(say_kilograms(each.mass_in_stock_g), css="right"),
            Cell(say(f"action_{each.action}", language) if each.action else "—"),
            Cell(each.said or "—"),
            Cell(say_time(each.answered_at, language) or say("recall_silent", language)),
        ]
        for each in file.canteens
    ]


def _reach_of(file: CaseFile, compared: ReachCompared | None, language: str) -> list[list[Cell]]:
    """Give what a case reaches now; once it is decided, what it reached then."""
    href = f"/console/enterprises/{file.enterprise.id}/reach"
    if compared is not None:
        return reach_rows(compared.now, href, language, compared.grown)
    decided = file.case.reach_decided
    return reach_rows(decided, href, language) if decided else []


def _place_now(case: CasePublic, today: date) -> int:
    if case.state == CaseState.DECIDED:
        return 5
    if case.state == CaseState.PROPOSED:
        return 1
    if case.state == CaseState.NOTICED:
        is_over = case.defence_until is not None and today > case.defence_until
        return 3 if case.answered_at is not None or is_over else 2
    return 4


def _who(file: CaseFile, kind: CaseStepKind, at: datetime | None, language: str) -> str:
    if at is None:
        return ""
    step = next((each for each in file.case.steps if each.kind is kind), None)
    by_rule = say("cr_a_rule", language)
    who = file.people.get(step.taken_by, "") if step and step.taken_by else by_rule
    return f"{who} {say_time(at, language)}"


def _say_defence(case: CasePublic, language: str) -> str:
    if case.defence_until is None:
        return ""
    if case.answered_at is not None:
        kinds = {step.kind for step in case.steps}
        key = "cr_waived" if CaseStepKind.WAIVER in kinds else "cr_answered"
        return f"{say(key, language)} {say_time(case.answered_at, language)}"
    return say("cr_until", language).format(on=say_day(case.defence_until, language))


def _steps(file: CaseFile, language: str) -> list[dict[str, Any]]:
    return [
        {
            "name": say(f"cr_step_{step.kind}", language),
            "said": step.said or "",
            "at": say_time(step.recorded_at, language),
            "instant": step.recorded_at.isoformat(),
            "who": file.people.get(step.taken_by, "")
            if step.taken_by
            else say("cr_a_rule", language),
        }
        for step in file.case.steps
    ]


def view_reach(detail: ReachDetail, language: str) -> dict[str, Any]:
    """Give what is reached one by one."""
    zh_or_en = short(language)
    return {
        "firm": detail.enterprise,
        "counted": say_time(detail.counted_at, zh_or_en),
        "summary": reach_rows(detail.reach, "", language),
        "batches": [
            [
                Cell(each.lot, f"/trace/{each.gtin}/{each.lot}"),
                Cell(each.name),
                Cell(f"{each.codes:,}", css="right"),
                marked(each.status.value, language),
            ]
            for each in detail.batches
        ],
        "canteens": [
            [
                Cell(each.canteen.name),
                Cell(_lots([lot.lot for lot in each.lots], language)),
                Cell(say_kilograms(each.mass_in_stock_g), css="right"),
            ]
            for each in detail.canteens
        ],
        "label_jobs": [
            [Cell(str(each.job_no)), Cell(each.lot), Cell(f"{each.count:,}", css="right")]
            for each in detail.label_jobs
        ],
    }


def _lots(lots: list[str], language: str) -> str:
    joined = ("、" if language != "en" else ", ").join(lots[:6])
    return joined + (f" … ({len(lots)})" if len(lots) > 6 else "")
