"""The JSON Schemas that editors' autocompletion reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

from bot.core.editor_schema import FOLDER, editor_schemas

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
SCHEMAS = editor_schemas()


def test_the_committed_schemas_are_the_generated_ones() -> None:
    committed = {p.name: p.read_text(encoding="utf-8") for p in (KNOWLEDGE / FOLDER).iterdir()}

    assert committed == SCHEMAS, "run: make schemas"


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_the_knowledge_base_is_valid_by_its_schema(name: str) -> None:
    file = KNOWLEDGE / f"{name.partition('.')[0]}.yaml"
    text = file.read_text(encoding="utf-8")
    schema = json.loads(SCHEMAS[name])

    Draft7Validator.check_schema(schema)
    assert text.startswith(f"# yaml-language-server: $schema={FOLDER}/{name}\n")
    read = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - strings only
    assert [error.message for error in Draft7Validator(schema).iter_errors(read)] == []


def test_the_schema_knows_a_slip_an_editor_makes() -> None:
    schema = json.loads(SCHEMAS["procedures.schema.json"])
    slip = {"categories": [{"id": "x", "tilte": "X"}], "entries": []}
    found = [error.message for error in Draft7Validator(schema).iter_errors(slip)]

    assert any("'tilte' was unexpected" in message for message in found)
    assert any("'title' is a required property" in message for message in found)
