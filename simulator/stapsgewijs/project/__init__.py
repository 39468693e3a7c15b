"""A project: the folder with guides, features, steps and pages. What ships is a project too, found by the same code."""

from stapsgewijs.project.product_labels import ProductLabels, find_product_labels, has_target
from stapsgewijs.project.project import (
    Account,
    Phone,
    Project,
    Target,
    VerifyOptions,
    default_project,
    find_project,
    in_language,
    load_project,
    shipped,
)
from stapsgewijs.project.schema import SECTIONS
from stapsgewijs.project.settings import OWN, SHARED, Table, find_table

__all__ = [
    "OWN",
    "SECTIONS",
    "SHARED",
    "Account",
    "Phone",
    "ProductLabels",
    "Project",
    "Table",
    "Target",
    "VerifyOptions",
    "default_project",
    "find_product_labels",
    "find_project",
    "find_table",
    "has_target",
    "in_language",
    "load_project",
    "shipped",
]
