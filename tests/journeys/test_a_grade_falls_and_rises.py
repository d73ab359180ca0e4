"""A grade falls and rises, over HTTP: what page, label press, canteen and regulator see of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.factories import City, shipping
from tests.served import Person, served, signed_in
from tests.traceability.services.trust_city import TODAY, days_ago, end_penalty, punish
from traceability.schemas.batches import BatchPublic

NAMES = ("mill", "regulator", "canteen", "admin")


@dataclass
class Town:
    """A mill whose rice was entered a month late (20 points off), and those who look at it."""

    base: str
    city: City
    people: dict[str, Person]
    bags: BatchPublic

    def scan(self, accept: str = "text/html") -> httpx.Response:
        address = f"{self.base}/01/{self.bags.gtin}/10/{self.bags.lot}"
        return httpx.get(address, headers={"Accept": accept})

    def print_labels(self) -> httpx.Response:
        return self.people["mill"].post(
            "/api/label-jobs", {"batch_id": str(self.bags.id), "count": 5}
        )

    def buy(self) -> httpx.Response:
        to = self.city.actors["canteen"].org_id
        self.city.record("mill", shipping(self.bags.id, "10", "each", to))
        delivered_at = f"{TODAY - timedelta(days=1)}T08:00:00+08:00"
        bought = {"batch_id": str(self.bags.id), "amount": "10", "unit": "each"}
        return self.people["canteen"].post(
            "/api/purchases", bought | {"delivered_at": delivered_at}
        )

    def score(self, who: str) -> dict[str, Any]:
        org_id = self.people["mill"].me["org_id"]
        given: dict[str, Any] = self.people[who].get(f"/api/credit-scores/{org_id}").json()
        return given

    def order_to_mend(self) -> str:
        order = {
            "organization_id": self.people["mill"].me["org_id"],
            "order_no": "惠市监责改〔2026〕9号",
            "subject": "24 小时内录入",
            "ordered_on": str(days_ago(20)),
            "due_on": str(days_ago(1)),
        }
        return str(self.people["regulator"].made("/api/rectifications", order)["id"])


@pytest.fixture
def town(city: City, tmp_path: Path) -> Iterator[Town]:
    city.need_trust_rules()
    _, _, bags = city.release_rice()
    with served(city.engine, tmp_path) as base, ExitStack() as stack:
        people = {name: stack.enter_context(signed_in(base, name)) for name in NAMES}
        yield Town(base, city, people, bags)


def test_a_fallen_grade_is_on_the_next_scan_and_stops_labels_and_deliveries(town: Town) -> None:
    assert "信用等级 B（80 分）" in town.scan().text
    assert "扣 20 分：近 90 天的记录按时录入 0%。" in town.scan().text
    assert town.print_labels().status_code == 201

    punish(town.city, "general", on=days_ago(2), fine_fen=5_000_000)
    assert "信用等级 C（60 分）" in town.scan().text
    answer = town.print_labels()
    assert (answer.status_code, answer.json()["code"]) == (422, "label.grade_needs_approval")
    town.people["regulator"].made("/api/label-approvals", {"batch_id": str(town.bags.id)})
    assert town.print_labels().status_code == 201

    town.order_to_mend()
    seen = town.scan("application/json").json()["trust"]
    assert (seen["grade"], seen["score"]) == ("D", "55")
    assert [(reason["rule"], reason["points"]) for reason in seen["reasons"]] == [
        ("P2", "-20"), ("R1", "-20"), ("X2", "-5"),
    ]  # fmt: skip
    assert town.print_labels().json()["code"] == "label.grade_stopped"
    refused = town.buy()
    assert (refused.status_code, refused.json()["code"]) == (422, "purchase.supplier_grade")
    assert "trust grade D" in refused.json()["detail"]
    assert town.score("canteen")["advice"] == "blocked"
    assert [line["rule_no"] for line in town.score("mill")["lines"]] == ["P2", "R1", "X2"]


def test_what_is_repaired_and_mended_is_gone_at_the_next_scan(town: Town) -> None:
    penalty = punish(town.city, "general", on=days_ago(2), fine_fen=5_000_000)
    order_id = town.order_to_mend()
    assert "标签标示不实" in town.scan().text
    done = {"done_on": str(TODAY), "done_note": "已建立当日录入制度"}
    town.people["regulator"].made(f"/api/rectifications/{order_id}/completion", done)
    end_penalty(town.city, penalty, "repaired")
    assert "信用等级 B（80 分）" in town.scan().text
    assert "标签标示不实" not in town.scan().text
    taken = town.buy().json()
    assert (taken["grade_seen"], taken["advice"]) == ("B", "recommended")


def test_a_changed_rule_changes_every_score(town: Town) -> None:
    canteen, regulator = town.people["canteen"], town.people["regulator"]
    rules = {row["rule_no"]: row for row in canteen.get("/api/trust-rules").json()["items"]}
    address, change = f"/api/trust-rules/{rules['R1']['id']}/revision", {"reason": "试行"}
    assert canteen.post(address, change | {"points": 0}).status_code == 403
    regulator.made(address, change | {"points": 0})
    assert "信用等级 A（100 分）" in town.scan().text
    assert len(town.people["admin"].get("/api/credit-scores", grade="A").json()["items"]) == 2
    due = regulator.get("/api/sampling-plan").json()["items"]
    assert [(item["grade"], item["due_samples"]) for item in due] == [("A", 1)]
