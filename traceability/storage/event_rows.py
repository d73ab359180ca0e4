"""What rows does an event become? Header, lines, parties and documents, with canonical URIs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from traceability.domain.cbv import biz_step_of, disposition_of
from traceability.domain.drafts import DocumentDraft, EventDraft, PartyDraft
from traceability.domain.epcis_words import document_uri, organization_name_uri
from traceability.domain.kinds import LineRole, SiteKind
from traceability.storage.event_facts import Facts
from traceability.storage.ids import new_id
from traceability.storage.tables import Asset, Batch, Organization, Site
from traceability.storage.work import Work

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class EventRows:
    """The rows of one event, ready for bulk statements."""

    event: Row
    lines: list[Row]
    parties: list[Row]
    documents: list[Row]

    @property
    def event_id(self) -> UUID:
        """Give the id of the event's row."""
        return self.event["id"]  # type: ignore[no-any-return]

    def children(self) -> dict[str, list[Row]]:
        """Give the child rows by table, as the journal wants them."""
        return {
            "event_line": self.lines,
            "event_party": self.parties,
            "event_document": self.documents,
        }


def build_rows(work: Work, draft: EventDraft, facts: Facts) -> EventRows:
    """Build the rows of a checked event; the CBV words are fixed here, at recording time."""
    event_id = new_id()
    speaker = facts.organizations[work.actor.org_id]
    outputs = {line.batch_id for line in draft.batch_lines(LineRole.OUTPUT)}
    location = facts.sites.get(draft.biz_location_id or draft.read_point_id or event_id)
    words = {
        "biz_step": biz_step_of(draft, is_more_of_a_lot=bool(outputs & facts.made)),
        "disposition": disposition_of(draft, SiteKind(location.kind) if location else None),
    }
    facts.made.update(lot for lot in outputs if lot is not None)
    return EventRows(
        event=_header(work, draft, event_id) | words,
        lines=[
            _line(event_id, number, draft, line, facts.batches, facts.assets)
            for number, line in enumerate(draft.lines)
        ],
        parties=[
            _party(event_id, party, facts.sites, facts.organizations) for party in draft.parties
        ],
        documents=[
            _document(event_id, number, paper, speaker)
            for number, paper in enumerate(draft.documents)
        ],
    )


def _header(work: Work, draft: EventDraft, event_id: UUID) -> Row:
    rule = draft.rule
    return {
        "id": event_id,
        "recorded_at": work.now,
        "org_id": work.actor.org_id,
        "event_id": f"urn:uuid:{event_id}",
        "declared_at": None,
        "error_reason": None,
        "error_note": None,
        "declares_id": None,
        "corrective_ids": [],
        "event_type": rule.event_type.value,
        "action": rule.action.value if rule.action else None,
        "step": draft.step.value,
        "set_dispositions": list(rule.sets),
        "unset_dispositions": list(rule.unsets or draft.attributes.get("unsets", ())),
        "event_time": draft.event_time,
        "event_offset": draft.event_offset,
        "read_point_id": draft.read_point_id,
        "biz_location_id": draft.biz_location_id,
        "transformation_id": draft.transformation_id,
        "ilmd": dict(draft.ilmd),
        "attributes": {k: v for k, v in draft.attributes.items() if k != "unsets"},
        "sensors": [dict(reading) for reading in draft.sensors],
        "personal": dict(draft.personal),
        "recorded_by": work.actor.user_id,
        "origin": "own",
        "capture_id": None,
        "document": None,
        "event_hash": None,
    }


def _line(
    event_id: UUID,
    number: int,
    draft: EventDraft,
    line: Any,
    batches: Mapping[UUID, Batch],
    assets: Mapping[UUID, Asset],
) -> Row:
    batch = batches[line.batch_id] if line.batch_id else None
    return {
        "event_id": event_id,
        "line": number,
        "role": line.role.value,
        "batch_id": line.batch_id,
        "batch_org_id": batch.org_id if batch else None,
        "asset_id": line.asset_id,
        "uri": batch.uri if batch else assets[line.asset_id].uri,
        "kind": "class" if batch else "instance",
        "amount": line.amount,
        "unit": line.unit.value if line.unit else None,
        "foreign_quantity": None,
        "foreign_uom": None,
    }


def _party(
    event_id: UUID,
    party: PartyDraft,
    sites: Mapping[UUID, Site],
    organizations: Mapping[UUID, Organization],
) -> Row:
    if party.organization_id:
        uri = organizations[party.organization_id].uri
    elif party.site_id:
        uri = sites[party.site_id].uri
    else:
        uri = organization_name_uri(party.name or "")
    return {
        "event_id": event_id,
        "side": party.side.value,
        "type": party.type.value,
        "organization_id": party.organization_id,
        "site_id": party.site_id,
        "uri": uri,
        "name": party.name,
    }


def _document(event_id: UUID, number: int, paper: DocumentDraft, speaker: Organization) -> Row:
    return {
        "event_id": event_id,
        "line": number,
        "type": paper.type.value,
        "number": paper.number,
        "issuer": paper.issuer,
        "uri": document_uri(speaker.uri, paper.type, paper.number),
    }
