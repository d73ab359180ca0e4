"""Stories: the authority reads what consumers reported, and answers; the maker sees it too."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlmodel import col, select

from consumer_web.contacts import open_contact
from consumer_web.tables import ConsumerPhoto, ConsumerReport, PublishedAnswer
from traceability.domain.access import Action
from traceability.domain.errors import ConflictError, NotFoundError
from traceability.domain.kinds import LookSubject
from traceability.schemas.consumer_reports import (
    ConsumerReportPage,
    ConsumerReportPublic,
    ContactLook,
    ContactShown,
    ReportAnswerCreate,
    ReportAnswerPublic,
)
from traceability.storage.consumer_reports import answers_to, hash_report, visible_reports
from traceability.storage.ids import new_id
from traceability.storage.looks import record_look
from traceability.storage.paging import page_of
from traceability.storage.parties import find_organization_by_uscc
from traceability.storage.tables import Product, ProductGtin, ReportAnswer
from traceability.storage.work import Work


def list_reports(
    work: Work, after: str | None, limit: int, *, is_answered: bool | None = None
) -> ConsumerReportPage:
    """List reports: the authority all, a maker those about its own lots, without contacts."""
    work.actor.require(Action.READ_CONSUMER_REPORTS)
    query = visible_reports(work)
    if is_answered is not None:
        query = query.where(col(ConsumerReport.is_answered) == is_answered)
    rows, following = page_of(work.session, query, col(ConsumerReport.id), after, limit)
    answers = answers_to(work.session, [row.id for row in rows])
    items = [ConsumerReportPublic(**_facts(work, row, answers.get(row.id))) for row in rows]
    return ConsumerReportPage(items=items, next=following)


def read_report(work: Work, report_id: UUID) -> ConsumerReportPublic:
    """Give one report, without its contact."""
    report = _get_report(work, report_id)
    answer = answers_to(work.session, [report.id]).get(report.id)
    maker = find_organization_by_uscc(work.session, report.uscc) if report.uscc else None
    named = {
        "enterprise_name": maker.name if maker else None,
        "product_name": work.session.exec(
            select(Product.name)
            .join(ProductGtin, col(ProductGtin.product_id) == col(Product.id))
            .where(ProductGtin.gtin == report.gtin)
        ).first(),
    }
    return ConsumerReportPublic(**_facts(work, report, answer), **named)


def look_at_contact(
    work: Work, report_id: UUID, look: ContactLook, contact_keys: tuple[bytes, ...]
) -> ContactShown:
    """Open the contact of a report; who looked, and why, is recorded with it."""
    work.actor.require(Action.ANSWER_CONSUMER_REPORTS)
    report = _get_report(work, report_id)
    if report.contact_sealed is None:
        raise NotFoundError("report.no_contact", id=report_id)
    contact = open_contact(report.contact_sealed, contact_keys)
    record_look(work, LookSubject.CONSUMER_CONTACT, report.id, look.reason)
    return ContactShown(report_id=report.id, contact=contact)


def read_photo(work: Work, report_id: UUID) -> bytes:
    """Give the photo of a report as JPEG."""
    photo = work.session.get(ConsumerPhoto, _get_report(work, report_id).id)
    if photo is None:
        raise NotFoundError("report.no_photo", id=report_id)
    return photo.jpeg


def answer_report(work: Work, report_id: UUID, said: ReportAnswerCreate) -> ReportAnswerPublic:
    """Answer a report once; whoever holds its receipt reads the answer."""
    work.actor.require(Action.ANSWER_CONSUMER_REPORTS)
    report = _get_report(work, report_id)
    if answers_to(work.session, [report.id]):
        raise ConflictError("report.answered_already", id=report_id)
    maker = find_organization_by_uscc(work.session, report.uscc) if report.uscc else None
    answer = ReportAnswer(
        **said.model_dump(),
        id=new_id(),
        recorded_at=work.now,
        org_id=maker.id if maker else work.actor.org_id,
        report_id=report.id,
        report_sha256=hash_report(report),
        is_about_maker=maker is not None,
        answered_by=work.actor.user_id,
    )
    report.is_answered = True
    work.add(answer)
    work.add(
        PublishedAnswer(
            report_id=report.id,
            origin=work.origin,
            found_true=said.found_true,
            words=said.words,
            published_at=work.now,
        )
    )
    return ReportAnswerPublic.model_validate(answer)


def _get_report(work: Work, report_id: UUID) -> ConsumerReport:
    work.actor.require(Action.READ_CONSUMER_REPORTS)
    found = work.session.exec(
        visible_reports(work).where(ConsumerReport.id == report_id)
    ).one_or_none()
    if found is None:
        raise NotFoundError("report.not_found", id=report_id)
    return found


def _facts(work: Work, report: ConsumerReport, answer: ReportAnswer | None) -> dict[str, Any]:
    names = ("id", "reported_at", "kind", "words", "place", "gtin", "lot", "code", "has_photo")
    is_authority = work.actor.is_authority
    return {
        **{name: getattr(report, name) for name in names},
        "enterprise_uscc": report.uscc,
        "has_contact": report.contact_sealed is not None if is_authority else None,
        "answer": ReportAnswerPublic.model_validate(answer) if answer else None,
    }
