"""What do the console's pages say, in both languages?"""

from __future__ import annotations

from traceability.console.apply_words import APPLY
from traceability.console.canteen.words import CANTEEN
from traceability.console.enterprise.words import ENTERPRISE
from traceability.console.everyone.scanner_words import SCANNER
from traceability.console.everyone.session_words import SESSIONS
from traceability.console.everyone.words import EVERYONE
from traceability.console.laboratory.words import LABORATORY
from traceability.console.regulator.credit_words import CREDIT_BAD, CREDIT_CAREFUL, CREDIT_GOOD
from traceability.console.regulator.words import REGULATOR

_SHARED: dict[str, tuple[str, str]] = {
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
    "menu": ("菜单", "Menu"),
    "other_language": ("English", "中文"),
    "skip": ("跳到正文", "Skip to content"),
    "error_prefix": ("错误：", "Error: "),
    # the door
    "ended": (
        "登录已结束，请重新登录。{minutes} 分钟没有动作，或登录满十二小时，就会结束；"
        "已经记下的都在。",
        "Your session has ended. Please sign in again. A session ends after {minutes} idle "
        "minutes, or twelve hours in all; everything recorded is kept.",
    ),
    "sign_in_first": (
        "请先登录，登录后打开刚才那一页。",
        "Please sign in first; the page you asked for opens then.",
    ),
    "out": ("已退出登录。", "You are signed out."),
    "username_missing": ("请填写用户名。", "Enter your user name."),
    "password_missing": ("请填写密码。", "Enter your password."),
    "wrong": (
        "用户名或密码不对，请再输一次密码。",
        "The name or the password is wrong. Type the password again.",
    ),
    "too_many": (
        "尝试次数过多，请在 {minutes} 分钟后再试。忘了密码，请找系统管理员。",
        "Too many attempts. Try again in {minutes} minutes. If you forgot the password, ask the "
        "administrator.",
    ),
    "foreign": ("请在本站的页面上登录。", "Please sign in on the page of this site."),
    # the camera, wherever codes are scanned
    "camera_aim": (
        "对准包装上的二维码，识别后自动打开",
        "Aim at the code on the package; it opens by itself",
    ),
    "camera_none": (
        "这台设备不能用摄像头。请用扫码枪、拍照或手输。",
        "No camera here. Use a hand scanner, a photo, or type the code.",
    ),
    "camera_light": ("开灯", "Light"),
    "camera_lens": ("换镜头", "Other lens"),
    "camera_stop": ("关闭摄像头", "Close the camera"),
    # what cannot be shown, and what to do now
    "not_found": ("没有这个页面", "There is no such page"),
    "not_found_do": ("地址可能不全，或者您没有权限看。", "The address may be incomplete."),
    "forbidden": ("您的账号不能看这一页", "Your account may not see this page"),
    "forbidden_do": ("需要的话，请找系统管理员。", "If you need it, ask the administrator."),
    "stale": ("页面已经过期", "The page is out of date"),
    "stale_do": ("请回首页再试一次。", "Go back to the home page and try again."),
    "malformed": ("没有看懂送来的表单", "The form could not be read"),
    "malformed_do": ("请回首页再试一次。", "Go back to the home page and try again."),
    "busy": ("系统正忙", "The system is busy"),
    "busy_do": ("什么都没有丢。请过几秒再试。", "Nothing is lost. Try again in a few seconds."),
    "broken": ("出错了", "Something went wrong"),
    "broken_do": ("问题已经记下。请稍后再试。", "It was noted. Please try again later."),
    "go_home": ("回首页", "Go to the home page"),
    "newest_reports": ("最近的检验报告", "Newest reports"),
    "failed_reports": ("最近不合格的检验", "Newest failed reports"),
    "watched": ("被警示、暂停或移出的企业", "Warned, suspended or delisted enterprises"),
    "no_reports": (
        "还没有检验报告。收样、检验后，出具第一份：",
        "No reports yet. Test a sample and issue the first one:",
    ),
    "no_failed": ("没有不合格的检验，不用处理。", "No report failed. Nothing to do."),
    "no_watched": ("所有企业都在册，不用处理。", "Every enterprise is listed. Nothing to do."),
    "interface": ("接口说明", "interface description"),
    # what an enterprise must know about itself
    "you_warned": (
        "贵企业被警示。仍可经营，请按决定整改。",
        "Your enterprise has been warned. You may go on trading; remedy what the decision names.",
    ),
    "you_suspended": (
        "贵企业被暂停。核查结束前，不能放行、发货或打印标签。",
        "Your enterprise is suspended. Until that ends it cannot release, ship or print labels.",
    ),
    "you_delisted": (
        "贵企业被移出。已经印出的码都会提示移出；不能放行、发货或打印标签。",
        "Your enterprise is delisted. Every printed code says so; it cannot release, ship or "
        "print labels.",
    ),
    # what the authority must know
    "undelivered_do": (
        "有 {number} 条信用信息多次报送未成，已停止自动重发。请查明原因，再重发。",
        "{number} credit records could not be delivered and are not tried any more. Find out why, "
        "then send them again.",
    ),
    "lot": ("批号", "Lot"),
    "product": ("产品", "Product"),
    "amount": ("数量", "Amount"),
    "produced": ("生产", "Produced"),
    "status": ("状态", "Status"),
    "label": ("标签", "Label"),
    "report": ("报告", "Report"),
    "verdict": ("结论", "Verdict"),
    "reported": ("出具", "Reported"),
    "delivered": ("收货", "Delivered"),
    "outcome": ("处理", "Outcome"),
    "enterprise": ("企业", "Enterprise"),
    "district": ("区县", "District"),
    "uscc": ("统一社会信用代码", "USCC"),
    "standing": ("状态", "Standing"),
    # numbers
    "enterprises": ("企业", "enterprises"),
    "proposed": ("移出待确认", "delistings to confirm"),
    "undelivered": ("信用信息未送达", "credit records undelivered"),
    "refused": ("信用信息被退回", "credit records refused"),
    "products": ("产品", "products"),
    "pending": ("产品待批", "products pending"),
    "batches": ("成品批次", "packed batches"),
    "reports": ("报告", "reports"),
    "purchases": ("收货", "deliveries"),
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
ROOMS = (
    _SHARED,
    APPLY,
    EVERYONE,
    SESSIONS,
    SCANNER,
    ENTERPRISE,
    LABORATORY,
    CANTEEN,
    REGULATOR,
)
"""The words of every room; a test sees that no room says a key of another."""
WORDS = {key: said for room in ROOMS for key, said in room.items()}
GOOD = frozenset({"released", "pass", "accepted"}) | CREDIT_GOOD
BAD = (
    frozenset(
        {
            "undelivered",
            "recalled",
            "fail",
            "destroyed",
            "delisted",
            "approval_refused",
            "entry_refused",
        }
    )
    | CREDIT_BAD
)
CAREFUL = (
    frozenset(
        {
            "refused", "held", "error", "returned", "warned", "suspended", "approval_pending",
            "approval_withdrawn", "entry_waiting",
        }
    )
    | CREDIT_CAREFUL
)  # fmt: skip


def say(key: str, language: str) -> str:
    """Give a word in a language."""
    return WORDS[key][1 if language == "en" else 0]


def tone(key: str) -> str:
    """Give the mark that stands beside a status: never colour alone."""
    for name, members in (("good", GOOD), ("bad", BAD), ("careful", CAREFUL)):
        if key in members:
            return name
    return "plain"
