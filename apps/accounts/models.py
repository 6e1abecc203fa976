"""Persons, the roles they hold, how they prove who they are, and what was done to them."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from apps.accounts.contracts import AppealStatus, Role
from apps.accounts.states import SuspensionReason
from apps.kernel import clock
from apps.kernel.ids import uuid7


class Language(models.TextChoices):
    """The three languages everywhere, each named in itself."""

    FRENCH = "fr", "Français"
    ARABIC = "ar", "العربية"
    ENGLISH = "en", "English"


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str | None = None, password: str | None = None, **fields: object) -> "Person":
        person = self.model(email=email.lower() if email else None, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "Person":
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser, PermissionsMixin):
    """Anybody the product knows: reached by phone (E.164), by e-mail, or both."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    phone = PhoneNumberField(_("phone"), null=True, blank=True, unique=True)
    email = models.EmailField(_("e-mail"), null=True, blank=True, unique=True)
    full_name = models.CharField(_("full name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.FRENCH)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("staff"), default=False, help_text=_("May sign in with a password."))
    not_before = models.DateTimeField(_("sessions valid from"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), default=clock.wall, editable=False)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        constraints = [
            models.CheckConstraint(
                condition=Q(phone__isnull=False) | Q(email__isnull=False), name="person_has_phone_or_email"
            )
        ]

    def __str__(self) -> str:
        return self.full_name or str(self.phone or self.email)

    def clean(self) -> None:
        self.email = self.email.lower() if self.email else None

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django ends a session when this changes: with the password, and when all sessions are revoked."""
        key_salt = "apps.accounts.models.Person.session"
        return salted_hmac(
            key_salt, f"{self.password}|{self.not_before}", secret=secret, algorithm="sha256"
        ).hexdigest()


class RoleGrant(models.Model):
    """That a person holds a role. One person may hold several; a token carries one."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(_("role"), max_length=20, choices=Role)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [models.UniqueConstraint(fields=["person", "role"], name="role_granted_once")]

    def __str__(self) -> str:
        return str(self.get_role_display())


class RiderSuspension(models.Model):
    """A time in which a rider may not ask for rides. They read reason and note; at most one of a rider's is open."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("rider"))
    reason = models.CharField(_("reason"), max_length=16, choices=SuspensionReason)
    note = models.CharField(_("note"), max_length=300, blank=True, help_text=_("The rider reads it."))
    at = models.DateTimeField(_("since"), default=clock.wall, editable=False)
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, editable=False, verbose_name=_("by")
    )
    lifted_at = models.DateTimeField(_("lifted at"), null=True, editable=False)
    lifted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, editable=False, verbose_name=_("lifted by")
    )

    class Meta:
        verbose_name = _("suspension of a rider")
        verbose_name_plural = _("suspensions of riders")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(lifted_at__isnull=True), name="one_open_suspension_per_rider"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_reason_display()}"


class RiderAppeal(models.Model):
    """What a rider says to a suspension, once, and what staff answer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    suspension = models.OneToOneField(
        RiderSuspension, on_delete=models.PROTECT, related_name="appeal", verbose_name=_("suspension")
    )
    text = models.TextField(_("text"), max_length=2000)
    status = models.CharField(
        _("status"), max_length=12, choices=AppealStatus, default=AppealStatus.SUBMITTED, db_index=True
    )
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    submitted_at = models.DateTimeField(_("handed in at"), default=clock.wall)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, verbose_name=_("decided by")
    )

    class Meta:
        verbose_name = _("appeal of a rider")
        verbose_name_plural = _("appeals of riders")

    def __str__(self) -> str:
        return str(self.suspension)


class OtpChallenge(models.Model):
    """A one-time code that was asked for. The code is not here: it is recomputed from the id."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    phone = PhoneNumberField()
    language = models.CharField(max_length=2, choices=Language)
    created_at = models.DateTimeField(default=clock.wall)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("one-time code")
        indexes = [models.Index(fields=["expires_at"], name="challenge_age")]

    def __str__(self) -> str:
        return str(self.id)


class TokenFamily(models.Model):
    """One sign-in and every token that came of it. `current` is the hash of the only refresh token that still works."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    current = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.wall)
    refreshed_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        indexes = [models.Index(fields=["expires_at"], name="family_age")]

    def __str__(self) -> str:
        return f"{self.role} {self.id}"


class AppendOnly(models.QuerySet):
    """Rows that are written once: neither changed nor deleted through the ORM."""

    def update(self, **changes: object) -> int:
        raise TypeError(f"{self.model.__name__} is append-only")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError(f"{self.model.__name__} is append-only")


class AuditLine(models.Model):
    """Who did what to whom. `subject` reads as `person:<uuid>`; nobody in `actor` means the system itself."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(_("at"), default=clock.wall)
    actor = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    action = models.CharField(_("action"), max_length=60)
    subject = models.CharField(_("subject"), max_length=80)
    details = models.JSONField(_("details"), default=dict)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = _("audit line")
        verbose_name_plural = _("audit trail")
        indexes = [models.Index(fields=["subject", "-id"], name="audit_of_subject")]

    def __str__(self) -> str:
        return f"{self.action} · {localtime(self.at):%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("AuditLine is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise TypeError("AuditLine is append-only")
