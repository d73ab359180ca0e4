"""Does the engine give the verdict that the standard gives, case by case?"""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

import pytest

from traceability.domain.kinds import ResultVerdict
from traceability.domain.limit_judging import LimitCatalogue
from traceability.domain.limits import FoodFacts, Judgement, JudgementCode, Measured
from traceability.storage.reference.reader import read_food_limits

CATALOGUE = LimitCatalogue([replace(row, confirmed=True) for row in read_food_limits()])

P, F, E, N = (
    ResultVerdict.PASS,
    ResultVerdict.FAIL,
    ResultVerdict.ERROR,
    ResultVerdict.NOT_APPLICABLE,
)
NOW = "2026-10-01"  # GB 2762-2025, GB 2763-2026, GB 2760-2024
SUMMER = "2026-06-01"  # GB 2762-2022 still


class Case(NamedTuple):
    """A result of a food, and the verdict of one standard on it (None: of no standard)."""

    standard: str | None
    clause: str
    food: str  # category, then :process and @grade where declared
    made: str
    parameter: str
    value: str
    unit: str
    expected: ResultVerdict
    detection_limit: str | None = None


CASES = [
    # GB 2762: at the limit, one digit beyond, by food.
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "0.2", "mg/kg", P),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "0.20", "mg/kg", P),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "0.201", "mg/kg", F),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "0.2000000000000000000001", "mg/kg", F),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "0.1999999999999999999999", "mg/kg", P),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "0.21", "mg/kg", F),
    Case("GB 2762", "4.1 表1", "noodle", NOW, "pb", "0.2", "mg/kg", P),
    Case("GB 2762", "4.1 表1", "oat_flakes", NOW, "pb", "0.5", "mg/kg", P),
    Case("GB 2762", "4.1 表1", "oat_flakes", NOW, "pb", "0.51", "mg/kg", F),
    Case("GB 2762", "4.1 表1", "bean_soybean", NOW, "pb", "0.2", "mg/kg", P),
    Case("GB 2762", "4.1 表1", "bean_soybean", NOW, "pb", "0.21", "mg/kg", F),
    Case("GB 2762", "4.1 表1", "peanut", NOW, "pb", "0.21", "mg/kg", F),
    Case("GB 2762", "4.1 表1", "oil_peanut", NOW, "pb", "0.08", "mg/kg", P),
    Case("GB 2762", "4.1 表1", "oil_peanut", NOW, "pb", "0.081", "mg/kg", F),
    Case("GB 2762", "4.1 表1", "oil_walnut", NOW, "pb", "0.081", "mg/kg", F),
    Case("GB 2762", "4.1 表1", "crude_oil_sesame", NOW, "pb", "0.09", "mg/kg", F),
    Case("GB 2762", "4.1 表1", "frying_oil", NOW, "pb", "0.09", "mg/kg", F),
    Case("GB 2762", "4.2 表2", "paddy_indica", NOW, "cd", "0.2", "mg/kg", P),
    Case("GB 2762", "4.2 表2", "paddy_indica", NOW, "cd", "0.21", "mg/kg", F),
    Case("GB 2762", "4.2 表2", "wheat", NOW, "cd", "0.1", "mg/kg", P),
    Case("GB 2762", "4.2 表2", "wheat_flour", NOW, "cd", "0.11", "mg/kg", F),
    Case("GB 2762", "4.2 表2", "peanut", NOW, "cd", "0.5", "mg/kg", P),
    Case("GB 2762", "4.2 表2", "peanut", NOW, "cd", "0.51", "mg/kg", F),
    Case(None, "4.2 表2", "oil_peanut", NOW, "cd", "9", "mg/kg", N),
    Case("GB 2762", "4.3 表3", "rice_japonica", NOW, "hg", "0.02", "mg/kg", P),
    Case("GB 2762", "4.3 表3", "rice_japonica", NOW, "hg", "0.021", "mg/kg", F),
    Case("GB 2762", "4.4 表4", "wheat_flour", NOW, "as_total", "0.5", "mg/kg", P),
    Case("GB 2762", "4.4 表4", "wheat_flour", NOW, "as_total", "0.51", "mg/kg", F),
    Case("GB 2762", "4.4 表4", "oil_soybean", NOW, "as_total", "0.1", "mg/kg", P),
    Case("GB 2762", "4.4 表4", "oil_soybean", NOW, "as_total", "0.11", "mg/kg", F),
    Case("GB 2762", "4.4 表4", "rice_indica", NOW, "as_inorganic", "0.2", "mg/kg", P),
    Case("GB 2762", "4.4 表4", "rice_indica", NOW, "as_inorganic", "0.21", "mg/kg", F),
    Case("GB 2762", "4.4 表4", "brown_rice", NOW, "as_inorganic", "0.35", "mg/kg", P),
    Case("GB 2762", "4.4 表4", "paddy_japonica", NOW, "as_inorganic", "0.36", "mg/kg", F),
    # GB 2762, table 4, note: total arsenic spares the speciation.
    Case("GB 2762", "4.4 表4 注", "rice_indica", NOW, "as_total", "0.2", "mg/kg", P),
    Case("GB 2762", "4.4 表4 注", "rice_indica", NOW, "as_total", "0.201", "mg/kg", E),
    Case("GB 2762", "4.4 表4 注", "rice_indica", NOW, "as_total", "<0.2", "mg/kg", P),
    Case("GB 2762", "4.4 表4 注", "rice_indica", NOW, "as_total", "<0.3", "mg/kg", E),
    Case("GB 2762", "4.4 表4 注", "rice_indica", NOW, "as_total", "未检出", "mg/kg", P),
    Case("GB 2762", "4.4 表4 注", "paddy_indica", NOW, "as_total", "0.35", "mg/kg", P),
    Case("GB 2762", "4.4 表4 注", "brown_rice", NOW, "as_total", "0.36", "mg/kg", E),
    Case("GB 2762", "4.4 表4 注", "brown_rice", "2020-01-01", "as_total", "0.3", "mg/kg", E),
    Case("GB 2762", "4.7 表7", "wheat", NOW, "cr", "1.0", "mg/kg", P),
    Case("GB 2762", "4.7 表7", "wheat_flour", NOW, "cr", "1.01", "mg/kg", F),
    Case("GB 2762", "4.6 表6", "oil_hydrogenated", NOW, "ni", "1.0", "mg/kg", P),
    Case("GB 2762", "4.6 表6", "oil_hydrogenated", NOW, "ni", "1.1", "mg/kg", F),
    Case(None, "4.6 表6", "oil_soybean", NOW, "ni", "1.1", "mg/kg", N),
    Case("GB 2762", "4.9 表9", "corn_flour", NOW, "bap", "2.0", "μg/kg", P),
    Case("GB 2762", "4.9 表9", "corn_flour", NOW, "bap", "2.01", "μg/kg", F),
    Case("GB 2762", "4.9 表9", "oil_rapeseed", NOW, "bap", "10", "μg/kg", P),
    Case("GB 2762", "4.9 表9", "oil_rapeseed", NOW, "bap", "10.1", "μg/kg", F),
    Case("GB 2762", "4.9 表9", "frying_oil", NOW, "bap", "23.14", "μg/kg", F),
    # Editions: the day before, the day itself.
    Case("GB 2762", "4.1 表1", "oil_peanut", "2023-06-29", "pb", "0.1", "mg/kg", P),
    Case("GB 2762", "4.1 表1", "oil_peanut", "2023-06-30", "pb", "0.1", "mg/kg", F),
    Case("GB 2762", "4.1 表1", "oil_peanut", "2026-09-01", "pb", "0.08", "mg/kg", P),
    Case("GB 2762", "4.1 表1", "oil_peanut", "2026-09-02", "pb", "0.081", "mg/kg", F),
    Case("GB 2762", "4.9 表9", "wheat_flour", "2023-06-29", "bap", "5.0", "μg/kg", P),
    Case("GB 2762", "4.9 表9", "wheat_flour", "2023-06-29", "bap", "5.1", "μg/kg", F),
    Case("GB 2762", "4.9 表9", "wheat_flour", "2023-06-30", "bap", "5.0", "μg/kg", F),
    Case("GB 2762", "4.4 表4", "paddy_indica", "2023-06-29", "as_inorganic", "0.3", "mg/kg", F),
    Case("GB 2762", "4.4 表4", "paddy_indica", "2023-06-30", "as_inorganic", "0.3", "mg/kg", P),
    Case(None, "4.1 表1", "rice_indica", "2017-09-16", "pb", "9", "mg/kg", N),
    Case("GB 2762", "4.1 表1", "rice_indica", "2017-09-17", "pb", "9", "mg/kg", F),
    Case("GB 2760", "表A.1", "wheat_flour", "2025-02-07", "azodicarbonamide", "0.045", "g/kg", P),
    Case("GB 2760", "表A.1", "wheat_flour", "2025-02-07", "azodicarbonamide", "0.046", "g/kg", F),
    Case("GB 2760", "表A.1", "wheat_flour", "2025-02-08", "azodicarbonamide", "0.001", "g/kg", F),
    Case("GB 2760", "表A.1", "wheat_flour", "2025-02-08", "azodicarbonamide", "未检出", "", P),
    Case(None, "表A.1", "wheat_flour", "2015-05-23", "azodicarbonamide", "1", "g/kg", N),
    Case("GB 2763", "毒死蜱", "wheat", "2021-09-03", "chlorpyrifos", "0.5", "mg/kg", P),
    Case("GB 2763", "毒死蜱", "wheat", "2026-02-28", "chlorpyrifos", "0.51", "mg/kg", F),
    Case("GB 2763", "毒死蜱", "wheat", "2026-03-01", "chlorpyrifos", "0.51", "mg/kg", F),
    Case(None, "毒死蜱", "wheat", "2021-09-02", "chlorpyrifos", "0.51", "mg/kg", N),
    Case("GB 2763", "马拉硫磷", "paddy_indica", NOW, "malathion", "8", "mg/kg", P),
    Case("GB 2763", "马拉硫磷", "brown_rice", NOW, "malathion", "1.1", "mg/kg", F),
    Case("GB 2763", "马拉硫磷", "rice_indica", NOW, "malathion", "0.11", "mg/kg", F),
    Case("GB 2763", "溴氰菊酯", "peanut", NOW, "deltamethrin", "0.01", "mg/kg", P),
    Case("GB 2763", "溴氰菊酯", "wheat_flour", NOW, "deltamethrin", "0.21", "mg/kg", F),
    Case("GB 2763", "草甘膦", "oil_cottonseed", NOW, "glyphosate", "0.05", "mg/kg", P),
    Case("GB 2763", "草甘膦", "oil_cottonseed", NOW, "glyphosate", "0.051", "mg/kg", F),
    Case(None, "多菌灵", "wheat_flour", NOW, "carbendazim", "0.6", "mg/kg", N),
    Case("GB 2763", "噻虫胺", "bean_kidney", "2026-03-16", "clothianidin", "0.17", "mg/kg", F),
    # GB 2761: an exact code outranks a pattern.
    Case("GB 2761", "4.1 表1", "oil_peanut", NOW, "afb1", "20", "μg/kg", P),
    Case("GB 2761", "4.1 表1", "oil_peanut", NOW, "afb1", "24.8", "μg/kg", F),
    Case("GB 2761", "4.1 表1", "oil_corn", NOW, "afb1", "20", "μg/kg", P),
    Case("GB 2761", "4.1 表1", "oil_soybean", NOW, "afb1", "10", "μg/kg", P),
    Case("GB 2761", "4.1 表1", "oil_soybean", NOW, "afb1", "20", "μg/kg", F),
    Case("GB 2761", "4.1 表1", "crude_oil_peanut", NOW, "afb1", "20", "μg/kg", P),
    Case("GB 2761", "4.1 表1", "crude_oil_sesame", NOW, "afb1", "20", "μg/kg", F),
    Case(None, "4.1 表1", "frying_oil", NOW, "afb1", "20", "μg/kg", N),
    Case("GB 2761", "4.1 表1", "rice_japonica_glutinous", NOW, "afb1", "10.0", "μg/kg", P),
    Case("GB 2761", "4.1 表1", "corn_flour", NOW, "afb1", "20.1", "μg/kg", F),
    Case("GB 2761", "4.1 表1", "wheat_flour", NOW, "afb1", "5.0", "μg/kg", P),
    Case("GB 2761", "4.1 表1", "wheat_flour", NOW, "afb1", "5.1", "μg/kg", F),
    Case("GB 2761", "4.3 表3", "wheat_flour", NOW, "don", "1000", "μg/kg", P),
    Case("GB 2761", "4.3 表3", "wheat_flour", NOW, "don", "1264", "μg/kg", F),
    Case("GB 2761", "4.6 表6", "wheat", NOW, "zen", "60", "μg/kg", P),
    Case("GB 2761", "4.6 表6", "corn_flour", NOW, "zen", "60.1", "μg/kg", F),
    Case("GB 2761", "4.5 表5", "paddy_indica", NOW, "ota", "5.0", "μg/kg", P),
    Case("GB 2761", "4.5 表5", "corn_flour", NOW, "ota", "19.9", "μg/kg", F),
    # Units: converted, or refused.
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "200", "μg/kg", P),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "201", "µg/kg", F),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "200", "ug/kg", P),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "0.00002", "g/100 g", P),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "0.000021", "%", F),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "0.0002", "mg/g", P),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "0.00021", "g/kg", F),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "0.2", "毫克/千克", P),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "0.2", "ＭＧ／ＫＧ", P),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "0.1", "", E),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "0.1", "mg/L", E),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "0.1", "mmol/kg", E),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "0.1", "mg KOH/g", E),
    Case("GB 2762", "4.9 表9", "oil_sesame", NOW, "bap", "0.01", "mg/kg", P),
    Case("GB 2762", "4.9 表9", "oil_sesame", NOW, "bap", "0.0101", "mg/kg", F),
    Case("GB 2716", "3.3 表2", "oil_sesame", NOW, "acid_value", "3", "mg KOH/g", P),
    Case("GB 2716", "3.3 表2", "oil_sesame", NOW, "acid_value", "3.01", "mg/g", F),
    Case("GB 2716", "3.3 表2", "oil_sesame", NOW, "acid_value", "4.7", "(KOH) mg/g", F),
    Case("GB 2716", "3.3 表2", "oil_sesame", NOW, "acid_value", "1.5", "%", E),
    Case("GB 2716", "3.3 表2", "oil_sesame", NOW, "peroxide_value", "0.25", "g/100g", P),
    Case("GB 2716", "3.3 表2", "oil_sesame", NOW, "peroxide_value", "0.2501", "g/100g", F),
    Case("GB 2716", "3.3 表2", "oil_sesame", NOW, "peroxide_value", "9.85", "mmol/kg", P),
    Case("GB 2716", "3.3 表2", "oil_sesame", NOW, "peroxide_value", "9.86", "mmol/kg", F),
    Case("GB 2716", "3.3 表2", "oil_sesame", NOW, "peroxide_value", "5", "meq/kg", E),
    Case("GB/T 1535", "一级", "oil_soybean@一级", NOW, "peroxide_value", "5.0", "mmol/kg", P),
    Case("GB/T 1535", "一级", "oil_soybean@一级", NOW, "peroxide_value", "0.126", "g/100g", P),
    Case("GB/T 1535", "一级", "oil_soybean@一级", NOW, "peroxide_value", "0.127", "g/100g", F),
    Case("GB 2715", "毒麦", "wheat", NOW, "darnel", "1", "粒/kg", P),
    Case("GB 2715", "毒麦", "wheat", NOW, "darnel", "2", "粒/千克", F),
    Case("GB 2715", "毒麦", "wheat", NOW, "darnel", "1", "mg/kg", E),
    # Values as people write them.
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "０．２", "mg/kg", P),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "2×10⁻¹", "mg/kg", P),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "2.1×10^-1", "mg/kg", F),
    Case("GB 2761", "4.3 表3", "wheat_flour", NOW, "don", "1.2×10³", "μg/kg", F),
    Case("GB 2761", "4.3 表3", "wheat_flour", NOW, "don", "1.0e3", "μg/kg", P),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "0,15", "mg/kg", E),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "0，15", "mg/kg", E),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "-0.1", "mg/kg", E),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "合格", "mg/kg", E),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "", "mg/kg", E),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "NaN", "mg/kg", E),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", ">0.1", "mg/kg", E),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "0.1 0.2", "mg/kg", E),
    # Limits of detection.
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "<0.2", "mg/kg", P),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "<0.21", "mg/kg", E),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "＜０．０２", "mg/kg", P),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "<200", "μg/kg", P),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "未检出", "mg/kg", P),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "ND", "mg/kg", P, "0.2"),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "N.D.", "mg/kg", E, "0.21"),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "<LOD", "mg/kg", P, "0.02"),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "未检出(<0.3)", "mg/kg", E),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "未检出（检出限：0.02）", "mg/kg", P),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "<0.02", "mg/kg", E, "0.3"),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "0.1", "mg/kg", E, "0.3"),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "0.25", "mg/kg", F, "0.3"),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "未检出", "mg/kg", E, "low"),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "未检出", "", E, "0.02"),
    Case("GB 2762", "4.1 表1", "rice_indica", NOW, "pb", "检出", "mg/kg", E),
    # GB 2716: process, threshold of ND, oil in use, crude oil.
    Case("GB 2716", "压榨油", "oil_sesame:pressed", NOW, "solvent_residue", "9.9", "mg/kg", P),
    Case("GB 2716", "压榨油", "oil_sesame:pressed", NOW, "solvent_residue", "9.999", "mg/kg", P),
    Case("GB 2716", "压榨油", "oil_sesame:pressed", NOW, "solvent_residue", "10", "mg/kg", F),
    Case("GB 2716", "压榨油", "oil_sesame:pressed", NOW, "solvent_residue", "196", "mg/kg", F),
    Case("GB 2716", "压榨油", "oil_sesame:pressed", NOW, "solvent_residue", "<10", "mg/kg", P),
    Case("GB 2716", "压榨油", "oil_sesame:pressed", NOW, "solvent_residue", "<20", "mg/kg", E),
    Case("GB 2716", "压榨油", "oil_sesame:pressed", NOW, "solvent_residue", "未检出", "mg/kg", P),
    Case("GB 2716", "压榨油", "oil_sesame:pressed", NOW, "solvent_residue", "0.01", "g/kg", F),
    Case("GB 2716", "浸出工艺", "oil_sesame:extracted", NOW, "solvent_residue", "20", "mg/kg", P),
    Case("GB 2716", "浸出工艺", "oil_sesame:extracted", NOW, "solvent_residue", "25.1", "mg/kg", F),
    Case("GB 2716", "", "oil_sesame", NOW, "solvent_residue", "5", "mg/kg", E),
    Case("GB 2716", "3.3 表2", "frying_oil", NOW, "acid_value", "5", "mg/g", P),
    Case("GB 2716", "3.3 表2", "frying_oil", NOW, "acid_value", "5.1", "mg/g", F),
    Case("GB 2716", "3.3 表2", "frying_oil", NOW, "polar_components", "27", "%", P),
    Case("GB 2716", "3.3 表2", "frying_oil", NOW, "polar_components", "30.80", "%", F),
    Case("GB 2716", "3.3 表2", "crude_oil_ricebran", NOW, "acid_value", "25", "mg/g", P),
    Case("GB 2716", "3.3 表2", "crude_oil_corn", NOW, "acid_value", "10.1", "mg/g", F),
    Case("GB 2716", "3.3 表2", "crude_oil_soybean", NOW, "acid_value", "4.1", "mg/g", F),
    Case("GB 2716", "3.3 表2", "oil_cottonseed", NOW, "free_gossypol", "0.02", "%", P),
    Case("GB 2716", "3.3 表2", "oil_cottonseed", NOW, "free_gossypol", "201", "mg/kg", F),
    # Prohibited, and not to be detected without a threshold.
    Case("GB 2760", "乙基麦芽酚", "oil_sesame", NOW, "ethyl_maltol", "30.0", "μg/kg", F),
    Case("GB 2760", "乙基麦芽酚", "oil_sesame", NOW, "ethyl_maltol", "0.0001", "", F),
    Case("GB 2760", "乙基麦芽酚", "oil_sesame", NOW, "ethyl_maltol", "<15", "μg/kg", P),
    Case("GB 2760", "乙基麦芽酚", "oil_sesame", NOW, "ethyl_maltol", "未检出", "", P),
    Case("GB 2760", "乙基麦芽酚", "oil_sesame", NOW, "ethyl_maltol", "检出", "", F),
    Case("GB 2760", "乙基麦芽酚", "oil_sesame", NOW, "ethyl_maltol", "3", "μg/kg", E, "5"),
    Case("GB 2760", "乙基麦芽酚", "oil_sesame", NOW, "ethyl_maltol", "5", "μg/kg", F, "5"),
    Case("GB 2760", "乙基麦芽酚", "oil_sesame", NOW, "ethyl_maltol", "3", "℃", E),
    Case(
        "卫生部等公告", "过氧化苯甲酰", "wheat_flour", NOW, "benzoyl_peroxide", "0.045", "g/kg", F
    ),
    Case("卫生部等公告", "过氧化苯甲酰", "wheat_flour", NOW, "benzoyl_peroxide", "ND", "g/kg", P),
    Case("GB 2760", "柠檬黄", "noodle", NOW, "tartrazine", "0.01", "g/kg", F),
    Case("GB 2715", "麦角", "rice_indica", NOW, "ergot", "0.001", "%", F),
    Case("GB 2715", "麦角", "rice_indica", NOW, "ergot", "0", "%", P),
    Case("GB 2715", "麦角", "rice_indica", NOW, "ergot", "未检出", "%", P),
    Case("GB 2715", "麦角", "wheat", NOW, "ergot", "0.01", "%", P),
    Case("GB 2715", "麦角", "wheat", NOW, "ergot", "0.011", "%", F),
    Case("GB 2715", "霉变粒", "bean_soybean", NOW, "mouldy_kernel", "1.3", "%", F),
    Case("GB 2715", "霉变粒", "bean_mung", NOW, "mouldy_kernel", "1.3", "%", P),
    Case("GB 2715", "热损伤粒", "wheat", NOW, "heat_damaged_kernel", "0.6", "%", F),
    # Grades.
    Case("GB/T 1354", "一级", "rice_indica@一级", NOW, "broken_total", "15.0", "%", P),
    Case("GB/T 1354", "一级", "rice_indica@一级", NOW, "broken_total", "15.1", "%", F),
    Case("GB/T 1354", "三级", "rice_indica@三级", NOW, "broken_total", "30.0", "%", P),
    Case("GB/T 1354", "", "rice_indica", NOW, "broken_total", "1", "%", E),
    Case("GB/T 1354", "一级", "rice_indica_premium@一级", NOW, "broken_total", "10.1", "%", F),
    Case("GB/T 1354", "二级", "rice_japonica@二级", NOW, "broken_total", "15.1", "%", F),
    Case(None, "三级", "rice_indica_glutinous@三级", NOW, "broken_total", "99", "%", N),
    Case("GB/T 1354", "黄粒米", "rice_indica_premium@一级", NOW, "yellow_kernel", "0.6", "%", F),
    Case("GB/T 1354", "黄粒米", "rice_indica@一级", NOW, "yellow_kernel", "0.6", "%", P),
    Case("GB/T 1354", "一级", "rice_indica_premium@一级", NOW, "taste_score", "90", "分", P),
    Case("GB/T 1354", "一级", "rice_indica_premium@一级", NOW, "taste_score", "89.9", "分", F),
    Case("GB/T 1354", "一级", "rice_indica_premium@一级", NOW, "taste_score", "<90", "分", F),
    Case("GB/T 1354", "一级", "rice_indica_premium@一级", NOW, "taste_score", "<91", "分", E),
    Case("GB/T 1354", "一级", "rice_indica_premium@一级", NOW, "taste_score", "未检出", "分", E),
    Case("GB/T 1354", "直链淀粉", "rice_indica_premium@一级", NOW, "amylose", "13.0", "%", P),
    Case("GB/T 1354", "直链淀粉", "rice_indica_premium@一级", NOW, "amylose", "22.0", "%", P),
    Case("GB/T 1354", "直链淀粉", "rice_indica_premium@一级", NOW, "amylose", "12.99", "%", F),
    Case("GB/T 1354", "直链淀粉", "rice_indica_premium@一级", NOW, "amylose", "22.01", "%", F),
    Case("GB/T 1354", "直链淀粉", "rice_japonica_premium@一级", NOW, "amylose", "20.5", "%", F),
    Case("GB/T 1354", "直链淀粉", "rice_indica_premium@一级", NOW, "amylose", "<13", "%", F),
    Case("GB/T 1354", "直链淀粉", "rice_indica_premium@一级", NOW, "amylose", "<20", "%", E),
    Case("GB/T 1355", "精制粉", "wheat_flour@精制粉", NOW, "ash", "0.70", "%", P),
    Case("GB/T 1355", "精制粉", "wheat_flour@精制粉", NOW, "ash", "0.71", "%", F),
    Case("GB/T 1355", "水分", "wheat_flour@精制粉", NOW, "moisture", "14.5", "%", P),
    Case("GB/T 1355", "湿面筋", "wheat_flour@精制粉", NOW, "wet_gluten", "21.9", "%", F),
    Case("GB/T 1355", "脂肪酸值", "wheat_flour", NOW, "fatty_acid_value", "0.8", "mg/g", P),
    Case("GB/T 1355", "脂肪酸值", "wheat_flour", NOW, "fatty_acid_value", "81", "mgKOH/100g", F),
    Case("GB/T 1535", "一级", "oil_soybean@一级", NOW, "acid_value", "0.50", "mg/g", P),
    Case("GB/T 1535", "一级", "oil_soybean@一级", NOW, "acid_value", "0.64", "mg/g", F),
    Case("GB 2716", "3.3 表2", "oil_soybean@一级", NOW, "acid_value", "0.64", "mg/g", P),
    Case("GB/T 1535", "", "oil_soybean", NOW, "acid_value", "0.4", "mg/g", E),
    Case("GB/T 1535", "三级", "oil_soybean@三级", NOW, "acid_value", "3", "mg/g", P),
    Case("GB/T 1535", "三级", "oil_soybean@三级", NOW, "acid_value", "3.1", "mg/g", F),
    Case("GB/T 1535", "三级", "oil_soybean@三级", NOW, "peroxide_value", "9.85", "mmol/kg", P),
    Case("GB/T 1535", "三级", "oil_soybean@三级", NOW, "peroxide_value", "0.26", "g/100g", F),
    Case("GB/T 1534", "一级", "oil_peanut:pressed@一级", NOW, "acid_value", "1.6", "mg/g", F),
    Case("GB/T 1534", "", "oil_peanut", NOW, "moisture_volatile", "0.05", "%", E),
    Case(None, "一级", "oil_peanut:extracted@一级", NOW, "moisture_volatile", "9", "%", N),
    Case("GB 1353", "一等", "corn@一等", NOW, "test_weight", "720", "g/L", P),
    Case("GB 1353", "一等", "corn@一等", NOW, "test_weight", "719.9", "g/L", F),
    Case("GB 1351", "水分", "wheat@三等", NOW, "moisture", "12.6", "%", F),
    Case(None, "容重", "wheat_flour@精制粉", NOW, "test_weight", "1", "g/L", N),
    Case("GB 1352", "一等", "bean_soybean@一等", NOW, "sound_kernel_rate", "94.9", "%", F),
    Case("GB 1350", "三等", "paddy_indica@三等", NOW, "head_rice_yield", "44.0", "%", P),
    Case("GB/T 20569", "宜存", "paddy_indica@宜存", NOW, "fatty_acid_value", "30.1", "mg/100g", F),
    Case("GB 2762", "4.1 表1", "oil_soybean@一级", SUMMER, "pb", "0.08", "mg/kg", P),
    Case(None, "", "rice_indica", NOW, "gluten_freedom", "1", "mg/kg", N),
]


def read_food(text: str, made: str) -> FoodFacts:
    rest, _, grade = text.partition("@")
    category, _, process = rest.partition(":")
    return FoodFacts(category, process or None, grade or None, date.fromisoformat(made))


def name_case(case: Case) -> str:
    lowest = f" LOD {case.detection_limit}" if case.detection_limit else ""
    return (
        f"{case.standard or 'no limit'} {case.clause}: {case.food} {case.made} {case.parameter} "
        f"'{case.value}' {case.unit}{lowest} -> {case.expected}"
    )


def judge_case(case: Case) -> list[Judgement]:
    result = Measured(case.parameter, case.value, case.unit, case.detection_limit)
    return [
        judgement
        for judgement in CATALOGUE.judge(read_food(case.food, case.made), [result])
        if judgement.standard == case.standard
    ]


@pytest.mark.parametrize("case", CASES, ids=name_case)
def test_the_verdict_is_that_of_the_standard(case: Case) -> None:
    (judgement,) = judge_case(case)
    assert judgement.verdict is case.expected, judgement
    assert (judgement.value, judgement.unit) == (case.value, case.unit)
    if judgement.standard is None:
        assert judgement.limit is None
    elif judgement.code not in {JudgementCode.NEEDS_GRADE, JudgementCode.NEEDS_PROCESS}:
        assert case.clause in (judgement.clause or "")


def test_the_table_of_cases_is_wide_enough() -> None:
    assert len(set(CASES)) == len(CASES) >= 120
    assert {case.expected for case in CASES} == set(ResultVerdict)
