"""How is an enterprise called for short?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.short_names import short_name


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("博罗县老石磨油坊", "老石磨油坊"),
        ("惠州市榕岸油脂有限公司", "榕岸油脂"),
        ("惠州市惠城区丰谷粮油有限责任公司", "丰谷粮油"),
        ("金穗油脂（惠州）有限公司", "金穗油脂"),
        ("龙门县米业合作社", "米业合作社"),
        ("广东省惠州市东江粮油集团股份有限公司", "东江粮油"),
        ("惠州市有限公司", "惠州市"),  # nothing would be left
        ("ABC Foods Ltd.", "ABC Foods Ltd."),
    ],
)
def test_place_and_legal_form_go(name: str, short: str) -> None:
    assert short_name(name) == short


@given(st.text(min_size=2, max_size=40).filter(lambda text: len(text.strip()) >= 2))
def test_something_that_can_be_typed_is_always_left(name: str) -> None:
    short = short_name(name)
    assert len(short) >= 2 or short == name.strip()
    assert short in name or "（" in name or "(" in name
