"""What do the console's pages say, in both languages?"""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "system": ("信用粮油", "Credit Grain & Oil"),
    "full": ("粮油二维码溯源系统", "Grain and oil traceability"),
    "sign_in": ("登录", "Sign in"),
    "sign_in_lead": (
        "企业、检验机构、学校食堂和监管部门在这里工作。查包装上的码不用登录。",
        "For enterprises, laboratories, canteens and the authority. Scanning needs no account.",
    ),
    "username": ("用户名", "User name"),
    "password": ("密码", "Password"),
    "sign_out": ("退出", "Sign out"),
    "look_up": ("查码", "Look up a code"),
    "home": ("首页", "Home"),
    "other_language": ("English", "中文"),
    "skip": ("跳到正文", "Skip to content"),
    "session_ended": ("登录已结束，请重新登录。", "Your session has ended. Please sign in again."),
    "foreign": (
        "请在本站的页面上登录。",
        "Please sign in on the page of this site.",
    ),
    "not_found": ("没有这个页面", "There is no such page"),
    "not_found_do": ("请回首页。", "Go back to the home page."),
    "newest_batches": ("最近的批次", "Newest batches"),
    "newest_reports": ("最近的检验报告", "Newest reports"),
    "failed_reports": ("最近不合格的检验", "Newest failed reports"),
    "newest_purchases": ("最近的进货台账", "Newest deliveries"),
    "watched": ("被警示、暂停或移出的企业", "Warned, suspended or delisted enterprises"),
    "no_batches": (
        "还没有成品批次。先登记产品，获准后再登记批次（见接口说明 /openapi.json）。",
        "No batches yet. Register a product, then a batch (see /openapi.json).",
    ),
    "no_reports": ("还没有检验报告。", "No reports yet."),
    "no_failed": ("没有不合格的检验。", "No report failed."),
    "no_purchases": ("还没有进货记录。", "No deliveries yet."),
    "no_watched": ("所有企业状态正常。", "Every enterprise is in good standing."),
    "lot": ("批号", "Lot"),
    "product": ("产品", "Product"),
    "amount": ("数量", "Amount"),
    "produced": ("生产日期", "Produced"),
    "status": ("状态", "Status"),
    "label": ("标签", "Label"),
    "report": ("报告", "Report"),
    "verdict": ("结论", "Verdict"),
    "reported": ("出具日期", "Reported"),
    "delivered": ("收货时间", "Delivered"),
    "outcome": ("处理", "Outcome"),
    "enterprise": ("企业", "Enterprise"),
    "uscc": ("统一社会信用代码", "USCC"),
    "standing": ("状态", "Standing"),
    # numbers
    "enterprises": ("企业", "enterprises"),
    "products": ("产品", "products"),
    "pending": ("产品待批", "products pending"),
    "batches": ("批次", "batches"),
    "reports": ("报告", "reports"),
    "purchases": ("进货", "deliveries"),
    # values
    "draft": ("未放行", "draft"),
    "released": ("已放行", "released"),
    "held": ("封存", "held"),
    "recalled": ("召回", "recalled"),
    "passed": ("合格", "passed"),
    "failed": ("不合格", "failed"),
    "pass": ("合格", "passed"),
    "fail": ("不合格", "failed"),
    "error": ("待判定", "not judged"),
    "not_applicable": ("不适用", "not applicable"),
    "accepted": ("收下", "accepted"),
    "returned": ("退回", "returned"),
    "destroyed": ("销毁", "destroyed"),
    "warned": ("警示", "warned"),
    "suspended": ("暂停", "suspended"),
    "delisted": ("移出", "delisted"),
    "admin": ("系统管理员", "administrator"),
    "regulator": ("监管人员", "regulator"),
    "inspector": ("检验员", "inspector"),
    "canteen": ("食堂", "canteen"),
}
GOOD = frozenset({"released", "pass", "accepted"})
BAD = frozenset({"recalled", "fail", "destroyed", "delisted"})
CAREFUL = frozenset({"held", "error", "returned", "warned", "suspended"})


def say(key: str, language: str) -> str:
    """Give a word in a language."""
    return WORDS[key][1 if language == "en" else 0]


def tone(key: str) -> str:
    """Give the mark that stands beside a status: never colour alone."""
    for name, members in (("good", GOOD), ("bad", BAD), ("careful", CAREFUL)):
        if key in members:
            return name
    return "plain"
