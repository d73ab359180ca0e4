"""From the shop to the authority and back: who sees a report, who answers, what the score gets."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlmodel import select

from tests.factories import ORIGIN, City
from tests.served import served, signed_in
from traceability.schemas.consumer_reports import ReportAnswerCreate
from traceability.services import consumer_reports
from traceability.storage.consumer_reports import EnterpriseReports, reports_of_enterprise
from traceability.storage.tables import PersonalLook

TOLD = {"kind": "fake", "words": "印刷模糊", "place": "惠城区某店", "contact": "0752-0000018"}
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def hand_in(base: str, **about: Any) -> str:
    """Hand a report in as a consumer does; give its receipt."""
    files = {"photo": ("x.png", about.pop("photo", b""), "image/png")}
    sent = httpx.post(f"{base}/report", data=TOLD | about, files=files)
    assert sent.status_code == 303, sent.text
    return sent.headers["location"]


def for_the_score(city: City, who: str = "mill") -> EnterpriseReports:
    org_id = city.actors[who].org_id
    return city.look("regulator", lambda w: reports_of_enterprise(w.session, org_id, ORIGIN))


def test_a_report_reaches_authority_and_maker_and_its_answer_the_consumer(
    city: City, tmp_path: Path
) -> None:
    _, _, bags = city.release_rice()
    with served(city.engine, tmp_path, REGISTER_ORIGIN=ORIGIN) as base:
        receipt = hand_in(base, gtin=bags.gtin, lot=bags.lot, photo=PIXEL)
        hand_in(base, lot="W00990101A")
        with (
            signed_in(base, "regulator") as regulator,
            signed_in(base, "mill") as mill,
            signed_in(base, "rival") as rival,
        ):
            listed = regulator.get("/api/consumer-reports").json()["items"]
            assert [one["lot"] for one in listed] == [bags.lot, "W00990101A"]
            report, stray = listed
            assert (report["enterprise_uscc"], report["has_contact"]) == (
                city.actors["mill"].uscc, True,
            )  # fmt: skip
            assert stray["enterprise_uscc"] is None
            address = f"/api/consumer-reports/{report['id']}"
            assert TOLD["contact"] not in regulator.get(address).text
            [seen] = mill.get("/api/consumer-reports").json()["items"]
            assert (seen["id"], seen["words"]) == (report["id"], TOLD["words"])
            for told in (seen, mill.get(address).json()):
                assert told["has_contact"] is None
                assert TOLD["contact"] not in str(told)
            for who in (regulator, mill):
                photo = who.get(f"{address}/photo")
                assert photo.headers["content-type"] == "image/jpeg"
                assert photo.content.startswith(b"\xff\xd8")
            assert regulator.get(f"/api/consumer-reports/{stray['id']}/photo").status_code == 404
            assert rival.get("/api/consumer-reports").json()["items"] == []
            assert rival.get(address).json()["code"] == "report.not_found"
            assert [one for one, _ in for_the_score(city).unanswered] == [UUID(report["id"])]
            answer = {"found_true": True, "words": "已查实，责令下架。"}
            made = regulator.post(f"{address}/answer", answer)
            assert made.status_code == 201, made.text
            again = regulator.post(f"{address}/answer", answer)
            assert again.json()["code"] == "report.answered_already"
            regulator.made(f"/api/consumer-reports/{stray['id']}/answer", answer)
            assert "已查实，责令下架。" in httpx.get(base + receipt).text
            waiting = regulator.get("/api/consumer-reports", answered="false").json()
            assert waiting == {"items": [], "next": None}
            [mine] = mill.get("/api/consumer-reports", answered="true").json()["items"]
            assert mine["answer"]["found_true"] is True
    known = for_the_score(city)
    assert [one for one, _ in known.upheld] == [UUID(report["id"])]
    assert known.unanswered == ()
    # The stray lot is nobody's: its upheld report counts against no one.
    assert for_the_score(city, "rival") == EnterpriseReports((), ())


def test_a_contact_is_opened_with_a_reason_and_the_look_is_recorded(
    city: City, tmp_path: Path
) -> None:
    with (
        served(city.engine, tmp_path, REGISTER_ORIGIN=ORIGIN) as base,
        signed_in(base, "regulator") as regulator,
        signed_in(base, "mill") as mill,
    ):
        hand_in(base)
        [report] = regulator.get("/api/consumer-reports").json()["items"]
        address, look = f"/api/consumer-reports/{report['id']}", {"reason": "回访核实购买地点"}
        assert TOLD["contact"] not in regulator.get(address).text
        assert mill.post(f"{address}/contact", look).status_code == 403
        assert regulator.post(f"{address}/contact", {}).status_code == 422
        nobody = f"/api/consumer-reports/{UUID(int=7)}/contact"
        assert regulator.post(nobody, look).status_code == 404
        assert regulator.made(f"{address}/contact", look)["contact"] == TOLD["contact"]
    looked = select(PersonalLook.record_id, PersonalLook.reason, PersonalLook.looked_by)
    assert city.look("regulator", lambda work: work.session.exec(looked).all()) == [
        (UUID(report["id"]), look["reason"], city.actors["regulator"].user_id)
    ]


def test_a_report_that_was_not_confirmed_counts_for_nothing(
    sqlite_city: City, tmp_path: Path
) -> None:
    city = sqlite_city
    _, _, bags = city.release_rice()
    with served(city.engine, tmp_path, REGISTER_ORIGIN=ORIGIN) as base:
        hand_in(base, gtin=bags.gtin, lot=bags.lot)
        hand_in(base, gtin=bags.gtin, lot=bags.lot)
    pages = []
    after: str | None = None
    while not pages or after:
        page = city.look("regulator", lambda w, at=after: consumer_reports.list_reports(w, at, 1))
        pages.append(page)
        after = page.next
    assert [len(page.items) for page in pages] == [1, 1]
    said = ReportAnswerCreate(found_true=False, words="送检合格。")
    first = pages[0].items[0].id
    city.do("regulator", lambda work: consumer_reports.answer_report(work, first, said))
    assert for_the_score(city).upheld == ()
    assert len(for_the_score(city).unanswered) == 1


@pytest.mark.parametrize("words", ["", "x" * 501, "a\x00b"])
def test_an_answer_is_bounded(words: str) -> None:
    with pytest.raises(ValueError, match="words"):
        ReportAnswerCreate(found_true=True, words=words)
