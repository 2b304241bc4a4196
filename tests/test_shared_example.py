"""The files of examples/shared: what they name is there, and they say what the documentation promises."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from mock_server.command_line.options import parser
from mock_server.store.location import parse

SHARED = Path(__file__).resolve().parent.parent / "examples" / "shared"


def _words(found: list[str]) -> None:
    """The command line is one that the mock takes."""
    options = parser().parse_args([word.replace("$(MOCK_STORE_URL)", "redis://h") for word in found])
    assert parse(options.store).engine == "redis"


def test_the_manifest_is_whole() -> None:
    """Deployment, service and disruption budget belong together; probes ask what there is, and bounds are set."""
    deployment, service, budget = yaml.safe_load_all((SHARED / "kubernetes.yaml").read_text())
    labels = deployment["spec"]["template"]["metadata"]["labels"]
    for selector in (deployment["spec"]["selector"]["matchLabels"], service["spec"]["selector"]):
        assert selector.items() <= labels.items()
    assert budget["spec"]["selector"]["matchLabels"].items() <= labels.items()
    assert budget["spec"]["minAvailable"] < deployment["spec"]["replicas"]
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    _words(container["args"])
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    assert service["spec"]["ports"][0]["targetPort"] in ports
    assert f"--port={ports['http']}" in container["args"]
    for probe, path in (("startupProbe", "health"), ("readinessProbe", "health"), ("livenessProbe", "version")):
        asked: dict[str, Any] = container[probe]["httpGet"]
        assert (asked["path"], asked["port"]) == (f"/__admin/{path}", "http")
        assert {"name": "Host", "value": "localhost"} in asked["httpHeaders"]
    volumes = {volume["name"] for volume in deployment["spec"]["template"]["spec"]["volumes"]}
    assert {mount["name"] for mount in container["volumeMounts"]} == volumes
    assert {"requests", "limits"} == container["resources"].keys()


def test_the_compose_file_is_whole() -> None:
    """Every service that another waits for says when it is well; what is mounted from here is here or is said."""
    services = yaml.safe_load((SHARED / "compose.yaml").read_text())["services"]
    for service in services.values():
        for name in service.get("depends_on", {}):
            assert "healthcheck" in services[name]
    command = services["mock"]["command"][-1].partition("exec mock-server ")[2].replace("'*'", "*").split()
    _words(command)
    mounted = [item.split(":")[0] for service in services.values() for item in service.get("volumes", [])]
    assert {item for item in mounted if item.startswith("./") and item != "./openapi.yaml"} == {"./front.conf"}
    assert (SHARED / "front.conf").is_file()
