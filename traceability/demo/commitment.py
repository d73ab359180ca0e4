"""What did every enterprise of the demo city sign when it was let in?"""

from __future__ import annotations

import hashlib
from datetime import date

from traceability.schemas.cases import CommitmentSigned

TEXT_VERSION = "2024-01"
TEXT = """粮油二维码溯源系统入驻信用承诺书（演示）
一、如实记录原料、生产、检验、运输和销售，不伪造、不篡改。
二、使用食品原料，执行食品安全国家标准，不合格的不出厂。
三、接受监督检查和抽样检验，执行召回决定。
四、按时更正差错，配合核查。
五、被列入严重失信主体名单，或者被吊销许可的，退出本系统。
六、违反以上承诺，同意被警示、暂停或者移出本系统；移出前印制的码不再恢复。
"""


def sign(signed_on: date, signed_by: str) -> CommitmentSigned:
    """Sign the text."""
    sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
    return CommitmentSigned(
        text_version=TEXT_VERSION, text_sha256=sha256, signed_on=signed_on, signed_by=signed_by
    )
