"""The pages: those of django-two-factor-auth, and signing out."""

from django.contrib.auth.views import LogoutView
from django.urls import include, path
from django.views.generic import RedirectView
from two_factor.gateways.twilio.urls import urlpatterns as twilio
from two_factor.urls import urlpatterns as two_factor

urlpatterns = [
    path("", include(two_factor)),
    path("", include(twilio)),
    path("account/logout/", LogoutView.as_view(), name="logout"),
    path("", RedirectView.as_view(pattern_name="two_factor:profile")),
]
