"""The rules by which answers are late, others or broken, as they are now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.faults.fault_rule_error import FaultRuleError
from mock_server.engine.faults.profiles import PROFILES
from mock_server.engine.faults.rule_reading import check_names, read_rule
from mock_server.server.admin.answering import done, given, problem
from mock_server.server.admin.called_sandbox import called_sandbox

if TYPE_CHECKING:
    from mock_server.engine.answers import Answer
    from mock_server.engine.faults.fault_rule import FaultRule
    from mock_server.engine.faults.fault_table import FaultTable
    from mock_server.openapi.reading.call import Call
    from mock_server.server.live_mock import LiveMock


def get_faults(mock: LiveMock, call: Call) -> Answer:
    """The rules that were put here, and those that were written down before."""
    return given(_shown(called_sandbox(mock, call).faults))


def put_faults(mock: LiveMock, call: Call) -> Answer:
    """Other rules in place of those that were put here before; each counts from now on.

    409 is for rules that have the form of one and can't be carried out: a line that says nothing, an unknown operation.
    """
    known = [(api.base_path, plan.operation) for api in mock.apis for plan in api.plans]
    rules: list[FaultRule] = []
    profile = call.body.get("profile")
    for index, line in enumerate([*call.body["rules"], *PROFILES.get(profile, ())]):
        try:
            rule = read_rule(line, f"rules.{index}")
            check_names(rule, known)
        except FaultRuleError as error:
            where = ".".join(("rules", str(index), *error.where))
            return problem(409, f"{where} {error}")
        rules.append(rule)
    table = called_sandbox(mock, call).faults
    table.replace(rules)
    return given(_shown(table))


def delete_faults(mock: LiveMock, call: Call) -> Answer:
    """Forget the rules that were put here; those that were written down stay."""
    called_sandbox(mock, call).faults.replace(())
    return done()


def _shown(table: FaultTable) -> dict[str, object]:
    written = [{"place": rule.place, "rule": rule.given} for layer in table.layers[1:] for rule in layer]
    return {"rules": [rule.given for rule in table.rules], "written": written}
