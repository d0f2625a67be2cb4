"""The document tells what the interface does: all may read it, and no request breaks its word."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode, checks, openapi

from tests.public_site.api.channel import Library

PROMISES = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.allow_header_conformance,
]
# The same requests every time: what is found once is found by everybody.
FUZZ = settings(
    max_examples=5,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_anybody_may_read_the_document_and_it_names_every_address(library: Library) -> None:
    answer = library.programme.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["openapi"].startswith("3.1")
    ours = {rule.rule for rule in library.door.url_map.iter_rules() if rule.endpoint[:4] == "api."}
    told = {f"/api/v1{path}".replace("{", "<").replace("}", ">") for path in answer.json["paths"]}
    assert ours - told == {"/api/v1/openapi.json", "/api/v1/<path:rest>"}


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_no_request_breaks_the_word_of_the_document(library: Library, mode: GenerationMode) -> None:
    library.office.publish()
    _, secret = library.make_key(per_minute=100_000)
    library.office.db.flush()
    schema = openapi.from_wsgi("/api/v1/openapi.json", library.door)
    headers = {"Authorization": f"Bearer {secret}"}
    seen: dict[str, set[int]] = {}
    for found in schema.get_all_operations():
        operation = found.ok()

        @FUZZ
        @given(case=operation.as_strategy(generation_mode=mode))
        def holds(case: Case) -> None:
            answer = case.call_and_validate(headers=headers, checks=PROMISES)
            seen.setdefault(case.operation.label, set()).add(answer.status_code)

        holds()
    assert len(seen) == 15
    if mode is GenerationMode.POSITIVE:
        assert 200 in seen["GET /answers"], seen
