"""Queries: numbers and newest records for the first page of a console."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, SQLModel, col, select

from traceability.domain.kinds import StandingState
from traceability.storage.tables import StandingChange

R = TypeVar("R", bound=SQLModel)


def count_of(session: Session, model: type[SQLModel], *conditions: ColumnElement[bool]) -> int:
    """Count the rows that fulfil conditions."""
    query = select(func.count()).select_from(model).where(*conditions)
    return int(session.exec(query).one())


def counts_by(session: Session, column: Any, *conditions: ColumnElement[bool]) -> dict[str, int]:
    """Count rows by the value of a column."""
    query = select(column, func.count()).where(*conditions).group_by(column)
    return {str(value): int(number) for value, number in session.exec(query)}


def newest(
    session: Session, model: type[R], limit: int, *conditions: ColumnElement[bool]
) -> list[R]:
    """Give the newest rows of a table whose ids are UUIDv7."""
    key = model.id  # type: ignore[attr-defined]
    query = select(model).where(*conditions).order_by(col(key).desc()).limit(limit)
    return list(session.exec(query))


def enterprises_with_a_past(session: Session) -> set[Any]:
    """Give the enterprises whose standing was ever changed after their entry."""
    return set(
        session.exec(
            select(StandingChange.org_id)
            .where(StandingChange.state == StandingState.EFFECTIVE.value)
            .group_by(col(StandingChange.org_id))
            .having(func.count() > 1)
        )
    )
