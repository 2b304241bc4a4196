"""Makes and changes records: what of a request is kept, what the server adds, what of a record is shown."""

from __future__ import annotations

import json
import logging
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mock_server.engine import json_patch, scim_patch
from mock_server.engine.following_members import of_new_records
from mock_server.engine.kept_inside import is_counted_time, now_like, unit_of
from mock_server.engine.mending import Mended, Mender
from mock_server.engine.merge_patch import merge_patch
from mock_server.engine.new_keys import NewKeys
from mock_server.engine.own_versions import OwnVersions
from mock_server.engine.record_form import RecordForm
from mock_server.engine.secret_values import hashed
from mock_server.engine.typed_values import as_type
from mock_server.openapi.behaviour import field_names
from mock_server.openapi.behaviour.behaviour import Reason
from mock_server.openapi.reading.pointers import MISSING
from mock_server.openapi.schema.validation import Violation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Schema

log = logging.getLogger("mock_server")

Record = dict[str, Any]


class Composer(OwnVersions):
    """Makes, changes and shows records by the properties that the schemas give them."""

    def new(
        self, body: JSON, key: JSON = MISSING, path: Mapping[str, JSON] | None = None, old: Record | None = None
    ) -> Record:
        """A new record from the body of a request; ``key`` where the server or the path gives it.

        ``path`` are the request's path parameters: a child carries its parents' keys. ``old`` is what it replaces.
        """
        form, is_walked, has_inner, takes_anything, name_of_key = self._making
        sent = body if isinstance(body, dict) else {}
        if is_walked and (sent or old):
            sent = self.spelled(self._walk.filled(self.request, self._given(sent)), old or {})
        inherited: Record = {}
        for name, parameter, types in self._inherited if path else ():
            if path and parameter in path and name not in sent:
                inherited[name] = as_type(path[parameter], types)
        record = form.filled(sent, key, inherited)
        record = self.inner_kept(record, is_new=True) if has_inner else record
        if takes_anything:
            for name, value in sent.items():
                if name not in record and name not in self._shown:
                    record[name] = value
        if key is not MISSING and name_of_key is not None:
            record.update(dict.fromkeys((name_of_key, *self.behaviour.key_elsewhere), key))
        return record

    @cached_property
    def _making(self) -> tuple[RecordForm, bool, bool, bool, str | None]:
        """What each new record is made by, at hand together."""
        times, key = {name for name, _ in self._times}, self.behaviour.property
        finishes = of_new_records(self.synthesis, self.answer, self._taken)
        form = RecordForm(self._plan, key, times, self.synthesis.values.timestamp, finishes)
        return form, self._is_walked, bool(self._inner), self._takes_anything, key

    @cached_property
    def _is_walked(self) -> bool:
        """Whether a body gets more than the plan's own defaults: most don't, and the walk would cost each create."""
        parents = {name for name, _, _ in self._inherited}
        defaults = {name: default for name, taken, default, _ in self._plan if taken and name not in parents}
        return bool(self._spelled) or self._is_owned_below or self._walk.fills_more(self.request, defaults)

    def replaced(self, old: Record, body: JSON, key: JSON) -> Record:
        """``old`` after a replacement: the server's own properties stay, the caller's are those of ``body``."""
        own_key = old.get(self.behaviour.property, key) if self.behaviour.property else MISSING
        new = self.new(body, own_key, old=old)
        own = (name for name in old if name not in self._taken and (name in new or self.answer is None))
        left_out = (name for name in self._lasting if isinstance(body, dict) and name not in body)
        kept = {name: old[name] for name in (*own, *left_out) if name in old}
        return self.touched(self.inner_held({**new, **kept}, old))

    def merged(self, old: Record, body: JSON) -> Record:
        """``old`` after a merge patch (RFC 7396) or a JSON Patch (RFC 6902), or a PatchOp (RFC 7644); the server's own
        properties stay.

        Raises JSONPatchError where a patch can't be carried out.
        """
        if json_patch.is_json_patch(body):
            return self._patched(old, json_patch.apply(old, body), len(body) - 1)
        told = scim_patch.operations(body) if scim_patch.MEMBER not in self._shown else None
        if told is not None:
            return self._patched(old, scim_patch.apply(old, told), len(told) - 1)
        if not isinstance(body, dict):
            return old
        named = self.spelled(body, old, replaces=False)
        sent = ((n, value) for n, value in named.items() if n not in self.behaviour.ignores)
        patch = {name: value for name, value in sent if name in self._taken or self._takes_anything}
        patch.pop(self.behaviour.property or "", None)
        new = merge_patch(old, patch)
        new.update({name: old[name] for name in self._lasting if name in old and name not in new})
        new.update(dict.fromkeys(name for name in self._told_by_null if name in patch and patch[name] is None))
        return self.touched(new)

    @cached_property
    def _told_by_null(self) -> tuple[str, ...]:
        """What callers give, every record has by the answer's schema, and an answer may show as null: so it is kept."""
        given = {name for name, taken, _, _ in self._plan if taken}
        must = (name for name in self.schemas.required(self.answer) if name in given)
        return tuple(name for name in must if name in self._shown and self.server.may_be(None, self._shown[name]))

    def _patched(self, old: Record, new: JSON, last: int) -> Record:
        if not isinstance(new, dict):
            raise json_patch.JSONPatchError(last, "a record is an object")
        own = (name for name, item in self._shown.items() if name == self.behaviour.property or self._is_own(item))
        new.update({name: old[name] for name in own if name in old})
        if not self._shows_anything:
            new = {name: value for name, value in new.items() if name in old or name in self._shown}
        for name, item in self._shown.items():
            changed = name in new and new[name] != old.get(name, MISSING)
            if changed and not self.synthesis.validators.validator(item, "response").is_valid(new[name]):
                raise json_patch.JSONPatchError(last, f"it leaves {name} with a value that is not allowed")
        must = self.schemas.required(self.answer)
        gone = next((name for name in must if name in old and name not in new), "")
        if gone:
            raise json_patch.JSONPatchError(last, f"it removes {gone}, which is required")
        return self.touched(new)

    def _is_own(self, schema: Schema) -> bool:
        lean = self.schemas.follow(schema)
        return isinstance(lean, dict) and lean.get("readOnly") is True

    def touched(self, record: Record, changes: Record | None = None) -> Record:
        """``record`` with these changes, its time of last change set to now and its version one more."""
        updated, counted, versions, has_inner = self._touching
        out = record | changes if changes else record.copy()
        values = self.synthesis.values
        for name in updated:
            if name in record:
                is_first = record[name] is None and name in counted
                old = unit_of(record, counted) if is_first else record[name]
                out[name] = now_like(old, values.timestamp(), values.milliseconds())
        for name in versions:
            if name in record:
                out[name] = self.version_of(record[name], name, self._shown[name], is_new=False)
        return self.inner_kept(out, is_new=False) if has_inner else out

    @cached_property
    def _touching(self) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], bool]:
        """What each changed record is looked at for.

        Times of the last change, all times that are numbers, versions, and whether any are inside.
        """
        counted = tuple(name for name, item in self._shown.items() if is_counted_time(self.schemas, name, item))
        changed = (name for name in counted if name in self.own and field_names.CHANGED.search(name))
        texts = (name for name, role in self._times if role == "updated")
        return (*texts, *changed), counted, self._versions, bool(self._inner)

    def kept(self, record: Record) -> Record:
        """What is stored of a record: secrets as hashes."""
        hidden = self.secrets
        return {k: hashed(value) if k in hidden else value for k, value in record.items()} if hidden else record

    def shown(self, record: Record, *, created: bool = False) -> Record:
        """What an answer shows of a record: nothing that the answer's schema does not know, no hashes."""
        if created and self.shows_new_as_they_are:
            return record
        whole = self._shows_anything or (self._hides_nothing if created else record.keys() <= self._shown.keys())
        if whole and (created or not self.secrets) and not self._hidden:
            return record if self._is_flat else self._walk.hidden(self.answer, record)
        out = {
            name: value
            for name, value in record.items()
            if (name in self._shown or (self._shows_anything and name not in self._hidden))
            and (created or name not in self.secrets)
        }
        return out if self._is_flat else self._walk.hidden(self.answer, out)

    @cached_property
    def shows_new_as_they_are(self) -> bool:
        """Whether an answer shows all of a record that it has made."""
        return (self._shows_anything or self._hides_nothing) and not self._hidden and self._is_flat

    def shows_as_kept(self, name: str) -> bool:
        """Whether an answer shows a property of a record, and all of it."""
        shown = name in self._shown or (self._shows_anything and name not in self._hidden)
        return shown and name not in self.secrets and self._is_flat

    @cached_property
    def _is_flat(self) -> bool:
        """Whether nothing below the record's own properties is hidden from answers."""
        return not self._walk.has_hidden(self.answer)

    @cached_property
    def _hides_nothing(self) -> bool:
        """Whether every property that a request gives is one that the answer's schema knows."""
        return not self._takes_anything and self._shown.keys() >= self._taken.keys()

    def mended(self, shown: Record, make: Callable[[Schema, str | None], JSON] | None = None) -> Mended:
        """``shown`` as the answer's schema wants it, by the smallest change; each mend is a line in the log.

        ``make`` gives new values; without it they are of the mock's own chance.
        """
        if self.answer is None:
            return Mended(shown, (), True)
        found = Mender(self.answer, self.synthesis, make or self.synthesis.generate).mended(shown)
        for pointer, keyword in found.mends:
            log.info("%s: the record is mended at %s (%s)", self.behaviour.operation, pointer or "its top", keyword)
        return found

    def conforming(self, resource: str, shown: Record) -> Record:
        """``shown`` as the answer's schema wants it; what is made up is the same at each look."""
        found = self.mended(shown, self.synthesis.steady(f"{resource}|{shown!r:.200}"))
        return found.value if isinstance(found.value, dict) else shown

    def completed(self, record: Record) -> Record:
        """``record``, which came from a file, with what the server would have made of what is required."""
        out = dict(record)
        for name in self.schemas.required(self.answer):
            if name not in out and name in self._shown:
                out[name] = self.synthesis.generate(self._shown[name], name)
        return out

    def problem(self, record: Record) -> str:
        """The first thing in which ``record`` breaks the schema of what is shown, apart from what is left out."""
        for name, schema in self._shown.items():
            if name in record:
                validator = self.synthesis.validators.validator(schema, "response")
                if not validator.is_valid(record[name]):
                    violation = validator.violations(record[name], "record", (name,))[0]
                    return f"{violation.field}: {violation.message}"
        return ""

    def violations(self, record: Record) -> list[Violation]:
        """Everything in which a whole ``record`` breaks the schema of what is shown, or of what a request may send."""
        validator, shown = self.synthesis.validators.validator, self.shown(record, created=True)
        found = validator(self.answer, "response").violations(shown, "record") if self.answer is not None else []
        for name, value in record.items():
            if name in self._taken and name not in shown:
                found += validator(self._taken[name], "request").violations(value, "record", (name,))
        known = self._shown.keys() | self._taken.keys() | self._hidden
        for name in () if self._shows_anything or self._takes_anything else record.keys() - known:
            found.append(Violation("record", (name,), name, "is no property of the record", "additionalProperties"))
        return found

    def types_of(self, name: str) -> frozenset[str]:
        """The JSON types of a property; none where it may be anything."""
        return self.schemas.types(self._shown.get(name, self._taken.get(name)))

    def reasons(self) -> list[Reason]:
        """What the server adds to a record, and why, for people."""
        if self.behaviour.action != "create":
            return []
        made = [name for name, taken, default, make in self._plan if not taken and (make or name in dict(self._times))]
        filled = [
            f"{name}={json.dumps(default)}"
            for name, taken, default, _ in self._plan
            if taken and default is not MISSING
        ]
        found = []
        if made:
            found.append(Reason(f"generates {_names(made)}", "inferred", "readOnly, or not in the request"))
        if filled:
            found.append(Reason(f"fills in {_names(filled)}", "inferred", "default of the schema"))
        if self.secrets:
            found.append(Reason(f"keeps a hash of {_names(list(self.secrets))}", "declared", "x-mock.secret"))
        return found

    @cached_property
    def make_key(self) -> Callable[[int], JSON]:
        """A new key for a record, given the number of writes so far: a number, or what the schema asks for."""
        return self._new_keys.maker()

    @cached_property
    def refuses_key(self) -> Callable[[JSON], Violation | None] | None:
        """What is wrong where no path could lead to a record of a key that a body gives and may leave out."""
        return self._new_keys.refuses()

    def told_key(self, sent: JSON) -> JSON:
        """The key that a text of what was sent tells; MISSING where there is no such one."""
        return self._new_keys.told(sent) if self.behaviour.key_told is not None else MISSING

    @cached_property
    def _new_keys(self) -> NewKeys:
        return NewKeys(self.behaviour, self.synthesis, self._shown)


def _names(names: list[str]) -> str:
    return ", ".join(names)
