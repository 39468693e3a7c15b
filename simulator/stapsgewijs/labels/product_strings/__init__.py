"""The strings of a product, from its own files, in whatever format it keeps them."""

from stapsgewijs.labels.product_strings.language_tags import canonical
from stapsgewijs.labels.product_strings.strings import Key, ProductStrings
from stapsgewijs.labels.product_strings.template import Fit, placeholders_of, trimmed

__all__ = ["Fit", "Key", "ProductStrings", "canonical", "placeholders_of", "trimmed"]
