"""The strings of a product, from its own files, in whatever format it keeps them."""

from stapsgewijs.labels.product_strings.strings import Key, ProductStrings
from stapsgewijs.labels.product_strings.template import Fit, placeholders_of

__all__ = ["Fit", "Key", "ProductStrings", "placeholders_of"]
