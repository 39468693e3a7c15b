"""Binding: which control of the pages each label of a guide stands for, in whatever language.

A label string is evidence, not identity: the same control has different names, even in one document. So a
label is bound by its place first: the guide of the same how-to whose labels are the msgids (the `pivot`) says
which controls a step names, and one assignment for the whole document (`assignment`) says which words those are.
A label that is in the language of the catalogue has to look like what it is bound to as well. What then stands
for nothing, or for two things, stays unbound: a finding, never a guess.
"""

from stapsgewijs.guide.binding.binder import bind, recognised
from stapsgewijs.guide.model import Binding

__all__ = ["Binding", "bind", "recognised"]
