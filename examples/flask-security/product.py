"""A product: Flask with Flask-Security-Too, and its own Twilio gateway. It knows nothing of Stapsgewijs.

Run with a port: `python product.py 5000`. The account at the provider comes from the environment.
"""

from __future__ import annotations

import os
import sys

from flask import Flask
from flask_security import Security, SQLAlchemyUserDatastore, hash_password
from flask_security.models import fsqla_v3
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.pool import StaticPool

app = Flask(__name__)
app.config.update(
    SECRET_KEY="a key of this example",  # noqa: S106  # an example
    SECURITY_PASSWORD_SALT="112233445566778899",  # noqa: S106  # idem
    SECURITY_TOTP_SECRETS={"1": "TjQ9Qa31VOrfEzuPy4VHQWPCTmRzCnFzMKLxXYiZu9B"},
    SECURITY_TOTP_ISSUER="Example",
    SECURITY_TWO_FACTOR=True,
    SECURITY_TWO_FACTOR_REQUIRED=True,
    SECURITY_TWO_FACTOR_ENABLED_METHODS=["sms"],
    SECURITY_TWO_FACTOR_RESCUE_EMAIL=False,
    SECURITY_SMS_SERVICE="Twilio",
    SECURITY_SMS_SERVICE_CONFIG={
        "ACCOUNT_SID": os.environ["TWILIO_ACCOUNT_SID"],
        "AUTH_TOKEN": os.environ["TWILIO_AUTH_TOKEN"],
        "PHONE_NUMBER": "+15005550006",
    },
    SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False},
    SECURITY_SEND_REGISTER_EMAIL=False,
    SQLALCHEMY_DATABASE_URI="sqlite://",
    SQLALCHEMY_ENGINE_OPTIONS={"poolclass": StaticPool, "connect_args": {"check_same_thread": False}},
    WTF_CSRF_ENABLED=False,
)
db = SQLAlchemy(app)
fsqla_v3.FsModels.set_db_info(db)


class Role(db.Model, fsqla_v3.FsRoleMixin):
    """What somebody may do."""


class User(db.Model, fsqla_v3.FsUserMixin):
    """Who can sign in."""


class WebAuthn(db.Model, fsqla_v3.FsWebAuthnMixin):
    """What the models of Flask-Security-Too refer to."""


security = Security(app, SQLAlchemyUserDatastore(db, User, Role))

with app.app_context():
    db.create_all()
    security.datastore.create_user(email="anna@example.com", password=hash_password("secret-of-anna"))
    db.session.commit()

if __name__ == "__main__":
    app.run("127.0.0.1", int(sys.argv[1]))
