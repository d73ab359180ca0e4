"""Where in Huizhou is it? The city's districts, their roads, and points inside of them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class District:
    """A district or development zone; the point in millionths of a degree is its middle."""

    name: str
    division: str  # code of GB/T 2260; a zone has that of the district around it
    latitude_e6: int
    longitude_e6: int
    towns: tuple[str, ...]


DISTRICTS = (
    District("惠城区", "441302", 23_084_000, 114_382_000, ("云栖街道", "稻溪镇", "东堤街道")),
    District("惠阳区", "441303", 22_789_000, 114_456_000, ("丰田镇", "新墟街道", "石桥镇")),
    District("博罗县", "441322", 23_173_000, 114_290_000, ("禾坪镇", "福安镇", "榕下镇")),
    District("惠东县", "441323", 22_985_000, 114_720_000, ("多穗镇", "白沙坡镇", "海门镇")),
    District("龙门县", "441324", 23_728_000, 114_255_000, ("麻溪镇", "龙江口镇", "竹径镇")),
    District("大亚湾区", "441303", 22_741_000, 114_538_000, ("澳湾街道", "霞岸街道")),
    District("仲恺区", "441302", 23_029_000, 114_330_000, ("潼溪镇", "惠岭街道")),
)
_ROADS = ("丰收路", "粮站路", "工业一路", "工业三路", "谷香大道", "沿江路", "兴业路", "学府路")


def district_at(number: int) -> District:
    """Give the districts in turn."""
    return DISTRICTS[number % len(DISTRICTS)]


def make_address(district: District, rng: Random) -> str:
    """Make an address of a district."""
    town = rng.choice(district.towns)
    return f"广东省惠州市{district.name}{town}{rng.choice(_ROADS)}{rng.randint(1, 198)}号"


def make_point(district: District, rng: Random) -> tuple[int, int]:
    """Give a latitude and longitude within some five kilometres of a district's middle."""
    return (
        district.latitude_e6 + rng.randint(-45_000, 45_000),
        district.longitude_e6 + rng.randint(-45_000, 45_000),
    )
