"""One content security policy for every page, and what the pages below a path need besides."""

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class ContentPolicyMiddleware(CSPMiddleware):
    """Adds CONTENT_SECURITY_POLICY_ALSO, {path: {directive: [sources]}}, to the policy of answers below each path."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        for path, sources in settings.CONTENT_SECURITY_POLICY_ALSO.items():
            if request.path_info.startswith(path):
                parts.update = {**(parts.update or {}), **sources}
        return parts
