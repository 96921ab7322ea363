"""JSON Schemas of the knowledge files, for the autocompletion of editors such as VS Code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.core.content import (
    GuidesFile,
    LinksFile,
    PhrasesFile,
    ProceduresFile,
    QuestionsFile,
    TopicsFile,
)
from bot.core.gopy import GopyFile
from bot.core.vocabulary import AskedFile, Vocabulary

if TYPE_CHECKING:
    from pydantic import BaseModel

FOLDER = "schemas"  #: in the knowledge folder
_MODELS: dict[str, type[BaseModel]] = {
    "procedures": ProceduresFile,
    "asked": AskedFile,
    "gopy": GopyFile,
    "guides": GuidesFile,
    "links": LinksFile,
    "phrases": PhrasesFile,
    "questions": QuestionsFile,
    "small_talk": TopicsFile,
    "synonyms": Vocabulary,
}


def editor_schemas() -> dict[str, str]:
    """Return the text of each schema file by its name."""
    return {f"{name}.schema.json": _written(model) for name, model in _MODELS.items()}


def _written(model: type[BaseModel]) -> str:
    schema = _for_editors(model.model_json_schema(by_alias=True))
    schema["$schema"] = "http://json-schema.org/draft-07/schema#"
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _for_editors(node: Any) -> Any:
    """Drop what only programs read, and allow the year 2018 or a fee of 0 without quotes."""
    if isinstance(node, list):
        return [_for_editors(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {
        key: _for_editors(value)
        for key, value in node.items()
        if not (key == "title" and isinstance(value, str)) and key != "format"
    }
    if kept.get("type") == "string" and "enum" not in kept:
        kept["type"] = ["string", "number", "boolean"]
    if kept.get("type") == "boolean":
        return {"enum": [True, False, "true", "false"]}
    if kept.get("type") == "integer":
        return {"type": ["integer", "string"], "pattern": r"^\d+$"}
    return kept
