"""Pages of the admin that say what will happen, ask once more and then do it, or say why not."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from apps.kernel.problems import Problem


class Asking(ModelAdmin):
    def ask(self, request: HttpRequest, **shown: Any) -> HttpResponse:
        """`title`, `explained`, `facts` as (label, value), `back`; `form` to be filled, `typed` to be sent again."""
        context = {"opts": self.opts, "typed": {}, "form": None, **shown}
        return TemplateResponse(request, "admin/ask.html", self.admin_site.each_context(request) | context)

    def ask_again(self, request: HttpRequest, **shown: Any) -> HttpResponse:
        """What was typed is shown in words; sent once more with `confirmed`, it is done."""
        typed = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
        return self.ask(request, typed={**typed, "confirmed": "1"}, **shown)

    def act(self, request: HttpRequest, act: Callable[[], object], back: str) -> HttpResponse:
        try:
            act()
            messages.success(request, _("Done."))
        except Problem as refused:
            messages.error(request, str(refused.title))
        return redirect(back)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
