"""A provider that lies, in every way a test can name: real HTTP, tokens made to order."""

import base64
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

KEY = ECKey.generate_key("P-256", {"kid": "k1", "use": "sig", "alg": "ES256"})
OTHER = ECKey.generate_key("P-256", {"kid": "k1"})
ANGELA = {
    "given_name": "Angela",
    "family_name": "DUBOIS",
    "birthdate": "1962-08-24",
    "gender": "female",
    "birthplace": "75107",
    "birthcountry": "99100",
}


class Crooked:
    """`lie` holds what the next answers do wrong; empty, everything is right."""

    def __init__(self) -> None:
        crooked = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                crooked.answer(self)

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("content-length", 0)))
                crooked.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("localhost", 0), Handler)
        self.server.daemon_threads = True
        self.issuer = f"http://localhost:{self.server.server_port}"
        self.lie: dict = {}
        self.nonce = ""
        self.calls: list[str] = []
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def seen(self, address: str) -> str:
        """Note the nonce of an authorization request; its state."""
        asked = parse_qs(urlsplit(address).query)
        self.nonce = asked["nonce"][0]
        return asked["state"][0]

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        name = urlsplit(handler.path).path.strip("/")
        self.calls.append(name)
        time.sleep(self.lie.get("sleep", {}).get(name, 0))
        status, kind, body = getattr(self, name.rpartition("/")[2].replace("-", "_"))()
        if name in self.lie.get("status", {}):
            status = self.lie["status"][name]
        if name in self.lie.get("body", {}):
            body = self.lie["body"][name]
        payload = body if isinstance(body, bytes) else body.encode()
        try:
            handler.send_response(status)
            handler.send_header("content-type", kind)
            handler.send_header("content-length", str(len(payload)))
            if status == 302:
                handler.send_header("location", "http://169.254.169.254/")
            handler.end_headers()
            handler.wfile.write(payload)
        except (BrokenPipeError, ConnectionResetError):
            pass  # whoever asked gave up, as it should

    def openid_configuration(self):
        known = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
        }
        return 200, "application/json", json.dumps(known | self.lie.get("metadata", {}))

    def jwks(self):
        return 200, "application/json", json.dumps({"keys": [KEY.as_dict(private=False)]})

    def token(self):
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": "a" * 64,
            "sub": "s1",
            "acr": "eidas1",
            "nonce": self.nonce,
            "iat": now,
            "exp": now + 60,
        } | self.lie.get("id_token", {})
        tokens = {"access_token": "at", "token_type": "Bearer", "id_token": self.sign(claims)}
        return 200, "application/json", json.dumps(tokens | self.lie.get("tokens", {}))

    def userinfo(self):
        claims = {"sub": "s1", **ANGELA} | self.lie.get("userinfo", {})
        if self.lie.get("unsigned_userinfo"):
            return 200, "application/json", json.dumps(claims)
        return 200, "application/jwt", self.sign(claims)

    def sign(self, claims: dict) -> str:
        claims = {name: value for name, value in claims.items() if value is not None}
        how = self.lie.get("signature", "right")
        if how in {"none", "confused"}:
            # By hand: joserfc rightly refuses to sign so.
            alg = "none" if how == "none" else "HS256"
            signed = f"{_b64(json.dumps({'alg': alg}))}.{_b64(json.dumps(claims))}"
            public = KEY.as_pem(private=False)
            mac = hmac.digest(public, signed.encode(), "sha256") if alg == "HS256" else b""
            return f"{signed}.{_b64(mac)}"
        if how == "secret":
            return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key("b" * 64))
        header = {"alg": "ES256", "kid": self.lie.get("kid", "k1")}
        return jwt.encode(header, claims, OTHER if how == "forged" else KEY)


def _b64(part: str | bytes) -> str:
    raw = part if isinstance(part, bytes) else part.encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
