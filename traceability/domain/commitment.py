"""Which text does an enterprise sign when it asks to be let in? A delisting rests on it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Commitment:
    """A credit commitment (信用承诺书): its clauses in Chinese, which is what is signed."""

    version: str
    clauses_zh: tuple[str, ...]
    clauses_en: tuple[str, ...]

    @property
    def sha256(self) -> str:
        """Give the fingerprint of the Chinese text, its clauses a line each."""
        return hashlib.sha256("\n".join(self.clauses_zh).encode()).hexdigest()


# A city may not invent a blacklist (国办发〔2020〕49号): delisting rests on what is signed here.
CURRENT = Commitment(
    version="2026-11",
    clauses_zh=(
        "所填资料真实、有效；许可变更或者到期，及时告知主管部门。",
        "每一批产品的生产、储存、运输和检验如实记录，不伪造检验报告，不冒用、复制标签。",
        "产品符合食品安全国家标准；发现不合格，立即停止销售，通知收货方并召回。",
        "接受主管部门的监督抽检，接受消费者和食堂查询。",
        "违反承诺，主管部门可以依照告知、陈述申辩和复核的程序将本企业移出本系统；"
        "移出后，已经印制的全部追溯码如实显示这一状态。",
        "行政处罚决定依法公示，并报送公共信用信息平台。",
    ),
    clauses_en=(
        "What we state is true and valid; we tell the authority when a licence changes or ends.",
        "We record each lot's production, storage, transport and tests as they were, forge no "
        "report and copy no label.",
        "Our products meet the national food safety standards; if one fails we stop its sale at "
        "once, tell whoever received it and recall it.",
        "We accept official sampling, and that consumers and canteens look our lots up.",
        "If we break this, the authority may delist us after notice, defence and review; every "
        "code we ever printed then says so.",
        "Penalty decisions are published as the law says, and sent to the public credit system.",
    ),
)
