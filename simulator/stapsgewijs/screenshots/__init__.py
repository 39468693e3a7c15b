"""The pictures that a guide shows: how each is taken, and how it compares to the accepted one."""
