"""A running sandbox, the people in it, and the transcript of what was said."""

import asyncio
import contextlib
import json
import os
import pathlib
import re
import sys
import tempfile
import time

import aiohttp

ROOT = pathlib.Path(__file__).resolve().parents[3]
REPORT = ROOT / "target" / "report" / "clients"


class Transcript:
    """What each side said, in order, on the screen and in a file of the run."""

    def __init__(self, name):
        REPORT.mkdir(parents=True, exist_ok=True)
        self.path = REPORT / f"{name}.txt"
        self.file = self.path.open("w", encoding="utf-8")
        self.began = time.monotonic()
        self.checks = 0

    def says(self, who, words):
        line = f"{time.monotonic() - self.began:7.2f}  {who:<8} {words}"
        print(line, flush=True)
        self.file.write(line + "\n")
        self.file.flush()

    def holds(self, what, found, expected):
        """A check: what was found is what was expected."""
        if found != expected:
            raise AssertionError(f"{what}: {found!r}, not {expected!r}")
        self.checks += 1
        self.says("   ok", what)

    @contextlib.contextmanager
    def refused(self, what, kind, code):
        """A check: what is tried inside is refused, with this code of Discord's. Keeps the refusal's words."""
        words = []
        try:
            yield words
        except kind as error:
            words.append(str(error))
            self.holds(what, error.code, code)
        else:
            raise AssertionError(f"{what}: it was not refused")


class Sandbox:
    """The server, with a folder of its own, on free ports."""

    def __init__(self, process, folder):
        self.process = process
        self.folder = folder
        self.env = dict(
            line.split("=", 1)
            for line in (folder / "bot.env").read_text().splitlines()
        )
        self.base = self.env["API_URL"].removesuffix("/api/v10")
        self.http = aiohttp.ClientSession()
        self.company = None

    @classmethod
    @contextlib.asynccontextmanager
    async def start(cls):
        binary = os.environ.get("SANDBOX", str(ROOT / "target" / "debug" / "tandem-sandbox"))
        with tempfile.TemporaryDirectory(prefix="tandem-clients-") as folder:
            process = await asyncio.create_subprocess_exec(
                binary, "--listen", "127.0.0.1:0", "--data-dir", folder, "--name", "Concierge",
                stdout=asyncio.subprocess.PIPE,
            )
            try:
                first = await asyncio.wait_for(process.stdout.readline(), 30)
                if not re.match(rb"The sandbox is ready: http://127", first):
                    raise RuntimeError(f"the sandbox does not start: {first!r}")
                sandbox = cls(process, pathlib.Path(folder))
                async with sandbox.http:
                    sandbox.company = await sandbox.lever("GET", "/company")
                    yield sandbox
            finally:
                with contextlib.suppress(ProcessLookupError):
                    process.terminate()
                await asyncio.wait_for(process.wait(), 15)

    async def lever(self, method, path, body=None):
        """One of the sandbox's own levers."""
        async with self.http.request(method, f"{self.base}/sandbox{path}", json=body) as answer:
            text = await answer.text()
            if answer.status >= 400:
                raise AssertionError(f"{method} {path}: {answer.status} {text}")
            return json.loads(text) if text else None

    async def log(self):
        """Everything that happened."""
        lines, last = [], 0
        while True:
            more = await self.lever("GET", f"/log?after={last}")
            if not more:
                return lines
            lines += more
            last = more[-1]["seq"]

    async def leave_log(self, name):
        """Leaves the log for the report, which holds it against Discord's description of its API."""
        logs = REPORT.parent / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        (logs / f"{name}.json").write_text(json.dumps(await self.log()))

    def channel(self, name):
        return self.company["channels"][name]


class Person:
    """Somebody of the company, who uses the API as Discord's own client does."""

    def __init__(self, sandbox, transcript, name):
        self.sandbox, self.transcript, self.name = sandbox, transcript, name
        member = next(member for member in sandbox.company["members"] if member["name"] == name)
        self.id, self.token = member["id"], member["token"]
        self.events = []
        self.news = asyncio.Condition()
        self.count = 0

    @contextlib.asynccontextmanager
    async def listening(self):
        address = self.sandbox.base.replace("http", "ws") + "/gateway?v=10&encoding=json"
        async with self.sandbox.http.ws_connect(address, max_msg_size=0) as wire:
            await wire.receive_json()
            await wire.send_json({"op": 2, "d": {"token": self.token, "properties": {}}})
            task = asyncio.create_task(self._listen(wire))
            try:
                await self.hears("READY")
                yield self
            finally:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    async def _listen(self, wire):
        async for message in wire:
            payload = json.loads(message.data)
            if payload["op"] == 0:
                async with self.news:
                    self.events.append(payload)
                    self.news.notify_all()

    async def hears(self, name, fits=lambda data: True, seconds=15):
        """The next event of a name that fits; what came before it is forgotten."""
        async def find():
            async with self.news:
                while True:
                    for at, event in enumerate(self.events):
                        if event["t"] == name and fits(event["d"]):
                            del self.events[: at + 1]
                            return event["d"]
                    await self.news.wait()
        try:
            return await asyncio.wait_for(find(), seconds)
        except TimeoutError:
            heard = [event["t"] for event in self.events]
            raise AssertionError(f"{self.name} never heard {name}; heard {heard}") from None

    async def reads(self, words, event="MESSAGE_CREATE"):
        """The next message of the bot's that holds these words."""
        message = await self.hears(event, lambda data: words in data["content"] and data["author"].get("bot"))
        private = " (only to you)" if message["flags"] & 64 else ""
        self.transcript.says("bot", message["content"] + private)
        return message

    async def asks(self, method, path, body=None):
        headers = {"Authorization": self.token}
        async with self.sandbox.http.request(
            method, f"{self.sandbox.base}/api/v10{path}", json=body, headers=headers
        ) as answer:
            text = await answer.text()
            if answer.status >= 400:
                raise AssertionError(f"{method} {path}: {answer.status} {text}")
            return json.loads(text) if text else None

    async def posts(self, channel, words):
        self.transcript.says(self.name, words)
        return await self.asks("POST", f"/channels/{self.sandbox.channel(channel)}/messages", {"content": words})

    async def _interacts(self, kind, data, **more):
        self.count += 1
        company = self.sandbox.company
        await self.asks("POST", "/interactions", {
            "type": kind, "application_id": company["application_id"], "guild_id": company["guild_id"],
            "channel_id": self.sandbox.channel("general"), "session_id": "s", "nonce": str(self.count),
            "data": data, **more,
        })

    async def commands(self):
        index = await self.asks("GET", f"/guilds/{self.sandbox.company['guild_id']}/application-command-index")
        return {command["name"]: command for command in index["application_commands"]}

    async def runs(self, name, /, kind=2, **options):
        command = (await self.commands())[name]
        given = " ".join(f"{key}:{value}" for key, value in options.items())
        self.transcript.says(self.name, f"/{name} {given}".rstrip())
        typed = {option["name"]: option["type"] for option in command["options"]}
        await self._interacts(kind, {
            "id": command["id"], "name": name, "type": 1,
            "options": [
                {"name": key, "type": typed[key], "value": value, **({"focused": True} if kind == 4 else {})}
                for key, value in options.items()
            ],
        })

    async def uses_menu(self, name, target):
        command = (await self.commands())[name]
        self.transcript.says(self.name, f"[Apps > {name}]")
        await self._interacts(2, {"id": command["id"], "name": name, "type": command["type"], "target_id": target})

    @staticmethod
    async def _reads_first():
        """A person's pause. Libraries keep buttons and forms only after the answer that brought them is over:
        whoever uses them within that instant is not heard, here as on Discord."""
        await asyncio.sleep(0.3)

    async def presses(self, message, label, values=None):
        await self._reads_first()
        parts = [part for row in message["components"] for part in row["components"]]
        part = next(part for part in parts if label in (part.get("label"), part.get("placeholder")))
        self.transcript.says(self.name, f"[{label}{': ' + ', '.join(values) if values else ''}]")
        data = {"component_type": part["type"], "custom_id": part["custom_id"]}
        if values:
            data["values"] = values
        await self._interacts(3, data, message_id=message["id"])

    async def fills(self, form, *words):
        await self._reads_first()
        inputs = [row["components"][0] for row in form["components"]]
        self.transcript.says(self.name, f"[{form['title']}] {' | '.join(words)}")
        await self._interacts(5, {
            "id": form["id"], "custom_id": form["custom_id"],
            "components": [
                {"type": 1, "components": [{"type": 4, "custom_id": part["custom_id"], "value": value}]}
                for part, value in zip(inputs, words, strict=True)
            ],
        })


def main(name, story):
    """Runs a story; the exit code says how it went."""
    transcript = Transcript(name)
    try:
        asyncio.run(asyncio.wait_for(story(transcript), 240))
    except BaseException as error:  # noqa: BLE001: whatever it is, the transcript has to say so
        transcript.says("FAILED", f"{type(error).__name__}: {error}")
        raise
    transcript.says("", f"All is well: {transcript.checks} checks.")
    sys.exit(0)
