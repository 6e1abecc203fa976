"""Use cases of accounts, as other apps may call them."""

from apps.accounts.services.audit import audit
from apps.accounts.services.codes import one_time_code, request_code, verify_code
from apps.accounts.services.persons import change_profile, grant_role, reactivate, register, suspend, withdraw_role
from apps.accounts.services.standing import (
    AppealedAlready,
    NotARider,
    NotSuspended,
    Suspended,
    SuspendedAlready,
    appeal,
    check_standing,
    grant_appeal,
    hold_standing,
    refuse_appeal,
    reinstate_rider,
    suspend_rider,
)
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
    "AppealedAlready",
    "NotARider",
    "NotAuthenticated",
    "NotSuspended",
    "SignedIn",
    "Suspended",
    "SuspendedAlready",
    "TokenPair",
    "appeal",
    "audit",
    "authenticate",
    "change_profile",
    "check_standing",
    "grant_appeal",
    "grant_role",
    "hold_standing",
    "issue_ticket",
    "issue_tokens",
    "one_time_code",
    "reactivate",
    "redeem_ticket",
    "refresh",
    "refuse_appeal",
    "register",
    "reinstate_rider",
    "request_code",
    "revoke_all",
    "sign_out",
    "suspend",
    "suspend_rider",
    "verify_code",
    "withdraw_role",
]
