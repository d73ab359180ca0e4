"""What do the kinds, the amounts and the last number already say of a decision?"""

from __future__ import annotations

import pytest

from traceability.domain.penalty_contents import next_number, write_content


@pytest.mark.parametrize(
    ("kinds", "fine", "confiscated", "content"),
    [
        (["罚款"], 5_000_000, None, "罚款人民币50000元"),
        (["警告", "罚款"], 123_456, None, "警告；罚款人民币1234.56元"),
        (["没收违法所得", "罚款"], 100, 5_050, "没收违法所得人民币50.50元；罚款人民币1元"),
        (["责令停产停业"], None, None, "责令停产停业"),
        (["罚款"], None, None, "罚款"),
        ([], None, None, ""),
    ],
)
def test_the_content_is_written_as_decisions_do(
    kinds: list[str], fine: int | None, confiscated: int | None, content: str
) -> None:
    assert write_content(kinds, fine, confiscated) == content


@pytest.mark.parametrize(
    ("newest", "following"),
    [
        ("惠市监罚〔2026〕9号", "惠市监罚〔2026〕10号"),
        ("惠粮罚〔2026〕第099号", "惠粮罚〔2026〕第100号"),
        ("惠粮罚〔2026〕第007号", "惠粮罚〔2026〕第008号"),
        ("一份决定", ""),
        ("惠粮罚〔2026〕7-1号", ""),
    ],
)
def test_the_next_number(newest: str, following: str) -> None:
    assert next_number(newest) == following
