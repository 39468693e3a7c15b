"""The labels and sentences of the pages, and the names of languages and regions."""

from stapsgewijs.labels.action_words import ActionWords
from stapsgewijs.labels.catalogue import (
    AUTHENTICATOR,
    ENGLISH,
    HANDSET,
    ON_THE_PHONE,
    PAGES,
    Catalogue,
    Control,
    Message,
    Role,
    fold,
    is_known_tag,
    is_language,
    language_name,
    normal,
    number_in,
    region_names,
    share_in,
)
from stapsgewijs.labels.claim_words import ClaimWords

__all__ = [
    "AUTHENTICATOR",
    "ENGLISH",
    "HANDSET",
    "ON_THE_PHONE",
    "PAGES",
    "ActionWords",
    "Catalogue",
    "ClaimWords",
    "Control",
    "Message",
    "Role",
    "fold",
    "is_known_tag",
    "is_language",
    "language_name",
    "normal",
    "number_in",
    "region_names",
    "share_in",
]
