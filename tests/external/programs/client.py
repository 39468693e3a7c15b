"""Asks for an account of the provider with a client of Python, and prints the HTTP status."""
# ruff: noqa: S113, T201  # a program of a test

from __future__ import annotations

import sys

which, url, sid, token = sys.argv[1:]
if which == "requests":
    import requests

    print(requests.get(url, auth=(sid, token)).status_code)
elif which == "httpx":
    import httpx

    print(httpx.get(url, auth=(sid, token)).status_code)
else:
    import asyncio

    import aiohttp

    async def ask() -> None:
        """Ask as the client comes, or with its switch."""
        auth = aiohttp.BasicAuth(sid, token)
        session = aiohttp.ClientSession(trust_env=which == "aiohttp-trust-env")
        async with session, session.get(url, auth=auth) as answer:
            print(answer.status)

    asyncio.run(ask())
