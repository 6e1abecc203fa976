"""What pages ask of the database: the start page, the sign-in with its second factor, the live map."""

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse

from tests.budgets.table import PAGES

SIGNED_OUT = [
    "/", "/health/live", "/health/ready", "/metrics", "/api/schema/", "/api/docs/", "/dev/inbox/", "/dev/inbox.json",
    "/accounts/login/", "/ride/", "/drive/", "/worker.js", "/map/zones/algiers.json",
]  # fmt: skip
PASSWORD = {"password": "correct horse battery"}


def accounts_pages() -> list[str]:
    names = [
        "account_inactive", "account_signup", "account_reauthenticate",
        "account_email_verification_sent", "account_change_password", "account_set_password",
        "account_reset_password", "account_confirm_login_code", "account_reset_password_from_key_done",
        "account_reset_password_done", "mfa_index", "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp",
        "mfa_view_recovery_codes", "mfa_download_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp",
        "account_logout",
    ]  # fmt: skip
    with_arguments = [
        reverse("account_confirm_email", args=["key"]),
        reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "x"}),
    ]
    return [*map(reverse, names), *with_arguments]


def test_nadia_signs_in_and_opens_the_map(counts, client, nadia):
    for path in SIGNED_OUT:
        client.get(path)
    client.post("/i18n/setlang/", {"language": "ar", "next": "/"})
    client.post("/accounts/login/", {"login": nadia.email, **PASSWORD})
    client.get("/ops/map/")
    client.post("/ops/ticket/")

    client.post("/accounts/reauthenticate/", PASSWORD)
    client.get("/accounts/2fa/totp/activate/")
    TOTP.activate(nadia, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(nadia)
    for path in accounts_pages():
        client.get(path)
    client.post("/accounts/logout/")

    counts.must_be(PAGES)
