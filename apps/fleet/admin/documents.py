"""The review of documents: what waits longest comes first, one page a document with the paper beside its data."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminTextInputWidget

from apps.fleet import selectors, services
from apps.fleet.admin.acts import Act, ActsAdmin, because
from apps.fleet.admin.parts import COLOURS, ReadOnly, StateFilter, car, coloured, driver_link, fragment, once
from apps.fleet.api.documents import file_answer
from apps.fleet.models import DriverApplication, DriverDocument, Shift
from apps.fleet.states import DocumentReason, DocumentStatus
from apps.geo import selectors as geo
from apps.kernel.asking import me
from apps.kernel.markup import isolated, named

# A picture is shown inside our page; nothing in it may run, load or send anything.
SEALED = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'none'; sandbox"
# Not every browser's own viewer opens a PDF in a sandbox (decision 0010). It is a sandbox itself, in a tab of its own.
SEALED_PDF = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"


class VerifyForm(forms.Form):
    """What the member of staff reads on the paper."""

    number = forms.CharField(
        label=_("Number"),
        max_length=40,
        required=False,
        widget=UnfoldAdminTextInputWidget({"dir": "ltr", "autocomplete": "off"}),
        help_text=_("As it stands on the document."),
    )
    expires_on = forms.DateField(
        label=_("Expires on"),
        required=False,
        widget=UnfoldAdminTextInputWidget({"type": "date"}),
        help_text=_("The last day on which it counts."),
    )


class ZoneFilter(admin.SimpleListFilter):
    """Of drivers who applied in a zone, or have worked there."""

    title = _("zone")
    parameter_name = "zone"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, Any]]:
        return [(zone.slug, zone.name) for zone in geo.zones()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        here = {"driver": OuterRef("driver"), "zone__slug": self.value()}
        return queryset.filter(Exists(DriverApplication.objects.filter(**here)) | Exists(Shift.objects.filter(**here)))


@admin.register(DriverDocument)
class DriverDocumentAdmin(ReadOnly, ActsAdmin):
    list_display = ["document", "driver_name", "vehicle_name", "submitted_at", "expires_on", "state"]
    list_display_links = ["document"]
    list_filter = [StateFilter, "kind", ZoneFilter]
    list_select_related = ["driver__person", "vehicle"]
    search_fields = ["driver__person__full_name", "driver__person__phone", "vehicle__plate", "number"]
    search_help_text = _("Name, phone, plate or number: looks in documents of every state")
    ordering = ["submitted_at", "id"]
    show_full_result_count = False
    list_before_template = "admin/fleet/none_waits.html"
    fields = ["paper"]
    readonly_fields = ["paper"]
    actions_detail = ["verify", "reject", "revoke", "next_waiting"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[DriverDocument]:
        return super().get_queryset(request).select_related("driver__person", "driver__market", "vehicle", "decided_by")

    def get_urls(self) -> list:
        file = path("<uuid:document_id>/file", self.admin_site.admin_view(self.file), name="fleet_driverdocument_file")
        return [file, *super().get_urls()]

    @admin.display(description=_("document"), ordering="kind")
    def document(self, document: DriverDocument) -> str:
        return document.get_kind_display()

    @admin.display(description=_("driver"), ordering="driver__person__full_name")
    def driver_name(self, document: DriverDocument) -> str:
        return named(document.driver.person)

    @admin.display(description=_("vehicle"), ordering="vehicle__plate")
    def vehicle_name(self, document: DriverDocument) -> str:
        return car(document.vehicle)

    @display(description=_("state"), ordering="status", label=COLOURS)
    def state(self, document: DriverDocument) -> tuple[str, object]:
        return coloured(document.status, document.get_status_display())

    @admin.display(description=_("document"))
    @once
    def paper(self, document: DriverDocument) -> SafeString:
        return fragment("paper", facts=_facts(document), document=document, **_file(document))

    def file(self, request: HttpRequest, document_id: UUID) -> HttpResponse:
        """The file, for who may see documents; that they looked is written down."""
        if not self.has_view_permission(request):
            raise Http404
        try:
            seen = services.look_at_document(document_id=document_id, actor_id=me(request))
        except selectors.NoSuchDocument as gone:
            raise Http404 from gone
        answer = file_answer(seen)
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Content-Security-Policy"] = SEALED_PDF if seen.media_type == "application/pdf" else SEALED
        return answer

    @action(description=_("Verify"), url_path="verify", permissions=["verify"], variant=ActionVariant.PRIMARY)
    def verify(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = self.row(request, object_id)
        act = Act(
            title=_("Verify"),
            explained=_("The document counts from now on, and the driver is told. Compare name, number and last day."),
            do=partial(services.verify_document, document_id=row.pk, actor_id=me(request)),
            form=VerifyForm,
            initial={"number": row.number, "expires_on": row.expires_on},
            facts=_facts(row),
            beside=fragment("preview", document=row, **_file(row)),
        )
        return self.act(request, row, act)

    @action(description=_("Reject"), url_path="reject", permissions=["verify"], variant=ActionVariant.DANGER)
    def reject(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = self.row(request, object_id)
        explained = _("The driver is told why, and hands in another one.")
        return self._refuse(request, row, _("Reject"), explained, services.reject_document)

    @action(description=_("Withdraw"), url_path="revoke", permissions=["revoke"], variant=ActionVariant.DANGER)
    def revoke(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = self.row(request, object_id)
        explained = _("The document counts no longer. A driver who is online goes offline after the ride under way.")
        return self._refuse(request, row, _("Withdraw"), explained, services.revoke_document)

    @action(description=_("Next waiting document"), url_path="next", permissions=["next"])
    def next_waiting(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = self.row(request, object_id)
        following = selectors.next_waiting_document(row)
        if following is None:
            messages.info(request, _("No other document waits."))
        return redirect(self.page_of(following or row))

    def has_verify_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.may(request, object_id, DocumentStatus.SUBMITTED)

    def has_revoke_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.may(request, object_id, DocumentStatus.VERIFIED)

    def has_next_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.has_view_permission(request)

    def after(self, request: HttpRequest, row: DriverDocument) -> str:
        """The next one to look at; back to the list when there is none."""
        following = selectors.next_waiting_document(row)
        return self.page_of(following) if following else reverse("admin:fleet_driverdocument_changelist")

    def _refuse(
        self, request: HttpRequest, row: DriverDocument, title: Any, explained: Any, refuse: Any
    ) -> HttpResponse:
        act = Act(
            title=title,
            explained=explained,
            do=partial(refuse, document_id=row.pk, actor_id=me(request)),
            form=because(DocumentReason.choices),
            facts=_facts(row),
            beside=fragment("preview", document=row, **_file(row)),
            danger=True,
        )
        return self.act(request, row, act)


def _file(document: DriverDocument) -> dict:
    address = reverse("admin:fleet_driverdocument_file", args=[document.pk]) if document.file else ""
    return {"address": address, "is_pdf": document.media_type == "application/pdf"}


def _facts(document: DriverDocument) -> list[tuple[object, object]]:
    facts = [
        (_("driver"), driver_link(document.driver)),
        (_("document"), document.get_kind_display()),
        (_("vehicle"), car(document.vehicle)) if document.vehicle else None,
        (_("number"), isolated(document.number)),
        (_("expires on"), formats.date_format(document.expires_on) if document.expires_on else "–"),
        (_("handed in at"), formats.date_format(document.submitted_at, "SHORT_DATETIME_FORMAT")),
        (_("state"), document.get_status_display()),
        (_("decided by"), named(document.decided_by)) if document.decided_by else None,
        (_("reason"), document.get_reason_display()) if document.reason else None,
        (_("note"), document.note) if document.note else None,
    ]
    return [fact for fact in facts if fact]
