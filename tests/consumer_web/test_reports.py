"""A consumer reports something: it arrives, is bounded, and leaves no trace of who sent it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from types import ModuleType
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import Engine, select
from sqlmodel import Session

from consumer_web.alone import AloneApp
from consumer_web.app import create_public_app
from consumer_web.codes import ALPHABET, CodeError
from consumer_web.contacts import find_public_key, open_contact, seal_contact
from consumer_web.photos import LARGEST_PHOTO, LONGEST_EDGE, PhotoError, redraw_photo
from consumer_web.receipts import fold_receipt, group_receipt, hash_receipt, make_receipt
from consumer_web.report_limits import MOST_A_DAY, MOST_FROM_ALL, ReportLimits
from consumer_web.report_words import KINDS, get_report_words
from consumer_web.settings import PublicSettings
from consumer_web.tables import ConsumerPhoto, ConsumerReport, PublishedAnswer
from tests.registers import open_register
from tests.served import served_app

CODE_KEY = bytes(range(32))
PRIVATE = bytes(range(1, 33))
GOOD = {"kind": "spoiled", "words": "有哈喇味", "place": "惠城区惠佳粮油店"}
LOT = {"gtin": "06974413020181", "lot": "HP260928A"}


def picture(kind: str = "JPEG", size: tuple[int, int] = (2400, 1200), **more: Any) -> bytes:
    file = BytesIO()
    Image.effect_noise(size, 64).convert("RGB").save(file, kind, **more)
    return file.getvalue()


@pytest.fixture
def database(database_url: str, samples: ModuleType, rows: ModuleType) -> Iterator[Engine]:
    engine = open_register(database_url)
    rows.publish_standing(engine)
    rows.publish(engine, samples.rice_document())
    rows.publish_codes(engine, job_no=7)
    yield engine
    engine.dispose()


@pytest.fixture
def site(database: Engine, samples: ModuleType) -> Iterator[httpx.Client]:
    settings = PublicSettings(
        code_keys=(CODE_KEY,), contact_public_key=find_public_key(PRIVATE), region="441300"
    )
    app = create_public_app(settings, database, lambda: samples.TODAY, database)
    with served_app(app) as base, httpx.Client(base_url=base, timeout=30) as client:
        yield client


def send(site: httpx.Client, photo: bytes | None = None, **fields: str) -> httpx.Response:
    files = {"photo": ("IMG_1.jpg", photo or b"", "image/jpeg")}
    return site.post("/report", data=GOOD | LOT | fields, files=files)


def kept(database: Engine) -> list[ConsumerReport]:
    with Session(database) as session:
        return list(session.scalars(select(ConsumerReport)))


def headline(page: str) -> str:
    return re.findall("<h1>(.*?)</h1>", page)[0]


def test_from_the_page_to_the_answer(site: httpx.Client, database: Engine, rows: Any) -> None:
    page = site.get("/trace/06974413020181/HP260928A").text
    address = re.findall('href="(/report[^"]*)"', page)[0].replace("&amp;", "&")
    form = site.get(address).text
    assert "这是批号" not in form
    assert "说的是批号 HP260928A" in form
    exif = Image.Exif()
    exif[0x010F] = "SECRET-CAMERA"
    sent = send(site, picture(exif=exif), contact="0752-0000018")
    assert sent.status_code == 303
    receipt = sent.headers["location"].removeprefix("/report/").partition("?")[0]
    waiting = site.get(sent.headers["location"])
    assert headline(waiting.text) == "已经收到"
    assert group_receipt(receipt) in waiting.text
    assert waiting.headers["cache-control"] == "private, no-store"
    for hidden in ("哈喇", "惠佳", "0752"):
        assert hidden not in waiting.text

    [report] = kept(database)
    assert (report.kind, report.words, report.place) == tuple(GOOD.values())
    assert (report.uscc, report.lot, report.code) == (rows.USCC, "HP260928A", None)
    assert report.contact_sealed is not None
    assert b"0752" not in report.contact_sealed
    assert open_contact(report.contact_sealed, (bytes(32), PRIVATE)) == "0752-0000018"
    assert report.receipt_hash == hash_receipt(receipt)
    with Session(database) as session:
        jpeg = session.scalars(select(ConsumerPhoto)).one().jpeg
        with Image.open(BytesIO(jpeg)) as drawn:
            assert (drawn.format, drawn.size) == ("JPEG", (1600, 800))
            assert not drawn.getexif()
        assert b"SECRET-CAMERA" not in jpeg
        answer = PublishedAnswer(
            report_id=report.id, origin="local", found_true=True, words="已责令下架。",
            published_at=rows.NOW,
        )  # fmt: skip
        session.add(answer)
        session.commit()
    typed = site.get("/report", params={"receipt": group_receipt(receipt).lower()})
    assert typed.headers["location"] == f"/report/{receipt}?lang=zh"
    answered = site.get(f"/report/{receipt}", headers={"Accept-Language": "zh"}).text
    assert headline(answered) == "反映属实"
    assert "已责令下架。" in answered


@pytest.mark.parametrize(
    ("changes", "status", "fault"),
    [
        ({"kind": ""}, 422, "missing.kind"),
        ({"kind": "<b>"}, 422, "missing.kind"),
        ({"words": "  "}, 422, "missing.words"),
        ({"place": ""}, 422, "missing.place"),
        ({"code": "7K3M"}, 422, "code.length"),
        ({"code": "7K3M-9QWD-X2HF-58TU"}, 422, "code.characters"),
        ({"code": "7K3M-9QWD-X2HF-58TZ"}, 422, "code.check"),
        ({"photo": b"GIF89a"}, 422, "photo.unreadable"),
        ({"photo": picture()[:5000]}, 422, "photo.unreadable"),
        ({"photo": bytes(LARGEST_PHOTO + 1)}, 422, "photo.too_large"),
        ({"photo": bytes(LARGEST_PHOTO + 90_000)}, 413, "form.too_large"),
    ],
)
def test_a_form_that_is_not_taken_says_why_and_keeps_what_was_typed(
    site: httpx.Client, database: Engine, changes: Any, status: int, fault: str
) -> None:
    reply = send(site, **changes)
    assert reply.status_code == status
    assert get_report_words("zh")[fault] in reply.text
    assert headline(reply.text) == "还没有交上去"
    if status == 422 and "place" not in changes:
        assert 'value="惠城区惠佳粮油店"' in reply.text
    assert kept(database) == []


def test_what_was_typed_comes_back_escaped(site: httpx.Client) -> None:
    reply = send(site, kind="", words="</textarea><script>alert(1)</script>", place='"><img src=x>')
    assert "<script" not in reply.text
    assert "<img" not in reply.text
    assert site.get("/report", params={"gtin": '"><b>', "lot": "<i>"}).text.count("<b>") == 0


def test_a_lot_is_looked_up_and_not_believed(
    site: httpx.Client, database: Engine, rows: Any, package_code: str
) -> None:
    send(site, gtin="06974413020181", lot="NO-SUCH")
    send(site, gtin="x", lot="")
    send(site, gtin="", lot="", code=package_code.lower())
    unknown, nothing, package = kept(database)
    assert (unknown.lot, unknown.uscc) == ("NO-SUCH", None)
    assert (nothing.gtin, nothing.uscc) == ("x", None)
    assert (package.code, package.lot, package.uscc) == (package_code, "HP260928A", rows.USCC)


def test_a_machine_that_fills_every_field_is_thanked_and_forgotten(
    site: httpx.Client, database: Engine
) -> None:
    reply = send(site, website="https://spam.example")
    assert reply.status_code == 303
    assert site.get(reply.headers["location"]).status_code == 404
    assert kept(database) == []


def test_one_address_sends_only_so_many_a_day(site: httpx.Client, database: Engine) -> None:
    states = [send(site).status_code for _ in range(MOST_A_DAY + 1)]
    assert states == [303] * MOST_A_DAY + [429]
    assert len(kept(database)) == MOST_A_DAY


def test_behind_a_proxy_each_address_counts_for_itself(
    database: Engine, samples: ModuleType
) -> None:
    public = create_public_app(PublicSettings(), database, lambda: samples.TODAY, database)

    async def ask() -> list[int]:
        states = []
        for proxy, consumer in (
            *[("10.0.0.9", f"192.0.2.{n}") for n in range(MOST_A_DAY + 1)],
            *[("203.0.113.5", f"192.0.2.{n}") for n in range(MOST_A_DAY + 1)],
        ):
            alone = httpx.ASGITransport(app, client=(proxy, 1))
            async with httpx.AsyncClient(transport=alone, base_url="http://x") as client:
                sent = await client.post(
                    "/report", data=GOOD | LOT, headers={"X-Forwarded-For": consumer}
                )
                states.append(sent.status_code)
        return states

    app = AloneApp(public, database, trusted_proxies="10.0.0.9")
    trusted = [303] * (MOST_A_DAY + 1)
    stranger = [303] * MOST_A_DAY + [429]  # what he says of himself is not believed
    assert asyncio.run(ask()) == trusted + stranger


def test_other_ways_in_are_shut(site: httpx.Client, database: Engine) -> None:
    elsewhere = site.post("/report", data=GOOD, headers={"Sec-Fetch-Site": "cross-site"})
    assert elsewhere.status_code == 403
    for content, kind in (
        (b"", "multipart/form-data"),
        (b"junk", "multipart/form-data; boundary=x"),
        (b"--x\r\n" * 50, "multipart/form-data; boundary=x"),
        (b"{}", "application/json"),
        (b"kind=spoiled&words=%ff", "application/x-www-form-urlencoded"),
    ):
        reply = site.post("/report", content=content, headers={"Content-Type": kind})
        assert reply.status_code in {400, 422}, (content, reply.text)
    for receipt, status in (("7K3M", 400), (make_receipt(), 404), ("%00%ff", 400), ("a/b", 400)):
        assert site.get(f"/report/{receipt}").status_code == status
    assert site.put("/report").status_code == 405
    assert kept(database) == []


def test_where_nothing_may_be_written_no_form_is_offered(published: Engine, ask: Any) -> None:
    assert "/report" not in ask(b"/trace/06974413020181/HP260928A").text
    assert ask(b"/report").status == 404
    assert ask(b"/report", "POST").status == 405


def test_an_address_counts_for_a_day_and_is_kept_nowhere() -> None:
    day = [date(2026, 11, 24)]
    limits = ReportLimits(lambda: day[0])
    assert [limits.allow("192.0.2.1") for _ in range(MOST_A_DAY + 1)][-2:] == [True, False]
    assert limits.allow("192.0.2.2")
    assert [limits.allow(f"2001:db8::{n}") for n in range(MOST_A_DAY + 1)][-1] is False
    assert limits.allow("2001:db8:0:1::1")
    assert limits.allow("no address")
    assert b"192.0.2" not in repr(vars(limits)).encode()
    day[0] = date(2026, 11, 25)
    assert limits.allow("192.0.2.1")
    assert sum(limits.allow(f"10.0.{n // 250}.{n % 250}") for n in range(MOST_FROM_ALL + 9)) == (
        MOST_FROM_ALL - 1
    )


@given(st.data())
def test_a_receipt_survives_reading_aloud_and_one_wrong_character_is_noticed(data: Any) -> None:
    receipt = make_receipt()
    assert fold_receipt(group_receipt(receipt).lower().replace("0", "o")) == receipt
    at = data.draw(st.integers(0, 11))
    other = data.draw(st.sampled_from([c for c in ALPHABET if c != receipt[at]]))
    with pytest.raises(CodeError, match=r"code\.check"):
        fold_receipt(receipt[:at] + other + receipt[at + 1 :])


@given(st.text(max_size=60))
def test_only_the_private_key_opens_a_contact(contact: str) -> None:
    sealed = seal_contact(contact, find_public_key(PRIVATE))
    assert open_contact(sealed, (PRIVATE,)) == contact
    stranger = X25519PrivateKey.generate().private_bytes_raw()
    assert open_contact(sealed, (stranger,)) is None
    assert open_contact(sealed[:-1], (PRIVATE,)) is None


@given(st.binary(max_size=400))
def test_a_file_that_is_no_photo_is_refused_whatever_it_is(junk: bytes) -> None:
    for sent in (junk, b"\xff\xd8\xff\xe0" + junk, b"\x89PNG\r\n\x1a\n" + junk):
        with pytest.raises(PhotoError):
            redraw_photo(sent)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_drawn_anew_upright_and_small(kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # taken with the phone held upright
    drawn = redraw_photo(picture(kind, (800, 400), exif=exif))
    with Image.open(BytesIO(drawn)) as opened:
        assert opened.size == (400, 800)
        assert max(opened.size) <= LONGEST_EDGE


def test_a_picture_bomb_is_refused_before_it_is_unpacked() -> None:
    file = BytesIO()
    Image.new("1", (30_000, 30_000)).save(file, "PNG")
    with pytest.raises(PhotoError, match=r"photo\."):
        redraw_photo(file.getvalue())


def test_every_kind_has_words_in_both_languages() -> None:
    assert all(zh and en for zh, en in KINDS.values())
