"""What is said about passkeys, a session that ends, and what was kept of a form?"""

from __future__ import annotations

SESSIONS: dict[str, tuple[str, str]] = {
    # passkeys
    "passkeys_heading": ("通行密钥", "Passkeys"),
    "passkeys_lead": (
        "用指纹、面容或设备密码登录，不用输密码，也不怕钓鱼网站。丢了设备，请在这里删除它的通行密钥。",
        "Sign in by fingerprint, face or the code of your device: no password, and no false site "
        "gets it. If a device is lost, remove its passkey here.",
    ),
    "passkeys_why": (
        "用指纹或面容登录，比密码快，也更安全。",
        "Sign in by fingerprint or face: quicker than a password, and safer.",
    ),
    "passkeys_change": ("添加或删除", "Add or remove"),
    "passkeys_none": (
        "还没有通行密钥。在下面添加这台设备的。",
        "No passkey yet. Add that of this device below.",
    ),
    "passkey_add": ("添加通行密钥", "Add a passkey"),
    "passkey_name": ("名称", "Name"),
    "passkey_name_hint": ("例如：办公室电脑", "for example: office PC"),
    "passkey_made": ("添加时间", "Added"),
    "passkey_used": ("上次使用", "Last used"),
    "passkey_which": ("哪一个", "Which one"),
    "passkey_remove_heading": ("删除通行密钥", "Remove a passkey"),
    "passkey_remove": ("删除通行密钥", "Remove the passkey"),
    "passkey_no_browser": (
        "这个浏览器不支持通行密钥。请换新版浏览器，或改用验证器。",
        "This browser knows no passkeys. Use a newer one, or an authenticator app.",
    ),
    "passkey_cancelled": (
        "没有完成。请再试一次，或用别的方式登录。",
        "That was not finished. Try again, or sign in another way.",
    ),
    "passkey_sign_in": ("用通行密钥登录", "Sign in with a passkey"),
    "passkey_heading": ("确认是您本人", "Show that it is you"),
    "passkey_lead": (
        "密码对了。请再用通行密钥确认是您本人。",
        "The password is right. Now show your passkey.",
    ),
    "passkey_off": (
        "您的账号要用通行密钥登录，但这里已停用。请联系本单位的主账号重置。",
        "Your account needs a passkey, but they are off here. Ask your account keeper.",
    ),
    "passkey_instead": (
        "也可以改用通行密钥（指纹、面容）。",
        "A passkey (fingerprint, face) will do as well.",
    ),
    "passkey_wrong": (
        "这个通行密钥登录不了。请再试一次，或用密码登录。",
        "This passkey did not open anything. Try again, or use your password.",
    ),
    "passkey_too_many": (
        "尝试次数过多，请过一刻钟再试。",
        "Too many attempts. Try again in a quarter of an hour.",
    ),
    # the session's end
    "panel_heading": ("{name}，登录已结束，请再登录。", "{name}, your session has ended."),
    "panel_lead": (
        "填的内容都在本页，登录后接着提交，不会重复。",
        "What you typed is still here. Sign in and it is sent, once.",
    ),
    "panel_go_on": ("登录并继续", "Sign in and go on"),
    "panel_another": ("换人", "Somebody else"),
    "ending_soon": ("登录即将结束，未提交的内容请留意。", "Your session is about to end."),
    "ending_stay": ("继续使用", "Stay"),
    # drafts
    "draft_back": (
        "已恢复 {time} 没有提交的内容（不含密码、证件号和附件）。",
        "Restored what was not sent at {time} (without passwords, identity numbers and files).",
    ),
    "draft_discard": ("不要了", "Discard"),
}
