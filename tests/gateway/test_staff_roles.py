"""In the admin, a staff role sees and does what its work needs, and nothing that would raise itself."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from apps.accounts.contracts import STAFF_ROLES, Role
from apps.accounts.services import register, suspend
from superapp.staff_roles import PERMISSIONS


def staff(role: str):
    return register(email=f"{role}@superapp.example", full_name=f"{role} person", roles=[role])


@pytest.fixture
def as_role(db):
    def sign_in(role: str) -> Client:
        client = Client()
        client.force_login(staff(role), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.mark.parametrize(
    ("role", "page", "status"),
    [
        (Role.OPERATIONS, "/admin/rides/ride/", 200),
        (Role.OPERATIONS, "/admin/fleet/driver/", 200),
        (Role.OPERATIONS, "/admin/accounts/rolegrant/", 403),
        (Role.FINANCE, "/admin/pricing/tariffversion/add/", 200),
        (Role.FINANCE, "/admin/pricing/promo/add/", 200),
        (Role.FINANCE, "/admin/pricing/cancellationpolicy/add/", 200),
        (Role.FINANCE, "/admin/pricing/surgepolicy/add/", 403),
        (Role.OPERATIONS, "/admin/pricing/surgepolicy/add/", 200),
        (Role.OPERATIONS, "/admin/pricing/promo/add/", 403),
        (Role.OPERATIONS, "/admin/pricing/promo/", 200),
        (Role.FINANCE, "/admin/fleet/driver/", 403),
        (Role.FINANCE, "/admin/fleet/incentiveprogress/", 200),
        (Role.FINANCE, "/admin/fleet/incentivepolicy/add/", 403),
        (Role.OPERATIONS, "/admin/fleet/incentivepolicy/add/", 200),
        (Role.OPERATIONS, "/admin/fleet/hotspot/add/", 200),
        (Role.OPERATIONS, "/admin/fleet/pair/add/", 200),
        (Role.SUPPORT, "/admin/fleet/driverdocument/", 200),
        (Role.SUPPORT, "/admin/fleet/hotspot/add/", 403),
        (Role.ENGINEER, "/admin/fleet/driverdocument/", 403),
        (Role.ENGINEER, "/admin/fleet/queueplace/", 200),
        (Role.SUPPORT, "/admin/rides/ride/", 200),
        (Role.SUPPORT, "/admin/pricing/tariffversion/", 403),
        (Role.MANAGER, "/admin/pricing/tariffversion/", 200),
        (Role.MANAGER, "/admin/pricing/tariffversion/add/", 403),
        (Role.ENGINEER, "/admin/dispatch/job/", 200),
    ],
)
def test_a_role_opens_the_pages_of_its_work(as_role, role, page, status):
    assert as_role(role).get(page).status_code == status


def test_no_role_may_change_persons_or_grant_roles():
    given = set().union(*PERMISSIONS.values())
    standing = {"accounts.add_ridersuspension", "accounts.change_ridersuspension", "accounts.change_riderappeal"}
    changes = {name for name in given if name.startswith("accounts.") and not name.startswith("accounts.view_")}
    assert changes == standing


def test_every_staff_role_has_a_row_and_every_permission_exists(db):
    assert set(PERMISSIONS) == set(STAFF_ROLES)
    known = {f"{p.content_type.app_label}.{p.codename}" for p in Permission.objects.select_related("content_type")}
    assert set().union(*PERMISSIONS.values()) <= known


def test_a_suspended_person_may_nothing(db):
    person = staff(Role.OPERATIONS)
    assert person.has_perm("rides.view_ride")
    suspend(person_id=person.id, actor_id=None)
    person = type(person).objects.get(id=person.id)
    assert not person.has_perm("rides.view_ride")


def test_a_rider_has_no_permission_at_all(amina):
    assert amina.get_all_permissions() == set()
