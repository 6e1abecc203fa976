"""How staff sign in: e-mail, password and, when set up, a second factor. Nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from apps.accounts.models import Person


class StaffAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: object) -> Person | None:
        """The member of staff these credentials belong to. Anybody else is answered as a wrong password is.

        `login` names who tries under the key that the brute-force lock counts by.
        """
        person = super().authenticate(request, login=credentials.get("email"), **credentials)
        return person if person and person.is_staff else None
