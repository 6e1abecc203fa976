from django.urls import path

from apps.accounts.api import views

urlpatterns = [
    path("auth/otp", views.RequestCode.as_view(), name="auth-otp"),
    path("auth/otp/verify", views.VerifyCode.as_view(), name="auth-otp-verify"),
    path("auth/refresh", views.RefreshTokens.as_view(), name="auth-refresh"),
    path("auth/sign-out", views.SignOut.as_view(), name="auth-sign-out"),
    path("account/me", views.Me.as_view(), name="account-me"),
    path("account/revoke-all", views.RevokeAll.as_view(), name="account-revoke-all"),
    path("account/ticket", views.IssueTicket.as_view(), name="account-ticket"),
]
