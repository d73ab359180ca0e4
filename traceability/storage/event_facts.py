"""What must be known before events are recorded, and does it allow them?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from traceability.domain.civil import civil_date
from traceability.domain.drafts import EventDraft
from traceability.domain.errors import ForbiddenError, NotFoundError
from traceability.domain.event_rules import LotFacts, SpeakerFacts
from traceability.domain.kinds import BatchStatus, LineRole, Unit
from traceability.domain.quantities import PackFacts
from traceability.domain.steps import Step
from traceability.domain.transport import (
    StoreOutFacts,
    TankFacts,
    check_store_out,
    check_tank,
    is_bulk_oil,
)
from traceability.storage import events as queries
from traceability.storage.batches import lock_batches, pack_facts, products_by_id
from traceability.storage.parties import (
    assets_by_id,
    get_organization,
    organizations_by_id,
    sites_by_id,
    standing_of,
)
from traceability.storage.tables import Asset, Batch, Organization, Product, Site
from traceability.storage.work import Work


@dataclass
class Facts:
    """All that a list of events names, read once."""

    batches: dict[UUID, Batch]
    products: dict[UUID, Product]
    assets: dict[UUID, Asset]
    sites: dict[UUID, Site]
    organizations: dict[UUID, Organization]
    lots: dict[UUID, LotFacts]
    packs: dict[UUID, PackFacts]
    made: set[UUID]  # lots of which something was made already
    speaker: SpeakerFacts


def read_facts(work: Work, drafts: Sequence[EventDraft]) -> Facts:
    """Read once, for a whole list of events, all that they name; lock their lots."""
    session = work.session
    lines = [line for draft in drafts for line in draft.lines]
    parties = [party for draft in drafts for party in draft.parties]
    batches = lock_batches(session, (line.batch_id for line in lines if line.batch_id))
    products = products_by_id(session, (batch.product_id for batch in batches.values()))
    site_ids = [s for d in drafts for s in (d.read_point_id, d.biz_location_id) if s]
    site_ids += [party.site_id for party in parties if party.site_id]
    safe = queries.safe_dates(session, batches)
    own = get_organization(session, work.actor.org_id)
    return Facts(
        batches=batches,
        products=products,
        assets=assets_by_id(session, (line.asset_id for line in lines if line.asset_id)),
        sites=sites_by_id(session, site_ids),
        organizations={own.id: own}
        | organizations_by_id(session, (p.organization_id for p in parties if p.organization_id)),
        lots={
            batch_id: LotFacts(
                batch.lot,
                batch.org_id,
                Unit(batch.unit),
                batch.material,
                batch.product_id is not None,
                BatchStatus(batch.status),
                safe_from=safe[batch_id][1] if batch_id in safe else None,
                fumigated_on=safe[batch_id][0] if batch_id in safe else None,
                stopped_at=batch.status_at,
            )
            for batch_id, batch in batches.items()
        },
        packs={
            batch_id: pack_facts(batch, products.get(batch.product_id))  # type: ignore[arg-type]
            for batch_id, batch in batches.items()
        },
        made=_made_before(work, drafts),
        speaker=SpeakerFacts(
            work.actor.org_id, work.actor.org_kind, standing_of(session, work.actor.org_id)
        ),
    )


def _made_before(work: Work, drafts: Sequence[EventDraft]) -> set[UUID]:
    outputs = {
        line.batch_id
        for draft in drafts
        for line in draft.batch_lines(LineRole.OUTPUT)
        if line.batch_id is not None
    }
    return queries.lots_made(work.session, outputs)


def check_references(work: Work, draft: EventDraft, facts: Facts) -> None:
    """Refuse an event that names what does not exist or is another's place."""
    own_sites = {s for s in (draft.read_point_id, draft.biz_location_id) if s is not None}
    named_sites = own_sites | {p.site_id for p in draft.parties if p.site_id}
    _check_known("site", "site_id", named_sites, facts.sites)
    _check_known("asset", "asset_id", set(draft.asset_ids()), facts.assets)
    organizations = {p.organization_id for p in draft.parties if p.organization_id}
    _check_known("organization", "parties", organizations, facts.organizations)
    for site_id in own_sites:
        if not (work.actor.owns(facts.sites[site_id].org_id) or draft.is_by_use_case):
            raise ForbiddenError("site.not_yours", field="site_id", id=site_id)


def _check_known(noun: str, field: str, named: set[UUID], known: Mapping[UUID, object]) -> None:
    for record_id in named:
        if record_id not in known:
            raise NotFoundError(f"{noun}.not_found", field=field, id=record_id)


def check_history(work: Work, draft: EventDraft, facts: Facts) -> None:
    """Refuse what the history of a tank or of a stored lot forbids."""
    if draft.step is Step.STORE_OUT:
        _check_store_out(draft, facts)
        return
    oils = [
        facts.lots[line.batch_id].material  # type: ignore[index]
        for line in draft.batch_lines(LineRole.CHILD)
    ]
    for oil in filter(is_bulk_oil, oils):
        _check_tank(work, draft, facts, oil)


def note_fumigation(draft: EventDraft, facts: Facts) -> None:
    """Let the later events of the same list know of a fumigation."""
    if draft.step is not Step.FUMIGATION:
        return
    said = draft.attributes["fumigation"]
    started, safe_from = (date.fromisoformat(said[key]) for key in ("started_on", "safe_from"))
    for line in draft.batch_lines():
        lot = facts.lots[line.batch_id]  # type: ignore[index]
        if lot.safe_from is None or safe_from > lot.safe_from:
            lot = replace(lot, safe_from=safe_from, fumigated_on=started)
        facts.lots[line.batch_id] = lot  # type: ignore[index]


def _check_store_out(draft: EventDraft, facts: Facts) -> None:
    said = draft.attributes["store_out"]
    leaves_on = civil_date(draft.event_time)
    for line in draft.batch_lines():
        lot = facts.lots[line.batch_id]  # type: ignore[index]
        is_after = lot.fumigated_on is None or leaves_on >= lot.fumigated_on
        check_store_out(
            StoreOutFacts(
                leaves_on=leaves_on,
                is_fumigated=said["is_fumigated"],
                declared_safe_from=_date(said["safe_from"]),
                recorded_safe_from=lot.safe_from if is_after else None,
                quality_report=said["quality_report"],
            )
        )


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _check_tank(work: Work, draft: EventDraft, facts: Facts, oil: str) -> None:
    said = draft.attributes["bulk_transport"]
    tank_id = draft.asset_ids()[0]
    load = queries.last_load(work.session, tank_id, draft.event_time)
    check_tank(
        TankFacts(
            mark=facts.assets[tank_id].mark,
            oil_category=oil,
            declared_previous=said["previous_cargo"],
            recorded_previous=load[1] if load else None,
            last_loaded_at=load[0] if load else None,
            last_cleaned_at=queries.last_cleaning(work.session, tank_id, draft.event_time),
            loading_at=draft.event_time,
            seals=tuple(said["seals"]),
            cleaning_ticket=said["cleaning_ticket"],
        )
    )
