"""The health check: says that the process answers, and nothing about it."""

from starlette.requests import Request
from starlette.responses import JSONResponse


async def answer(request: Request) -> JSONResponse:
    """Answer ``{"status": "ok"}``, never from a cache."""
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})
