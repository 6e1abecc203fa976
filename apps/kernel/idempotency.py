"""Same key and body → same answer, once (rule 5).

The answer's row is inserted first in the transaction that does the work, so a concurrent duplicate waits on the unique
constraint and then finds the answer; work that fails rolls the row back, and the key is free to be tried again.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.kernel import clock
from apps.kernel.models import Answer
from apps.kernel.problems import Problem


class KeyReused(Problem):
    status = 422
    slug = "idempotency-key-reused"
    title = _("This idempotency key was used with another request.")


@dataclass(frozen=True)
class Outcome:
    status: int
    body: dict
    replayed: bool


def once(*, actor: str, key: str, request: object, run: Callable[[], tuple[int, dict]]) -> Outcome:
    """Run `run` at most once for (`actor`, `key`) and give every caller the same (status, body).

    `request` is what was asked (JSON-plain); the same key with another request raises KeyReused. `run` is executed
    inside the transaction of the answer's row; what it raises rolls everything back, a Problem with `keeps_work` apart.
    """
    fingerprint = hashlib.sha256(json.dumps(request, sort_keys=True, default=str).encode()).hexdigest()
    if given := _given(actor, key, fingerprint):
        return given
    with transaction.atomic():
        answer = _reserve(actor, key, fingerprint)
        if answer is None:
            return _given(actor, key, fingerprint) or once(actor=actor, key=key, request=request, run=run)
        outcome = _run_or_keep(answer, run)
    if isinstance(outcome, Problem):
        raise outcome
    return outcome


def _run_or_keep(answer: Answer, run: Callable[[], tuple[int, dict]]) -> Outcome | Problem:
    """The outcome, or a problem that keeps its work: it is raised after the commit, and the key is free again."""
    try:
        status, body = run()
    except Problem as problem:
        if not problem.keeps_work:
            raise
        Answer.objects.filter(id=answer.id).delete()
        return problem
    Answer.objects.filter(id=answer.id).update(status=status, body=body)
    return Outcome(status, body, replayed=False)


def _given(actor: str, key: str, fingerprint: str) -> Outcome | None:
    answer = Answer.objects.filter(actor=actor, key=key).first()
    if answer is None:
        return None
    if answer.fingerprint != fingerprint:
        raise KeyReused()
    return Outcome(answer.status, answer.body, replayed=True)


def _reserve(actor: str, key: str, fingerprint: str) -> Answer | None:
    try:
        with transaction.atomic():
            return Answer.objects.create(actor=actor, key=key, fingerprint=fingerprint, given_at=clock.wall())
    except IntegrityError:
        return None
