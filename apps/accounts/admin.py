"""Persons, their roles and the audit trail, for staff."""

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin, TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from apps.accounts import services
from apps.accounts.models import AuditLine, Person, RoleGrant


class RoleInline(TabularInline):
    model = RoleGrant
    extra = 0
    tab = True


@admin.register(RoleGrant)
class RoleGrantAdmin(ModelAdmin):
    """To look at and search; roles are given and withdrawn on the person's page, where it is written down."""

    list_display = ["person", "role"]
    list_filter = ["role"]
    search_fields = ["person__full_name", "person__phone", "person__email"]
    list_select_related = ["person"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: RoleGrant | None = None) -> bool:
        return False


@admin.register(Person)
class PersonAdmin(UserAdmin, ModelAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    inlines = [RoleInline]
    actions = ["suspend", "reactivate", "revoke_sessions"]
    list_display = ["__str__", "phone", "email", "language", "is_active", "is_staff", "created_at"]
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
            services.grant_role(person, grant.role)
            services.audit(request.user.pk, "role.granted", f"person:{person.pk}", role=grant.role)

    @admin.action(description=_("Suspend: shut out now, everywhere"), permissions=["change"])
    def suspend(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        others = queryset.exclude(pk=str(request.user.pk))
        count = sum(services.suspend(person_id=person.pk, actor_id=request.user.pk) for person in others)
        self._tell(request, ngettext("%d person suspended.", "%d persons suspended.", count) % count)

    @admin.action(description=_("Reactivate"), permissions=["change"])
    def reactivate(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        count = sum(services.reactivate(person_id=person.pk, actor_id=request.user.pk) for person in queryset)
        self._tell(request, ngettext("%d person reactivated.", "%d persons reactivated.", count) % count)

    @admin.action(description=_("Sign out everywhere"), permissions=["change"])
    def revoke_sessions(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        for person in queryset:
            services.revoke_all(person_id=person.pk, actor_id=request.user.pk)
        count = queryset.count()
        self._tell(request, ngettext("%d person signed out.", "%d persons signed out.", count) % count)

    def _tell(self, request: HttpRequest, text: str) -> None:
        self.message_user(request, text, messages.SUCCESS)


@admin.register(AuditLine)
class AuditLineAdmin(ModelAdmin):
    list_display = ["at", "actor", "action", "subject"]
    list_filter = ["action"]
    search_fields = ["subject", "action", "actor__full_name", "actor__email"]
    list_select_related = ["actor"]
    date_hierarchy = "at"
    ordering = ["-id"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditLine | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditLine | None = None) -> bool:
        return False
