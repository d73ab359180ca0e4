"""How are lots, places, parties, assets and papers named to the world?

Canonical URIs: GS1 keys where there are any (host `id.gs1.org`, as GS1 Digital Link 1.6 section
4.12 wants), otherwise names under one permanent IRI that is the same for every city, so that two
installations speak one language. The host is reserved (RFC 2606): a name, not an address.
"""

from __future__ import annotations

import re
from urllib.parse import quote
from uuid import UUID

from traceability.domain.kinds import DocumentType

VOCABULARY = "https://ns.liangyou.example/liangyou/"
_NAMES = "https://ns.liangyou.example"
_GS1 = "https://id.gs1.org"
_ABSOLUTE = re.compile(r"(https?://[A-Za-z0-9.-]+/|urn:[A-Za-z0-9][A-Za-z0-9-]+:).+")


def batch_uri(batch_id: UUID, gtin: str | None, lot: str) -> str:
    """Name a lot: by GTIN and lot (LGTIN), or by its id where it has no GTIN."""
    return f"{_GS1}/01/{gtin}/10/{lot}" if gtin else f"{_NAMES}/lot/{batch_id}"


def site_uri(site_id: UUID, gln: str | None) -> str:
    """Name a place by its GLN or its id."""
    return f"{_GS1}/414/{gln}" if gln else f"{_NAMES}/site/{site_id}"


def organization_uri(uscc: str, gln: str | None) -> str:
    """Name an organisation by its party GLN or its unified social credit code."""
    return f"{_GS1}/417/{gln}" if gln else f"{_NAMES}/org/{uscc}"


def asset_uri(asset_id: UUID) -> str:
    """Name a tank, vehicle or pallet."""
    return f"{_NAMES}/asset/{asset_id}"


def organization_name_uri(name: str) -> str:
    """Name a party outside the register."""
    return f"{_NAMES}/party/{quote(name, safe='')}"


def document_uri(issuer_uri: str, kind: DocumentType, number: str) -> str:
    """Name a paper by who issued it, its kind and its number."""
    return f"{issuer_uri}/doc/{kind.value}/{quote(number, safe='')}"


def process_uri(org_id: UUID, transformation_id: str | None) -> str | None:
    """Name a process of several events; EPCIS wants a URI where people write `P-118`.

    Two enterprises may both write `P-118`: all inputs under one URI may be in all its outputs, so
    the URI says whose process it is.
    """
    if transformation_id is None or _ABSOLUTE.fullmatch(transformation_id):
        return transformation_id
    return f"{_NAMES}/process/{org_id}/{quote(transformation_id, safe='')}"
