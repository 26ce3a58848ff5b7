"""The short form as browsers send it by themselves: at the contract's address, whose suites look at the page as soon as
the click has returned.
"""

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from rxapp import routes
from rxapp.accounts.sessions.web import browser_of
from rxapp.core.db import database
from rxapp.core.errors import DomainError, FormRefused
from rxapp.i18n import refused
from rxapp.i18n.catalogue import known_locale
from rxapp.registration.quick import service
from rxapp.registration.quick.rules import ExistingOwner


async def register(request: Request) -> Response:
    """Keep the form, send the code; what was wrong is shown by the page, which also gets back what was typed."""
    form = {name: str(value)[:320] for name, value in (await request.form()).items()}
    browser = browser_of(request)
    try:
        await service.submit(database(), browser, form, known_locale(form.get("lang", "")))
        async with database().reading() as db:
            standing = await service.standing(db, browser)
        by_mail = standing is not None and standing.kind == "email"
        return _to(routes.CONTRACT_CODE_BY_EMAIL if by_mail else routes.CONTRACT_CODE_BY_PHONE, {})
    except (ExistingOwner, FormRefused) as wrong:
        async with database().writing() as db:
            await service.keep(db, browser, form)
        return _refused(wrong.errors if isinstance(wrong, FormRefused) else {"exists": wrong.code})
    except DomainError as wrong:
        return _refused({wrong.field or "form": wrong.message})


def _refused(errors: Mapping[str, str]) -> Response:
    return _to(routes.CONTRACT_REGISTRATION, {refused.PARAMETER: refused.written(errors)})


def _to(page: str, marks: Mapping[str, str]) -> Response:
    query = urlencode({"execution": str(uuid4()), **marks})
    return RedirectResponse(f"{page}?{query}", 303, {"Cache-Control": "no-store"})


QUICK_ROUTES = [Route(routes.REGISTER_POST, register, methods=["POST"])]
