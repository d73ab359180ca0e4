"""What does a measured item mean to somebody at a kitchen table?"""

from __future__ import annotations

from consumer_web.words import Lang

# In the order in which people worry; quality as declared stands last.
GROUPS: dict[str, dict[Lang, str]] = {
    "metal": {"zh": "重金属", "en": "Heavy metals"},
    "toxin": {"zh": "毒素和烟熏污染", "en": "Moulds and smoke"},
    "pesticide": {"zh": "农药和仓储药剂", "en": "Pesticides and store fumigants"},
    "oil": {"zh": "油的新鲜程度和溶剂", "en": "Freshness of the oil, solvents"},
    "additive": {"zh": "添加剂", "en": "Additives"},
    "other": {"zh": "其他项目", "en": "Other items"},
    "quality": {"zh": "品质，按标签写的等级", "en": "Quality, for the grade on the label"},
}

_GLOSSES: dict[str, tuple[str, str]] = {
    "afb1": ("发霉产生", "from mould"),
    "ota": ("发霉产生", "from mould"),
    "don": ("麦子发霉产生", "from mould on wheat"),
    "zen": ("发霉产生", "from mould"),
    "bap": ("烟熏产生", "from smoke"),
    "acid_value": ("哈喇的先兆", "early sign of rancid oil"),
    "peroxide_value": ("氧化程度", "how far it has oxidised"),
    "solvent_residue": ("浸出时留下", "left from extraction"),
    "free_gossypol": ("棉籽里的毒物", "from cotton seed"),
    "phosphine": ("仓储药剂", "store fumigant"),
    "chlorpyrifos": ("杀虫剂", "insecticide"),
    "malathion": ("杀虫剂", "insecticide"),
    "deltamethrin": ("杀虫剂", "insecticide"),
    "pirimiphos_methyl": ("杀虫剂", "insecticide"),
    "clothianidin": ("杀虫剂", "insecticide"),
    "carbendazim": ("杀菌剂", "fungicide"),
    "glyphosate": ("除草剂", "weed killer"),
    "tbhq": ("抗氧化剂", "antioxidant"),
    "bha": ("抗氧化剂", "antioxidant"),
    "bht": ("抗氧化剂", "antioxidant"),
    "propyl_gallate": ("抗氧化剂", "antioxidant"),
    "tea_polyphenol": ("抗氧化剂", "antioxidant"),
    "rosemary_extract": ("抗氧化剂", "antioxidant"),
    "ascorbyl_palmitate": ("抗氧化剂", "antioxidant"),
    "ethyl_maltol": ("香精，不得添加", "flavour, not allowed"),
    "benzoyl_peroxide": ("增白，不得添加", "bleach, not allowed"),
    "tartrazine": ("色素，不得添加", "dye, not allowed"),
    "sunset_yellow": ("色素，不得添加", "dye, not allowed"),
    "moisture": ("多了易霉", "too much invites mould"),
    "moisture_volatile": ("多了易变质", "too much spoils the oil"),
    "broken_total": ("碎粒", "broken grains"),
    "broken_small": ("细碎粒", "small broken grains"),
    "imperfect_kernel": ("坏粒", "damaged grains"),
    "yellow_kernel": ("发黄的粒", "yellow grains"),
    "mouldy_kernel": ("发霉的粒", "mouldy grains"),
    "impurity_total": ("糠、石、草籽", "bran, stones, seeds"),
    "impurity_inorganic": ("石、土", "stones, soil"),
    "insoluble_impurity": ("油里的渣", "dregs in the oil"),
    "chalkiness_degree": ("白斑多少", "chalky spots"),
    "taste_score": ("煮饭尝味", "tasting of the cooked rice"),
    "smoke_point": ("多热才冒烟", "heat at which it smokes"),
    "sand": ("沙土", "sand"),
    "magnetic_metal": ("铁屑", "iron filings"),
}


def find_gloss(parameter: str, lang: Lang) -> str:
    """Give the few words that explain an item, or '' for one that explains itself."""
    zh, en = _GLOSSES.get(parameter, ("", ""))
    return zh if lang == "zh" else en
