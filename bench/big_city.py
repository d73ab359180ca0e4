"""The demo city with years behind it: as many people, a hundred times as many records.

Every story of the demo city is told again, one week earlier each time, by statements that copy
its rows under new ids, numbers and days. Who is in the city, what it makes and what waits to be
done stay as they are: a backlog does not grow with the years, what was done does; what canteens
have in their stores does not either. The log gets its entries of every ninth telling.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Date, DateTime, Table
from sqlmodel import Session, SQLModel, col, select

import consumer_web.tables
from traceability.domain.kinds import OrganizationKind
from traceability.storage import tables
from traceability.storage.engine import open_engine, sqlite_url
from traceability.storage.ids import new_id
from traceability.storage.statistics import refresh_statistics

TELLINGS = 109  # × 915 lots of the demo city
DAYS = 7  # between one telling and the next
EXTRA_EVENTS = 12  # on each packed lot: with its others ten events a lot
PURCHASES, SAMPLES, REPORTS = 4, 9, 10  # times as often as the lots
LOG_EVERY = 9
_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Copied:
    """How a table is copied: its ids by what they name, its texts with numbers in them."""

    name: str
    ids: dict[str, str] = field(default_factory=dict)  # column -> family of ids
    texts: dict[str, str] = field(
        default_factory=dict
    )  # column -> SQL, with {column}, {no} and {ms}
    times: int = 1
    every: int = 1


_NUMBER = "{column} || '.' || {no}"
_SAID = "case when {column} is null then null else 'urn:uuid:' || moved_text({column}, {ms}) end"
COPIED = (
    Copied(
        "batch",
        {"id": "lot"},
        {"lot": _NUMBER, "uri": _NUMBER},
    ),
    Copied("batch_link", {"child_id": "lot", "parent_id": "lot", "event_id": "lot"}),
    Copied(
        "trace_event",
        {"id": "lot", "declares_id": "lot"},
        {"event_id": "'urn:uuid:' || moved_text(event_id, {ms})", "transformation_id": _SAID},
    ),
    Copied("event_line", {"event_id": "lot", "batch_id": "lot"}, {"uri": _NUMBER}),
    Copied("event_party", {"event_id": "lot"}),
    Copied("event_document", {"event_id": "lot"}),
    Copied(
        "inspection",
        {"id": "lot", "batch_id": "lot", "replaces_id": "lot"},
        {"sample_no": _NUMBER, "report_no": _NUMBER},
    ),
    Copied("test_result", {"inspection_id": "lot"}),
    Copied(
        "trace_document",
        {"batch_id": "lot", "entry_id": "lot"},
        {"lot": _NUMBER},
    ),
    Copied("scan_tally", {}, {"lot": _NUMBER}),
    Copied(
        "sample",
        {"id": "sample", "batch_id": "lot", "inspection_id": "lot"},
        {"sample_no": _NUMBER},
        SAMPLES,
    ),
    Copied(
        "purchase",
        {"id": "purchase", "batch_id": "lot", "event_id": "lot"},
        {"lot": _NUMBER},
        PURCHASES,
    ),
    Copied("purchase_signature", {"id": "purchase", "purchase_id": "purchase"}, {}, PURCHASES),
    Copied(
        "stock_issue",
        {"id": "purchase", "purchase_id": "purchase", "batch_id": "lot", "event_id": "lot"},
        {},
        PURCHASES,
    ),
    Copied("frying_oil_test", {"id": "lot"}),
    Copied(
        "consumer_report",
        {"id": "report"},
        {"receipt_hash": "randomblob(32)"},
        REPORTS,
    ),
    Copied("report_answer", {"id": "report", "report_id": "report"}, {}, REPORTS),
    Copied("personal_look", {"id": "report", "record_id": "report"}, {}, REPORTS),
    Copied(
        "log_entry",
        {"id": "lot"},
        {"record_id": "moved_text(record_id, {ms})"},
        every=LOG_EVERY,
    ),
)  # fmt: skip


def round_off(file: Path) -> None:
    """Give the demo city what its few days do not have: reports of samples, scans, consumers."""
    engine = open_engine(sqlite_url(file))
    with Session(engine) as session:
        labs = select(tables.Organization.id).where(
            tables.Organization.kind == OrganizationKind.INSPECTION_AGENCY.value
        )
        reports = session.exec(
            select(tables.Inspection).where(col(tables.Inspection.org_id).in_(labs))
        ).all()
        for report in reports:
            session.add(_sample_of(report))
        maker = reports[0].batch_org_id
        looker = reports[0].entered_by
        origin = session.exec(select(consumer_web.tables.PublishedTrace.origin)).first() or ""
        for number in range(30):
            _tell_report(session, maker, looker, number, origin)
        for page in session.exec(select(consumer_web.tables.PublishedTrace)):
            session.add(
                consumer_web.tables.ScanTally(
                    gtin=page.gtin, lot=page.lot, origin=origin, day=page.published_at.date(),
                    region="441300", device="phone", scans=3,
                )
            )  # fmt: skip
        session.commit()
    refresh_statistics(engine)
    engine.dispose()


def _sample_of(report: tables.Inspection) -> tables.Sample:
    shared = {
        name: getattr(report, name)
        for name in (
            "org_id", "batch_id", "batch_org_id", "kind", "sample_no", "sampled_on",
            "sampled_place", "sampled_amount", "sampled_unit", "sampled_by", "recorded_at",
        )
    }  # fmt: skip
    return tables.Sample(
        **shared, id=new_id(), received_on=report.sampled_on, due_on=report.reported_on,
        panel="sampling", parameters=["cd"], received_by=report.entered_by, state="reported",
        inspection_id=report.id,
    )  # fmt: skip


def _tell_report(session: Session, maker: UUID, looker: UUID, number: int, origin: str) -> None:
    report_id, at = new_id(), datetime.now(UTC)
    session.add(
        consumer_web.tables.ConsumerReport(
            id=report_id, origin=origin, receipt_hash=report_id.bytes * 2, reported_at=at,
            kind="label", words=f"标签模糊 {number}", place="博罗县", is_answered=True,
        )
    )  # fmt: skip
    session.add(
        tables.ReportAnswer(
            id=new_id(), recorded_at=at, org_id=maker, report_id=report_id,
            report_sha256="0" * 64, is_about_maker=False, found_true=False, words="已核查",
            answered_by=looker,
        )
    )  # fmt: skip


def count_rows(file: Path) -> None:
    """Do at once what a register does every ten minutes."""
    engine = open_engine(sqlite_url(file))
    refresh_statistics(engine)
    engine.dispose()


class Growth:
    """Makes a city old."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.connection = sqlite3.connect(file)
        for pragma in ("synchronous = off", "journal_mode = off", "temp_store = file"):
            self.connection.execute(f"pragma {pragma}")  # a bench may lose its own data
        self.connection.create_function("moved", 2, _moved, deterministic=True)
        self.connection.create_function("moved_text", 2, _moved_text, deterministic=True)

    def grow(self, tellings: int = TELLINGS) -> None:
        """Tell every story so many times more."""
        self._read_stories()
        indexes = self._drop_indexes()
        for number in range(tellings, 0, -1):
            for copied in COPIED:
                if number % copied.every == 0:
                    for turn in range(copied.times):
                        self._tell(copied, number, turn)
        for statement in (*indexes, *_SUMMED):
            self.connection.execute(statement)
        self.connection.commit()
        self.connection.execute("pragma journal_mode = wal")
        self.connection.close()
        count_rows(self.file)

    def _read_stories(self) -> None:
        for copied in COPIED:
            self.connection.execute(
                f"create temp table told_{copied.name} as select * from {copied.name}"
            )
        for statement in _CLOSED:
            self.connection.execute(statement)
        self._add_events()
        self.connection.commit()

    def _add_events(self) -> None:
        """Have each packed lot counted a dozen times in its store."""
        made = self.connection.execute(
            "select l.event_id, l.line from told_event_line l join told_trace_event e"
            " on e.id = l.event_id where e.step = 'filling' and l.role = 'output'"
            " and e.declared_at is null"
        ).fetchall()
        for event_id, line in made:
            for _ in range(EXTRA_EVENTS):
                self._see(event_id, line, "stock_counting", "stock_taking")

    def _see(self, event_id: str, line: int, step: str, biz_step: str) -> str:
        key = new_id()
        self._copy(
            "trace_event", f"id = '{event_id}'", id=key.hex, event_id=f"urn:uuid:{key}",
            event_type="object", action="observe", step=step, biz_step=biz_step,
            transformation_id=None, declares_id=None,
        )  # fmt: skip
        self._copy(
            "event_line", f"event_id = '{event_id}' and line = {line}", event_id=key.hex, line=1,
            role="item",
        )  # fmt: skip
        return key.hex

    def _copy(self, table: str, which: str, **changed: object) -> None:
        names = [column.name for column in _table(table).columns]
        values = ", ".join("?" if name in changed else f'"{name}"' for name in names)
        self.connection.execute(
            f"insert into told_{table} select {values} from told_{table} where {which} limit 1",
            [changed[name] for name in names if name in changed],
        )

    def _drop_indexes(self) -> list[str]:
        names = ", ".join(f"'{copied.name}'" for copied in COPIED)
        found = self.connection.execute(
            "select name, sql from sqlite_master where type = 'index' and sql is not null"
            f" and tbl_name in ({names})"
        ).fetchall()
        for name, _ in found:
            self.connection.execute(f"drop index {name}")
        return [statement for _, statement in found]

    def _tell(self, copied: Copied, number: int, turn: int) -> None:
        columns = list(_table(copied.name).columns)
        names = ", ".join(f'"{column.name}"' for column in columns)
        values = ", ".join(_value(copied, column, number, turn) for column in columns)
        self.connection.execute(
            f"insert into {copied.name} ({names}) select {values} from told_{copied.name}"
        )


_CLOSED = (
    "update told_batch set status = 'released' where product_id is not null"
    " and status in ('draft', 'held')",
    "update told_inspection set state = 'signed', signed_by = entered_by,"
    " signed_at = recorded_at where state = 'entered'",
    "delete from told_sample where state = 'waiting'",
    "delete from told_consumer_report where not is_answered",
)
_SUMMED = (
    "delete from received_month",
    "insert into received_month (org_id, month, lines, traced_lines, mass_g, traced_mass_g)"
    " select org_id, strftime('%Y-%m-01', delivered_at, '+8 hours'), count(*), count(batch_id),"
    " sum(mass_g), sum(iif(batch_id is null, 0, mass_g)) from purchase"
    " where acceptance = 'accepted' group by 1, 2",
)


def _table(name: str) -> Table:
    return SQLModel.metadata.tables[name]


def _value(copied: Copied, column: object, number: int, turn: int) -> str:
    name = column.name  # type: ignore[attr-defined]
    ms = number * DAYS * _DAY_MS
    own = ms - turn - 1
    if name in copied.ids:
        shift = ms if copied.ids[name] == "lot" else own
        return f'moved("{name}", {shift})'
    if name in copied.texts:
        no = f"'{number}'" if copied.times == 1 else f"'{number}-{turn}'"
        return copied.texts[name].format(column=f'"{name}"', no=no, ms=ms)
    if isinstance(column.type, DateTime):  # type: ignore[attr-defined]
        return f"strftime('%Y-%m-%d %H:%M:%f', \"{name}\", '-{number * DAYS} days') || '000'"
    if isinstance(column.type, Date):  # type: ignore[attr-defined]
        return f"date(\"{name}\", '-{number * DAYS} days')"
    return f'"{name}"'


def _moved(key: str | None, ms: int) -> str | None:
    return f"{int(key[:12], 16) - ms:012x}{key[12:]}" if key else None


def _moved_text(text: str, ms: int) -> str:
    """Move an id that is written as an URN or bare; what is no id gets a number."""
    try:
        key = UUID(text.removeprefix("urn:uuid:"))
    except ValueError:
        return f"{text}.{ms}"
    return str(UUID(_moved(key.hex, ms) or ""))
