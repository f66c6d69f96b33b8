"""Where webhooks may not lead: at registration, and again when it is known what a name means."""

import asyncio
import ssl
import subprocess
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from threading import Event

import pytest

from app.domain.delivery_errors import SendError
from app.domain.errors import Refusal
from app.readers.webhooks.addresses import CheckedNetwork, check_url, is_public, system_resolver
from app.readers.webhooks.sender import Reply, sender
from app.services.context import AppContext
from app.services.webhooks.deliver import deliver
from tests.conftest import Databases
from tests.integration.webhooks.conftest import Hooks
from tests.integration.webhooks.receiver import Receiver

# Every line is one way to ask for a machine that is not the open internet's.
NOT_PUBLIC = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "100.64.0.1", "169.254.169.254", "192.0.0.1", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1",
    "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1",
    "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::808:808", "64:ff9b:1::a00:1", "100::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:10::1",
    "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1", "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1",
    "fd12:3456::1", "fe80::1", "fe80::1%eth0", "2606:4700::1%1", "fec0::1", "ff02::1", "ff0e::1", "4000::1",
]  # fmt: skip
PUBLIC = [
    "8.8.8.8",
    "1.1.1.1",
    "172.32.0.1",
    "203.113.131.1",
    "223.255.255.254",
    "2606:4700:4700::1111",
    "2405:4800::1",
    "2001:4860::8",
]

PRIVATE_URLS = [
    "https://127.0.0.1/", "https://127.0.0.1:8443/x", "https://127.0.0.1./", "https://127.1/", "https://127.0.1/",
    "https://2130706433/", "https://0x7f000001/", "https://0x7f.1/", "https://017700000001/", "https://0/",
    "https://0x0/", "https://10.1/", "https://0xa9fea9fe/", "https://2852039166/",
    "https://169.254.169.254/latest/meta-data", "https://192.168.0.1/", "https://localhost/", "https://LOCALHOST/",
    "https://localhost./", "https://a.localhost/", "https://a.localhost.:444/", "https://[::1]/", "https://[::]/",
    "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://[0:0:0:0:0:ffff:a00:1]/",
    "https://[::127.0.0.1]/", "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://[fd00::1]/",
    "https://[fe80::1]/",
]  # fmt: skip
INVALID_URLS = [
    "", "x", "/hooks", "example.vn", "https://0177.0.0.1/", "https://", "https:///x", "https:example.vn", "https://[::1",
    "https://]/",
    "https://user@example.vn/", "https://user:password@example.vn/", "https://:@example.vn", "https://example.vn/#part",
    "https://example.vn:0/", "https://example.vn:65536/", "https://example.vn:-1/", "https://example.vn:x/",
    "https://[fe80::1%25eth0]/", "https://[fe80::1%eth0]/", "https://%31%32%37.0.0.1/", "https://exam ple.vn/",
    "https://１２７.０.０.１/", "https://①②⑦.0.0.1/", "https:\\\\127.0.0.1\\", "https://example.vn/\r\nX: y",
    "https://example.vn/" + "x" * 2000,
]  # fmt: skip
SCHEMES = [
    "//example.vn",
    "http://example.vn/",
    "ftp://example.vn/",
    "file:///etc/passwd",
    "gopher://example.vn/",
    "HTTP://example.vn/",
]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    ("url", "code"),
    [(url, "webhook_url_private") for url in PRIVATE_URLS]
    + [(url, "webhook_url_invalid") for url in INVALID_URLS]
    + [(url, "webhook_url_scheme") for url in SCHEMES if not url.startswith("file")]
    + [("file:///etc/passwd", "webhook_url_invalid")],
)
def test_refused_at_registration(url: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_url(url, allow_private=False)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "url",
    [
        "https://example.vn", "https://example.vn:8443/a?b=c", "HTTPS://Example.VN/", "https://8.8.8.8/", "https://example.vn./",
        "https://[2606:4700:4700::1111]/", "https://đà-nẵng.example.vn/", "https://mylocalhost/", "https://a_b.example.vn/",
    ],
)  # fmt: skip
def test_taken_at_registration(url: str) -> None:
    check_url(url, allow_private=False)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "https://localhost/", "http://10.0.0.1/", "https://[::1]/"])
def test_taken_where_private_is_allowed(url: str) -> None:
    check_url(url, allow_private=True)


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "gopher://127.0.0.1/"])
def test_other_schemes_are_never_taken(url: str) -> None:
    with pytest.raises(Refusal, match="webhook_url_scheme"):
        check_url(url, allow_private=True)


def test_the_refusal_names_the_field(sqlite_databases: Databases, receiver: Receiver) -> None:
    hooks = Hooks.of(sqlite_databases.migrated(), receiver, webhook_allow_private=False)
    refused = hooks.post("/v1/webhooks", headers=hooks.own, json={"url": "https://2130706433/"})
    (fault,) = refused.json()["errors"]
    assert (refused.status_code, fault["code"], fault["column"]) == (422, "webhook_url_private", "url")
    assert "TTHC766_WEBHOOK_ALLOW_PRIVATE" in fault["detail_vi"]
    hooks.service.database.engine.dispose()


class Names:
    """A resolver that the test owns; it remembers what it was asked."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers, self.asked = list(answers), list[str]()

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def guarded(sqlite_databases: Databases, receiver: Receiver) -> Iterator[Hooks]:
    """A service that sends to public addresses only, with a webhook that leads to a public name."""
    made = Hooks.of(sqlite_databases.migrated(), receiver, webhook_allow_private=False)
    made.register(f"https://hooks.example.vn:{receiver.port}/")
    made.announce()
    yield made
    made.service.database.engine.dispose()


def sent(service: AppContext, names: Names) -> int:
    return asyncio.run(deliver(service, names))


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "::1", "::ffff:127.0.0.1", "169.254.169.254", "fe80::1%lo", "0.0.0.0"]
)
def test_a_name_that_means_a_private_address(guarded: Hooks, address: str) -> None:
    assert sent(guarded.service, Names([address])) == 1
    (found,) = guarded.deliveries()
    assert (found["state"], found["attempts"][0]["error"], found["attempts"][0]["status"]) == (
        "pending",
        "address_refused",
        None,
    )
    assert guarded.receiver.received == []


def test_a_name_that_means_both(guarded: Hooks) -> None:
    sent(guarded.service, Names(["8.8.8.8", "127.0.0.1"]))
    assert guarded.deliveries()[0]["attempts"][0]["error"] == "address_refused"


def test_a_name_that_means_nothing(guarded: Hooks) -> None:
    sent(guarded.service, Names([]))
    assert guarded.deliveries()[0]["attempts"][0]["error"] == "no_address"


def test_a_name_that_the_system_says_is_loopback(guarded: Hooks) -> None:
    """The decimal form of an address, by the system's own resolver."""

    async def go() -> Reply:
        async with sender(CheckedNetwork(allow_private=False)) as sends:
            return await sends.send(f"http://2130706433:{guarded.receiver.port}/", {}, b"{}")

    assert (asyncio.run(go()).error, guarded.receiver.received) == (SendError.ADDRESS_REFUSED, [])


@pytest.mark.parametrize("host", ["a..b", "x" * 64 + ".vn", "no-such-name.invalid"])
def test_names_that_cannot_be(host: str) -> None:
    async def go() -> Reply:
        async with sender(CheckedNetwork(allow_private=True)) as sends:
            return await sends.send(f"http://{host}/", {}, b"{}")

    assert asyncio.run(go()).error is SendError.NO_ADDRESS


def test_a_name_is_asked_for_once_and_its_address_is_used(receiver: Receiver) -> None:
    """The second answer, which would be refused, is never asked for: what was checked is what is connected to."""
    names = Names(["127.0.0.1"], ["203.0.113.1"])

    async def go() -> Reply:
        async with sender(CheckedNetwork(allow_private=True, resolve=names)) as sends:
            return await sends.send(f"http://hooks.example.vn:{receiver.port}/x", {"webhook-id": "m"}, b"{}")

    assert (asyncio.run(go()).status, names.asked) == (200, ["hooks.example.vn"])
    assert receiver.received[0].headers["host"] == f"hooks.example.vn:{receiver.port}"


def test_of_several_addresses_one_that_answers_is_enough(receiver: Receiver) -> None:
    async def go() -> Reply:
        async with sender(CheckedNetwork(allow_private=True, resolve=Names(["::1", "127.0.0.1"]))) as sends:
            return await sends.send(f"http://hooks.example.vn:{receiver.port}/", {}, b"{}")

    assert asyncio.run(go()).status == 200


def test_a_receiver_that_never_answers(receiver: Receiver) -> None:
    answered = Event()
    receiver.before_answer = answered.wait

    async def go() -> Reply:
        async with sender(CheckedNetwork(allow_private=True), timeout=0.3) as sends:
            return await sends.send(receiver.url, {}, b"{}")

    reply = asyncio.run(go())
    answered.set()
    assert (reply.error, reply.status) == (SendError.TIMEOUT, None)


def test_certificates_are_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-keyout", key, "-out", certificate, "-subj", "/CN=x", "-addext", "subjectAltName=DNS:hooks.example.vn"],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    receiver = Receiver(context)

    async def go(host: str) -> Reply:
        async with sender(CheckedNetwork(allow_private=True, resolve=Names(["127.0.0.1"]))) as sends:
            return await sends.send(f"https://{host}:{receiver.port}/", {}, b"{}")

    assert asyncio.run(go("hooks.example.vn")).error is SendError.CERTIFICATE
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert asyncio.run(go("hooks.example.vn")).status == 200
    assert asyncio.run(go("other.example.vn")).error is SendError.CERTIFICATE
    receiver.close()
    assert len(receiver.received) == 1


def test_the_system_s_resolver() -> None:
    assert set(asyncio.run(system_resolver("localhost", 80))) <= {"127.0.0.1", "::1"}
