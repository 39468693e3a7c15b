"""The pages: one frozen view per template, and the renderer that turns a view into HTML."""

from stapsgewijs.pages.renderer import Renderer, View, trusted

__all__ = ["Renderer", "View", "trusted"]
