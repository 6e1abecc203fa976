"""What each staff role may do in the admin. A superuser may do everything; nobody else may touch persons or roles."""

from collections.abc import Mapping, Set
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.db.models import Model

from apps.accounts import selectors as accounts
from apps.accounts.contracts import STAFF_ROLES, Role

_STANDING = {"accounts.view_ridersuspension", "accounts.view_riderappeal"}
# The papers themselves are not for everybody who sees everything else (decision 0010).
_PAPERS = {"fleet.view_driverdocument"}
_DRIVERS = ("driver", "vehicle", "shift", "driverapplication", "suspension", "appeal", "pair")
_WORKPLACES = ("hotspot", "queueplace")
_RULES = ("documentrequirement", "categoryrule", "workrule")
_INCENTIVES = {"fleet.view_incentivepolicy", "fleet.view_incentiveprogress"}
_PEOPLE = {
    "accounts.view_person",
    *_STANDING,
    *(f"fleet.view_{name}" for name in (*_DRIVERS, *_WORKPLACES, *_RULES)),
}
_RIDES = {"rides.view_ride", "rides.view_receipt"}
_CARE_SEEN = {"rides.view_lostitem", "rides.view_supportcase", "rides.view_fareadjustment"}
_CARE = {*_CARE_SEEN, "rides.change_lostitem", "rides.change_supportcase"}
_SAFETY = {"rides.view_safetyalert", "rides.change_safetyalert"}
_MATCHING = {"dispatch.view_job", "dispatch.view_policy"}
_FINANCES = ("tariffversion", "holiday", "cancellationpolicy", "commissionpolicy", "promo")
_PRICES = {f"pricing.view_{name}" for name in (*_FINANCES, "promouse", "surgepolicy")}
_MARKETS = {
    "geo.view_zone",
    "geo.view_market",
    "geo.view_legalentity",
    "geo.view_servicepause",
    *_PRICES,
}
_SEE_ALL = {
    *_PEOPLE,
    *_INCENTIVES,
    *_RIDES,
    *_MATCHING,
    *_MARKETS,
    *_CARE_SEEN,
    "rides.view_safetyalert",
    "accounts.view_auditline",
    "notifications.view_message",
    "notifications.view_announcement",
}

PERMISSIONS: Mapping[str, Set[str]] = {
    Role.OPERATIONS: {
        *_SEE_ALL,
        "accounts.add_ridersuspension",
        "accounts.change_ridersuspension",
        "accounts.change_riderappeal",
        *_PAPERS,
        *(f"fleet.change_{name}" for name in ("driver", "vehicle", "driverapplication", "driverdocument", "appeal")),
        *(f"fleet.{verb}_{name}" for verb in ("add", "change") for name in ("queueplace", *_RULES)),
        *(f"fleet.delete_{name}" for name in _RULES),
        *(f"fleet.add_{name}" for name in ("vehicle", "incentivepolicy", "hotspot", "pair")),
        "rides.change_ride",
        *_CARE,
        *_SAFETY,
        *(f"rides.{verb}_standingpolicy" for verb in ("view", "add", "change")),
        "dispatch.add_policy",
        "dispatch.assign_job",
        "notifications.add_announcement",
        "notifications.change_announcement",
        "geo.add_servicepause",
        "geo.change_servicepause",
        "pricing.add_surgepolicy",
    },
    Role.FINANCE: {
        *_INCENTIVES,
        *_RIDES,
        *_CARE_SEEN,
        "rides.change_supportcase",
        "rides.view_adjustmentcap",
        "rides.change_adjustmentcap",
        *_MARKETS,
        *(f"pricing.{verb}_{name}" for verb in ("add", "change") for name in _FINANCES),
        "pricing.delete_holiday",
    },
    Role.SUPPORT: {
        *_PAPERS,
        *_PEOPLE,
        *_INCENTIVES,
        *_RIDES,
        "dispatch.view_job",
        "geo.view_servicepause",
        "notifications.view_message",
        "notifications.view_announcement",
        "rides.change_ride",
        *_CARE,
        *_SAFETY,
    },
    Role.MANAGER: _SEE_ALL | _PAPERS,
    Role.ENGINEER: _SEE_ALL,
}


class RolePermissions(BaseBackend):
    """Gives a person the permissions of the staff roles they hold. The roles are read once a request."""

    def get_all_permissions(self, user_obj: Any, obj: Model | None = None) -> set[str]:
        if obj is not None or not getattr(user_obj, "is_active", False) or not getattr(user_obj, "is_staff", False):
            return set()
        if not hasattr(user_obj, "_role_permissions"):
            held = STAFF_ROLES & set(accounts.roles(user_obj.pk))
            user_obj._role_permissions = set().union(*(PERMISSIONS[role] for role in held))
        return user_obj._role_permissions

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return any(name.startswith(f"{app_label}.") for name in self.get_all_permissions(user_obj))
