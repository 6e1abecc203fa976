"""Acts: what staff do to a row. Each is asked once more and says what will happen; each is a line of its history."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_permission_codename
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from apps.kernel.problems import Problem
from apps.kernel.transitions import TransitionRefused

TOLD = gettext_lazy("The driver reads this.")


class NothingToFill(forms.Form):
    """An act that needs no words."""


def because(choices: Any, name: str = "reason") -> type[forms.Form]:
    """A form that asks for one of the reasons, and a note to the driver."""
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"), choices=[("", "–"), *choices], widget=UnfoldAdminSelectWidget, help_text=TOLD
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=300, required=False, widget=UnfoldAdminTextareaWidget, help_text=TOLD
    )
    return type("BecauseForm", (forms.Form,), {name: reason, "note": note})


@dataclass(frozen=True, kw_only=True)
class Act:
    """`do` is the use case, called with what the form asks. `facts` are (name, value) to read before; with `obstacles`
    it cannot be done now, and these say why. `beside` is a piece of page to look at while deciding."""

    title: Any
    explained: Any
    do: Callable[..., object]
    form: type[forms.Form] = NothingToFill
    initial: dict = field(default_factory=dict)
    facts: Iterable[tuple[object, object]] = ()
    obstacles: Iterable[object] = ()
    beside: str = ""
    danger: bool = False


class ActsAdmin(ModelAdmin):
    """A page whose row is changed by acts. A row is read once a request, however many acts look at its state."""

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        known = request.__dict__.setdefault("_rows_of_fleet", {})
        if object_id not in known:
            known[object_id] = super().get_object(request, object_id, from_field)
        return known[object_id]

    def may(self, request: HttpRequest, object_id: str | None, *states: str, verb: str = "change") -> bool:
        """Whether this person may act, and, where buttons are drawn, whether the row is in one of `states`.

        Who follows a button that a colleague has made void is told so by the act itself, not shut out here.
        """
        if not request.user.has_perm(f"{self.opts.app_label}.{get_permission_codename(verb, self.opts)}"):
            return False
        match = request.resolver_match
        if object_id is None or not match or match.url_name != f"{self.opts.app_label}_{self.opts.model_name}_change":
            return True
        row = self.get_object(request, unquote(str(object_id)))
        return row is not None and (not states or row.status in states)

    def row(self, request: HttpRequest, object_id: str) -> Any:
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        return row

    def act(self, request: HttpRequest, row: Any, act: Act) -> HttpResponse:
        form = act.form(request.POST if request.method == "POST" else None, initial=act.initial)
        if request.method == "POST" and form.is_valid():
            try:
                act.do(**form.cleaned_data)
            except TransitionRefused:
                messages.warning(request, self.too_late(row))
                return redirect(self.page_of(row))
            except Problem as refused:
                form.add_error(None, " ".join([str(refused.title), *reasons_of(refused)]))
            else:
                self.log_change(request, row, str(act.title))
                messages.success(request, _("%(act)s: done.") % {"act": act.title})
                return redirect(self.after(request, row))
        return self._ask(request, row, act, form)

    def after(self, request: HttpRequest, row: Any) -> str:
        """Where an act leads when it is done."""
        return self.page_of(row)

    def page_of(self, row: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])

    def too_late(self, row: Any) -> str:
        """A colleague was faster: who, and what is true now."""
        row = type(row)._base_manager.get(pk=row.pk)
        decided = {"state": row.get_status_display(), "person": getattr(row, "decided_by", None)}
        if decided["person"]:
            return _("%(person)s was faster. It is now: %(state)s.") % decided
        return _("That is not possible any more. It is now: %(state)s.") % decided

    def _ask(self, request: HttpRequest, row: Any, act: Act, form: forms.Form) -> HttpResponse:
        context = {
            "title": act.title,
            "act": act,
            "row": row,
            "form": form,
            "facts": list(act.facts),
            "obstacles": list(act.obstacles),
            "back": self.page_of(row),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/fleet/act.html", self.admin_site.each_context(request) | context)


def reasons_of(refused: Problem) -> list[str]:
    """What a refusal says beside its title, in words: the gates that are shut."""
    reasons = refused.extra.get("reasons", [])
    return [f"{reason['title']} {reason.get('detail', '')}".strip() for reason in reasons]  # type: ignore[attr-defined]
