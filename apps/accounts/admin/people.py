"""Persons, their roles and their second factors, for staff."""

from datetime import datetime
from typing import TypeVar

from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from apps.accounts import services
from apps.accounts.models import Person, RoleGrant
from apps.kernel.markup import isolated, named

# Only a superuser gives these, and only a superuser touches another: else who may change persons may raise themself.
POWERS = ["is_staff", "is_superuser", "groups", "user_permissions"]
Row = TypeVar("Row", bound=Model)


def _is_superuser(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_superuser", False))


def _may_touch(request: HttpRequest, person: Person | None) -> bool:
    return person is None or not person.is_superuser or _is_superuser(request)


def _within_reach(request: HttpRequest, rows: QuerySet[Row], path: str = "") -> QuerySet[Row]:
    return rows if _is_superuser(request) else rows.exclude(**{f"{path}is_superuser": True})


class RoleInline(TabularInline):
    model = RoleGrant
    extra = 0
    tab = True


@admin.register(RoleGrant)
class RoleGrantAdmin(ModelAdmin):
    """To look at and search; a role is given on the person's page. Deleting would end no session and leave no trace."""

    actions = ["withdraw"]
    list_display = ["person_name", "role"]
    list_filter = ["role"]
    search_fields = ["person__full_name", "person__phone", "person__email"]
    list_select_related = ["person"]

    @admin.display(description=_("person"), ordering="person__full_name")
    def person_name(self, grant: RoleGrant) -> str:
        return named(grant.person)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: RoleGrant | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: RoleGrant | None = None) -> bool:
        return False

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        return super().has_delete_permission(request)

    @admin.action(description=_("Withdraw the role: its sessions end now"), permissions=["withdraw"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[RoleGrant]) -> None:
        grants = list(_within_reach(request, queryset, "person__"))
        for grant in grants:
            services.withdraw_role(person_id=grant.person_id, role=grant.role, actor_id=request.user.pk)
        text = ngettext("%d role withdrawn.", "%d roles withdrawn.", len(grants)) % len(grants)
        self.message_user(request, text, messages.SUCCESS)


@admin.register(Person)
class PersonAdmin(UserAdmin, ModelAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    inlines = [RoleInline]
    actions = ["suspend", "reactivate", "revoke_sessions"]
    actions_detail = ["suspend_rider"]
    list_display = ["name", "phone_number", "email", "language", "is_active", "is_staff", "created_at"]
    list_filter = ["is_active", "is_staff", "language", "grants__role"]
    search_fields = ["full_name", "phone", "email"]
    ordering = ["-id"]
    readonly_fields = ["is_active", "not_before", "last_login", "created_at"]
    fieldsets = [
        (None, {"fields": ["full_name", "phone", "email", "language", "password"]}),
        (_("Access"), {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
        (_("Dates"), {"fields": ["created_at", "last_login", "not_before"]}),
    ]
    add_fieldsets = [(None, {"fields": ["full_name", "phone", "email", "language", "password1", "password2"]})]

    def get_readonly_fields(self, request: HttpRequest, obj: Person | None = None) -> list[str]:
        fixed = super().get_readonly_fields(request, obj)
        return [*fixed] if _is_superuser(request) else [*fixed, *POWERS]

    def has_change_permission(self, request: HttpRequest, obj: Person | None = None) -> bool:
        return _may_touch(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Person | None = None) -> bool:
        return _may_touch(request, obj) and super().has_delete_permission(request, obj)

    @admin.display(description=_("person"), ordering="full_name")
    def name(self, person: Person) -> str:
        return named(person)

    @admin.display(description=_("phone"), ordering="phone")
    def phone_number(self, person: Person) -> str:
        return isolated(person.phone)

    def save_model(self, request: HttpRequest, obj: Person, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        action = "person.changed" if change else "person.added"
        fields = sorted(set(form.changed_data) - {"password1", "password2"})
        services.audit(request.user.pk, action, f"person:{obj.pk}", fields=fields)

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: BaseInlineFormSet, change: bool) -> None:
        """Roles: each one given or withdrawn is a use case of its own, with its line in the audit trail."""
        formset.save(commit=False)
        person = form.instance
        for grant in formset.deleted_objects:
            services.withdraw_role(person_id=person.pk, role=grant.role, actor_id=request.user.pk)
        for grant, _changed in formset.changed_objects:
            before = RoleGrant.objects.get(pk=grant.pk)
            services.withdraw_role(person_id=person.pk, role=before.role, actor_id=request.user.pk)
        for grant in [*formset.new_objects, *(grant for grant, _changed in formset.changed_objects)]:
            services.grant_role(person, grant.role, actor_id=request.user.pk)

    @admin.action(description=_("Suspend: shut out now, everywhere"), permissions=["change"])
    def suspend(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        others = _within_reach(request, queryset).exclude(pk=str(request.user.pk))
        count = sum(services.suspend(person_id=person.pk, actor_id=request.user.pk) for person in others)
        self._tell(request, ngettext("%d person suspended.", "%d persons suspended.", count) % count)

    @admin.action(description=_("Reactivate"), permissions=["change"])
    def reactivate(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        reach = _within_reach(request, queryset)
        count = sum(services.reactivate(person_id=person.pk, actor_id=request.user.pk) for person in reach)
        self._tell(request, ngettext("%d person reactivated.", "%d persons reactivated.", count) % count)

    @admin.action(description=_("Sign out everywhere"), permissions=["change"])
    def revoke_sessions(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        persons = list(_within_reach(request, queryset))
        for person in persons:
            services.revoke_all(person_id=person.pk, actor_id=request.user.pk)
        count = len(persons)
        self._tell(request, ngettext("%d person signed out.", "%d persons signed out.", count) % count)

    @action(description=_("Suspend as a rider"), url_path="suspend-rider", permissions=["suspend_rider"])
    def suspend_rider(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return redirect(f"{reverse('admin:accounts_ridersuspension_add')}?{urlencode({'person': object_id})}")

    def has_suspend_rider_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return request.user.has_perm("accounts.add_ridersuspension")

    def _tell(self, request: HttpRequest, text: str) -> None:
        self.message_user(request, text, messages.SUCCESS)


if admin.site.is_registered(Authenticator):
    admin.site.unregister(Authenticator)  # allauth's page shows the secrets


@admin.register(Authenticator)
class SecondFactorAdmin(ModelAdmin):
    """To see who has one, and to take away one that is lost. The secret is not here."""

    list_display = ["person_name", "type", "created", "last_used"]
    list_filter = ["type"]
    list_select_related = ["user"]
    search_fields = ["user__full_name", "user__email"]
    fields = readonly_fields = ["person_name", "type", "created", "last_used"]

    @admin.display(description=_("person"), ordering="user__full_name")
    def person_name(self, factor: Authenticator) -> str:
        return named(factor.user)

    @admin.display(description=_("created"), ordering="created_at")
    def created(self, factor: Authenticator) -> datetime:
        return factor.created_at

    @admin.display(description=_("last used"), ordering="last_used_at")
    def last_used(self, factor: Authenticator) -> datetime | None:
        return factor.last_used_at

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Authenticator | None = None) -> bool:
        return False
