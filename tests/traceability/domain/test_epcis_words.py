"""Has everything one canonical URI, the same in every city?"""

from __future__ import annotations

from functools import partial
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain import epcis_words as words
from traceability.domain.kinds import DocumentType

ID = UUID("01940000-0000-7000-8000-000000000007")
OURS = "https://ns.liangyou.example"
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        (
            words.batch_uri(ID, "09521234000020", "R2611A"),
            "https://id.gs1.org/01/09521234000020/10/R2611A",
        ),
        (words.batch_uri(ID, None, "R2611A"), f"{OURS}/lot/{ID}"),
        (words.site_uri(ID, "9521234100027"), "https://id.gs1.org/414/9521234100027"),
        (words.site_uri(ID, None), f"{OURS}/site/{ID}"),
        (
            words.organization_uri("91441322MA00000020", "9521234100034"),
            "https://id.gs1.org/417/9521234100034",
        ),
        (words.organization_uri("91441322MA00000020", None), f"{OURS}/org/91441322MA00000020"),
        (words.asset_uri(ID), f"{OURS}/asset/{ID}"),
        (words.organization_name_uri("A/B"), f"{OURS}/party/A%2FB"),
        (
            words.document_uri(f"{OURS}/org/1", DocumentType.CERTIFICATE, "熏/7"),
            f"{OURS}/org/1/doc/cert/%E7%86%8F%2F7",
        ),
        (words.process_uri(ID, None), None),
        (words.process_uri(ID, "P-118"), f"{OURS}/process/{ID}/P-118"),
        (words.process_uri(ID, "P:1/2"), f"{OURS}/process/{ID}/P%3A1%2F2"),
        (words.process_uri(ID, "urn:uuid:1"), "urn:uuid:1"),
        (words.process_uri(ID, "https://other.example/p/1"), "https://other.example/p/1"),
    ],
)
def test_things_are_named_by_gs1_key_or_under_our_one_iri(
    uri: str | None, expected: str | None
) -> None:
    assert uri == expected


@given(texts, texts)
def test_whatever_the_name_the_uri_is_ascii_and_its_own(one: str, other: str) -> None:
    for name in (words.organization_name_uri, partial(words.process_uri, ID)):
        uris = [name(one), name(other)]
        assert (uris[0] == uris[1]) == (one == other)
    uri = words.document_uri(OURS, DocumentType.INVOICE, one)
    parts = urlsplit(uri)
    assert uri.isascii()
    assert (parts.netloc, parts.query, parts.fragment) == ("ns.liangyou.example", "", "")
    assert parts.path.count("/") == 3
