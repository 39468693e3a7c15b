"""A cluster that speaks TLS: who has no certificate of its authority is not heard, and hears nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
import trustme

from stapsgewijs.cluster import client as clusters
from stapsgewijs.cluster import open_cluster
from stapsgewijs.errors import StapsgewijsError
from tests.cluster import jobs

pytestmark = [
    pytest.mark.process,
    pytest.mark.long,
    pytest.mark.filterwarnings("ignore"),  # of the parts of Dask
]


def settings(folder: Path, name: str, authority: trustme.CA) -> dict[str, str]:
    """Write a certificate; returns the settings of Dask that name it, for whoever it is."""
    made = authority.issue_cert("127.0.0.1", common_name=name)
    files = {"ca": folder / f"{name}-ca.pem", "cert": folder / f"{name}.pem", "key": folder / f"{name}.key"}
    authority.cert_pem.write_to_path(files["ca"])
    made.private_key_pem.write_to_path(files["key"])
    files["cert"].write_bytes(b"".join(each.bytes() for each in made.cert_chain_pems))
    whole = {"distributed.comm.require-encryption": "true", "distributed.comm.tls.ca-file": str(files["ca"])}
    for who in ("scheduler", "worker", "client"):
        whole |= {f"distributed.comm.tls.{who}.{each}": str(files[each]) for each in ("cert", "key")}
    return whole


def test_it_is_spoken_by_dasks_own_settings_and_only_with_certificates_of_one_authority(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import dask  # noqa: PLC0415  # it takes a second to load
    from distributed import LocalCluster  # noqa: PLC0415

    own, strange = trustme.CA(), trustme.CA()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    with (
        dask.config.set(settings(tmp_path, "own", own)),
        LocalCluster(
            n_workers=1,
            threads_per_worker=1,
            dashboard_address=None,
            host="tls://127.0.0.1",
            protocol="tls://",
            silence_logs=50,
        ) as started,
    ):
        address = started.scheduler_address
        assert address.startswith("tls://")
        with open_cluster(address, lambda _: None) as cluster:
            assert list(cluster.results(jobs.here, [("one", 1)])) == [(0, str(tmp_path))]
        monkeypatch.setattr(clusters, "ANSWER_S", 2.0)
        for wrong in (settings(tmp_path, "strange", strange), {"distributed.comm.tls.ca-file": None}):
            with dask.config.set(wrong), pytest.raises(StapsgewijsError, match="no scheduler answers there"):  # noqa: SIM117
                with open_cluster(address, lambda _: None):
                    pass
