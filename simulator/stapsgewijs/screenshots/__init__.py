"""The pictures of a guide: how each is captured, and how it compares with the accepted one."""
