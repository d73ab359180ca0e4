"""A mill prints from its own system: order, follow, fetch, void, and what a scan says then."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from label_printer.code_package import verify_package
from tests.factories import CODE_KEYS, City, hold, lift
from tests.label_printer.virtual_printers import VirtualPrinter, virtual_printer
from tests.label_shop import PATIENT
from tests.served import Person, served, signed_in
from traceability.app import build_house
from traceability.gateways.label_printers import PrinterSettingError, read_printers
from traceability.label_worker import run_label_jobs_once
from traceability.settings import Settings

KEYS = ",".join(key.hex() for key in CODE_KEYS)


@pytest.fixture
def printer(tmp_path: Path) -> Iterator[VirtualPrinter]:
    with virtual_printer(tmp_path / "roll", "tspl") as started:
        yield started


@pytest.fixture
def printers(printer: VirtualPrinter) -> str:
    return f"一号线=tcp://127.0.0.1:{printer.port}?language=tspl&dpi=203"


@pytest.fixture
def base(sqlite_city: City, tmp_path: Path, printers: str) -> Iterator[str]:
    with served(
        sqlite_city.engine, tmp_path, CODE_KEYS=KEYS, PRINTERS=printers, WORKER_IN_SERVE=False
    ) as address:
        yield address


@pytest.fixture
def mill(base: str) -> Iterator[Person]:
    with signed_in(base, "mill") as person:
        yield person


def read_symbols(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for page in document:
        picture = page.render(scale=203 / 72).to_pil()
        found += [one.text for one in zxingcpp.read_barcodes(picture)]
        page.close()
    document.close()
    return found


def verdict(address: str) -> tuple[int, str]:
    answer = httpx.get(address)
    return answer.status_code, answer.headers["X-Trace-Verdict"]


def events(mill: Person, job_id: str) -> Iterator[dict[str, Any]]:
    """Follow a job by server-sent events until the register closes the stream."""
    head = {"Accept": "text/event-stream"}
    path = f"/api/label-jobs/{job_id}/progress"
    with mill.http.stream("GET", path, headers=head, timeout=60) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        for line in stream.iter_lines():
            if line.startswith("data: "):
                yield json.loads(line.removeprefix("data: "))


def test_a_job_is_ordered_followed_printed_and_scanned(
    sqlite_city: City, base: str, mill: Person, printer: VirtualPrinter, tmp_path: Path,
    printers: str,
) -> None:  # fmt: skip
    city = sqlite_city
    _, _, bags = city.release_rice()
    known = mill.get("/api/printers").json()["items"]
    assert known == [
        {"name": "一号线", "language": "tspl", "dpi": 203, "is_busy": False, "waiting": 0}
    ]
    wanted = {
        "batch_id": str(bags.id), "count": 23, "is_serialised": True, "printer": "一号线",
        "has_first_article": True, "note": "夜班",
    }  # fmt: skip
    twice = [mill.post("/api/label-jobs", wanted, **{"Idempotency-Key": "k"}) for _ in range(2)]
    assert [answer.status_code for answer in twice] == [201, 201]
    assert twice[0].json() == twice[1].json()
    job = twice[0].json()["id"]
    settings = Settings(DATA_DIR=tmp_path, CODE_KEYS=KEYS, PRINTERS=printers, BASE_URL=base)
    house = build_house(settings, city.engine)
    assert run_label_jobs_once(house, pace=PATIENT) == 1
    [first] = printer.texts()
    assert first is not None
    assert verdict(first) == (200, "genuine")
    shown = mill.get(f"/api/label-jobs/{job}/progress").json()
    assert (shown["state"], shown["done"], shown["total"]) == ("first_article", 1, 23)
    wrong = mill.post(f"/api/label-jobs/{job}/first-article", {"scanned": "https://x.cn/"})
    assert wrong.status_code == 422
    mill.made(f"/api/label-jobs/{job}/first-article", {"scanned": first})
    assert run_label_jobs_once(house, pace=PATIENT) == 22
    told = list(events(mill, job))
    assert (told[-1]["state"], told[-1]["done"]) == ("done", 23)
    texts = [text for text in printer.texts() if text]
    assert len(set(texts)) == 23
    assert all(f"/01/{bags.gtin}/21/" in text for text in texts)
    short = texts[4].replace(f"/01/{bags.gtin}/21/", "/T/").lower().replace("/t/", "/T/")
    assert verdict(short) == verdict(texts[4]) == (200, "genuine")

    mill.made(f"/api/label-jobs/{job}/voids", {"codes": [texts[4]], "reason": "贴歪"})
    assert verdict(short) == verdict(texts[4]) == (404, "unknown")
    assert verdict(texts[5]) == (200, "genuine")
    again = mill.made(f"/api/label-jobs/{job}/reprints", {"first": 6, "last": 7, "reason": "卷边"})
    assert again["progress"]["total"] == 2
    assert run_label_jobs_once(house, pace=PATIENT) == 2
    assert printer.texts()[-2:] == texts[5:7]
    detail = mill.get(f"/api/label-jobs/{job}").json()
    assert (detail["reprinted"], detail["runs"][1]["reason"]) == (2, "卷边")
    assert detail["voids"][0]["first"] == 5


def test_events_tell_what_changes_until_the_job_is_over(
    sqlite_city: City, base: str, mill: Person
) -> None:
    _, _, bags = sqlite_city.release_rice()
    wanted = {"batch_id": str(bags.id), "count": 5, "printer": "一号线"}
    job = mill.made("/api/label-jobs", wanted)["id"]
    with signed_in(base, "mill") as watcher:
        following = events(watcher, job)
        assert next(following)["state"] == "queued"
        mill.made(f"/api/label-jobs/{job}/pause")
        assert [event["state"] for event in following] == ["paused"]
    mill.made(f"/api/label-jobs/{job}/resume")
    ended = mill.made(f"/api/label-jobs/{job}/cancel")["progress"]
    assert (ended["state"], ended["void"]) == ("cancelled", 5)
    assert [event["state"] for event in events(mill, job)] == ["cancelled"]


@pytest.mark.parametrize("stock", ["60x40", "a4-3x8"])
@pytest.mark.parametrize("is_serialised", [True, False])
def test_a_pdf_holds_every_label_that_is_not_void(
    sqlite_city: City, base: str, mill: Person, stock: str, is_serialised: bool
) -> None:
    _, _, bags = sqlite_city.release_rice()
    wanted = {"batch_id": str(bags.id), "count": 30, "stock": stock,
              "is_serialised": is_serialised}  # fmt: skip
    job = mill.made("/api/label-jobs", wanted)["id"]
    mill.made(f"/api/label-jobs/{job}/voids", {"first": 3, "last": 4, "reason": "x"})
    answer = mill.get(f"/api/label-jobs/{job}/file")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].endswith('.pdf"')
    texts = read_symbols(answer.content)
    assert len(texts) == 28
    assert len(set(texts)) == (28 if is_serialised else 1)
    assert verdict(texts[7]) == (200, "genuine")
    assert mill.get(f"/api/label-jobs/{job}/file").content[:5] == b"%PDF-"
    assert mill.get(f"/api/label-jobs/{job}").json()["progress"]["spans"][0]["state"] == "rendered"
    done = mill.made(f"/api/label-jobs/{job}/answer", {"last_seen": 30})
    assert done["progress"]["state"] == "done"


def test_pictures_come_in_a_zip(sqlite_city: City, base: str, mill: Person) -> None:
    _, _, bags = sqlite_city.release_rice()
    wanted = {"batch_id": str(bags.id), "count": 3, "is_serialised": True, "output": "png"}
    job = mill.made("/api/label-jobs", wanted)["id"]
    answer = mill.get(f"/api/label-jobs/{job}/file")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["0000001.png", "0000002.png", "0000003.png"]
        pictures = [Image.open(io.BytesIO(archive.read(name))) for name in archive.namelist()]
    texts = [zxingcpp.read_barcode(picture).text for picture in pictures]
    assert len(set(texts)) == 3
    assert {verdict(text) for text in texts} == {(200, "genuine")}


def test_a_code_package_can_be_checked_and_its_codes_resolve(
    sqlite_city: City, base: str, mill: Person, tmp_path: Path
) -> None:
    _, _, bags = sqlite_city.release_rice()
    wanted = {"batch_id": str(bags.id), "count": 12, "is_serialised": True, "output": "package"}
    job = mill.made("/api/label-jobs", wanted)
    path = tmp_path / "package.zip"
    path.write_bytes(mill.get(f"/api/label-jobs/{job['id']}/file").content)
    manifest = verify_package(path)
    codes = mill.get(f"/api/label-jobs/{job['id']}/codes").json()["items"]
    assert (manifest.count, manifest.first_code, manifest.last_code) == (12, codes[0], codes[-1])
    with zipfile.ZipFile(path) as archive:
        rows = archive.read("codes-0001.csv").decode("gb18030").splitlines()
    assert verdict(rows[5].rsplit(",", 1)[1]) == (200, "genuine")


def test_no_file_for_labels_that_may_not_go_out(sqlite_city: City, base: str, mill: Person) -> None:
    city = sqlite_city
    _, _, bags = city.release_rice()
    job = mill.made("/api/label-jobs", {"batch_id": str(bags.id), "count": 3})["id"]
    hold(city, bags.id)
    answer = mill.get(f"/api/label-jobs/{job}/file")
    assert (answer.status_code, answer.json()["code"]) == (422, "label.not_released")
    lift(city, bags.id)
    assert mill.get(f"/api/label-jobs/{job}/file").status_code == 200


REFUSED: tuple[tuple[dict[str, Any], str], ...] = (
    ({"printer": "二号线"}, "label.no_such_printer"),
    ({"printer": "tcp://10.0.0.1:9100"}, "label.no_such_printer"),
    ({"printer": "一号线", "stock": "a4-3x8"}, "label.sheet_on_a_roll_printer"),
    ({"stock": "napkin"}, "label.stock"),
    ({"stock": "40x30"}, "label.text"),
    ({"printer": "一号线", "output": "pdf"}, "input.invalid"),
    ({"output": "printer"}, "input.invalid"),
    ({"output": "package"}, "label.package_without_codes"),
    ({"has_first_article": True}, "input.invalid"),
    ({"count": 1_000_001}, "input.invalid"),
    ({"address": "tcp://x"}, "input.invalid"),
)


def test_an_order_that_cannot_be_printed_is_refused(
    sqlite_city: City, base: str, mill: Person
) -> None:
    _, _, bags = sqlite_city.release_rice()
    for more, code in REFUSED:
        answer = mill.post("/api/label-jobs", {"batch_id": str(bags.id), "count": 3} | more)
        assert (answer.status_code, answer.json()["code"]) == (422, code), more
    assert mill.get("/api/label-jobs").json()["items"] == []


@pytest.mark.parametrize(
    "said",
    [
        "a", "=tcp://h:9100", "a b=tcp://h:9100", "a=tcp://h:9100,a=tcp://h:9101",
        "a=tcp://h:9100?language=epl", "a=tcp://h:9100?dpi=72", "a=http://h", "a=tcp://h:port",
        "a=tcp://h:9100?timeout=soon",
    ],
)  # fmt: skip
def test_a_setting_that_names_no_printer_is_refused_at_the_start(said: str) -> None:
    with pytest.raises(PrinterSettingError, match="PRINTERS"):
        read_printers(said)


def test_printers_are_read_from_the_setting() -> None:
    found = read_printers(
        "甲=tcp://10.0.0.5:9100?language=zpl&dpi=300&answers=no , usb=/dev/usb/lp0?native=yes"
    )
    assert [(one.language, one.dpi, one.is_native) for one in found.values()] == [
        ("zpl", 300, False), ("tspl", 203, True),
    ]  # fmt: skip
    assert found["甲"].address == "tcp://10.0.0.5:9100?answers=no"
    assert found["usb"].address == "/dev/usb/lp0"
    assert read_printers("") == {}
