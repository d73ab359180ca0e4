"""What the official GS1 resolver suite asks of an address, item by item, and what we add."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Engine

from consumer_web.codes import CodeBook
from consumer_web.settings import PublicSettings

BASE = "https://suyuan.example.cn"
LOT = b"/01/06974413020181/10/HP260928A"
VOC = "https://ref.gs1.org/voc/"


@pytest.fixture
def redirecting(published: Engine, make_ask: Callable[..., Any], settings: PublicSettings) -> Any:
    """A resolver that answers with redirects, as the standard wants."""
    return make_ask(replace(settings, resolver_redirects=True))


@pytest.fixture(params=[False, True], ids=["in place", "redirecting"])
def either(
    request: pytest.FixtureRequest,
    published: Engine,
    make_ask: Callable[..., Any],
    settings: PublicSettings,
) -> Any:
    return make_ask(replace(settings, resolver_redirects=request.param))


def linkset(ask: Any, path: bytes = LOT) -> list[dict[str, Any]]:
    reply = ask(path, query=b"linkType=linkset")
    assert reply.status == 200
    assert reply.headers["content-type"].startswith("application/linkset+json")
    levels: list[dict[str, Any]] = json.loads(reply.body)["linkset"]
    return levels


def test_a_lot_that_cannot_exist_is_sent_to_its_page_which_says_so(redirecting: Any) -> None:
    reply = redirecting(b"/01/06974413020181/10/KL8G")
    assert (reply.status, reply.headers["location"]) == (
        307,
        f"{BASE}/trace/06974413020181/KL8G",
    )
    assert redirecting(b"/trace/06974413020181/KL8G").status == 404


def test_the_description_file_names_root_and_keys(either: Any) -> None:
    reply = either(b"/.well-known/gs1resolver")
    facts = json.loads(reply.body)
    assert reply.headers["access-control-allow-origin"] == "*"
    assert (facts["resolverRoot"], facts["supportedPrimaryKeys"]) == (BASE, ["01"])
    assert facts["supportedLinkType"] == [{"namespace": VOC, "prefix": "gs1:"}]


def test_a_stray_segment_is_exactly_400(either: Any) -> None:
    assert either(LOT + b"/foo").status == 400


def test_a_trailing_slash_changes_neither_status_nor_location(redirecting: Any) -> None:
    with_slash, without = redirecting(LOT + b"/"), redirecting(LOT)
    assert with_slash.status == without.status == 307
    assert with_slash.headers["location"] == without.headers["location"]


def test_the_query_is_passed_on_as_it_came_but_for_the_link_type(redirecting: Any) -> None:
    assert (
        redirecting(LOT, query=b"foo=bar&17=270927;x")
        .headers["location"]
        .endswith("HP260928A?foo=bar&17=270927;x")
    )
    reply = redirecting(LOT, query=b"linkType=gs1:recallStatus&foo=bar")
    assert reply.headers["location"].endswith("/status?foo=bar")


def test_a_linkset_is_served_for_each_way_of_asking(either: Any) -> None:
    by_type = either(LOT, query=b"linkType=linkset")
    assert either(LOT, query=b"linkType=all").body == by_type.body
    by_accept = either(LOT, accept="application/linkset+json")
    assert (by_accept.status, by_accept.body) == (200, by_type.body)
    assert "linkset-context" in by_type.headers["link"]
    assert 'rel="linkset"' in by_type.headers["link"]
    assert 'rel="gs1:' not in by_type.headers["link"]


def test_the_linkset_keeps_the_rules_of_its_schema(either: Any) -> None:
    levels = linkset(either)
    assert [level["anchor"] for level in levels] == [
        BASE + LOT.decode(),
        f"{BASE}/01/06974413020181",
    ]
    for level in levels:
        assert level["itemDescription"]
        (default,) = level[VOC + "defaultLink"]
        assert set(default) == {"href", "title"}
        assert len(level[VOC + "defaultLinkMulti"]) >= 2
        for relation, links in level.items():
            if relation in ("anchor", "itemDescription"):
                continue
            assert re.fullmatch(r"https?://[a-zA-Z0-9./]+", relation)
            for link in links:
                assert {"href", "title"} <= set(link) <= {"href", "title", "type", "hreflang"}
                assert link["href"] != level["anchor"]


def test_a_plain_scan_goes_to_the_default_link_to_the_letter(redirecting: Any) -> None:
    default = linkset(redirecting)[0][VOC + "defaultLink"][0]["href"]
    assert redirecting(LOT).headers["location"] == default
    product = linkset(redirecting, b"/01/06974413020181")[0][VOC + "defaultLink"][0]["href"]
    assert redirecting(b"/01/06974413020181").headers["location"] == product


def test_each_link_is_reached_by_its_type_media_type_and_language(either: Any) -> None:
    for relation, links in linkset(either)[0].items():
        if not relation.startswith(VOC) or relation.endswith("defaultLink"):
            continue
        for spelling in (relation, relation.replace(VOC, "gs1:")):
            for link in links:
                reply = either(
                    LOT,
                    query=f"linkType={spelling}".encode(),
                    accept=link.get("type", "*/*"),
                    accept_language=link.get("hreflang", ["zh"])[0],
                )
                assert (reply.status, reply.headers["location"]) == (307, link["href"])


def test_every_link_of_ours_leads_somewhere(either: Any) -> None:
    for level in linkset(either):
        for relation, links in level.items():
            if not relation.startswith(VOC):
                continue
            for link in links:
                parts = urlsplit(link["href"])
                reply = either(parts.path.encode(), query=parts.query.encode())
                assert reply.status == 200
                if "type" in link:
                    assert reply.headers["content-type"].startswith(link["type"])


def test_a_link_type_that_is_not_there_is_404_without_a_fall_back(either: Any) -> None:
    reply = either(LOT, query=b"linkType=gs1:nosuchlt")
    assert reply.status == 404
    assert "gs1:traceability" in json.loads(reply.body)["available"]


def test_a_link_type_is_found_at_a_higher_level(either: Any) -> None:
    reply = either(LOT, query=b"linkType=gs1:pip")
    assert reply.headers["location"] == f"{BASE}/product/06974413020181?lang=zh"


def test_what_is_known_at_no_level_is_404(either: Any) -> None:
    for query in (b"", b"linkType=linkset", b"linkType=gs1:pip"):
        assert either(b"/01/06974413039992/10/A", query=query).status == 404


def test_a_package_leads_to_its_own_page_and_a_foreign_one_nowhere(
    redirecting: Any, settings: PublicSettings
) -> None:
    code = CodeBook(settings.code_keys).issue(7, 12)
    reply = redirecting(f"/01/06974413020181/21/{code}".encode())
    assert (reply.status, reply.headers["location"]) == (307, f"{BASE}/T/{code}")
    levels = linkset(redirecting, f"/01/06974413020181/21/{code}".encode())
    assert [level["anchor"].split("/01/")[1] for level in levels] == [
        f"06974413020181/21/{code}",
        "06974413020181/10/HP260928A",
        "06974413020181",
    ]
    foreign = redirecting(b"/01/06974413020181/21/ABC")
    assert (foreign.status, foreign.headers["x-trace-verdict"]) == (404, "unknown")


def test_a_third_party_serial_is_answered_by_the_product(redirecting: Any) -> None:
    reply = redirecting(b"/01/06974413020181/235/ABC")
    assert reply.headers["location"] == f"{BASE}/product/06974413020181"


def test_the_addresses_come_from_the_settings_and_never_from_the_host_header(
    redirecting: Any,
) -> None:
    reply = redirecting(LOT, host="evil.example")
    assert reply.headers["location"].startswith(BASE)
    assert "evil" not in reply.headers["link"]
