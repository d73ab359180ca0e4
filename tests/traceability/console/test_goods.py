"""An enterprise's pages over HTTP: lists that hold their state, mistakes that cost nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from io import BytesIO
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from reportlab.pdfgen.canvas import Canvas
from sqlmodel import Session, select

from tests.factories import PASSWORD, City, hold, intake
from tests.registers import Templates
from tests.served import served
from traceability.domain.access import system_actor
from traceability.schemas.batches import BatchPublic
from traceability.services import limits
from traceability.storage.tables import EventParty


@dataclass
class Mill:
    """A rice mill with paddy in stock, behind a real server."""

    base: str
    city: City
    bags: BatchPublic
    product_id: UUID


@pytest.fixture(scope="module")
def mill(sqlite_templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mill]:
    """Serve a mill that has made rice once and has paddy for more; one lot of it is held."""
    folder: Path = tmp_path_factory.mktemp("goods")
    with sqlite_templates.opened_in(folder) as city:
        city.add_site("mill")
        bags = city.release_rice()[2]
        for lot, tonnes in (("G-OLD", "6"), ("G-NEW", "9"), ("G-HELD", "4")):
            paddy = city.add_batch(lot=lot, quantity=tonnes)
            city.record("mill", intake(paddy.id, tonnes))
            if lot == "G-HELD":
                hold(city, paddy.id)
        assert bags.product_id is not None
        with served(city.engine, folder) as base:
            yield Mill(base, city, bags, bags.product_id)


class Desk:
    """Somebody signed in, who reads pages and sends their forms."""

    def __init__(self, base: str, username: str, language: str = "zh-CN") -> None:
        headers = {"Accept-Language": language}
        self.http = httpx.Client(base_url=base, follow_redirects=True, timeout=30, headers=headers)
        self.http.post("/console/login", data={"username": username, "password": PASSWORD})

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def get(self, path: str) -> httpx.Response:
        """Read a page."""
        return self.http.get(path)

    def fields(self, page: httpx.Response, action: str) -> dict[str, str]:
        """Give the fields of the form with an action, as a browser would send them."""
        form = re.search(
            rf'<form[^>]*method="post"[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>',
            page.text,
            re.DOTALL,
        )
        assert form, page.text[:2000]
        found: dict[str, str] = {}
        for tag in re.findall(r"<input[^>]*>", form[1]):
            name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
            is_box = 'type="checkbox"' in tag and "checked" not in tag
            if name and 'type="file"' not in tag and not is_box:
                found[name[1]] = unescape(value[1]) if value else ""
        for name, options in re.findall(
            r'<select id="[^"]+" name="([^"]+)">(.*?)</select>', form[1], re.DOTALL
        ):
            chosen = re.search(r'value="([^"]*)" selected', options) or re.search(
                r'value="([^"]*)"', options
            )
            found[name] = unescape(chosen[1]) if chosen else ""
        return found

    def send(self, page: httpx.Response, action: str, **said: str) -> httpx.Response:
        """Send a form of a page with some fields changed."""
        return self.http.post(unescape(action), data=self.fields(page, action) | said)


@pytest.fixture
def desk(mill: Mill) -> Iterator[Desk]:
    with Desk(mill.base, "mill") as opened:
        yield opened


def start(desk: Desk, mill: Mill, **said: str) -> httpx.Response:
    """Begin the next lot of rice."""
    page = desk.get(f"/console/batches/new?copy={mill.bags.id}")
    return desk.send(page, f"/console/batches/new?product={mill.product_id}", **said)


def batch_of(answer: httpx.Response) -> str:
    """Give the id in the address of a lot's page."""
    found = re.search(r"/console/batches/([0-9a-f-]{36})", str(answer.url))
    assert found, answer.text[:3000]
    return found[1]


def test_the_next_lot_is_a_copy_and_its_raw_lots_are_the_oldest(desk: Desk, mill: Mill) -> None:
    page = desk.get(f"/console/batches/new?copy={mill.bags.id}")
    today = datetime.now(UTC)
    assert f'value="L{today:%Y%m%d}-01"' in page.text
    assert page.text.index("G-OLD") < page.text.index("G-NEW") < page.text.index("G-HELD")
    assert "核查，不能用" in page.text
    fields = desk.fields(page, f"/console/batches/new?product={mill.product_id}")
    assert [v for n, v in fields.items() if n.startswith("use.") and v] == ["6000", "9000"]
    assert "最多做 1,980 件" in page.text  # 15 t of paddy give 9.9 t of rice


def test_a_lot_goes_its_whole_way_and_a_mistake_is_taken_back(desk: Desk, mill: Mill) -> None:
    begun = start(desk, mill, quantity="1,000")
    batch = batch_of(begun)
    assert "7,576 kg 已扣用" in begun.text
    undone = desk.send(begun, f"/console/batches/{batch}/undo")
    assert "已撤销，原来那条留着" in undone.text
    assert "记生产用料" in undone.text
    raws = desk.get(f"/console/batches/{batch}/raws")
    again = desk.send(raws, f"/console/batches/{batch}/raws", then="next")
    assert "记下包装，去上传检验报告" in again.text  # labels come after the release
    packed = desk.send(again, f"/console/batches/{batch}/pack", then="only", count="９９０")
    assert "包装赋码已记下" in packed.text
    assert "放行还差" in packed.text
    assert "出厂检验报告" in packed.text
    mill.city.inspect(
        UUID(batch), sampled_on=datetime.now(UTC).date(), reported_on=datetime.now(UTC).date()
    )
    ready = desk.get(f"/console/batches/{batch}")
    released = desk.send(ready, f"/console/batches/{batch}/release")
    assert "已放行，扫码显示真品" in released.text
    sent = desk.send(
        released, f"/console/batches/{batch}/events/new", amount="100", to_name="城南粮店", to=""
    )
    assert "发给 城南粮店" in sent.text
    school = mill.city.actors["canteen"]
    page = desk.get(f"/console/batches/{batch}")
    assert f'<option value="{school.org_name}">' in page.text  # never served before, and offered
    told = desk.send(
        page, f"/console/batches/{batch}/events/new", amount="20", to_name=school.org_name
    )
    assert f"发给 {school.org_name}" in told.text
    with Session(mill.city.engine) as session:  # as the canteen itself, not as an outsider
        party = session.exec(
            select(EventParty).where(EventParty.organization_id == school.org_id)
        ).first()
    assert party is not None
    again = desk.get(f"/console/batches/{batch}")
    to = re.search(r'<select id="to".*?</select>', again.text, re.DOTALL)
    assert to
    assert school.org_name in to[0]
    assert "selected" not in to[0].replace('value="" selected', "")  # nobody beforehand
    nobody = desk.send(again, f"/console/batches/{batch}/events/new", amount="20")
    assert nobody.status_code == 422
    too_much = desk.send(sent, f"/console/batches/{batch}/events/new", amount="5000", to_name="x")
    assert too_much.status_code == 422
    assert 'value="5000"' in too_much.text


def test_a_number_that_is_taken_is_mended_with_one_tap(desk: Desk, mill: Mill) -> None:
    refused = start(desk, mill, lot=mill.bags.lot, quantity="10")
    assert refused.status_code == 422
    assert "已有批号" in refused.text
    fix = re.search(r'name="use_lot" value="([^"]+)"', refused.text)
    assert fix
    mended = desk.send(refused, f"/console/batches/new?product={mill.product_id}", use_lot=fix[1])
    assert fix[1] in mended.text
    batch_of(mended)


def test_too_much_is_refused_with_what_is_possible(desk: Desk, mill: Mill) -> None:
    refused = start(desk, mill, quantity="26000")
    assert refused.status_code == 422
    assert re.search(r"最多做 \d+ 件", refused.text)
    assert 'value="26000"' in refused.text
    assert re.search(r'name="use_quantity" value="\d+"', refused.text)


def test_a_raw_lot_is_added_by_its_number_and_amounts_are_typed(desk: Desk, mill: Mill) -> None:
    taken = mill.city.add_batch(lot="BULK-1", material="rice_indica", name="散米", quantity="1")
    mill.city.record("mill", {"step": "raw_intake", "lines": [
        {"batch_id": taken.id, "amount": "1", "unit": "t"}]})  # fmt: skip
    page = desk.get(f"/console/batches/new?product={mill.product_id}")
    action = f"/console/batches/new?product={mill.product_id}"
    added = desk.send(page, action, then="add", raw_code="bulk-1")
    assert f'name="use.{taken.id}" value="1000"' in added.text
    unknown = desk.send(page, action, then="add", raw_code="NO-SUCH")
    assert "没有找到这个码或批号" in unknown.text
    fields = {n: "" for n in desk.fields(added, action) if n.startswith("use.")}
    fields |= {f"use.{taken.id}": "50", "quantity": "10", "lot": "HAND-1", "first_in": ""}
    made = desk.send(added, action, **fields)
    assert "1 批原料共 50 kg" in made.text


def test_raw_material_comes_in(desk: Desk) -> None:
    page = desk.get("/console/batches/intake")
    action = "/console/batches/intake"
    refused = desk.send(page, action, material="paddy_indica", lot="g 1", amount="abc")
    assert refused.status_code == 422
    assert 'value="g 1"' in refused.text
    done = desk.send(
        page, action, material="paddy_indica", lot="g-1", amount="2,000", supplier="老王"
    )
    assert "原料 G-1 已入库" in done.text
    assert "2,000 kg" in done.text


def test_a_lot_is_held_and_freed_and_recalled_with_its_number(desk: Desk, mill: Mill) -> None:
    bags = mill.city.release_rice()[2]
    address = f"/console/batches/{bags.id}/stop"
    page = desk.get(f"{address}?what=hold")
    held = desk.send(page, address, reason="包装破损")
    assert "已封存" in held.text
    assert "封存：包装破损" in held.text
    freed = desk.send(desk.get(f"{address}?what=lift"), address, reason="查清")
    assert "已解除封存" in freed.text
    page = desk.get(f"{address}?what=recall")
    assert desk.send(page, address, reason="异味", typed_lot="X").status_code == 422
    recalled = desk.send(page, address, reason="异味", typed_lot=bags.lot.lower())
    assert "召回：异味" in recalled.text


def test_lists_hold_their_state_in_the_address(desk: Desk, mill: Mill) -> None:
    for path in ("batches", "batches?kind=raw", "events", "products", "sites", "inspections"):
        page = desk.get(f"/console/{path}")
        assert page.status_code == 200, path
    found = desk.get(f"/console/batches?q={mill.bags.lot}&status=released")
    assert mill.bags.lot in found.text
    assert mill.bags.lot not in desk.get("/console/batches?status=recalled&q=NOTHING").text
    sheet = desk.get(f"/console/batches.csv?q={mill.bags.lot}")
    assert mill.bags.lot in sheet.content.decode("utf-8-sig")
    assert "G-OLD" in desk.get("/console/batches?kind=raw").text


def test_the_picture_of_a_lineage_leads_on(desk: Desk, mill: Mill) -> None:
    page = desk.get(f"/console/batches/{mill.bags.id}/lineage?direction=back&depth=1")
    links = re.findall(r'<a href="(/console/batches/[^"]+/lineage)" aria-label', page.text)
    assert len(links) == 1
    assert desk.get(links[0]).status_code == 200
    whole = desk.get(f"/console/batches/{mill.bags.id}/lineage")
    assert whole.text.count('class="box') == 3


def test_products_and_places_are_registered(desk: Desk) -> None:
    page = desk.get("/console/products/new")
    said = {"name": "禾坪里 香米", "gtin": "6970000009999", "food_category": "rice_indica",
            "net_content": "10", "shelf_life": "12"}  # fmt: skip
    refused = desk.send(page, "/console/products/new", **said)
    assert refused.status_code == 422
    assert 'value="禾坪里 香米"' in refused.text
    made = desk.send(page, "/console/products/new", **said | {"gtin": "6970000009997"})
    assert "等监管部门批准" in made.text
    site = desk.send(desk.get("/console/sites"), "/console/sites", name="三号仓", district="博罗县")
    assert "三号仓" in site.text


def test_the_first_hour_knows_what_is_done(mill: Mill) -> None:
    with Desk(mill.base, "mill") as old, Desk(mill.base, "rival") as new:
        done = old.get("/console/help/first-hour")
        nothing = new.get("/console/help/first-hour")
    assert done.text.count("已完成") == 3  # product, lot and report; licence and label are not
    assert nothing.text.count("已完成") == 0
    assert "/console/products/new" in nothing.text
    assert (
        nothing.text.count("等第 2 步：先登记产品") == 3
    )  # no step leads to a form without a word
    assert "/console/inspections/new" not in nothing.text


def test_nothing_to_object_to_is_said(mill: Mill) -> None:
    with Desk(mill.base, "rival") as new:
        page = new.get("/console/credit/objections/new")
    assert "现在没有可以提异议的处罚、决定或扣分" in page.text
    assert "提交异议" not in page.text


def test_the_home_is_a_list_of_what_waits(desk: Desk, mill: Mill) -> None:
    draft = mill.city.make_rice()[2]
    home = desk.get("/console")
    assert f"{draft.lot} 还没有检验报告" in home.text
    assert f"/console/inspections/new?batch={draft.id}" in home.text
    assert "再做一批" in home.text
    with Desk(mill.base, "mill", "en") as english:
        assert f"{draft.lot}: no test report" in english.get("/console").text


def test_what_is_held_is_found_raw_or_packed(desk: Desk, mill: Mill) -> None:
    raw = mill.city.add_batch()
    hold(mill.city, raw.id)
    assert raw.lot in desk.get("/console/batches?status=held").text
    assert raw.lot not in desk.get("/console/batches?status=held&kind=packed").text


def test_the_menu_counts_what_is_open(desk: Desk) -> None:
    page = desk.get("/console/products").text
    assert re.search(r'href="/console/batches"[^>]*>[^<]+ <span class="open">[1-9]', page)
    assert not re.search(r'href="/console/sites"[^>]*>[^<]+ <span class="open">', page)


PAGES = (
    "batches/new", "batches/intake", "events", "events/scan", "products",
    "products/new", "sites", "inspections/new", "help/first-hour",
)  # fmt: skip


@pytest.mark.parametrize("username", ["canteen", "lab", "regulator", "admin"])
def test_other_roles_are_refused(mill: Mill, username: str) -> None:
    lot = f"batches/{mill.bags.id}"
    own = (*PAGES, f"{lot}/raws", f"{lot}/events/new", f"products/{mill.product_id}/again")
    sees = 200 if username == "regulator" else 403
    with Desk(mill.base, username) as other:
        for path in own:
            assert other.get(f"/console/{path}").status_code == 403, path
        for path in (
            lot, f"{lot}/lineage", f"{lot}/stop?what=hold", "batches", "batches.csv",
            f"products/{mill.product_id}",
        ):  # fmt: skip
            assert other.get(f"/console/{path}").status_code == sees, path


def test_another_enterprise_sees_nothing(mill: Mill) -> None:
    with Desk(mill.base, "rival") as rival:
        for path in (f"batches/{mill.bags.id}", f"products/{mill.product_id}"):
            assert rival.get(f"/console/{path}").status_code == 404
        assert rival.get(f"/console/batches/new?copy={mill.bags.id}").status_code == 404
        assert mill.bags.lot not in rival.get("/console/batches").text


def test_a_report_on_another_lot_is_noticed(desk: Desk, mill: Mill) -> None:
    draft = mill.city.make_rice()[2]
    mill.city.do(system_actor(), limits.load_reference_limits)
    paper = BytesIO()
    canvas = Canvas(paper)
    canvas.drawString(72, 700, "Report No. CC-2026-11    Lot No. R03261109I")
    canvas.save()
    path = f"/console/inspections/new?batch={draft.id}"
    said = desk.fields(desk.get(path), path) | {"then": "read"}
    files = {"file": ("report.pdf", paper.getvalue(), "application/pdf")}
    page = desk.http.post(path, data=said, files=files)
    assert 'value="CC-2026-11"' in page.text
    assert "这个文件读不出文字" not in page.text
    assert f"文件写的批号是 R03261109I，不是本批 {draft.lot}" in page.text
