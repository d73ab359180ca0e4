"""What is said about signing in and rights?"""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "sign_in.missing": ("请先登录，或带上访问令牌。", "Sign in first, or send a bearer token."),
    "sign_in.scheme": ("Authorization 只接受 Bearer 令牌。", "Authorization takes a Bearer token."),
    "sign_in.session_ended": ("登录已结束，请重新登录。", "The session has ended. Sign in again."),
    "sign_in.token_unknown": (
        "令牌无效、已过期或已吊销。",
        "The token is unknown, expired or revoked.",
    ),
    "sign_in.user_inactive": (
        "账号已停用，请联系管理员。",
        "The account is inactive. Ask an admin.",
    ),
    "sign_in.application_waiting": (
        "贵企业的入驻申请还在等审批，批准后才能登录。",
        "Your enterprise's application waits for approval; you can sign in after that.",
    ),
    "sign_in.application_refused": (
        "贵企业的入驻申请没有批准：{reason}。可以改正后重新申请。",
        "Your enterprise's application was refused: {reason}. You may mend it and apply again.",
    ),
    "sign_in.wrong": ("用户名或密码不对。", "The name or the password is wrong."),
    "sign_in.too_many_attempts": (
        "尝试次数过多，请在 {retry_after} 秒后再试。",
        "Too many attempts. Try again in {retry_after} seconds.",
    ),
    "sign_in.code_needed": (
        "还要填写验证器上的 6 位数字。",
        "The six digits of your authenticator app are needed too.",
    ),
    "sign_in.code_wrong": (
        "验证码不对，或已经用过。请等下一个。",
        "The code is wrong or was used already. Wait for the next one.",
    ),
    "sign_in.second_factor_missing": (
        "您的角色须用验证器或通行密钥登录。请先在“我的账号”里设置。",
        "Your role must show a second factor. Set one up under “My account” first.",
    ),
    "second_factor.known": ("验证器已经设置好了。", "An authenticator app is set up already."),
    "second_factor.wrong": (
        "验证码不对，或已经用过。请等下一个。",
        "The code is wrong or was used already. Wait for the next one.",
    ),
    "passkey.refused": (
        "浏览器没有给出有效的通行密钥，请再试一次。",
        "The browser gave no valid passkey. Try again.",
    ),
    "passkey.stale": (
        "等得太久了，请再按一次“添加通行密钥”。",
        "That took too long. Press “Add a passkey” once more.",
    ),
    "passkey.known": ("这个通行密钥已经登记。", "This passkey is registered already."),
    "passkey.too_many": ("一个账号最多 {most} 个通行密钥。", "At most {most} passkeys."),
    "passkey.not_found": ("没有这个通行密钥。", "There is no such passkey."),
    "confirmation.needed": (
        "确认前请再证明是本人：填验证器上的 6 位数字；没有设置验证器的，填密码。",
        "Show that it is you: the six digits of your authenticator app, or your password if you "
        "have none.",
    ),
    "session.not_found": ("没有这个登录。", "There is no such session."),
    "user.no_password": ("这个账号没有密码。", "This account has no password."),
    "password.wrong": ("现在的密码不对。", "The present password is wrong."),
    "password.short": (
        "新密码至少 10 个字符，最多 128 个。",
        "A password has 10 to 128 characters.",
    ),
    "password.differs": ("两次输入的新密码不一样。", "The two new passwords differ."),
    "sign_in.csrf": (
        "页面已过期：缺少或不符 X-CSRF-Token，请刷新后再试。",
        "X-CSRF-Token is missing or wrong. Reload the page and try again.",
    ),
    "access.role": ("您的角色不能做这件事。", "Your role does not allow this."),
    "token.not_found": ("没有这个令牌。", "There is no such token."),
    "staff.keeper_only": (
        "只有本单位的主账号能管理员工账号。",
        "Only the keeper of your organisation's accounts may do this.",
    ),
    "staff.too_many": ("一个单位最多 {most} 个账号。", "At most {most} accounts."),
    "staff.not_found": ("本单位没有这个账号。", "Your organisation has no such account."),
    "staff.not_oneself": (
        "不能停用或重置自己的账号。",
        "You cannot close or reset your own account.",
    ),
    "user.name_taken": ("用户名“{username}”已被使用。", "The user name {username} is taken."),
    "user.role_does_not_fit": (
        "这种角色不能属于这类单位（{kind}）。",
        "This role cannot belong to that kind of organisation ({kind}).",
    ),
}
