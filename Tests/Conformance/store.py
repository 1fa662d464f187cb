"""A simulated store as a process, and a plain client of it."""

import json
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass

CLIENT_ID = "simulator-client"
CLIENT_SECRET = "simulator-secret"
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@dataclass
class Answer:
    method: str
    path: str
    query: str
    status: int
    headers: dict
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def rows(self):
        return self.json["data"]

    def __str__(self):
        return f"{self.method} {self.path}{'?' + self.query if self.query else ''} → {self.status}"


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Store:
    """Runs `epswitch simulator` while it is entered; keeps every answer."""

    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect)

    def __init__(self, binary, *options):
        self.command = [binary, "simulator", *options]
        self.answers = []

    def __enter__(self):
        self.process = subprocess.Popen(
            self.command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.base = self.process.stdout.readline().strip().removeprefix("EPSWITCH_ENDPOINT=").rstrip("/")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()

    def send(self, method, target, data=None, *, form=None, headers=None, content_type=JSON):
        """Sends a request; `data` becomes the member `data` of a JSON body."""
        url = target if target.startswith("http") else self.base + target
        body = None
        sent = dict(headers or {})
        if form is not None:
            body, sent["Content-Type"] = urllib.parse.urlencode(form).encode(), FORM
        elif data is not None:
            body, sent["Content-Type"] = json.dumps({"data": data}).encode(), content_type
        request = urllib.request.Request(url, body, sent, method=method)
        try:
            response = self.opener.open(request, timeout=60)
        except urllib.error.HTTPError as error:
            response = error
        with response:
            parts = urllib.parse.urlsplit(url)
            answer = Answer(
                method, parts.path, parts.query, response.status,
                {name.lower(): value for name, value in response.headers.items()}, response.read())
        self.answers.append(answer)
        return answer

    def control(self, path):
        with self.opener.open(self.base + "/_simulator/" + path, timeout=60) as response:
            return json.load(response)
