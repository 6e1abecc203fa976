from django.urls import path

from apps.accounts.api import standing, views, web

urlpatterns = [
    path("auth/otp", views.RequestCode.as_view(), name="auth-otp"),
    path("auth/otp/verify", views.VerifyCode.as_view(), name="auth-otp-verify"),
    path("auth/refresh", views.RefreshTokens.as_view(), name="auth-refresh"),
    path("auth/sign-out", views.SignOut.as_view(), name="auth-sign-out"),
    path("auth/web/verify", web.WebVerifyCode.as_view(), name="auth-web-verify"),
    path("auth/web/refresh", web.WebRefresh.as_view(), name="auth-web-refresh"),
    path("auth/web/sign-out", web.WebSignOut.as_view(), name="auth-web-sign-out"),
    path("account/me", views.Me.as_view(), name="account-me"),
    path("account/revoke-all", views.RevokeAll.as_view(), name="account-revoke-all"),
    path("account/suspension", standing.Suspension.as_view(), name="account-suspension"),
    path("account/appeals", standing.Appeals.as_view(), name="account-appeals"),
    path("account/ticket", views.IssueTicket.as_view(), name="account-ticket"),
]
