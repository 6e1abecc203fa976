"""Pages of the admin that say what will happen, ask once more and then do it, or say why not."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth import get_permission_codename
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from apps.kernel import idempotency
from apps.kernel.ids import uuid7
from apps.kernel.problems import Problem

KEY_LENGTH = 64
NOT_TYPED = {"csrfmiddlewaretoken", "confirmed"}


def me(request: HttpRequest) -> UUID:
    """Who acts."""
    return UUID(str(request.user.pk))


class Asking(ModelAdmin):
    """Nothing changes by following a link, and nothing is changed or deleted but by an act that asks."""

    def ask(self, request: HttpRequest, **shown: Any) -> HttpResponse:
        """`title`, `explained`, `facts` as (label, value), `back`; `form` to be filled, `typed` to be sent again,
        `above` a template to show first."""
        context = {"opts": self.opts, "typed": {}, "form": None, **shown}
        return TemplateResponse(request, "admin/ask.html", self.admin_site.each_context(request) | context)

    def act(self, request: HttpRequest, act: Callable[[], object], back: str, done: object = "") -> HttpResponse:
        """Say that it is `done`, or why not; then go `back`."""
        try:
            act()
            messages.success(request, str(done or _("Done.")))
        except Problem as refused:
            messages.error(request, str(refused.title))
        return redirect(back)

    def ask_then_act(
        self, request: HttpRequest, row: Any, act: Callable[[], object], form: forms.Form | None = None, **shown: Any
    ) -> HttpResponse:
        """Ask until it is sent, with a valid `form` where there is one; then `act`. `done` says more than "Done."."""
        back, done = self.after(row), shown.pop("done", "")
        if request.method == "POST" and (form is None or form.is_valid()):
            return self.act(request, act, back, done)
        return self.ask(request, form=form, back=back, **shown)

    def after(self, row: Any) -> str:
        """Where an act leads, done or not."""
        return self.list_page()

    def list_page(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def page_of(self, row: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])

    def may(self, request: HttpRequest, object_id: str | None, **still: object) -> bool:
        """Whether this person may change such rows, and this one is `still` (lookups) as the act wants it."""
        if not request.user.has_perm(f"{self.opts.app_label}.{get_permission_codename('change', self.opts)}"):
            return False
        return object_id is None or self.model._base_manager.filter(pk=object_id, **still).exists()

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class AskingBeforeAdding(Asking):
    """What was typed is shown back once, in words; sent once more with the key `confirmed`, it is done, once a key."""

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        if request.method == "POST" and self.has_add_permission(request):
            form = self.get_form(request)(request.POST)
            if form.is_valid():
                return self._ask_or_add(request, form)
        one_way_on = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().add_view(request, form_url, {**one_way_on, **(extra_context or {})})

    def add(self, request: HttpRequest, form: Any) -> object:
        """The use case, with what a valid `form` says."""
        raise NotImplementedError

    def words_before_adding(self, form: Any) -> dict[str, Any]:
        """`title`, `explained` and `facts` of a valid `form`."""
        raise NotImplementedError

    def _ask_or_add(self, request: HttpRequest, form: Any) -> HttpResponse:
        typed = {name: value for name, value in request.POST.items() if name not in NOT_TYPED}
        if key := request.POST.get("confirmed", "")[:KEY_LENGTH]:
            return self.act(request, lambda: self._add_once(request, key, typed, form), self.list_page())
        words = self.words_before_adding(form)
        return self.ask(request, typed={**typed, "confirmed": str(uuid7())}, back=self.list_page(), **words)

    def _add_once(self, request: HttpRequest, key: str, typed: dict, form: Any) -> None:
        """A button that is pressed twice is the same request."""

        def run() -> tuple[int, dict]:
            self.add(request, form)
            return 201, {}

        asked = {"path": request.path, "body": typed}
        idempotency.once(actor=f"person:{me(request)}", key=key, request=asked, run=run)
