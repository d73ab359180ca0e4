"""Who is let into the register, who is kept out, and what may nobody do before?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from tests.factories import _HASH, PASSWORD, City, refused, uscc_of
from traceability.domain.access import applicant_actor
from traceability.domain.commitment import CURRENT
from traceability.domain.errors import SignInError, TooManyAttemptsError
from traceability.domain.kinds import ApplicationState, Standing
from traceability.schemas.applications import (
    ApplicationCreate,
    ApplicationQuery,
    ApplicationReceipt,
    ApplicationRefusal,
)
from traceability.schemas.parties import SignIn
from traceability.services import applications, users
from traceability.storage.cases import newest_commitment
from traceability.storage.parties import find_organization_by_uscc, standing_of
from traceability.storage.tables import ApplicantPassword, EnterpriseApplication, LogEntry


def asking(number: int, **more: Any) -> ApplicationCreate:
    """Write the application of a new enterprise."""
    said: dict[str, Any] = {
        "uscc": uscc_of(700 + number),
        "name": "榕岸米业有限公司",
        "district": "博罗县",
        "sc_licence": "SC10144132201376",
        "sc_valid_until": date(2028, 5, 1),
        "contact_name": "赵来信",
        "contact_phone": "13900001111",
        "username": f"newcomer{number}",
        "password": PASSWORD,
        "commitment": CURRENT.version,
    }
    return ApplicationCreate.model_validate(said | more)


def apply(city: City, number: int, **more: Any) -> ApplicationReceipt:
    """Hand an application in."""
    entered = asking(number, **more)
    return city.do(
        applicant_actor(), lambda work: applications.apply_for_entry(work, entered, _HASH)
    )


def waiting_id(city: City, number: int) -> Any:
    """Find the application that was handed in."""
    with Session(city.engine) as session:
        query = select(EnterpriseApplication.id).where(
            EnterpriseApplication.username == f"newcomer{number}",
            EnterpriseApplication.state == "waiting",
        )
        return session.exec(query).one()


def test_who_waits_is_nobody_and_who_is_approved_is_listed(city: City) -> None:
    apply(city, 1)
    entered = SignIn(username="newcomer1", password=PASSWORD)
    with Session(city.engine) as session:
        assert find_organization_by_uscc(session, uscc_of(701)) is None
        with pytest.raises(SignInError) as told:
            users.check_password(session, entered)
        assert told.value.code == "sign_in.application_waiting"
        wrong = entered.model_copy(update={"password": "not the password"})
        assert users.check_password(session, wrong) is None

    one = waiting_id(city, 1)
    refused(
        "access.role", city.do, "mill", lambda work: applications.approve_application(work, one)
    )
    made = city.do("regulator", lambda work: applications.approve_application(work, one))
    assert made.state is ApplicationState.APPROVED
    with Session(city.engine) as session:
        user = users.check_password(session, entered)
        assert user is not None
        assert user.org_id == made.organization_id
        assert standing_of(session, user.org_id) is Standing.LISTED
        assert session.get(ApplicantPassword, one) is None
        signed = newest_commitment(session, user.org_id)
        assert signed is not None  # on which a delisting can rest
        assert (signed.text_version, signed.text_sha256) == (CURRENT.version, CURRENT.sha256)
        assert signed.signed_by == "赵来信"
    refused(
        "application.decided",
        city.do,
        "regulator",
        lambda work: applications.approve_application(work, one),
    )


def test_whoever_signs_an_older_text_reads_the_new_one_first(city: City) -> None:
    refused("application.other_commitment", apply, city, 9, commitment="2019-01")


def test_who_is_kept_out_reads_why_by_receipt_and_may_apply_again(city: City) -> None:
    receipt = apply(city, 2).receipt
    one = waiting_id(city, 2)
    why = ApplicationRefusal(reason="许可证号与名称不符")
    city.do("regulator", lambda work: applications.refuse_application(work, one, why))
    sloppy = receipt.lower().replace("-", " ")
    found = city.look("mill", lambda work: applications.read_receipt(work, sloppy))
    assert (found.state, found.reason) == (ApplicationState.REFUSED, why.reason)
    refused(
        "application.no_such_receipt",
        city.look,
        "mill",
        lambda work: applications.read_receipt(work, "2222-3333-4444-5555"),
    )
    apply(city, 2)  # mended
    again = city.look("regulator", applications.next_waiting)
    assert again is not None
    assert again.contact_phone == "13900001111"


def test_a_borrowed_code_shuts_nobody_out_and_a_taken_one_is_told(city: City) -> None:
    code = uscc_of(799)
    for number in (3, 4, 5):
        apply(city, number, uscc=code)
    refused("application.waits_already", apply, city, 6, uscc=code)
    refused("user.name_taken", apply, city, 3, uscc=uscc_of(798))
    refused("user.name_taken", apply, city, 6, username="mill")
    refused("organization.uscc_taken", apply, city, 6, uscc=city.actors["mill"].uscc)
    true_one, false_one = waiting_id(city, 4), waiting_id(city, 3)
    seen = city.look("regulator", lambda work: applications.read_application(work, true_one))
    assert (seen.others_waiting, seen.is_registered) == (2, False)
    city.do("regulator", lambda work: applications.approve_application(work, true_one))
    refused(
        "organization.uscc_taken",
        city.do,
        "regulator",
        lambda work: applications.approve_application(work, false_one),
    )
    wanted = ApplicationQuery(state=ApplicationState.WAITING, q=code)
    assert city.look("regulator", lambda work: applications.count_applications(work, wanted)) == 2


def test_whom_to_call_stands_in_the_logs_personal_part_alone(city: City) -> None:
    apply(city, 8)
    with Session(city.engine) as session:
        query = select(LogEntry).where(LogEntry.record_id == str(waiting_id(city, 8)))
        entry = session.exec(query).one()
    assert "13900001111" in (entry.personal_text or "")
    assert "13900001111" not in (entry.public_text or "") + (entry.trade_text or "")
    assert entry.owner_uscc is None  # nobody knows yet whether the code is theirs
    assert PASSWORD not in str(entry)


def test_one_address_applies_a_few_times_in_a_quarter_of_an_hour(city: City) -> None:
    now = datetime.now(UTC)

    def count(when: datetime) -> None:
        with Session(city.engine.execution_options(is_writing=True)) as session:
            users.count_application(session, "198.51.100.7", when)
            session.commit()

    for _ in range(users.MOST_FAILURES["application"]):
        count(now)
    with pytest.raises(TooManyAttemptsError):
        count(now)
    count(now + timedelta(minutes=16))
