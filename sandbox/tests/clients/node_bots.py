"""A bot of a Node library in the sandbox: the bot is a process of its own, the people are here.

    node_bots.py FOLDER SCRIPT LIBRARY    the folder has the library's modules
"""

import asyncio
import base64
import json
import os
import pathlib
import sys

from sandbox import Person, Sandbox, main
from stories import drops, interactions, picture, shows, until

HERE = pathlib.Path(__file__).resolve().parent


class Bot:
    """The process, and what it says of itself: a line of JSON a fact."""

    def __init__(self, process):
        self.process, self.facts = process, []
        self.reader = asyncio.create_task(self._read())

    async def _read(self):
        async for line in self.process.stdout:
            self.facts.append(json.loads(line))

    @property
    def heard(self):
        return [fact["heard"] for fact in self.facts if "heard" in fact]

    @property
    def resumptions(self):
        return sum("resumed" in fact for fact in self.facts)

    @property
    def readies(self):
        return sum("session" in fact for fact in self.facts)

    async def fact(self, key):
        await until(lambda: any(key in fact or "error" in fact for fact in self.facts))
        fact = next(fact for fact in self.facts if key in fact or "error" in fact)
        if "error" in fact:
            raise AssertionError(fact["error"])
        return fact

    async def stop(self):
        self.process.stdin.close()
        await asyncio.wait_for(self.process.wait(), 15)
        await self.reader


async def story(transcript):
    modules, name, library = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2], sys.argv[3]
    version = json.loads((modules / "node_modules" / library / "package.json").read_text())["version"]
    async with Sandbox.start() as sandbox, Person(sandbox, transcript, "Mia").listening() as mia:
        # Node looks for modules beside the script: the script goes to where they are.
        script = modules / name
        script.write_text((HERE / name).read_text())
        process = await asyncio.create_subprocess_exec(
            "node", str(script), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            env={**os.environ, **sandbox.env, "PICTURE": base64.b64encode(picture()).decode()},
        )
        bot = Bot(process)
        try:
            ready = await bot.fact("ready")
            transcript.says("bot", f"logged in as {ready['ready']}, with {library} {version}")
            transcript.holds("it knows its server", ready["guilds"], ["Northwind Tools"])
            transcript.holds("its commands are registered", ready["commands"], 7)
            await interactions(transcript, mia)
            await shows(transcript, mia)
            await drops(transcript, mia, bot)
        finally:
            await bot.stop()
            await sandbox.leave_log(library)
        transcript.holds("nothing went wrong in it", [fact for fact in bot.facts if "error" in fact], [])


if __name__ == "__main__":
    main(sys.argv[3], story)
