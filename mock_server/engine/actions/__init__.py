"""What an operation does to the store, one action a file, by the name that its behaviour has."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from mock_server.engine.actions.copy_record import CopyRecord
from mock_server.engine.actions.create import Create
from mock_server.engine.actions.delete import Delete
from mock_server.engine.actions.delete_several import DeleteSeveral
from mock_server.engine.actions.list_records import ListRecords
from mock_server.engine.actions.merge import Merge, MergeNamedByBody
from mock_server.engine.actions.read import Read
from mock_server.engine.actions.replace import Replace, ReplaceNamedByBody
from mock_server.engine.actions.stateless import AnswerAlone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_server.engine.actions.action import Action
    from mock_server.openapi.behaviour.behaviour import Behaviour

_BY_NAME: Mapping[str, type[Action]] = MappingProxyType(
    {
        "create": Create,
        "read": Read,
        "replace": Replace,
        "merge": Merge,
        "delete": Delete,
        "list": ListRecords,
        "none": AnswerAlone,
    }
)
_NAMED_BY_BODY: Mapping[str, type[Action]] = MappingProxyType(
    {"replace": ReplaceNamedByBody, "merge": MergeNamedByBody}
)


def action_of(behaviour: Behaviour) -> type[Action]:
    """The action that a behaviour names."""
    if behaviour.copies:
        return CopyRecord
    if behaviour.several and behaviour.action == "delete":
        return DeleteSeveral
    if (behaviour.key or "").startswith("$request.body") and behaviour.action in _NAMED_BY_BODY:
        return _NAMED_BY_BODY[behaviour.action]
    return _BY_NAME[behaviour.action]
