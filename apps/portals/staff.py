"""Who of the staff may watch the city."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from apps.accounts import selectors as accounts
from apps.accounts.contracts import Role

# The first that a person holds is the role they watch in.
WATCHERS = (Role.OPERATIONS, Role.SUPPORT, Role.MANAGER, Role.ENGINEER)


def watching_role(user: AbstractBaseUser | AnonymousUser) -> str | None:
    """A superuser watches as operations, as the gateway lets them in without any role."""
    if not user.is_authenticated or not getattr(user, "is_staff", False):
        return None
    held = accounts.roles(user.pk)
    role = next((role for role in WATCHERS if role in held), None)
    return str(role or Role.OPERATIONS) if role or getattr(user, "is_superuser", False) else None
