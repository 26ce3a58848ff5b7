"""The OpenAPI document is valid, complete and what the door serves."""

from openapi_spec_validator import OpenAPIV31SpecValidator

from rxapp import routes
from rxapp.sandbox.api import web
from tests.sandbox.api.conftest import Door


async def test_the_description_is_valid_and_names_every_operation(door: Door) -> None:
    described = (await door.get("openapi.json")).json()
    OpenAPIV31SpecValidator(described).validate()
    assert described["openapi"] == "3.1.0"
    named = {(method.upper(), path) for path, methods in described["paths"].items() for method in methods}
    routed = {(method, route.path) for route in door.routes for method in route.methods or () if method != "HEAD"}
    assert named == routed - {("GET", f"{routes.SANDBOX_API}/openapi.json")}


async def test_each_reference_leads_somewhere_and_no_model_is_idle() -> None:
    described = web.description()
    text = repr(described)
    for name in described["components"]["schemas"]:
        assert f"#/components/schemas/{name}'" in text, name
