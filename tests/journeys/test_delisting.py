"""From a genuine scan to a delisted one and back, over HTTP, as seven people of the city.

Beside them the stand-in of the public credit system, which is told of penalty and repair.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.credit_side import SIGNER, CreditSide, served_sandbox
from tests.factories import PASSWORD, SIGNED, City, line, shipping
from tests.penalties import decision_against
from tests.served import Person, served, signed_in
from traceability.routes import desk

SHOWN = {"X-Confirmation": quote(PASSWORD)}  # whoever confirms shows himself again

NAMES = ("regulator", "regulator2", "mill", "lab", "lab_signer", "canteen", "rival")


@dataclass
class Clock:
    """The clock of the register; it can be put forward by months."""

    ahead: timedelta = timedelta(0)

    def now(self) -> datetime:
        """Tell the time."""
        return datetime.now(UTC) + self.ahead


@dataclass
class Town:
    """A city that is served, its people and its clock."""

    city: City
    base: str
    who: dict[str, Person]
    clock: Clock
    credit: CreditSide

    def scan(self, batch: dict[str, Any]) -> httpx.Response:
        """Scan the code on a bag."""
        return httpx.get(f"{self.base}/01/{batch['gtin']}/10/{batch['lot']}")

    def reported(self, kind: str) -> dict[str, Any]:
        """Wait until the credit system holds a record of a kind; give it."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            held = [row for row in self.credit.store.newest(50) if row["kind"] == kind]
            if held:
                assert len(held) == 1
                assert held[0]["state"] == "accepted", held[0]["errors"]
                record: dict[str, Any] = json.loads(held[0]["body"])
                return record
            time.sleep(0.1)
        raise AssertionError(f"the credit system never heard of a {kind}")

    def acknowledged(self, wanted: int) -> list[dict[str, Any]]:
        """Wait until so many deliveries have their receipts; give them."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            answer = self.who["regulator"].get("/api/credit-deliveries", state="acknowledged")
            found: list[dict[str, Any]] = answer.json()["items"]
            if len(found) == wanted:
                return found
            time.sleep(0.1)
        raise AssertionError(f"{wanted} receipts never came")

    def verdict(self, batch: dict[str, Any]) -> str:
        """Give the answer of a scan."""
        return self.scan(batch).headers["x-trace-verdict"]


@pytest.fixture
def town(city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    clock = Clock()
    monkeypatch.setattr(desk, "now", clock.now)
    with ExitStack() as stack:
        credit = stack.enter_context(served_sandbox(tmp_path))
        told = {"CREDIT_URL": credit.base, "CREDIT_SECRET": SIGNER.secret.hex()}
        base = stack.enter_context(served(city.engine, tmp_path, **told))
        who = {name: stack.enter_context(signed_in(base, name)) for name in NAMES}
        yield Town(city, base, who, clock, credit)


def test_trust_is_withdrawn_and_earned_again(town: Town) -> None:
    old = _sell_rice(town)
    assert town.verdict(old) == "genuine"
    case = _strike_off(town, old)
    _everything_stops(town, old)
    _canteen_answers(town, old)
    assert town.reported("penalty")["CF_WSH"] == "惠市监罚〔2026〕9号"
    _repair(town)
    assert town.reported("repair")["decision_no"] == "惠信修〔2026〕1号"
    assert all(each["receipt_no"] for each in town.acknowledged(2))
    new = _earn_trust(town)
    assert town.verdict(old) == "delisted"
    assert "恢复" in town.scan(old).text
    assert town.verdict(new) == "genuine"
    standings = town.who["canteen"].get("/api/standings", organization_id=case["org_id"]).json()
    assert [each["standing"] for each in standings["items"]] == ["listed", "delisted", "listed"]
    assert standings["items"][-1]["probation_until"] is not None


def _sell_rice(town: Town) -> dict[str, Any]:
    """Make rice, print its labels, and bring 200 bags to the school."""
    mill, canteen = town.who["mill"], town.who["canteen"]
    bags = town.city.release_rice()[2]
    mill.made("/api/label-jobs", {"batch_id": str(bags.id), "count": 2640, "is_serialised": True})
    shipped = shipping(bags.id, "200", "each", town.city.actors["canteen"].org_id)
    town.city.record("mill", shipped)
    canteen.made("/api/purchases", _delivery(str(bags.id), town))
    listed = canteen.get("/api/approved-products", name="油粘米").json()["items"]
    assert [each["id"] for each in listed] == [str(bags.product_id)]
    return mill.get(f"/api/batches/{bags.id}").json()


def _delivery(batch_id: str, town: Town) -> dict[str, Any]:
    now = town.clock.now().isoformat()
    return {"batch_id": batch_id, "amount": "200", "unit": "each", "delivered_at": now}


def _strike_off(town: Town, old: dict[str, Any]) -> dict[str, Any]:
    first, second = town.who["regulator"], town.who["regulator2"]
    mill = town.who["mill"]
    quick = {"organization_id": old["org_id"], "standing": "delisted", "reason": "造假"}
    assert first.post("/api/standings", quick).json()["code"] == "standing.needs_case"
    proposal = {
        "organization_id": old["org_id"],
        "ground": "forged_record",
        "facts": "监督检查发现伪造出厂检验报告三份",
        "basis": "《入驻信用承诺书》第一条、第六条",
        "penalty_id": _punish(town, old["org_id"]),
    }
    case = first.made("/api/delistings", proposal)
    path = f"/api/delistings/{case['id']}"
    decision = {
        "is_approved": True,
        "reason": "伪造检验报告，依据入驻承诺移出",
        "decision_no": "惠市监移〔2026〕7号",
    }
    assert second.post(f"{path}/decision", decision).json()["code"] == "case.not_noticed"
    assert mill.get(path).status_code == 404  # not told yet
    first.made(f"{path}/notice", {})
    assert second.post(f"{path}/decision", decision).json()["code"] == "case.too_early"
    told = mill.get("/api/delistings", state="noticed").json()["items"]
    assert [each["facts"] for each in told] == [proposal["facts"]]
    assert town.who["rival"].get(path).status_code == 404
    mill.made(f"{path}/defence", {"statement": "报告系打印错误，已经更正。"})
    reach = second.get(f"{path}/reach").json()
    assert reach["now"] | {"mass_in_stock_g": 1_000_000, "codes": 2640} == reach["now"]
    assert reach["grown"] == []
    assert first.post(f"{path}/decision", decision).json()["code"] == "case.second_person"
    assert town.verdict(old) == "genuine"
    second.made(f"{path}/decision", decision, **SHOWN)
    assert second.post(f"{path}/decision", decision).json()["code"] == "case.closed"
    return case


def _punish(town: Town, org_id: str) -> str:
    long_ago = (town.clock.now() - timedelta(days=200)).date().isoformat()
    decision = decision_against(org_id, violation_facts="伪造检验报告", decided_on=long_ago)
    return town.who["regulator"].made("/api/penalties", decision)["id"]


def _everything_stops(town: Town, old: dict[str, Any]) -> None:
    page = town.scan(old)
    assert page.status_code == 200
    assert page.headers["x-trace-verdict"] == "delisted"
    for said in ("伪造检验报告或追溯数据", "惠州市市场监督管理局", "惠市监移〔2026〕7号", "异议"):
        assert said in page.text, said
    mill, canteen = town.who["mill"], town.who["canteen"]
    order = {"batch_id": old["id"], "count": 1}
    assert mill.post("/api/label-jobs", order).json()["code"] == "enterprise.not_trusted"
    assert mill.get(f"/api/batches/{old['id']}/label.svg").status_code == 422
    refused = canteen.post("/api/purchases", _delivery(old["id"], town))
    assert refused.json()["code"] == "purchase.not_acceptable"
    assert canteen.get("/api/approved-products").json()["items"] == []


def _canteen_answers(town: Town, old: dict[str, Any]) -> None:
    canteen = town.who["canteen"]
    [notice] = canteen.get("/api/notices", is_open=True).json()["items"]
    assert notice["enterprise"]["name"] == "惠州市禾坪里米业有限公司"
    [lot] = notice["lots"]
    assert (lot["lot"], lot["bought"], lot["in_stock"]) == (old["lot"], 200, 200)
    path = f"/api/notices/{notice['id']}/acknowledgement"
    assert canteen.post(path, {"action": "none_left"}).json()["code"] == "notice.stock_unexplained"
    canteen.made(path, {"action": "returned", "said": "200 袋全部退回"})
    assert canteen.get("/api/notices", is_open=True).json()["items"] == []


def _earn_trust(town: Town) -> dict[str, Any]:
    """Mend it, wait a year, pass inspection and tests, sign again, and be listed again."""
    first, second, mill = (town.who[name] for name in ("regulator", "regulator2", "mill"))
    org_id = mill.me["org_id"]
    proposal = {"organization_id": org_id, "facts": "整改完成"}
    relisting = first.made("/api/relistings", proposal)
    path = f"/api/relistings/{relisting['id']}/decision"
    decision = {"is_approved": True, "reason": "整改合格", "decision_no": "惠市监恢〔2027〕1号"}
    early = second.post(path, decision)
    assert early.json()["code"] == "relisting.conditions_unmet"
    assert "window" in early.json()["detail"]
    town.clock.ahead = timedelta(days=370)
    today = town.clock.now().date().isoformat()
    visit = {
        "organization_id": org_id, "inspected_on": today, "has_passed": True,
        "findings": "记录完整，设备已更换", "inspectors": "王检查、李核验",
    }  # fmt: skip
    first.made("/api/site-inspections", visit)
    lots = [_pack_and_test(town) for _ in range(3)]
    first.made("/api/commitments", SIGNED | {
        "organization_id": org_id, "signed_on": today,
    })  # fmt: skip
    conditions = mill.get("/api/relistings/conditions", organization_id=org_id).json()
    assert conditions["unmet"] == []
    refused = mill.post(f"/api/batches/{lots[0]}/release")
    assert refused.json()["code"] == "enterprise.not_trusted"
    second.made(path, decision, **SHOWN)
    return mill.made(f"/api/batches/{lots[0]}/release")


def _repair(town: Town) -> None:
    """Pay, apply with proof, and be granted the repair by who determined the penalty."""
    mill, regulator = town.who["mill"], town.who["regulator"]
    [penalty] = mill.get("/api/penalties").json()["items"]
    assert town.scan(_newest(town)).text.count("惠市监罚〔2026〕9号") > 0
    papers = [
        {"kind": "duty_fulfilled", "title": "缴款书", "reference": "粤财001"},
        {"kind": "commitment", "title": "信用承诺书", "reference": "窗口三号"},
    ]
    asked = {"penalty_id": penalty["id"], "reason": "已缴款", "evidence": papers}
    applied = mill.made("/api/credit-repairs", asked)
    granted = {"is_granted": True, "reason": "符合条件", "repair_no": "惠信修〔2026〕1号"}
    regulator.made(f"/api/credit-repairs/{applied['id']}/decision", granted)
    assert "惠市监罚〔2026〕9号" not in town.scan(_newest(town)).text


def _newest(town: Town) -> dict[str, Any]:
    """Give a lot of the mill that has a page."""
    lots = town.who["mill"].get("/api/batches").json()["items"]
    return next(lot for lot in lots if lot["released_at"])


def _pack_and_test(town: Town) -> str:
    mill, lab, signer = (town.who[name] for name in ("mill", "lab", "lab_signer"))
    now = town.clock.now()
    product = mill.get("/api/products").json()["items"][0]
    today = now.date().isoformat()
    rice = mill.made("/api/batches", {
        "material": "rice_indica", "name": "散米", "lot": f"R{town.city.number():05d}",
        "quantity": "1", "unit": "t", "produced_on": today,
    })  # fmt: skip
    bags = mill.made("/api/batches", {
        "product_id": product["id"], "lot": f"B{town.city.number():05d}", "quantity": "10",
        "unit": "each", "produced_on": today,
    })  # fmt: skip
    when = {"event_time": now.isoformat()}
    lines = [
        line(rice["id"], "50", "kg", "input") | {"batch_id": rice["id"]},
        line(bags["id"], "10", "each", "output") | {"batch_id": bags["id"]},
    ]
    mill.made("/api/events", {"events": [
        when | {"step": "raw_intake", "lines": [line(rice["id"], "1", "t")]},
        when | {"step": "filling", "lines": lines},
    ]})  # fmt: skip
    for person, kind in ((mill, "factory"), (lab, "commissioned")):
        number = town.city.number()
        entered = person.made("/api/inspections", {
            "batch_id": bags["id"], "kind": kind, "sample_no": f"S{number}",
            "sampled_on": today, "report_no": f"Z{number}", "reported_on": today,
            "results": [{"parameter": "cd", "value": "0.05", "unit": "mg/kg"}],
        })  # fmt: skip
    signer.made(f"/api/inspections/{entered['id']}/signature")
    return str(bags["id"])
