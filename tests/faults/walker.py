"""A person on the web without a browser: signs in, sends forms, presses again when nothing comes."""

import re
import time

import httpx

from tests.running import Site

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_PATIENCE = 120  # seconds


class Walker:
    def __init__(self, site: Site, name: str) -> None:
        self.web = httpx.Client(base_url=site.url, timeout=30)
        page = self.get("/compte/demonstration/")
        button = re.search(
            rf'name="person" value="([^"]+)"(?:(?!name="person").)*?{name}', page, re.S
        )
        assert button, f"no {name} on the page of the demonstration"
        self.post("/compte/demonstration/", page, person=button[1])

    def get(self, path: str) -> str:
        """The page, however often one has to ask."""
        give_up = time.monotonic() + _PATIENCE
        while True:
            try:
                answer = self.web.get(path, follow_redirects=True)
                if answer.status_code == 200:
                    return answer.text
            except httpx.TransportError:
                pass
            assert time.monotonic() < give_up, f"{path} does not come"
            time.sleep(0.2)

    def post(self, path: str, page: str, **fields: str) -> str:
        """Send the form of `page` until the site acknowledges; answers where it leads."""
        give_up = time.monotonic() + _PATIENCE
        data = dict(_HIDDEN.findall(page)) | fields
        said = "no answer"
        while True:
            try:
                answer = self.web.post(path, data=data, headers={"Referer": str(self.web.base_url)})
                if answer.status_code == 302:
                    return answer.headers["Location"]
                said = f"{answer.status_code} {re.sub('<[^>]+>', ' ', answer.text)[:4000]}"
            except httpx.TransportError:
                pass
            assert time.monotonic() < give_up, f"{path} is not acknowledged: {said}"
            time.sleep(0.2)
