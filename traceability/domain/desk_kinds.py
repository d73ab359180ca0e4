"""Which kinds of things does a desk know that are no records of the trade?"""

from __future__ import annotations

from enum import StrEnum


class ImportKind(StrEnum):
    """What a spreadsheet brings into the register."""

    PRODUCTS = "products"
    BATCHES = "batches"
    EVENTS = "events"
    PURCHASES = "purchases"


class ImportState(StrEnum):
    """How far a spreadsheet is: read and tried first, then recorded whole, or not at all."""

    WAITING = "waiting"
    REFUSED = "refused"
    READY = "ready"
    CONFIRMED = "confirmed"
    RECORDED = "recorded"


class NoticeChannel(StrEnum):
    """How somebody is told of what waits for him."""

    EMAIL = "email"
    WEBHOOK = "webhook"


class Telling(StrEnum):
    """When somebody is told of a kind of thing on a way: at once, each morning, or not."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    NEVER = "never"


class TaskKind(StrEnum):
    """What can wait for somebody."""

    PRODUCTS = "products"
    APPLICATIONS = "applications"
    CASES = "cases"
    REPAIRS = "repairs"
    OBJECTIONS = "objections"
    DELIVERIES = "deliveries"
    CONSUMER_REPORTS = "consumer_reports"
    DEFENCE = "defence"
    COMPLAINTS = "complaints"
    RECTIFICATIONS = "rectifications"
    LICENCE = "licence"
    HELD = "held"
    SIGNATURES = "signatures"
    IMPORTS = "imports"
    SAMPLES = "samples"
    RETESTS = "retests"
    LABEL_REQUESTS = "label_requests"
    STOCK_NOTICES = "stock_notices"
