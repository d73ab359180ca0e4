"""A laboratory takes samples in, types values over the day, and reports."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.factories import City, refused
from traceability.domain.kinds import InspectionKind, ReportState, ResultVerdict, SampleState
from traceability.schemas.inspections import InspectionPublic
from traceability.schemas.samples import (
    SampleCreate,
    SampleDiscard,
    SamplePage,
    SamplePublic,
    SampleQuery,
    SampleReport,
    SampleSheet,
    SampleValues,
)
from traceability.services import samples


def take_in(city: City, batch_id: UUID, who: str = "lab", **more: Any) -> SamplePublic:
    """Register a sample; only cadmium has a limit in this city, so the full panel is short."""
    city.need_limits()
    said: dict[str, Any] = {
        "batch_id": batch_id,
        "kind": "supervision",
        "sample_no": f"CJ-{city.number()}",
        "sampled_on": city.day,
        "received_on": city.day + timedelta(days=1),
        "sampled_place": "成品库",
        "sampled_amount": "2",
        "sampled_unit": "kg",
        "sampled_by": "郑抽样",
        "panel": "sampling",
    }
    entered = SampleCreate.model_validate(said | more)
    return city.do(who, lambda work: samples.register_sample(work, entered))


def type_in(city: City, sample_id: UUID, who: str = "lab", **values: str) -> SampleSheet:
    """Type values as the page does: each is kept at once."""
    typed = SampleValues(values=values)
    return city.do(who, lambda work: samples.save_values(work, sample_id, typed))


def report(city: City, sample_id: UUID, who: str = "lab") -> InspectionPublic:
    """Hand the sheet in."""
    said = SampleReport(report_no=f"BG-{city.number()}", reported_on=city.day + timedelta(days=2))
    return city.do(who, lambda work: samples.report_sample(work, sample_id, said))


def waiting(city: City, who: str = "lab", **more: Any) -> SamplePage:
    """Look at the worklist."""
    chosen = SampleQuery.model_validate(more)
    return city.look(who, lambda work: samples.list_samples(work, chosen))


def fill(city: City, sample: SamplePublic, cadmium: str = "0.05") -> SampleSheet:
    """Type something into every field of a sheet."""
    values = dict.fromkeys(sample.parameters, "未检出") | {"cd": cadmium}
    return type_in(city, sample.id, **values)


def test_a_sample_knows_its_items_and_when_its_report_is_due(city: City) -> None:
    bags = city.make_rice()[2]
    sample = take_in(city, bags.id)
    assert sample.parameters == ["pb", "cd", "as_inorganic", "bap", "afb1", "ota"]
    assert sample.due_on > sample.received_on + timedelta(days=20)  # twenty working days
    listed = waiting(city).items
    assert [(each.sample_no, each.lot, each.typed) for each in listed] == [
        (sample.sample_no, bags.lot, 0)
    ]


def test_values_are_judged_as_they_are_typed_and_kept(city: City) -> None:
    sample = take_in(city, city.make_rice()[2].id)
    assert type_in(city, sample.id, cd="0.21").rows[1].verdict is ResultVerdict.FAIL
    sheet = type_in(city, sample.id, pb="未检出")
    verdicts = {row.parameter: row.verdict for row in sheet.rows}
    assert verdicts["cd"] is ResultVerdict.FAIL
    assert verdicts["ota"] is None  # an empty field is never a pass
    assert "0.2" in (sheet.rows[1].limit_zh or "")
    assert waiting(city).items[0].typed == 2
    assert type_in(city, sample.id, cd="").rows[1].verdict is None
    assert waiting(city).items[0].typed == 1


def test_a_sheet_with_a_gap_is_not_handed_in(city: City) -> None:
    sample = take_in(city, city.make_rice()[2].id)
    type_in(city, sample.id, cd="0.05")
    refused("sample.not_complete", report, city, sample.id)
    assert waiting(city).items[0].state is SampleState.WAITING


def test_the_report_takes_over_the_sample_and_waits_for_a_second_person(city: City) -> None:
    bags = city.make_rice()[2]
    sample = take_in(city, bags.id)
    fill(city, sample, cadmium="0.35")
    made = report(city, sample.id)
    assert (made.batch_id, made.kind) == (bags.id, InspectionKind.SUPERVISION)
    assert (made.sample_no, made.sampled_place) == (sample.sample_no, "成品库")
    assert (made.state, made.verdict) == (ReportState.ENTERED, ResultVerdict.FAIL)
    assert waiting(city).items == []
    assert [each.inspection_id for each in waiting(city, state="reported").items] == [made.id]
    assert city.sign(made.id).state is ReportState.SIGNED


def test_nothing_more_is_typed_into_a_sample_that_was_reported(city: City) -> None:
    sample = take_in(city, city.make_rice()[2].id)
    fill(city, sample)
    report(city, sample.id)
    refused("sample.not_open", type_in, city, sample.id, cd="0.01")
    refused("sample.not_open", report, city, sample.id)


def test_a_spoilt_sample_is_given_up_and_its_number_is_free(city: City) -> None:
    bags = city.make_rice()[2]
    sample = take_in(city, bags.id)
    refused("sample.number_taken", take_in, city, bags.id, sample_no=sample.sample_no)
    why = SampleDiscard(reason="样品袋破损")
    given_up = city.do("lab", lambda work: samples.discard_sample(work, sample.id, why))
    assert given_up.discarded_reason == "样品袋破损"
    assert take_in(city, bags.id, sample_no=sample.sample_no).state is SampleState.WAITING


@pytest.mark.parametrize("who", ["lab2", "mill", "canteen", "regulator"])
def test_a_sample_is_nobody_elses(city: City, who: str) -> None:
    sample = take_in(city, city.make_rice()[2].id)
    code = "access.role" if who in {"canteen", "regulator"} else "sample.not_found"
    refused(code, type_in, city, sample.id, who, cd="0.01")


def test_an_enterprise_tests_its_own_lots_and_no_others(city: City) -> None:
    bags = city.make_rice()[2]
    assert take_in(city, bags.id, "mill", kind="factory").kind is InspectionKind.FACTORY
    refused("batch.not_found", take_in, city, bags.id, "rival", kind="factory")
    refused("inspection.kind_not_yours", take_in, city, bags.id, "mill", kind="supervision")


def test_days_out_of_order_are_refused(city: City) -> None:
    bags = city.make_rice()[2]
    refused(
        "inspection.before_production", take_in, city, bags.id,
        sampled_on=bags.produced_on - timedelta(days=1),
    )  # fmt: skip
    refused(
        "sample.in_the_future", take_in, city, bags.id,
        received_on=city.day + timedelta(days=365),
    )  # fmt: skip


def test_an_item_that_is_not_on_the_sheet_is_refused(city: City) -> None:
    sample = take_in(city, city.make_rice()[2].id)
    refused("sample.unknown_item", type_in, city, sample.id, acid_value="1")


def test_the_worklist_goes_on_in_the_order_of_the_due_days_and_is_searched(city: City) -> None:
    bags = city.make_rice()[2]
    late = take_in(city, bags.id, kind="supervision")
    soon = take_in(city, bags.id, kind="commissioned")
    first = waiting(city, limit=1)
    assert [each.id for each in first.items] == [soon.id]
    assert [each.id for each in waiting(city, limit=1, cursor=first.next).items] == [late.id]
    assert [each.id for each in waiting(city, q=late.sample_no).items] == [late.id]
    assert [each.id for each in waiting(city, kind="commissioned").items] == [soon.id]
    assert len(waiting(city, q=bags.lot).items) == 2
    assert waiting(city, q="%").items == []
    refused("cursor.malformed", waiting, city, cursor="1")
