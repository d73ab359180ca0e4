"""Stories: an enterprise asks to enter the register, and the authority lets it in or says why not.

Until then it is no organisation: there is nothing under its name that could be published,
printed or scanned, and nobody can sign in for it.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from uuid import UUID

from sqlmodel import Session, col

from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.commitment import CURRENT
from traceability.domain.errors import ConflictError, NotFoundError, RuleError
from traceability.domain.kinds import ApplicationState, OrganizationKind, Role
from traceability.publishing.entries import enter_organization
from traceability.schemas.applications import (
    ApplicationCreate,
    ApplicationDetail,
    ApplicationPage,
    ApplicationPublic,
    ApplicationQuery,
    ApplicationReceipt,
    ApplicationRefusal,
)
from traceability.schemas.cases import CommitmentSigned
from traceability.schemas.parties import OrganizationCreate
from traceability.storage.applications import (
    application_with_receipt,
    applications_like,
    lock_application,
    open_application_of,
    waiting_applications,
)
from traceability.storage.ids import new_id
from traceability.storage.paging import count_up_to, page_of
from traceability.storage.parties import find_organization_by_uscc, find_user
from traceability.storage.tables import (
    ApplicantPassword,
    EnterpriseApplication,
    PasswordCredential,
    UserAccount,
)
from traceability.storage.work import Work

MOST_WAITING = 500
MOST_UNDER_ONE_CODE = 3  # not one: whoever borrows a code must not shut its owner out
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_RECEIPT_LENGTH = 16


def apply_for_entry(
    work: Work, entered: ApplicationCreate, password_hash: str
) -> ApplicationReceipt:
    """Take an application in; its receipt is shown this once.

    Anybody may apply: who calls counts how often. The hash is made before the transaction.
    """
    if entered.commitment != CURRENT.version:
        raise RuleError("application.other_commitment", field="commitment", now=CURRENT.version)
    _check_room(work, entered)
    receipt = "".join(secrets.choice(_LETTERS) for _ in range(_RECEIPT_LENGTH))
    application = EnterpriseApplication(
        **entered.model_dump(exclude={"password", "commitment"}),
        commitment_version=CURRENT.version,
        commitment_sha256=CURRENT.sha256,
        id=new_id(),
        recorded_at=work.now,
        receipt_hash=_fingerprint(receipt),
    )
    work.add(application)
    work.session.flush()
    work.session.add(ApplicantPassword(application_id=application.id, password_hash=password_hash))
    return ApplicationReceipt(
        receipt="-".join(re.findall("....", receipt)),
        state=ApplicationState.WAITING,
        recorded_at=work.now,
    )


def _check_room(work: Work, entered: ApplicationCreate) -> None:
    session = work.session
    if find_organization_by_uscc(session, entered.uscc) is not None:
        raise ConflictError("organization.uscc_taken", field="uscc", uscc=entered.uscc)
    before = open_application_of(session, entered.username)
    is_waiting = before is not None and before.state == ApplicationState.WAITING
    if is_waiting or find_user(session, entered.username) is not None:
        raise ConflictError("user.name_taken", field="username", username=entered.username)
    if _count_under(session, entered.uscc) >= MOST_UNDER_ONE_CODE:
        raise ConflictError("application.waits_already", field="uscc")
    if count_up_to(session, waiting_applications(), MOST_WAITING) >= MOST_WAITING:
        raise RuleError("application.too_many")


def _count_under(session: Session, uscc: str) -> int:
    query = waiting_applications().where(EnterpriseApplication.uscc == uscc)
    return count_up_to(session, query, MOST_UNDER_ONE_CODE)


def _fingerprint(receipt: str) -> str:
    plain = re.sub(r"[\s-]", "", receipt).upper()
    return hashlib.sha256(plain.encode()).hexdigest()


def read_receipt(work: Work, receipt: str) -> ApplicationPublic:
    """Tell whoever holds a receipt what became of the application."""
    found = application_with_receipt(work.session, _fingerprint(receipt))
    if found is None:
        raise NotFoundError("application.no_such_receipt", field="receipt")
    return ApplicationPublic.model_validate(found)


def read_own_application(work: Work, username: str) -> ApplicationPublic:
    """Tell an applicant what became of it; the caller has checked the password."""
    found = open_application_of(work.session, username)
    if found is None:
        raise NotFoundError("application.not_found")
    return ApplicationPublic.model_validate(found)


def list_applications(work: Work, wanted: ApplicationQuery) -> ApplicationPage:
    """List applications, the oldest first, without personal data."""
    work.actor.require(Action.READ_CITY)
    query = applications_like(wanted.state, wanted.q)
    key = col(EnterpriseApplication.id)
    rows, following = page_of(work.session, query, key, wanted.cursor, wanted.limit)
    items = [ApplicationPublic.model_validate(row) for row in rows]
    return ApplicationPage(items=items, next=following)


def count_applications(work: Work, wanted: ApplicationQuery) -> int:
    """Count the applications that match."""
    work.actor.require(Action.READ_CITY)
    return count_up_to(work.session, applications_like(wanted.state, wanted.q))


def read_application(work: Work, application_id: UUID) -> ApplicationDetail:
    """Give an application with whom to call about it."""
    work.actor.require(Action.DECIDE_APPLICATIONS)
    found = work.session.get(EnterpriseApplication, application_id)
    if found is None:
        raise NotFoundError("application.not_found", id=application_id)
    return _detail(work, found)


def next_waiting(work: Work) -> ApplicationDetail | None:
    """Give the application that has waited longest, if one waits."""
    work.actor.require(Action.DECIDE_APPLICATIONS)
    query = waiting_applications().order_by(col(EnterpriseApplication.id)).limit(1)
    found = work.session.exec(query).first()
    return _detail(work, found) if found else None


def approve_application(work: Work, application_id: UUID) -> ApplicationPublic:
    """Let an enterprise in: it is listed, and the applicant signs in with his own password."""
    application = _undecided(work, application_id)
    if find_user(work.session, application.username) is not None:
        raise ConflictError("user.name_taken", username=application.username)
    names = (
        "uscc", "name", "district", "address", "sc_licence", "sc_valid_until", "contact_name",
        "contact_phone",
    )  # fmt: skip
    said = {name: getattr(application, name) for name in names}
    organization = enter_organization(
        work,
        OrganizationCreate(
            kind=OrganizationKind.ENTERPRISE, commitment=_commitment(application), **said
        ),
    )
    _open_account(work, application, organization.id)
    _decide(work, application, ApplicationState.APPROVED, organization_id=organization.id)
    return ApplicationPublic.model_validate(application)


def _commitment(application: EnterpriseApplication) -> CommitmentSigned | None:
    if application.commitment_version is None:
        return None
    return CommitmentSigned.model_validate(
        {
            "text_version": application.commitment_version,
            "text_sha256": application.commitment_sha256,
            "signed_on": civil_date(application.recorded_at),
            "signed_by": application.contact_name,
        }
    )


def refuse_application(
    work: Work, application_id: UUID, refusal: ApplicationRefusal
) -> ApplicationPublic:
    """Do not let an enterprise in, with the reason that the applicant reads."""
    application = _undecided(work, application_id)
    _decide(work, application, ApplicationState.REFUSED, reason=refusal.reason)
    return ApplicationPublic.model_validate(application)


def _undecided(work: Work, application_id: UUID) -> EnterpriseApplication:
    work.actor.require(Action.DECIDE_APPLICATIONS)
    application = lock_application(work.session, application_id)
    if application.state != ApplicationState.WAITING:
        raise ConflictError("application.decided", state=application.state)
    return application


def _open_account(work: Work, application: EnterpriseApplication, org_id: UUID) -> None:
    user = UserAccount(
        id=new_id(),
        recorded_at=work.now,
        org_id=org_id,
        username=application.username,
        display_name=application.contact_name,
        role=Role.ENTERPRISE.value,
    )
    work.add(user)
    work.session.flush()
    chosen = work.session.get_one(ApplicantPassword, application.id)
    work.session.add(
        PasswordCredential(user_id=user.id, password_hash=chosen.password_hash, changed_at=work.now)
    )
    work.session.delete(chosen)


def _decide(
    work: Work, application: EnterpriseApplication, state: ApplicationState, **said: object
) -> None:
    decided = {"decided_by": work.actor.user_id, "decided_at": work.now}
    work.change(application, state=state.value, **decided, **said)


def _detail(work: Work, application: EnterpriseApplication) -> ApplicationDetail:
    said = ApplicationPublic.model_validate(application).model_dump()
    under = _count_under(work.session, application.uscc)
    is_waiting = application.state == ApplicationState.WAITING
    return ApplicationDetail(
        **said,
        contact_name=application.contact_name,
        contact_phone=application.contact_phone,
        username=application.username,
        others_waiting=under - 1 if is_waiting else under,
        is_registered=find_organization_by_uscc(work.session, application.uscc) is not None,
    )
