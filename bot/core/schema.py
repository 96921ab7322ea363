"""Turns YAML trees into content, or into all their problems with their places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError
from rapidfuzz import fuzz, process

from bot.core.facts import FACT_TAGS, MisplacedError
from bot.core.problems import Problem
from bot.core.text import fold

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from bot.core.yaml_tree import Path, Tree

M = TypeVar("M", bound=BaseModel)

_SIMILAR_ENOUGH = 60


def read_model(model: type[M], tree: Tree) -> tuple[M | None, list[Problem]]:
    """Validate a whole file against its model."""
    return validate(model, tree.value, tree, ())


def validate(model: type[M], value: Any, tree: Tree, path: Path) -> tuple[M | None, list[Problem]]:
    """Validate one value, which stands at *path* in a tree."""
    try:
        return model.model_validate(value), []
    except ValidationError as error:
        entry = str(value.get("id", "")) if isinstance(value, dict) else ""
        return None, [_problem(e, model, tree, path, entry) for e in error.errors()]


def _problem(
    error: ErrorDetails, model: type[BaseModel], tree: Tree, path: Path, entry: str
) -> Problem:
    cause = error.get("ctx", {}).get("error")
    part = cause.path if isinstance(cause, MisplacedError) else ()
    where: Path = (*path, *(name for name in error["loc"] if name not in FACT_TAGS), *part)
    what, fix = _explain(error, model)
    return Problem(tree.place(where), what, fix, entry)


def _explain(error: ErrorDetails, model: type[BaseModel]) -> tuple[str, str]:
    """Say in Vietnamese what pydantic found, and how to mend it."""
    names = [part for part in error["loc"] if isinstance(part, str) and part not in FACT_TAGS]
    key = names[-1] if names else ""
    context = error.get("ctx", {})
    if error["type"] == "extra_forbidden":
        return f"khóa '{key}' không có trong mẫu", _did_you_mean(
            key, model, depth=len(error["loc"])
        )
    if error["type"] == "value_error":
        return f"'{key}': {context.get('error')}" if key else str(context.get("error")), ""
    is_dated = error["type"] == "tuple_type" and "dated" in error["loc"]
    if is_dated or (error["type"] == "string_type" and isinstance(error["input"], dict)):
        return f"một câu trong '{key}' bị hiểu thành khóa và giá trị", _QUOTE
    what, fix = _EXPLANATIONS.get(
        error["type"], ("'{key}' không đúng", "xem một mục khác làm mẫu")
    )
    context = {name: str(value).replace(" or ", " hoặc ") for name, value in context.items()}
    return what.format(key=key, **context), fix.format(key=key, **context)


_QUOTE = "nếu câu có dấu hai chấm, đặt cả câu trong ngoặc kép"
_EXPLANATIONS = {
    "missing": ("thiếu '{key}'", "thêm dòng {key}:"),
    "string_type": ("'{key}' phải là một câu chữ", _QUOTE),
    "tuple_type": ("'{key}' phải là một danh sách", "mỗi dòng bắt đầu bằng dấu -"),
    "model_type": ("'{key}' phải gồm các dòng khóa: giá trị", "xem một mục khác làm mẫu"),
    "dict_type": ("'{key}' phải gồm các dòng khóa: giá trị", "xem một mục khác làm mẫu"),
    "enum": ("giá trị của '{key}' không đúng", "chọn một trong: {expected}"),
    "string_too_long": ("'{key}' dài quá {max_length} ký tự", "viết ngắn lại"),
    "too_long": ("'{key}' dài quá {max_length} ký tự", "viết ngắn lại"),
    "too_short": ("'{key}' còn trống", "thêm ít nhất một dòng"),
}


def _did_you_mean(key: str, model: type[BaseModel], depth: int) -> str:
    """Name the known key most like a strange one; of the model itself where it stands on top."""
    schema = model.model_json_schema(by_alias=True)
    parts = [schema] if depth == 1 else [schema, *schema.get("$defs", {}).values()]
    known = {name: told for part in parts for name, told in part.get("properties", {}).items()}
    best = process.extractOne(
        key, sorted(known), scorer=fuzz.ratio, score_cutoff=_SIMILAR_ENOUGH, processor=fold
    )
    translated = (
        name for name, told in known.items() if _is_called(told.get("description", ""), key)
    )
    found = best[0] if best else next(translated, None)
    return f'có phải ý anh/chị là "{found}"?' if found else "xóa khóa này"


def _is_called(description: str, key: str) -> bool:
    """Whether a key is the Vietnamese name of what is described: "Lệ phí; …"."""
    return len(key) > 1 and f"{fold(description)} ".startswith(f"{fold(key)} ")
