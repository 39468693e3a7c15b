"""The provider's protocol over HTTP, in front of everything else: its clients know no page and no cookie."""

from stapsgewijs.web.twilio.middleware import TwilioMiddleware
from stapsgewijs.web.twilio.scheduler import DueEventScheduler

__all__ = ["DueEventScheduler", "TwilioMiddleware"]
