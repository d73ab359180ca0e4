"""Where do scores stand, which lines make them up, and whose is due?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from traceability.domain.kinds import OrganizationKind
from traceability.domain.trust import TrustLine, TrustScore
from traceability.domain.trust_rules import RULE_SET, TrustGrade
from traceability.storage.batches import in_chunks
from traceability.storage.ids import new_id
from traceability.storage.tables import Organization, TrustDue, TrustLineRow, TrustScoreRow
from traceability.storage.work import Work

LineKey = tuple[str, str, UUID]


def newest_scores() -> SelectOfScalar[TrustScoreRow]:
    """Select the row of each enterprise that holds now."""
    newest = (
        select(TrustScoreRow.org_id, func.max(TrustScoreRow.computed_on).label("newest_on"))
        .group_by(col(TrustScoreRow.org_id))
        .subquery()
    )
    return select(TrustScoreRow).join(
        newest,
        (newest.c.org_id == col(TrustScoreRow.org_id))
        & (newest.c.newest_on == col(TrustScoreRow.computed_on)),
    )


def find_score(session: Session, org_id: UUID) -> TrustScoreRow | None:
    """Give the score of an enterprise that holds now; None before the first computation."""
    return session.exec(
        select(TrustScoreRow)
        .where(TrustScoreRow.org_id == org_id)
        .order_by(col(TrustScoreRow.computed_on).desc())
        .limit(1)
    ).first()


def scores_of(session: Session, org_ids: Iterable[UUID]) -> dict[UUID, TrustScoreRow]:
    """Give the scores of enterprises that hold now."""
    found: dict[UUID, TrustScoreRow] = {}
    for chunk in in_chunks(org_ids):
        rows = session.exec(newest_scores().where(col(TrustScoreRow.org_id).in_(chunk)))
        found |= {row.org_id: row for row in rows}
    return found


def grade_of(session: Session, org_id: UUID) -> TrustGrade:
    """Give the grade between authority and enterprise; A before the first computation."""
    row = find_score(session, org_id)
    return TrustGrade(row.grade) if row else TrustGrade.A


def public_grade_of(session: Session, org_id: UUID) -> TrustGrade:
    """Give the grade that everybody else may know; A before the first computation."""
    row = find_score(session, org_id)
    return TrustGrade(row.public_grade) if row else TrustGrade.A


def grade_d_since(session: Session, org_id: UUID) -> date | None:
    """Give since when an enterprise has had grade D; None if it has another."""
    row = find_score(session, org_id)
    return row.grade_since if row and row.grade == TrustGrade.D else None


def history_of(session: Session, org_id: UUID, since: date) -> list[TrustScoreRow]:
    """Give the days on which a score changed, oldest first."""
    rows = session.exec(
        select(TrustScoreRow)
        .where(TrustScoreRow.org_id == org_id, TrustScoreRow.computed_on >= since)
        .order_by(col(TrustScoreRow.computed_on))
    )
    return list(rows)


def counting_lines(session: Session, org_id: UUID) -> list[TrustLineRow]:
    """Give the lines that count now, in the order of the rules."""
    rows = session.exec(
        select(TrustLineRow)
        .where(TrustLineRow.org_id == org_id, col(TrustLineRow.ended_on).is_(None))
        .order_by(col(TrustLineRow.rule_no), col(TrustLineRow.starts_on), col(TrustLineRow.id))
    )
    return list(rows)


def due_enterprises(session: Session, today: date, most: int) -> list[UUID]:
    """Give enterprises whose score may have changed by itself, or that have none yet."""
    query = (
        select(Organization.id)
        .join(TrustDue, col(TrustDue.org_id) == col(Organization.id), isouter=True)
        .where(
            Organization.kind == OrganizationKind.ENTERPRISE.value,
            or_(col(TrustDue.due_on).is_(None), col(TrustDue.due_on) <= today),
        )
        .order_by(col(Organization.id))
        .limit(most)
    )
    return list(session.exec(query))


class ScoreBook:
    """The stored scores and lines of some enterprises, to be brought up to date."""

    def __init__(self, work: Work, org_ids: Iterable[UUID], today: date) -> None:
        self._work = work
        self._today = today
        session, ids = work.session, list(org_ids)
        self._scores = scores_of(session, ids)
        self._lines: dict[UUID, dict[LineKey, TrustLineRow]] = {org_id: {} for org_id in ids}
        self._due: dict[UUID, TrustDue] = {}
        for chunk in in_chunks(ids):
            for line in session.exec(
                select(TrustLineRow).where(col(TrustLineRow.org_id).in_(chunk))
            ):
                self._lines[line.org_id][line.rule_no, line.record_kind, line.record_id] = line
            for due in session.exec(select(TrustDue).where(col(TrustDue.org_id).in_(chunk))):
                self._due[due.org_id] = due

    def write(self, org_id: UUID, score: TrustScore, public: TrustScore) -> TrustScoreRow:
        """Write what changed: lines, score, and when to look again."""
        self._write_lines(org_id, score.lines)
        self._write_due(org_id, score.due_on)
        row = self._scores.get(org_id)
        values: dict[str, Any] = {
            "rule_set": RULE_SET,
            "score": score.score,
            "grade": score.grade.value,
            "public_score": public.score,
            "public_grade": public.grade.value,
            "probation_until": score.probation_until,
        }
        if row is not None and all(getattr(row, name) == value for name, value in values.items()):
            return row
        for grade in ("grade", "public_grade"):
            is_same = row is not None and getattr(row, grade) == values[grade]
            since = getattr(row, f"{grade}_since") if is_same else self._today
            values[f"{grade}_since"] = since
        if row is not None and row.computed_on >= self._today:  # later: the clock was set back
            self._work.change(row, **values)
            return row
        row = TrustScoreRow(
            **values,
            id=new_id(),
            recorded_at=self._work.now,
            org_id=org_id,
            computed_on=self._today,
        )
        self._work.add(row)
        return row

    def _write_lines(self, org_id: UUID, lines: Iterable[TrustLine]) -> None:
        known = self._lines[org_id]
        counting: set[LineKey] = set()
        for line in lines:
            key = (line.rule.value, line.record_kind, line.record_id)
            counting.add(key)
            self._write_line(org_id, key, line)
        for key, row in known.items():
            if key not in counting and row.ended_on is None:
                self._work.change(row, ended_on=self._today)

    def _write_line(self, org_id: UUID, key: LineKey, line: TrustLine) -> None:
        row = self._lines[org_id].get(key)
        values: dict[str, Any] = {
            "points": line.points,
            "detail": line.detail,
            "starts_on": line.starts_on,
            "ends_on": line.ends_on,
        }
        if row is None:
            row = TrustLineRow(
                **values,
                id=new_id(),
                recorded_at=self._work.now,
                org_id=org_id,
                rule_no=key[0],
                record_kind=key[1],
                record_id=key[2],
            )
            self._work.add(row)
            return
        values["ended_on"] = None
        # The window of a share moves every day: that alone is no change of the line.
        is_moving = line.ends_on is None and row.ended_on is None
        names = ("points", "ends_on") if is_moving else tuple(values)
        if any(getattr(row, name) != values[name] for name in names):
            self._work.change(row, **values)

    def _write_due(self, org_id: UUID, due_on: date) -> None:
        due = self._due.get(org_id)
        if due is None:
            self._work.session.add(TrustDue(org_id=org_id, due_on=due_on))
        else:
            due.due_on = due_on
