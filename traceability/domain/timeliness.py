"""Was a record entered in time? Within 24 hours, as city platforms ask of their uploads."""

from __future__ import annotations

from datetime import datetime, timedelta

from traceability.domain.steps import PRODUCTION_STEPS, Step

ENTRY_TIME = timedelta(hours=24)
TIMED_STEPS = PRODUCTION_STEPS | {
    Step.RAW_INTAKE,
    Step.RECEIVING,
    Step.STORE_OUT,
    Step.LOADING,
    Step.DEPARTING,
    Step.UNLOADING,
    Step.SHIPPING,
    Step.RETURN_OUT,
    Step.RETURN_IN,
    Step.REFUSAL,
}
"""Production, shipment and receipt: what the share of records in time (R1) counts."""


def is_late(happened_at: datetime, recorded_at: datetime) -> bool:
    """Tell whether a record was entered later than 24 hours after it happened."""
    return recorded_at - happened_at > ENTRY_TIME
