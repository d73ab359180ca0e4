from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import Engine, text

from consumer_web.app import create_public_app, is_public_path
from consumer_web.codes import CodeBook, group_code
from consumer_web.document import TraceDocument, TrustFacts
from consumer_web.settings import PublicSettings

LOT = b"/01/06974413020181/10/HP260928A"
GTIN = b"/01/06974413020181"


@pytest.fixture
def code(settings: PublicSettings) -> str:
    """A package code of job 7."""
    return CodeBook(settings.code_keys).issue(7, 12)


def body_verdict(page: str) -> str:
    return page.partition('<body data-verdict="')[2].partition('"')[0]


def test_every_address_of_a_batch_serves_the_same_page(
    published: Engine, ask: Any, code: str
) -> None:
    addresses = [
        LOT,
        LOT + b"/",
        b"/trace/06974413020181/HP260928A",
        b"/trace/6974413020181/HP260928A/",
    ]
    replies = [ask(address) for address in addresses]
    assert {reply.status for reply in replies} == {200}
    assert len({reply.body for reply in replies}) == 1
    assert {reply.headers["x-trace-verdict"] for reply in replies} == {"genuine"}
    for address in (b"/T/" + code.encode(), GTIN + b"/21/" + code.encode()):
        reply = ask(address)
        assert reply.headers["x-trace-verdict"] == body_verdict(reply.text) == "genuine"
        assert group_code(code) in reply.text
        assert "HP260928A" in reply.text
    assert group_code(code) not in replies[0].text
    assert "<!--" not in replies[0].text


def test_the_verdict_follows_standing_and_state_at_the_next_scan(
    published: Engine, ask: Any, samples: ModuleType, rows: ModuleType
) -> None:
    assert ask(LOT).headers["x-trace-verdict"] == "genuine"
    for standing, verdict in (
        ("warned", "genuine"),
        ("suspended", "held"),
        ("delisted", "delisted"),
    ):
        rows.publish_standing(published, standing, revision=2, reason="两批不合格")
        reply = ask(LOT)
        assert reply.headers["x-trace-verdict"] == body_verdict(reply.text) == verdict
        assert ask(LOT, accept="application/json").headers["x-trace-verdict"] == verdict


def test_a_new_revision_replaces_the_cached_page(
    published: Engine, ask: Any, samples: ModuleType, rows: ModuleType
) -> None:
    before = ask(LOT)
    changed = samples.rice_document(quantity=samples.w("2419 袋", "2419 bags"))
    rows.publish(published, changed, revision=2)
    after = ask(LOT)
    assert "2419 袋" in after.text
    assert after.headers["etag"] != before.headers["etag"]


def test_a_batch_short_of_its_grade_is_not_called_passed(
    published: Engine, ask: Any, samples: ModuleType, rows: ModuleType
) -> None:
    before = ask(LOT).text
    rows.publish(published, samples.below_grade_document())
    lot = b"/trace/06974413020181/HP261001B"
    page = ask(lot)
    assert page.headers["x-trace-verdict"] == body_verdict(page.text) == "genuine"
    assert "<h1>真码，安全合格，等级不符</h1>" in page.text
    assert "检验合格，还在保质期内" not in page.text
    english = ask(lot, query=b"lang=en").text
    assert "<h1>Real code. Safe, but below its grade.</h1>" in english
    for address in (lot, lot + b"/status"):
        told = json.loads(ask(address, accept="application/json").body)
        assert (told["verdict"], told["verdict_reason"]) == ("genuine", "below_grade")
    neighbour = ask(LOT).text
    assert "HP261001B：安全合格，等级不符" in neighbour
    assert neighbour != before
    rows.publish(published, samples.rice_document(lot="HP261001B"), revision=2)
    assert "HP261001B：检验合格" in ask(LOT).text


def test_a_page_becomes_expired_when_the_day_is_over(
    published: Engine, settings: PublicSettings, ask_app: Any
) -> None:
    day = [date(2027, 9, 27)]
    app = create_public_app(settings, published, lambda: day[0])
    assert ask_app(app, LOT).headers["x-trace-verdict"] == "genuine"
    day[0] += timedelta(days=1)
    assert ask_app(app, LOT).headers["x-trace-verdict"] == "expired"


def test_batches_from_before_a_delisting_stay_void_after_relisting(
    published: Engine, ask: Any, samples: ModuleType, rows: ModuleType
) -> None:
    void_before = datetime(2026, 11, 1, tzinfo=UTC)
    rows.publish_standing(published, "listed", void_before=void_before, revision=3)
    rows.publish(
        published,
        samples.rice_document(lot="HP261110A"),
        registered_at=void_before + timedelta(days=9),
    )
    assert ask(LOT).headers["x-trace-verdict"] == "delisted"
    reply = ask(b"/trace/06974413020181/HP261110A")
    assert reply.headers["x-trace-verdict"] == "genuine"
    assert "HP260928A：不再作保" in reply.text


def test_a_package_code_must_lie_in_the_range_of_its_job(
    published: Engine, ask: Any, settings: PublicSettings
) -> None:
    book = CodeBook(settings.code_keys)
    expected = {
        book.issue(7, 1): 200,
        book.issue(7, 100): 200,
        book.issue(7, 101): 404,
        book.issue(7, 0): 404,
        book.issue(8, 1): 404,
    }
    for code, status in expected.items():
        assert ask(b"/T/" + code.encode()).status == status
        assert ask(GTIN + b"/21/" + code.encode()).status == status


def test_a_package_code_under_another_product_or_lot_is_unknown(
    published: Engine, ask: Any, code: str
) -> None:
    for address in (
        f"/01/06974413031071/21/{code}",
        f"/01/06974413020181/10/OTHER/21/{code}",
        "/01/06974413020181/21/ABC123",
    ):
        reply = ask(address.encode())
        assert (reply.status, reply.headers["x-trace-verdict"]) == (404, "unknown")
    assert ask(LOT + b"/21/" + code.encode()).status == 200


def test_a_code_scanned_far_too_often_is_suspicious_and_its_neighbours_are_not(
    published: Engine,
    ask: Any,
    code: str,
    settings: PublicSettings,
    samples: ModuleType,
    rows: ModuleType,
) -> None:
    rows.suspect(published, code)
    reply = ask(b"/T/" + code.lower().encode())
    assert reply.headers["x-trace-verdict"] == body_verdict(reply.text) == "suspicious"
    assert "同一个码在 23 个城市被扫了 418 次。一袋米做不到。" in reply.text
    neighbour = CodeBook(settings.code_keys).issue(7, 13)
    assert ask(b"/T/" + neighbour.encode()).headers["x-trace-verdict"] == "genuine"
    assert ask(LOT).headers["x-trace-verdict"] == "genuine"
    facts = json.loads(ask(b"/T/" + code.encode(), accept="application/json").body)
    assert facts["code"]["scans"] == 418


def test_json_is_the_trace_document_with_the_verdict(
    published: Engine, ask: Any, samples: ModuleType, code: str, rows: ModuleType
) -> None:
    reply = ask(LOT, accept="application/json")
    facts = json.loads(reply.body)
    assert reply.headers["content-type"] == "application/json"
    assert facts["verdict"] == "genuine"
    assert facts["standing"]["standing"] == "listed"
    assert "code" not in facts
    assert facts["trust"] is None
    rows.publish_trust(published, samples.trust())
    for address in (LOT, GTIN, b"/T/" + code.encode()):
        trust = json.loads(ask(address, accept="application/json").body)["trust"]
        assert TrustFacts.model_validate(trust) == samples.trust()
    own = {name: facts[name] for name in TraceDocument.model_fields}
    assert TraceDocument.model_validate(own) == samples.rice_document()
    with_code = json.loads(ask(b"/T/" + code.encode(), query=b"format=json").body)
    assert with_code["code"] == {"code": code}


def test_unknown_is_404_and_says_the_same_for_every_code(published: Engine, ask: Any) -> None:
    replies = [
        ask(b"/01/06974413020181/10/NOSUCH1"),
        ask(b"/trace/06974413020181/NOSUCH2"),
        ask(b"/01/06974413039992/10/NOSUCH3"),
        ask(b"/product/06974413039992"),
    ]
    pages = set()
    for reply in replies:
        assert (reply.status, reply.headers["x-trace-verdict"]) == (404, "unknown")
        assert body_verdict(reply.text) == "unknown"
        echo = reply.text.split('<p class="sub lot">')[1].split("<")[0]
        assert len(echo) <= 16
        pages.add(reply.text.replace(echo, "…"))
    assert len(pages) == 1
    reply = ask(b"/01/06974413020181/10/NOSUCH1", accept="application/json")
    assert (reply.status, json.loads(reply.body)) == (404, {"verdict": "unknown"})


def test_unknown_echoes_nothing_but_the_folded_alphabet(published: Engine, ask: Any) -> None:
    reply = ask(b"/01/06974413020181/10/%3Cb%3Ex%22-1380013800012")
    assert reply.status == 404
    assert reply.text.split('<p class="sub lot">')[1].split("<")[0] == "BX-1380013800012"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        (b"/01/06974413020182/10/A", "gtin.check_digit"),
        (b"/01/123/10/A", "gtin.length"),
        (LOT + b"/foo", "path.stray_segment"),
        (b"/trace/06974413020182/A", "gtin.check_digit"),
        (b"/T/7K3M-9QWD-X2", "code.length"),
        (b"/T/7K3M9QWDX2HF58T!", "code.characters"),
        (b"/T/7K3M9QWDX2HF58TN", "code.check"),
    ],
)
def test_malformed_is_400_and_names_the_broken_rule(
    published: Engine, ask: Any, address: bytes, code: str
) -> None:
    problem = ask(address, accept="application/json")
    assert (problem.status, problem.headers["content-type"]) == (400, "application/problem+json")
    assert json.loads(problem.body)["code"] == code
    page = ask(address)
    assert (page.status, body_verdict(page.text)) == (400, "malformed")
    assert "这不说明东西是真是假" in page.text


def test_a_lot_with_a_percent_encoded_slash_is_read_once(
    published: Engine, ask: Any, samples: ModuleType, rows: ModuleType
) -> None:
    rows.publish(published, samples.rice_document(lot="A/B"))
    rows.publish(published, samples.rice_document(lot="%2F"))
    assert "<dd>A/B</dd>" in ask(b"/01/06974413020181/10/A%2FB").text
    assert "<dd>A/B</dd>" in ask(b"/trace/06974413020181/A%2fB").text
    assert "<dd>%2F</dd>" in ask(b"/01/06974413020181/10/%252F").text
    assert ask(b"/01/06974413020181/10/A/B").status == 400
    assert '/trace/06974413020181/A%2FB?lang=zh"' in ask(LOT).text


def test_the_forms_of_the_home_page_lead_to_the_page(
    published: Engine, ask: Any, code: str
) -> None:
    home = ask(b"/")
    assert (home.status, body_verdict(home.text)) == (200, "home")
    cases = {
        f"code={group_code(code).lower()}&lang=en": f"/T/{code}?lang=en",
        "gtin=6974413020181&lot=hp260928a": "/trace/06974413020181/HP260928A?lang=zh",
        "gtin=697441302+0181&lot=": "/product/06974413020181?lang=zh",
        "gtin=6974413020181&lot=A%2FB": "/trace/06974413020181/A%2FB?lang=zh",
    }
    for query, location in cases.items():
        reply = ask(b"/", query=query.encode())
        assert (reply.status, reply.headers["location"]) == (303, location)
    for query in ("code=ABC", "gtin=123&lot=A"):
        assert ask(b"/", query=query.encode()).status == 400
    assert ask(b"/", query=b"code=++").status == 200


def test_a_product_without_a_lot_asks_for_the_lot(
    published: Engine, ask: Any, samples: ModuleType, rows: ModuleType
) -> None:
    for address in (GTIN, b"/product/06974413020181", b"/01/06974413020181/22/V1"):
        reply = ask(address)
        assert (reply.status, body_verdict(reply.text)) == (200, "product")
        assert "x-trace-verdict" not in reply.headers
        assert "HP260928A：检验合格" in reply.text
    rows.publish_standing(published, "delisted", revision=2)
    reply = ask(GTIN)
    assert reply.headers["x-trace-verdict"] == body_verdict(reply.text) == "delisted"
    assert json.loads(ask(GTIN, accept="application/json").body)["verdict"] == "delisted"


def test_a_stray_address_is_404_with_the_form(ask: Any) -> None:
    for path in (b"/nowhere", b"/trace/06974413020181", b"/00/106141412345678908"):
        reply = ask(path)
        assert (reply.status, body_verdict(reply.text)) == (404, "home")
        problem = ask(path, accept="application/json")
        assert (problem.status, json.loads(problem.body)["code"]) == (404, "path.not_found")


def test_the_status_of_a_lot_is_small_json(published: Engine, ask: Any) -> None:
    reply = ask(b"/trace/06974413020181/HP260928A/status")
    assert json.loads(reply.body)["verdict"] == "genuine"
    assert ask(b"/trace/06974413020181/NO/status").status == 404
    assert ask(b"/trace/06974413020182/NO/status").status == 400


def test_a_database_that_does_not_answer_is_503_and_says_nothing_about_the_product(
    engine: Engine, ask: Any
) -> None:
    with engine.begin() as connection:
        connection.execute(text("drop table trace_document"))
    reply = ask(LOT)
    assert (reply.status, reply.headers["cache-control"]) == (503, "no-store")
    assert "etag" not in reply.headers
    assert "这不说明东西是真是假" in reply.text


def test_the_public_face_knows_its_own_addresses() -> None:
    for path in (b"/", LOT, b"/T/X", b"/trace/a/b", b"/product/a", b"/.well-known/gs1resolver"):
        assert is_public_path(path)
    for path in (b"/api/batches", b"/console/", b"/01"):
        assert not is_public_path(path)


def test_two_registers_may_publish_the_same_lot_and_ours_comes_first(
    published: Engine,
    make_ask: Callable[..., Any],
    settings: PublicSettings,
    samples: ModuleType,
    rows: ModuleType,
) -> None:
    rows.publish_standing(published, "delisted", origin="other")
    rows.publish(published, samples.rice_document(origin="other"))
    assert make_ask(settings)(LOT).headers["x-trace-verdict"] == "genuine"
    elsewhere = make_ask(replace(settings, origin="other"))
    assert elsewhere(LOT).headers["x-trace-verdict"] == "delisted"
