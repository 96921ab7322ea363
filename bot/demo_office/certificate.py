"""A certificate for servers on loopback, signed by itself and made by the openssl command."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

_SECONDS = 20


@dataclass(frozen=True)
class Certificate:
    """A certificate and its key, in files; who trusts `path` trusts the server."""

    path: Path
    key: Path

    def server_context(self) -> ssl.SSLContext:
        """Return what a server needs to show this certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path, self.key)
        return context


def make_certificate(folder: Path) -> Certificate:
    """Make a certificate for localhost and 127.0.0.1 that is good for two days."""
    openssl = shutil.which("openssl")
    if openssl is None:
        raise SettingsError(["a demo office with TLS needs the openssl command"])
    certificate = Certificate(folder / "certificate.pem", folder / "key.pem")
    arguments = [
        *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
        *("-days", "2", "-subj", "/CN=localhost"),
        *("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
        *("-out", str(certificate.path), "-keyout", str(certificate.key)),
    ]
    subprocess.run(  # noqa: S603 - the command is found above, its arguments are ours
        [openssl, *arguments], check=True, capture_output=True, timeout=_SECONDS
    )
    return certificate
