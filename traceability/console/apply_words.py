"""What does the door say to an enterprise that asks to be let in?"""

from __future__ import annotations

APPLY: dict[str, tuple[str, str]] = {
    "apply_link": ("企业入驻申请", "Apply as an enterprise"),
    "apply_title": ("企业入驻申请", "Application of an enterprise"),
    "apply_lead": (
        "监管部门批准后，就能用下面的用户名和密码登录，登记产品、打印标签。",
        "Once the authority approves it, you sign in with the name and the password below.",
    ),
    "apply_enterprise": ("企业", "The enterprise"),
    "apply_licence_hint": ("SC 加 14 位数字", "SC and 14 digits"),
    "apply_person": ("联系人和第一个用户", "Whom to call, and the first user"),
    "apply_username_hint": (
        "小写字母、数字、点、横线，3 至 40 个",
        "3 to 40 small letters, digits, dots or dashes",
    ),
    "apply_password_hint": ("至少 10 个字符", "at least 10 characters"),
    "apply_again": ("再输一次密码", "The password again"),
    "apply_privacy": (
        "联系人和电话只有监管人员能看到，只用于审批和通知。",
        "Only regulators see whom to call; it serves the decision and notices alone.",
    ),
    "apply_commitment": ("信用承诺书", "Credit commitment"),
    "apply_commit": (
        "我代表本企业签署以上信用承诺书（{version} 版）",
        "For the enterprise I sign the commitment above (version {version})",
    ),
    "apply_send": ("提交申请", "Send the application"),
    "apply_ask": ("已经申请过？", "Applied before?"),
    "apply_ask_lead": (
        "填回执号查结果，也可以直接登录。",
        "Ask with the receipt, or just sign in.",
    ),
    "apply_receipt": ("回执号", "Receipt"),
    "apply_ask_now": ("查结果", "Ask"),
    "apply_keep": (
        "请记下回执号，凭它查审批结果；用刚填的用户名和密码登录也能查。",
        "Keep the receipt: it tells what became of the application. So does signing in.",
    ),
    "apply_waiting": ("申请在等审批", "The application waits"),
    "apply_waiting_lead": (
        "批准前不能登录、登记产品或打印标签。",
        "Before it is approved nobody can sign in, register products or print labels.",
    ),
    "apply_approved": ("申请已批准", "The application is approved"),
    "apply_approved_lead": (
        "现在可以登录，首页会带您走完第一小时。",
        "You can sign in now, and begin with the first hour.",
    ),
    "apply_refused": ("申请没有批准", "The application is refused"),
    "apply_refused_lead": ("改正后可以重新申请。", "You may mend it and apply again."),
    "apply_why": ("理由", "Why"),
    "apply_sent": ("提交", "Sent"),
    "apply_decided": ("答复", "Answered"),
    "apply_anew": ("重新申请", "Apply again"),
}
