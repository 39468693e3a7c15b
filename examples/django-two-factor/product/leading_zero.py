"""Somebody who signs in with a phone call, and whose codes begin with a zero for as long as a run takes.

One code in ten begins with a zero. Here every one does, so that what happens then can be seen: see the README.
"""

from django.contrib.auth.models import User
from django_otp.oath import totp
from django_otp.util import random_hex
from two_factor.plugins.phonenumber.models import PhoneDevice

PERIODS = 5
"""So many codes of half a minute begin with a zero."""
BELOW = 100_000


def add_person(name: str, password: str, number: str) -> None:
    """Add a user who has turned two-factor authentication on with a phone call."""
    key = random_hex()
    while not all(totp(bytes.fromhex(key), drift=each) < BELOW for each in range(PERIODS)):
        key = random_hex()
    user = User.objects.create_user(name, password=password)
    PhoneDevice.objects.create(user=user, name="default", number=number, key=key, method="call")
