"""Where did a lot come from, where did it go? A picture to walk in, and the same as a table."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from traceability.console.answers import PageRoute
from traceability.console.enterprise.lineage_picture import HEIGHT, WIDTH, lay_out
from traceability.console.visits import Visit, open_visit
from traceability.console.words import say, tone
from traceability.domain.access import Action
from traceability.domain.kinds import STOPPED, BatchStatus, Direction
from traceability.schemas.batches import BatchPublic, LineageNode, LineagePublic
from traceability.services import batches

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_MOST_DRAWN = 60
_QUIET = frozenset({BatchStatus.DRAFT})  # raw lots are drafts for ever
_DEPTHS = ("1", "2", "3")
_WIDEST = 13  # characters of a name in a box


@router.get("/batches/{batch_id}/lineage")
def show_lineage(
    request: Request,
    batch_id: UUID,
    direction: Annotated[str, Query(max_length=10)] = "both",
    depth: Annotated[str, Query(max_length=3)] = "",
) -> Response:
    """Draw the lineage of a lot; every box leads to its own page."""
    visit = open_visit(request, Action.STOP_BATCHES)
    direction = direction if direction in {"back", "forward"} else "both"
    batch: BatchPublic = visit.read(lambda work: batches.read_batch(work, batch_id))
    most = int(depth) if depth in _DEPTHS else None
    nodes, links = _read(visit, batch_id, direction, most)
    drawn = dict(sorted(nodes.items(), key=lambda item: abs(item[1][0]))[:_MOST_DRAWN])
    return visit.page(
        "enterprise/lineage.html",
        batch=batch,
        direction=direction,
        depth=depth if most else "",
        depths=_DEPTHS,
        back=sum(1 for layer, _ in nodes.values() if layer < 0),
        forward=sum(1 for layer, _ in nodes.values() if layer > 0),
        picture=_draw(drawn, links, batch_id, visit.language),
        cut=len(drawn) if len(drawn) < len(nodes) else 0,
        rows=_rows(nodes, batch_id, visit.language),
        bad=_say_bad(nodes, batch_id, visit.language),
    )


Nodes = dict[UUID, tuple[int, LineageNode]]
Links = list[tuple[UUID, UUID]]


def _read(visit: Visit, batch_id: UUID, direction: str, most: int | None) -> tuple[Nodes, Links]:
    """Walk back and forward; layers behind the lot are below zero."""
    nodes: Nodes = {}
    links: Links = []
    for way, sign in ((Direction.BACK, -1), (Direction.FORWARD, 1)):
        if direction not in {way.value, "both"}:
            continue
        found: LineagePublic = visit.read(
            lambda work, way=way: batches.read_lineage(work, batch_id, way)  # type: ignore[misc]
        )
        for node in found.nodes:
            if most is None or node.depth <= most:
                nodes.setdefault(node.id, (sign * node.depth, node))
        links += [(link.parent_id, link.child_id) for link in found.links]
    return nodes, links


def _draw(nodes: Nodes, links: Links, here: UUID, language: str) -> dict[str, Any]:
    picture = lay_out({key: layer for key, (layer, _) in nodes.items()}, links)
    stopped = {key for key, (_, node) in nodes.items() if node.status in STOPPED}
    return {
        "width": picture.width,
        "height": picture.height,
        "box": (WIDTH, HEIGHT),
        "boxes": [
            _box(box.x, box.y, nodes[box.key][1], here, language)  # type: ignore[index]
            for box in picture.boxes
        ],
        "curves": [
            {"d": path, "is_bad": a in stopped or b in stopped} for a, b, path in picture.curves
        ],
    }


def _box(x: int, y: int, node: LineageNode, here: UUID, language: str) -> dict[str, Any]:
    owner = node.org_name or say("g_others", language)
    return {
        "x": x,
        "y": y,
        "href": f"/console/batches/{node.id}/lineage" if node.org_id else "",
        "lot": node.lot,
        "name": _cut(node.name),
        "owner": _cut(owner),
        "state": say(node.status.value, language) if node.status in STOPPED else "",
        "is_bad": node.status in STOPPED,
        "is_here": node.id == here,
        "label": f"{node.lot} {node.name} {owner} {say(node.status.value, language)}",
    }


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"


def _rows(nodes: Nodes, here: UUID, language: str) -> list[dict[str, Any]]:
    rows = []
    for layer, node in sorted(nodes.values(), key=lambda each: (each[0], each[1].lot)):
        key = "g_back_n" if layer < 0 else "g_forward_n"
        level = say(key, language).format(n=abs(layer)) if layer else say("g_this_lot", language)
        rows.append(
            {
                "node": node,
                "level": level,
                "owner": node.org_name or say("g_others", language),
                "state": say(node.status.value, language) if node.status not in _QUIET else "",
                "tone": tone(node.status.value),
                "is_here": node.id == here,
                "is_bad": node.status in STOPPED,
                "href": f"/console/batches/{node.id}" if node.org_id else "",
            }
        )
    return rows


def _say_bad(nodes: Nodes, here: UUID, language: str) -> list[str]:
    return [
        say("g_bad_branch", language).format(
            lot=node.lot, name=node.name, state=say(node.status.value, language)
        )
        for _, node in nodes.values()
        if node.status in STOPPED and node.id != here
    ][:3]
