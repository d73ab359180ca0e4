"""The board of deliveries: what is open first, an outage once, a refusal with its repair."""

from __future__ import annotations

import pytest

from tests.credit_side import AUTHORITY, add_penalty, worker_on
from tests.factories import City, refused
from traceability.domain.credit_messages import CreditMessage, CreditReceipt, FieldError
from traceability.domain.kinds import DeliveryState
from traceability.gateways.public_credit import CreditRejectedError, CreditUnreachableError
from traceability.schemas.deliveries import DeliveryBoard, DeliveryQuery
from traceability.services import delivery_board, refusals


class Side:
    """A credit system that answers as one says, by the number of the decision."""

    def __init__(self, **answers: object) -> None:
        self.answers = {f"惠市监处罚〔2026〕{name[1:]}号": said for name, said in answers.items()}

    def send(self, message: CreditMessage) -> CreditReceipt:
        said = self.answers[str(message.record["CF_WSH"])]
        if isinstance(said, Exception):
            raise said
        assert isinstance(said, CreditReceipt)
        return said


def receipt(number: str) -> CreditReceipt:
    return CreditReceipt(number, None, True, ())


def refusal(code: str) -> CreditReceipt:
    return CreditReceipt("XY-2", None, False, (FieldError(code, "校验码不正确"),))


def board(city: City, **asked: object) -> DeliveryBoard:
    query = DeliveryQuery.model_validate(asked)
    return city.look("regulator", lambda work: delivery_board.read_board(work, query))


def send(city: City, **answers: object) -> None:
    worker_on(city.engine, Side(**answers)).step()  # type: ignore[arg-type]


def test_what_is_open_stands_first_and_the_gravest_on_top(city: City) -> None:
    wrong = AUTHORITY[:-1] + "1"
    add_penalty(city, 1)
    add_penalty(city, 2, authority_uscc=wrong)
    add_penalty(city, 3)
    gone = CreditRejectedError(413, "too_large", "内容过大")
    send(city, n1=receipt("XY-1"), n2=refusal("CF_CFJGDM"), n3=gone)
    add_penalty(city, 4)
    seen = board(city)
    assert [line.state for line in seen.open] == ["refused", "dead", "queued"]
    assert [line.receipt_no for line in seen.items] == ["XY-1"]
    assert seen.counts == {"refused": 1, "dead": 1, "queued": 1, "acknowledged": 1}
    assert seen.outage is None
    [error] = seen.open[0].errors
    assert (error.code, error.field) == ("CF_CFJGDM", "authority_uscc")
    line = seen.items[0]
    assert (line.number, line.party) == ("惠市监处罚〔2026〕1号", "惠州市东江粮油有限公司")
    assert (line.penalty_kinds, line.fine_fen, line.attempts) == (["罚款"], 6_000_000, 1)


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({"q": "2026〕2号"}, [2]),
        ({"q": "XY-1"}, [1]),
        ({"q": "东江"}, [3, 2, 1]),
        ({"q": "禾坪里"}, [3, 2, 1]),  # by the name that the register has
        ({"q": "100%"}, []),
        ({"state": "acknowledged"}, [1]),
        ({"days": 1}, [3, 2, 1]),
        ({"state": "queued", "q": "无此"}, []),
    ],
)
def test_the_board_is_searched(
    sqlite_city: City, asked: dict[str, object], numbers: list[int]
) -> None:
    for number in (1, 2, 3):
        add_penalty(sqlite_city, number)
    down = CreditUnreachableError("down")
    send(sqlite_city, n1=receipt("XY-1"), n2=down, n3=down)
    seen = board(sqlite_city, **asked)
    found = sorted([line.number for line in [*seen.open, *seen.items]], reverse=True)
    assert found == [f"惠市监处罚〔2026〕{number}号" for number in numbers]


def test_an_outage_is_told_once_and_all_go_out_again(city: City) -> None:
    add_penalty(city, 1)
    add_penalty(city, 2)
    down = CreditUnreachableError("connection refused")
    worker_on(city.engine, Side(n1=down, n2=down), first_wait_s=3600.0).step()  # type: ignore[arg-type]
    outage = board(city).outage
    assert outage is not None
    assert (outage.waiting, outage.last_answer_at) == (2, None)
    assert (
        city.do(
            "regulator", lambda work: delivery_board.resend_all(work, DeliveryState.QUEUED)
        ).resent
        == 2
    )
    send(city, n1=receipt("XY-1"), n2=receipt("XY-2"))
    seen = board(city)
    assert (seen.outage, seen.open) == (None, [])
    assert {line.receipt_no for line in seen.items} == {"XY-1", "XY-2"}


def test_only_what_waits_or_was_given_up_goes_out_again(city: City) -> None:
    story = lambda work: delivery_board.resend_all(work, DeliveryState.REFUSED)  # noqa: E731
    refused("delivery.not_resendable", city.do, "regulator", story)
    refused("access.role", city.do, "mill", story)


def test_a_refusal_is_prepared_with_the_value_that_it_should_have(city: City) -> None:
    wrong = AUTHORITY[:-1] + "1"
    sent = add_penalty(city, 1, authority_uscc=wrong, authority_name="另一个机关")
    ours = add_penalty(city, 3, authority_uscc=wrong)
    whole = add_penalty(city, 2)
    send(city, n1=refusal("CF_CFJGDM"), n2=receipt("XY-9"), n3=refusal("CF_CFJGDM"))

    ids = [sent.id, whole.id, ours.id]
    found = city.look("regulator", lambda work: refusals.prepare_corrections(work, ids))
    assert set(found) == {sent.id, ours.id}
    assert found[ours.id].fields[0].proposed == city.actors["regulator"].uscc
    [field] = found[sent.id].fields
    assert (field.kept, field.proposed, field.last) == (wrong, AUTHORITY, "K")
    assert field.is_settable


def test_a_persons_number_is_in_no_correction(city: City) -> None:
    sent = add_penalty(city, 1, party_kind="自然人", person_id_kind="身份证", person_id_cipher="x")
    send(city, n1=refusal("CF_XDR_ZJHM"))
    found = city.look("regulator", lambda work: refusals.prepare_corrections(work, [sent.id]))
    [field] = found[sent.id].fields
    assert (field.is_secret, field.kept, field.proposed) == (True, "", "")
