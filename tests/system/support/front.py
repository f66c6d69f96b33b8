"""nginx, Caddy and Varnish in front of a service, with the files that the guide shows; only ports and places differ."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.support.processes import PATIENCE, ROOT, free_port

NAME = "chi-so.example.gov.vn"
_GUIDE = ROOT / "docs/do/behind-a-proxy.md"
_NGINX = """\
daemon off;
master_process off;
pid {folder}/nginx.pid;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/tthc766.conf;
}}
"""
_CADDY = "{\n    admin off\n    auto_https off\n}\n"


@dataclass(frozen=True)
class Front:
    """Where one asks: ``http`` is the port that only redirects, ``None`` where there is none."""

    base: str
    http: int | None = None

    def client(self, source: str = "127.0.0.1") -> httpx.Client:
        """Comes from ``source``, an address of the loopback network; takes the certificate, which nobody signed."""
        transport = httpx.HTTPTransport(verify=False, local_address=source)
        return httpx.Client(transport=transport, base_url=self.base, headers={"Host": NAME}, timeout=PATIENCE)


def shown(language: str) -> str:
    """The file that the guide shows in this language."""
    return re.findall(rf"```{language}\n(.*?)```", _GUIDE.read_text("utf-8"), re.DOTALL)[0]  # type: ignore[no-any-return]


def placed(text: str, places: Mapping[str, str]) -> str:
    """The text with each of these in another place; each must stand in it."""
    for here, there in places.items():
        assert here in text, here
        text = text.replace(here, there)
    return text


@contextmanager
def nginx(folder: Path, behind: int, language: str = "nginx", *, caches: bool = True) -> Iterator[Front]:
    port, plain = free_port(), free_port()
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-keyout", key, "-out", certificate, "-subj", f"/CN={NAME}"],
        check=True, capture_output=True, timeout=PATIENCE,
    )  # fmt: skip
    places = {
        "/var/cache/nginx/tthc766": f"{folder}/cache",
        "127.0.0.1:8000": f"127.0.0.1:{behind}",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443": f"listen 127.0.0.1:{port}",
        "/etc/ssl/certs/chi-so.pem": str(certificate),
        "/etc/ssl/private/chi-so.key": str(key),
    }
    text = placed(shown(language), places)
    if not caches:
        text = re.sub(r"(?m)^ *(proxy_cache|proxy_no_cache).*\n", "", text)
    (folder / "tthc766.conf").write_text(text, "utf-8")
    (folder / "nginx.conf").write_text(_NGINX.format(folder=folder))
    with _running(["nginx", "-e", "stderr", "-c", f"{folder}/nginx.conf"], folder, f"http://127.0.0.1:{plain}"):
        yield Front(f"https://127.0.0.1:{port}", plain)


@contextmanager
def caddy(folder: Path, behind: int) -> Iterator[Front]:
    base = f"http://127.0.0.1:{free_port()}"
    text = placed(shown("caddy"), {f"{NAME} {{": f"{base} {{", "127.0.0.1:8000": f"127.0.0.1:{behind}"})
    (folder / "Caddyfile").write_text(_CADDY + text.replace(base, f":{base.rpartition(':')[2]}", 1), "utf-8")
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", f"{folder}/Caddyfile"]
    with _running(command, folder, base):
        yield Front(base)


@contextmanager
def varnish(folder: Path, behind: int) -> Iterator[Front]:
    port = free_port()
    (folder / "default.vcl").write_text(placed(shown("vcl"), {'"8000"': f'"{behind}"'}))
    command = ["varnishd", "-F", "-j", "none", "-n", f"{folder}/varnish", "-a", f"127.0.0.1:{port}",
               "-f", f"{folder}/default.vcl", "-s", "malloc,32m"]  # fmt: skip
    with _running(command, folder, f"http://127.0.0.1:{port}"):
        yield Front(f"http://127.0.0.1:{port}")


@contextmanager
def _running(command: list[str], folder: Path, address: str) -> Iterator[None]:
    """The program, once it answers at the address, whatever it says, and until the end of the block."""
    log = folder / "log"
    program = shutil.which(command[0]) or command[0]
    with log.open("w") as file:
        process = subprocess.Popen(
            [program, *command[1:]], stdout=file, stderr=file, env={**os.environ, "HOME": str(folder)}
        )
    try:
        until = time.monotonic() + PATIENCE
        while not _answers(address):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{command[0]} does not answer: {log.read_text()[-2000:]}")
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _answers(address: str) -> bool:
    with suppress(httpx.TransportError):
        httpx.get(address, timeout=5)
        return True
    return False
