"""Jobs with their offers and rounds, and the answer to "why not this driver?"."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action

from apps.accounts import selectors as accounts
from apps.dispatch import selectors, services, words
from apps.dispatch.models import KINDS, Assignment, Job, MatchRound, Offer
from apps.dispatch.selectors import answers
from apps.dispatch.states import Gate, JobStatus, job_states_before
from apps.fleet import selectors as fleet
from apps.fleet.contracts import DriverCard
from apps.geo import selectors as geo
from apps.kernel import clock
from apps.kernel.markup import isolated, named
from apps.kernel.problems import Problem

_FOR = {"ride": ("rides", "ride", "rider")}  # what a job is for lies above us: its model and whose it is are only names


class ReadOnly:
    """Rows that only dispatch itself writes."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


def _gate(value: str) -> str:
    return str(Gate(value).label) if value in Gate.values else value


def _kept_out_of(job: Job) -> dict[str, str]:
    """Driver id → name, of all drivers that the job's rounds tell of."""
    ids = {driver_id for refused in job.rounds.values_list("refused", flat=True) for driver_id in refused}
    return {str(person.id): person.full_name or person.phone for person in accounts.names(map(UUID, ids)).values()}


class OfferInline(ReadOnly, TabularInline):
    model = Offer
    extra = 0
    fields = ["epoch", "driver", "status", "pickup_eta_s", "made_at", "deadline", "delivered_at", "closed_at", "reason"]
    ordering = ["epoch"]
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Offer]:
        return super().get_queryset(request).select_related("driver__person")


class RoundInline(ReadOnly, TabularInline):
    """Why not this driver?"""

    model = MatchRound
    extra = 0
    fields = ["at", "epoch", "radius_m", "policy_version", "kept_out"]
    readonly_fields = ["kept_out"]
    ordering = ["at"]
    hide_title = True

    def get_formset(self, request: HttpRequest, obj: Job | None = None, **kwargs: Any) -> type[BaseInlineFormSet]:
        """An inline lives for one page: here it learns the names for all its rows at once."""
        self.names = _kept_out_of(obj) if obj else {}
        return super().get_formset(request, obj, **kwargs)

    @admin.display(description=_("refused"))
    def kept_out(self, each: MatchRound) -> SafeString:
        """By gate: who was kept out by it."""
        drivers = defaultdict(list)
        for driver_id, refusal in each.refused.items():
            drivers[refusal["gate"]].append(self.names.get(driver_id, "–"))
        lines = ((_gate(gate), ", ".join(sorted(drivers[gate]))) for gate in drivers)
        return format_html_join(mark_safe("<br>"), "{}: <bdi>{}</bdi>", lines)


def _card(driver_id: str) -> DriverCard | None:
    """The driver a page names, if it names one."""
    try:
        return fleet.cards([UUID(driver_id)]).get(UUID(driver_id))
    except ValueError:
        return None


def _answers(job: Job, driver: DriverCard) -> list[dict]:
    facts = selectors.why_not(job, driver.driver_id)
    names = {card.driver_id: card.full_name for card in fleet.cards(selectors.drivers_named_in(facts)).values()}
    return [_answer(fact, names) for fact in facts]


def _answer(fact: answers.Fact, names: words.Names) -> dict:
    terms = fact.terms if isinstance(fact, answers.Weighed) else {}
    return {
        "at": getattr(fact, "at", None),
        "said": words.sentence(fact, names),
        "terms": [words.term(name, seconds) for name, seconds in terms.items()],
    }


def _name(jobs: Iterable[Any]) -> None:
    """In one query a kind for all of them."""
    refs = defaultdict(list)
    for job in jobs:
        job.named = ""
        refs[job.kind].append(job)
    for kind, those in refs.items():
        if kind in _FOR:
            _name_kind(kind, those)


def _name_kind(kind: str, jobs: list[Any]) -> None:
    app, model, owner = _FOR[kind]
    rows = apps.get_model(app, model)._base_manager.select_related(owner).in_bulk([job.ref for job in jobs])
    for job in jobs:
        if row := rows.get(job.ref):
            job.named = format_html("<bdi>{}</bdi> · {}", named(getattr(row, owner)), row)


@admin.register(Job)
class JobAdmin(ReadOnly, ModelAdmin):
    list_display = ["what", "reference", "place", "category", "status", "driver", "age"]
    list_filter = ["status", "zone", "category"]
    search_fields = ["=ref", "assignments__driver__person__full_name"]
    search_help_text = _("Who rides or drives, a phone, or the id of the ride")
    ordering = ["-id"]
    inlines = [OfferInline, RoundInline]
    fields = ["what", "reference", "place", "category", "status", "driver", "pickup", "dropoff"]
    fields += ["opened_at", "patience_until", "closed_at"]
    readonly_fields = ["what", "reference", "place", "driver", "pickup", "dropoff"]
    actions_detail = ["why"]

    @action(description=_("Why not this driver?"), url_path="why", permissions=["view"])
    def why(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """`q` looks for drivers; of `driver`, or the only one found, it tells what kept them from the job."""
        job = get_object_or_404(Job.objects.select_related("zone"), pk=object_id)
        sought = request.GET.get("q", "").strip()
        found = fleet.find(sought) if sought else []
        driver = _card(request.GET.get("driver", "")) or (found[0] if len(found) == 1 else None)
        context = self.admin_site.each_context(request) | {
            "title": _("Why not this driver?"),
            "opts": self.opts,
            "job": job,
            "sought": sought,
            "found": [] if driver else found,
            "driver": driver,
            "answers": _answers(job, driver) if driver else [],
            "may_assign": bool(driver) and self._may_assign(request, job),
        }
        return TemplateResponse(request, "admin/dispatch/job/why.html", context)

    def get_urls(self) -> list:
        assign = path("<uuid:job_id>/assign/", self.admin_site.admin_view(self.assign), name="dispatch_job_assign")
        return [assign, *super().get_urls()]

    @method_decorator(require_POST)
    def assign(self, request: HttpRequest, job_id: UUID) -> HttpResponse:
        """To the driver whose answers were just read."""
        job, driver = get_object_or_404(Job, pk=job_id), _card(request.POST.get("driver", ""))
        if driver is None or not self.has_assign_permission(request):
            raise PermissionDenied
        try:
            services.assign_directly(kind=job.kind, ref=job.ref, driver_id=driver.driver_id, actor=request.user.pk)
            self.message_user(request, _("The ride is %(name)s's now.") % {"name": driver.full_name})
        except Problem as problem:
            self.message_user(request, problem.title, messages.ERROR)
        return redirect("admin:dispatch_job_change", job_id)

    def has_assign_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("dispatch.assign_job")

    def _may_assign(self, request: HttpRequest, job: Job) -> bool:
        return self.has_assign_permission(request) and job.status in job_states_before(JobStatus.ASSIGNED)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        held = Assignment.objects.order_by("epoch").select_related("driver__person")
        return super().get_queryset(request).prefetch_related(Prefetch("assignments", held, to_attr="held"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Job], term: str
    ) -> tuple[QuerySet[Job], bool]:
        """Also the jobs of what is found among rides, by its own page's search."""
        found, doubled = super().get_search_results(request, queryset, term)
        for kind, (app, model, _owner) in _FOR.items() if term else ():
            page = self.admin_site.get_model_admin(apps.get_model(app, model))
            rows, _doubled = page.get_search_results(request, page.model._base_manager.all(), term)
            found |= queryset.filter(kind=kind, ref__in=rows.values("pk"))
        return found, doubled

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        changelist = super().get_changelist_instance(request)
        _name(changelist.result_list)
        return changelist

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Job | None:
        job = super().get_object(request, object_id, from_field)
        _name([job] if job else [])
        return job

    @admin.display(description=_("kind"), ordering="kind")
    def what(self, job: Job) -> str:
        return str(KINDS.get(job.kind, job.kind))

    @admin.display(description=_("reference"))
    def reference(self, job: Any) -> str:
        """Who rides from where to where; where that is unknown the end of the id, for ids begin with the time."""
        if not job.named:
            return isolated(job.ref.hex[-8:])
        app, model, _owner = _FOR[job.kind]
        page = reverse(f"admin:{app}_{model}_change", args=[job.ref])
        return format_html('<a class="text-link" href="{}">{}</a>', page, job.named)

    @admin.display(description=_("zone"), ordering="zone__slug")
    def place(self, job: Job) -> str:
        return geo.zone(job.zone_id).name

    @admin.display(description=_("driver"))
    def driver(self, job: Any) -> str:
        """Who has it; of one that is done, who had it last."""
        having = [each for each in job.held if job.status == JobStatus.DONE or each.ended_at is None]
        return str(having[-1].driver) if having else "–"

    @admin.display(description=_("age"), ordering="opened_at")
    def age(self, job: Job) -> str:
        return timesince(job.opened_at, clock.now(), depth=1)

    @admin.display(description=_("pickup"))
    def pickup(self, job: Job) -> str:
        return isolated(f"{job.pickup_lat:.4f}, {job.pickup_lng:.4f}")

    @admin.display(description=_("destination"))
    def dropoff(self, job: Job) -> str:
        known = job.dropoff_lat is not None and job.dropoff_lng is not None
        return isolated(f"{job.dropoff_lat:.4f}, {job.dropoff_lng:.4f}" if known else "")
