"""What are the firms, schools and people of the demo city called? All names are made up."""

from __future__ import annotations

from random import Random

BRANDS = (
    *("禾坪里", "稻溪湾", "穗满坡", "丰田岭", "榕下仓", "麻溪源", "云栖谷", "竹径香", "多穗河"),
    *("白沙坡", "龙江口", "石桥垄", "福安穗", "麦浪湾", "雪麸坊", "金麸里", "长丝坊", "银缕面"),
    *("晒面台", "黄粱坊", "玉粒山", "花榨里", "老榨坊", "木龙榨", "油坊岭", "湾源豆", "菜花垄"),
    *("金胚谷", "澳湾鼎", "霞岸清", "潼溪澄", "惠岭鼎", "东堤清", "麻香阁", "山茶坳", "万廪台"),
    *("安廪桥", "丰廪渡", "恒廪冈", "粮巷口", "惠米集", "油米仓", "东江集"),
)
FARMS = (
    *("穗田湾", "稻花坪", "青垄", "水尾坝", "禾苗里", "金谷坡", "榕树垄", "清溪口", "白鹭洲"),
    *("黄泥塘", "石陂头", "糯香坳", "花生岭", "沙地坡", "红土冈", "玉米坪"),
)
_SCHOOLS = ("云栖", "稻溪", "丰穗", "榕荫", "竹径", "麦浪", "霞岸", "潼溪", "惠岭", "东堤")
_SCHOOL_KINDS = ("第一小学", "第二小学", "实验学校", "初级中学", "高级中学", "外国语学校")
_SURNAMES = "陈李黄张梁林刘吴罗杨郑何叶曾钟温古邱"
_GIVEN = ("伟明", "秋月", "国强", "丽华", "志远", "嘉怡", "建平", "晓敏", "文龙", "雪梅", "海燕")
SHOPS = (
    *("稻香里便民超市", "东堤生鲜店", "麦禾社区店", "榕荫粮油店", "霞岸综合市场十二号档"),
    *("潼溪平价店", "竹径生活超市", "云栖农贸市场三号档"),
)
OUTSIDE_GROWERS = {
    "paddy_indica": "江西赣禾垄种粮大户联合社",
    "paddy_japonica": "黑龙江黑穗垄农场",
    "wheat": "河南中穗垄家庭农场",
    "corn": "吉林玉垄种植合作社",
    "bean_soybean": "黑龙江豆垄农场",
    "oilseed_rapeseed": "湖北菜垄种植合作社",
    "oilseed_sunflower": "内蒙古向阳垄农场",
    "oilseed_sesame": "江西芝垄种植合作社",
    "oilseed_camellia": "河源山茶垄林场",
}


def make_school(number: int) -> str:
    """Name the canteen of a school; sixty numbers give sixty names."""
    town, kind = _SCHOOLS[number % len(_SCHOOLS)], _SCHOOL_KINDS[number // len(_SCHOOLS)]
    return f"{town}{kind}食堂"


def make_person(rng: Random) -> str:
    """Make a person's name."""
    return rng.choice(_SURNAMES) + rng.choice(_GIVEN)


def make_phone(rng: Random) -> str:
    """Make a phone number of a block that no operator gives out."""
    return f"1380000{rng.randint(0, 9999):04d}"


def make_plate(rng: Random) -> str:
    """Make a number plate of Huizhou (粤L)."""
    return f"粤L{rng.randint(10_000, 99_999)}"
