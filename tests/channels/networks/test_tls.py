"""A secure line: the name is proved by its certificate, though the connection goes to the number that was checked."""

import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pytest_django.fixtures import Settings

from portal.channels.connectors.base import Transient
from portal.channels.networks import wire
from portal.channels.networks.asking import Line
from tests.channels.networks.server import Peer, saying, serving

pytestmark = pytest.mark.django_db
NAME = "social.example"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a certificate for NAME with its key, in one file, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "network.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return file


def _line(peer: Peer, settings: Settings, name: str = NAME) -> Line:
    """Return a line to ``name``, which leads to loopback."""
    settings.NETWORK_PEERS = frozenset({("127.0.0.1", peer.port)})

    def resolve(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.1"]

    return Line(f"https://{name}:{peer.port}", account="7", transport=wire.GuardedTransport(resolve))


def _server(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_a_certificate_for_the_name_is_enough_whatever_the_number(
    certificate: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted = ssl.create_default_context(cafile=str(certificate))
    monkeypatch.setattr(wire, "_certificates", lambda: trusted)
    with serving(saying(body=b'{"ok": 1}'), _server(certificate)) as peer:
        assert _line(peer, settings).ask("GET", "/x").mapping() == {"ok": 1}
        assert f"Host: {NAME}:{peer.port}".encode() in peer.asked[0]


@pytest.mark.parametrize("name", [NAME, "elsewhere.example"])
def test_nothing_is_sent_to_who_does_not_prove_the_name(
    certificate: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    if name != NAME:  # trusted, but another's
        trusted = ssl.create_default_context(cafile=str(certificate))
        monkeypatch.setattr(wire, "_certificates", lambda: trusted)
    with serving(saying(), _server(certificate)) as peer:
        with pytest.raises(Transient, match=r"does not prove who it is\. Nothing was sent\.$"):
            _line(peer, settings, name).ask("POST", "/x")
        assert [asked for asked in peer.asked if asked] == []
