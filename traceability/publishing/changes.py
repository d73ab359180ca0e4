"""What changed on this page, and when? Read from the log, which nobody can rewrite unnoticed.

A duty of digital labels (GB 7718-2025 and Announcement No. 5 of 2025): every change of the content
keeps what, when and by whom, and anyone can read it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from consumer_web.document import Change, Words
from traceability.domain.steps import STEPS, Step
from traceability.publishing.journey import chain_events
from traceability.publishing.sources import Sources
from traceability.publishing.words import say_amount, say_shelf_life
from traceability.storage.tables import Batch, LogEntry

_STATUS = {
    "draft": Words(zh="未放行", en="not released"),
    "released": Words(zh="已放行", en="released"),
    "held": Words(zh="封存核查", en="on hold"),
    "recalled": Words(zh="已召回", en="recalled"),
}
_BATCH_FIELDS = {
    "produced_on": Words(zh="生产日期", en="produced on"),
    "best_before": Words(zh="保质期到期日", en="best before"),
    "quantity": Words(zh="数量", en="quantity"),
    "origin": Words(zh="产地", en="origin"),
}
_PRODUCT_FIELDS = {
    "name": Words(zh="食品名称", en="name"),
    "grade": Words(zh="质量等级", en="grade"),
    "standard": Words(zh="产品标准代号", en="standard"),
    "net_content": Words(zh="净含量", en="net content"),
    "shelf_life": Words(zh="保质期", en="shelf life"),
    "ingredients": Words(zh="配料", en="ingredients"),
    "storage_conditions": Words(zh="贮存条件", en="storage conditions"),
    "origin": Words(zh="产地", en="origin"),
}


def view_changes(batch: Batch, sources: Sources) -> tuple[Change, ...]:
    """Give the changes of a batch's page, newest first."""
    changes = [*_of_batch(batch, sources), *_of_product(batch, sources)]
    changes += _corrections(batch, sources)
    return tuple(sorted(changes, key=lambda change: change.at, reverse=True))


def _of_batch(batch: Batch, sources: Sources) -> Iterator[Change]:
    for before, after, entry in _steps(sources.history.get(str(batch.id), [])):
        by = sources.author_name(entry.author_user_id)
        if before["status"] != after["status"]:
            yield _status_change(before, after, entry, by)
        yield from _field_changes(_BATCH_FIELDS, before, after, entry, by)


def _status_change(
    before: dict[str, Any], after: dict[str, Any], entry: LogEntry, by: str
) -> Change:
    if after["status"] == "released" and before["status"] == "draft":
        return Change(at=entry.recorded_at, what=Words(zh="首次发布", en="first published"), by=by)
    return Change(
        at=entry.recorded_at,
        what=Words(zh="状态改变", en="status changed"),
        field=Words(zh="状态", en="status"),
        old=_STATUS[before["status"]].zh,
        new=_STATUS[after["status"]].zh,
        by=by,
        reason=after["status_reason"],
    )


def _of_product(batch: Batch, sources: Sources) -> Iterator[Change]:
    for before, after, entry in _steps(sources.history.get(str(batch.product_id), [])):
        if batch.released_at is not None and entry.recorded_at > batch.released_at:
            by = sources.author_name(entry.author_user_id)
            yield from _field_changes(_PRODUCT_FIELDS, before, after, entry, by)


def _steps(
    entries: list[LogEntry],
) -> Iterator[tuple[dict[str, Any], dict[str, Any], LogEntry]]:
    texts = [json.loads(entry.public_text or "{}") for entry in entries]
    yield from zip(texts, texts[1:], entries[1:], strict=False)


def _field_changes(
    fields: dict[str, Words],
    before: dict[str, Any],
    after: dict[str, Any],
    entry: LogEntry,
    by: str,
) -> Iterator[Change]:
    for name, words in fields.items():
        if before.get(name) != after.get(name):
            yield Change(
                at=entry.recorded_at,
                what=Words(zh=f"{words.zh}改变", en=f"{words.en} changed"),
                field=words,
                old=_say(name, before),
                new=_say(name, after),
                by=by,
            )


def _say(name: str, record: dict[str, Any]) -> str | None:
    value = record.get(name)
    if value is None:
        return None
    if name == "net_content":
        return say_amount(value, record["net_content_unit"]).zh
    if name == "quantity":
        return say_amount(value, record["unit"]).zh
    if name == "shelf_life":
        return say_shelf_life(value, record["shelf_life_unit"]).zh
    return str(value)


def _corrections(batch: Batch, sources: Sources) -> Iterator[Change]:
    chain = sources.chain_of(batch.id)
    owners = {sources.batches[lot].org_id for lot in chain}
    for whole, _ in chain_events(chain, owners, sources):
        declaration = sources.declarations.get(whole.event.id)
        if declaration is None or declaration.declared_at is None:
            continue
        rule = STEPS[Step(whole.event.step)]
        yield Change(
            at=declaration.declared_at,
            what=Words(zh=f"更正记录：{rule.zh}", en=f"record corrected: {rule.en}"),
            by=sources.author_name(declaration.recorded_by),
            reason=declaration.error_note,
        )
