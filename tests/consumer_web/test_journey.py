from __future__ import annotations

from types import ModuleType

from hypothesis import given
from hypothesis import strategies as st

from consumer_web.journey import choose_events, list_parties, view_steps
from consumer_web.route import draw_route

STEPS = ("harvesting", "milling", "storing", "transporting")


def make_events(samples: ModuleType, kinds: list[tuple[int, int]]) -> list[object]:
    return [
        samples.event(
            STEPS[step],
            ("步骤", "Step"),
            f"2026-07-{day + 1:02d}T09:00:00+08:00",
            late_days=late,
        )
        for day, (step, late) in enumerate(kinds)
    ]


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=0, max_size=28),
    st.data(),
)
def test_the_chosen_events_keep_their_order_and_both_ends(
    samples: ModuleType, kinds: list[tuple[int, int]], data: st.DataObject
) -> None:
    events = make_events(samples, kinds)
    most = data.draw(st.integers(2, 12))
    chosen = choose_events(events, most)  # type: ignore[arg-type]
    assert len(chosen) == min(len(events), most)
    positions = [events.index(event) for event in chosen]
    assert positions == sorted(positions)
    if events:
        assert (chosen[0], chosen[-1]) == (events[0], events[-1])


def test_late_missing_and_new_kinds_of_steps_are_kept(samples: ModuleType) -> None:
    kinds = [(2, 0)] * 28
    kinds[13], kinds[20] = (2, 4), (1, 0)
    events = make_events(samples, kinds)
    chosen = choose_events(events)  # type: ignore[arg-type]
    assert events[13] in chosen
    assert events[20] in chosen
    assert len(chosen) == 12


def test_steps_say_when_they_were_late_or_lack_something(samples: ModuleType) -> None:
    steps = view_steps(samples.rice_events(), "zh")
    by_title = {step.title: step for step in steps}
    assert (by_title["出仓"].node, by_title["出仓"].late_days) == ("late", 3)
    assert by_title["装车运输"].node == "missing"
    assert by_title["装车运输"].missing == "车厢清洁记录"
    assert by_title["装车运输"].destination == "粮油店（惠城区）"
    assert by_title["收割"].facts == "早稻 42.6 吨，品种 美香占"
    assert by_title["收割"].lot == "DG260718"
    assert by_title["到店"].place == "惠城区 河南岸街道"


def test_the_day_of_a_step_is_that_of_its_own_place(samples: ModuleType) -> None:
    event = samples.event("loading", ("装船", "Loading"), "2026-03-01T23:30:00-05:00")
    assert view_steps([event], "zh")[0].day == "2026年3月1日"


def test_parties_are_counted_over_all_events(samples: ModuleType) -> None:
    parties = list_parties(samples.rice_events(), "zh")
    mill = next(party for party in parties if party.name == "惠州市禾坪里米业有限公司")
    assert (mill.on_time, mill.total) == (4, 5)
    assert mill.titles == "稻谷入库、出仓、砻谷碾米、包装赋码、装车运输"


def test_the_sketch_keeps_north_and_west_and_speaks_the_whole_route(samples: ModuleType) -> None:
    sketch = draw_route(samples.rice_events(), "zh")
    assert sketch is not None
    longmen, boluo, huicheng = sketch.stops
    assert longmen.y < boluo.y < huicheng.y
    assert boluo.x < longmen.x < huicheng.x
    assert sketch.spoken.startswith("路线示意：一，龙门县收割；二，博罗县稻谷入库、")
    assert [leg.km for leg in sketch.legs] == [69, 35]


def test_the_sketch_shows_at_most_five_places_and_no_labels_collide(samples: ModuleType) -> None:
    events = [
        samples.event(
            "storing",
            ("入库", "Into store"),
            f"2026-07-{number + 1:02d}T09:00:00+08:00",
            samples.Place(
                name=f"仓{number}",
                district=f"第{number}县",
                latitude_e6=23_000_000 + number,
                longitude_e6=114_000_000 - number,
            ),
        )
        for number in range(9)
    ]
    sketch = draw_route(events, "zh")
    assert sketch is not None
    assert len(sketch.stops) == 5
    assert len({stop.y for stop in sketch.stops}) == 5
    assert sketch.stops[0].label.startswith("第0县")
    assert sketch.stops[-1].label.startswith("第8县")
    for stop in sketch.stops:
        width = sum(16 if ord(char) > 0x2E7F else 9 for char in stop.label)
        start = stop.label_x if stop.anchor == "start" else stop.label_x - width
        assert start >= 0
        assert start + width <= 328


def test_one_place_alone_or_none_is_no_route(samples: ModuleType) -> None:
    once = samples.event("milling", ("碾米", "Milling"), "2026-07-18T09:00:00+08:00")
    nowhere = samples.event("packing", ("包装", "Packing"), "2026-07-18T09:00:00+08:00", None)
    assert draw_route([once, nowhere], "zh") is None
    assert draw_route([], "en") is None
