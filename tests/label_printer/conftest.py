from datetime import date

import pytest

from label_printer.label import Label


@pytest.fixture
def full_label() -> Label:
    return Label(
        payload="https://LY.HZ.EXAMPLE/01/06901234567892/21/7K3MQ9XVB2RD5HT8",
        product="压榨一级花生油",
        net_content="5 L",
        grade="一级",
        standard="GB/T 1534-2017",
        lot="20250301-A2",
        produced_on=date(2025, 3, 1),
        best_before=date(2026, 9, 1),
        enterprise="惠州市稻花香粮油有限公司",
        sc_licence="SC10244130200123",
        code="7K3MQ9XVB2RD5HT8",
    )


@pytest.fixture
def short_label() -> Label:
    return Label(payload="https://LY.HZ.EXAMPLE/T/7K3MQ9XVB2RD5HT8", product="大米")
