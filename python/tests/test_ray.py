"""A cluster: nodes that are lost, documents that do harm, runs that go on, and places that are no disks."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ray = pytest.importorskip("ray")
from ray.cluster_utils import Cluster

import baocao.ray

MEMORY = 256 << 20
# A cluster tells nobody that it runs.
os.environ["RAY_USAGE_STATS_ENABLED"] = "0"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A head that computes nothing, and two nodes of a core each."""
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
    nodes = [cluster.add_node(num_cpus=1) for _ in range(2)]
    ray.init(address=cluster.address, log_to_driver=False, runtime_env={"env_vars": {"BAOCAO_FAULT": "crash@bad.jpg#1"}})
    cluster.wait_for_nodes()
    cluster.computing = nodes
    yield cluster
    ray.shutdown()
    cluster.shutdown()


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory, fixtures: Path) -> Path:
    """Twelve texts, a PDF that is torn, and a picture over which every worker crashes."""
    folder = tmp_path_factory.mktemp("reports")
    sample = (fixtures / "scans" / "sample.ocr.txt").read_text(encoding="utf-8")
    for number in range(12):
        text = f"Số: {number + 1}/BC-UBND\nTra Vinh, ngay 14 thang 02 nam 2023\n{sample}"
        (folder / f"{number:02}.txt").write_text(text, encoding="utf-8")
    (folder / "torn.pdf").write_bytes(b"%PDF-1.4\nnothing")
    (folder / "bad.jpg").write_bytes((fixtures / "handwriting" / "s000.jpg").read_bytes())
    return folder


def documents(results: Path) -> dict[str, bytes]:
    rows = [json.loads(row) for row in (results / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    return {row["path"]: (results / row["folder"] / "document.json").read_bytes() for row in rows if row["status"] == "ok"}


def test_a_lost_node_costs_nothing_but_time(cluster: Cluster, reports: Path, tmp_path: Path, run) -> None:
    items, results = tmp_path / "items", tmp_path / "results"

    def lose() -> None:
        while not list(items.glob("*/results.jsonl")):
            time.sleep(0.1)
        cluster.remove_node(cluster.computing.pop(), allow_graceful=False)

    losing = threading.Thread(target=lose, daemon=True)
    losing.start()
    report = baocao.ray.run([reports], items, concurrency=2, batch_size=2, memory=MEMORY)
    losing.join(60)
    assert report.skipped == 0
    assert [Path(path).name for path, _ in report.failed] == ["bad.jpg", "torn.pdf"]
    assert "signal 6" in report.failed[0][1]
    assert run("import", items, "-o", results).returncode in (0, 1)
    alone = tmp_path / "alone"
    run("run", "-j2", reports, "-o", alone)
    ours, others = documents(results), documents(alone)
    assert len(ours) == 12 and ours == {path: others[path] for path in ours}

    again = baocao.ray.run([reports], items, concurrency=2, batch_size=2, memory=MEMORY)
    assert (again.documents, again.skipped) == (0, 14)
    (reports / "new.txt").write_text("Số: 99/BC-UBND\n", encoding="utf-8")
    assert baocao.ray.run([reports], items, concurrency=2, batch_size=2, memory=MEMORY).documents == 1

    rows = baocao.ray.compact(items, tmp_path / "tables")
    duckdb = pytest.importorskip("duckdb")
    count = duckdb.sql(f"SELECT count(DISTINCT sha256) FROM '{tmp_path}/tables/documents.parquet'").fetchall()
    assert count == [(15,)] and rows["statistics"] > 12


def test_inputs_and_output_in_buckets(cluster: Cluster, reports: Path, tmp_path: Path) -> None:
    boto3 = pytest.importorskip("boto3")
    pytest.importorskip("s3fs")
    server = pytest.importorskip("moto.server").ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        place = {"endpoint_url": f"http://{host}:{port}"}
        keys = {"aws_access_key_id": "none", "aws_secret_access_key": "none", "region_name": "us-east-1"}
        client = boto3.client("s3", **place, **keys)
        client.create_bucket(Bucket="scans")
        for name in ["00.txt", "01.txt", "torn.pdf"]:
            client.put_object(Bucket="scans", Key=f"in/{name}", Body=(reports / name).read_bytes())
        storage = {"key": "none", "secret": "none", "client_kwargs": place | {"region_name": "us-east-1"}}
        report = baocao.ray.run(["s3://scans/in"], "s3://scans/items", memory=MEMORY, storage=storage)
        assert (report.documents, report.skipped) == (3, 0)
        assert [path for path, _ in report.failed] == ["s3:/scans/in/torn.pdf"]
        again = baocao.ray.run(["s3://scans/in"], "s3://scans/items", memory=MEMORY, storage=storage)
        assert (again.documents, again.skipped) == (0, 3)
        assert baocao.ray.compact("s3://scans/items", tmp_path / "tables", storage)["documents"] == 3
    finally:
        server.stop()
