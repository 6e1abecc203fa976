"""Whose address counts when load balancers stand between."""

import pytest
from django.http import HttpRequest, HttpResponse

from superapp.proxy import ClientAddressMiddleware


@pytest.mark.parametrize(
    ("trusted", "forwarded", "address"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
    ],
    ids=["header ignored", "none sent", "one proxy", "forged entry before it", "two proxies", "too few entries"],
)
def test_the_entry_our_outermost_proxy_wrote_is_believed_and_no_other(settings, trusted, forwarded, address):
    settings.TRUSTED_PROXIES = trusted
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": "10.0.0.1"} | ({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {})
    ClientAddressMiddleware(lambda _: HttpResponse())(request)
    assert request.META["REMOTE_ADDR"] == address
