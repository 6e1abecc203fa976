"""OpenAPI: every operation also documents the problems it may answer with."""

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import Direction

PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem details.",
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("field", "code", "message")},
                "required": ["field", "code", "message"],
            },
        },
    },
    "required": ["type", "title", "status"],
}

ALWAYS = {
    400: "Bad request",
    405: "Method not allowed",
    406: "Not acceptable",
    413: "Too large",
    429: "Too many requests",
}
SIGNED_IN = {401: "Not authenticated", 403: "Role not allowed"}
WITH_PATH = {404: "Not found"}
WITH_BODY = {
    408: "The body came too slowly",
    409: "Refused in the current state",
    411: "No Content-Length",
    415: "A body of another kind",
    422: "Understood but refused",
}
DEPENDENT = {503: "A service we need is not answering"}


class ProblemAwareSchema(AutoSchema):
    def _get_response_bodies(self, direction: Direction = "response") -> dict:
        bodies = super()._get_response_bodies(direction)
        for status, meaning in self._problems().items():
            bodies.setdefault(str(status), self._problem(meaning))
        return dict(sorted(bodies.items()))

    def _problems(self) -> dict[int, str]:
        problems = ALWAYS | DEPENDENT | WITH_PATH
        if self.get_auth() or self.method == "POST":  # signing in is a POST without a token, refused in the same words
            problems = problems | SIGNED_IN
        if self.method in {"POST", "PUT", "PATCH", "DELETE"}:
            problems = problems | WITH_BODY
        return problems

    def _problem(self, meaning: str) -> dict:
        component = ResolvedComponent("Problem", ResolvedComponent.SCHEMA, PROBLEM, "Problem")
        self.registry.register_on_missing(component)
        return {"description": meaning, "content": {"application/problem+json": {"schema": component.ref}}}
