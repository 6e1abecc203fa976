"""Use cases of accounts, as other apps may call them."""

from apps.accounts.services.audit import audit
from apps.accounts.services.codes import one_time_code, request_code, verify_code
from apps.accounts.services.persons import change_profile, grant_role, reactivate, register, suspend, withdraw_role
from apps.accounts.services.tickets import issue_ticket, redeem_ticket
from apps.accounts.services.tokens import (
    NotAuthenticated,
    SignedIn,
    TokenPair,
    authenticate,
    issue_tokens,
    refresh,
    revoke_all,
    sign_out,
)

__all__ = [
    "NotAuthenticated",
    "SignedIn",
    "TokenPair",
    "audit",
    "authenticate",
    "change_profile",
    "grant_role",
    "issue_ticket",
    "issue_tokens",
    "one_time_code",
    "reactivate",
    "redeem_ticket",
    "refresh",
    "register",
    "request_code",
    "revoke_all",
    "sign_out",
    "suspend",
    "verify_code",
    "withdraw_role",
]
