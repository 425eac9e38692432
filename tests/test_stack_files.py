"""The files of stack/ and dashboards/provisioning/: keys that the programs know, and addresses that exist.

Neither Tempo nor Grafana runs here. tests/data/stack_keys.json holds the keys of their published configuration, and of
the collector's components, with the sources.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import promql_parser
import pytest
import yaml

from watchspec.catalogue import METRICS
from watchspec_generators.edge.processes import run_tool
from watchspec_generators.edge.tools import find_tool

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.model import Monitoring

ROOT = Path(__file__).parents[1]
KNOWN: dict[str, Any] = json.loads((ROOT / "tests/data/stack_keys.json").read_text())
SOURCES = sorted((ROOT / "dashboards/provisioning/datasources").glob("*.yml"))
COLLECTOR = ROOT / "stack/collector.yaml"
TEMPO = ROOT / "stack/tempo.yaml"


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """Every service of docker-compose.yml, those of the profile too."""
    compose = ROOT / "docker-compose.yml"
    composed = run_tool([find_tool("docker-compose"), "-f", compose, "--profile=demo", "config", "--format=json"])
    assert composed.code == 0, composed.output
    read: dict[str, Any] = json.loads(composed.stdout)["services"]
    return read


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text())


def _unknown(value: Any, known: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """Keys below `value` that `known` lacks."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in known:
                yield f"{path}.{key}"
            elif known[key]:
                yield from _unknown(inner, known[key], f"{path}.{key}")


def _components(collector: Mapping[str, Any]) -> dict[str, Any]:
    """The same by type alone: `otlp_grpc/tempo` is an `otlp_grpc`."""
    return {
        section: {name.partition("/")[0]: settings for name, settings in collector[section].items()}
        for section in ("receivers", "processors", "exporters", "extensions")
    }


def _datasources() -> dict[str, dict[str, Any]]:
    return {source["uid"]: source for path in SOURCES for source in _read(path)["datasources"]}


def test_the_collector_knows_every_key() -> None:
    """Each component has a schema here, and each of its settings is in it."""
    assert list(_unknown(_components(_read(COLLECTOR)), KNOWN["collector"])) == []


def test_an_unknown_key_is_found() -> None:
    """The check above can fail: a setting's name that is nearly right."""
    broken = _components(_read(COLLECTOR))
    broken["processors"]["memory_limiter"]["limit_mb"] = 200
    assert list(_unknown(broken, KNOWN["collector"])) == [".processors.memory_limiter.limit_mb"]


def test_the_collectors_pipeline_uses_all_that_it_defines() -> None:
    """Nothing is defined and left out, nothing used and undefined; memory is limited before anything is held."""
    collector = _read(COLLECTOR)
    (pipeline,) = collector["service"]["pipelines"].values()
    for section in ("receivers", "processors", "exporters"):
        assert sorted(pipeline[section]) == sorted(collector[section])
    assert collector["service"]["extensions"] == list(collector["extensions"])
    assert pipeline["processors"][0] == "memory_limiter"


def test_the_collector_samples_nothing() -> None:
    """The service has decided which traces are kept: another sampler would make its weights wrong."""
    assert set(_components(_read(COLLECTOR))["processors"]) == {"memory_limiter", "batch"}


def test_the_collectors_memory_fits_its_container(services: dict[str, Any]) -> None:
    """It refuses spans before the container is killed."""
    limiter = _read(COLLECTOR)["processors"]["memory_limiter"]
    assert limiter["limit_mib"] * 2**20 < int(services["collector"]["deploy"]["resources"]["limits"]["memory"])


def test_spans_find_their_way(services: dict[str, Any]) -> None:
    """The service sends where the collector listens, the collector where Tempo does, and Grafana asks Tempo's port."""
    collector, tempo = _read(COLLECTOR), _read(TEMPO)
    listens = collector["receivers"]["otlp"]["protocols"]["http"]["endpoint"]
    sent = services["service"]["environment"]["OTEL_EXPORTER_OTLP_ENDPOINT"]
    assert sent == f"http://collector:{listens.rpartition(':')[2]}"
    (exporter,) = collector["exporters"].values()
    taken = tempo["distributor"]["receivers"]["otlp"]["protocols"]["grpc"]["endpoint"]
    assert exporter["endpoint"] == f"tempo:{taken.rpartition(':')[2]}"
    assert _datasources()["tempo"]["url"] == f"http://tempo:{tempo['server']['http_listen_port']}"


def test_tempo_knows_every_key() -> None:
    """Each key is in Tempo's published configuration."""
    assert list(_unknown(_read(TEMPO), KNOWN["tempo"])) == []


def test_tempo_writes_to_its_volume_alone(services: dict[str, Any]) -> None:
    """Its root is read-only, so whatever it writes is below the mounted volume."""
    (volume,) = [each["target"] for each in services["tempo"]["volumes"] if each["type"] == "volume"]
    trace = _read(TEMPO)["storage"]["trace"]
    assert all(path.startswith(f"{volume}/") for path in (trace["wal"]["path"], trace["local"]["path"]))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_grafana_knows_every_key_of_its_datasources(path: Path) -> None:
    """Each key is one that Grafana reads, and the data source leads to a service of docker-compose.yml."""
    document = _read(path)
    assert sorted(document) == ["apiVersion", "datasources"]
    for source in document["datasources"]:
        assert list(_unknown(source, KNOWN["datasource"])) == []


def test_datasources_lead_to_services(services: dict[str, Any]) -> None:
    """Host and port of each are those of a service; just one is the default."""
    for source in _datasources().values():
        host, port = source["url"].removeprefix("http://").split(":")
        assert int(port) in {each["target"] for each in services[host]["ports"]}
    assert [uid for uid, source in _datasources().items() if source.get("isDefault")] == ["prometheus"]


def test_datasources_name_one_another_rightly() -> None:
    """Exemplars lead to Tempo, spans back to Prometheus, and Prometheus' alerts to Alertmanager, each by a uid."""
    sources = _datasources()
    prometheus, tempo = sources["prometheus"]["jsonData"], sources["tempo"]["jsonData"]
    named = {prometheus["alertmanagerUid"], tempo["tracesToMetrics"]["datasourceUid"]}
    named |= {each["datasourceUid"] for each in prometheus["exemplarTraceIdDestinations"]}
    assert named == set(sources)
    assert [each["name"] for each in prometheus["exemplarTraceIdDestinations"]] == ["trace_id"]


def test_grafana_knows_how_often_is_scraped(shipped: Monitoring) -> None:
    """Its shortest rate interval follows from the spec's scrape interval."""
    assert _datasources()["prometheus"]["jsonData"]["timeInterval"] == str(shipped.prometheus.scrape_interval)


def test_queries_of_spans_parse_and_name_known_series() -> None:
    """With the tags filled in, PromQL; the metric and its labels are the catalogue's."""
    settings = _datasources()["tempo"]["jsonData"]["tracesToMetrics"]
    (metric,) = [metric for metric in METRICS if metric.name == "llm_requests_total"]
    for tag in settings["tags"]:
        assert tag["value"] in metric.all_labels
    for query in settings["queries"]:
        assert query["query"].count("$$__tags") == 1
        promql_parser.parse(query["query"].replace("$$__tags", 'model="gpt-4o"'))
        assert metric.name in query["query"]
