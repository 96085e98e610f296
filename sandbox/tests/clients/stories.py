"""What people do with the bot, whichever library it was written with."""

import asyncio
import struct
import zlib

# What befalls the gateway's connection; a bot that resumes loses nothing by it.
BLOWS = [("the connection breaks", "drop"), ("a close with 4000", {"close": 4000}), ("op 7", "reconnect")]
FRUIT = ["apple", "apricot", "banana"]


def picture():
    """A green square, as PNG."""
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
    rows = b"".join(b"\0" + b"\x1d\x6f\x49" * 8 for _ in range(8))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


async def until(true, seconds=20):
    for _ in range(seconds * 50):
        if true():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never came true")


async def interactions(transcript, mia):
    """Commands, answers of every kind, a form, a list, menus."""
    await mia.runs("hello", who="World")
    await mia.reads("Hello, World")

    await mia.runs("think", about="tea")
    deferred = await mia.hears("MESSAGE_CREATE", lambda data: data["flags"] & 128)
    transcript.says("bot", "…")
    answer = await mia.reads("I thought about tea", "MESSAGE_UPDATE")
    transcript.holds("a deferred answer is edited, not posted anew", answer["id"], deferred["id"])
    alone = await mia.reads("for you alone")
    transcript.holds("a follow-up for one is ephemeral", alone["flags"] & 64, 64)
    await mia.reads("The answer was 'I thought about tea'")

    await mia.runs("offer")
    offer = await mia.reads("What may it be?")
    await mia.presses(offer, "Order")
    form = await mia.hears("INTERACTION_MODAL_CREATE")
    transcript.says("bot", f"[shows the form {form['title']!r}]")
    await mia.fills(form, "a teapot", "the old one leaks")
    await mia.reads("Noted: a teapot, since the old one leaks")
    await mia.presses(offer, "Size", ["l"])
    changed = await mia.reads("Size l it is", "MESSAGE_UPDATE")
    transcript.holds("a list changes the message that it stands on", changed["id"], offer["id"])

    await mia.runs("fruit", kind=4, name="ap")
    offered = await mia.hears("APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE")
    transcript.holds("autocomplete offers what fits", [choice["value"] for choice in offered["choices"]], ["apple", "apricot"])
    await mia.runs("fruit", name="apple")
    await mia.reads("One apple")

    noah = next(member["id"] for member in mia.sandbox.company["members"] if member["name"] == "Noah")
    await mia.uses_menu("Who is this", noah)
    await mia.reads("Noah, 2 roles")
    words = await mia.posts("general", "three short words")
    await mia.uses_menu("Count words", words["id"])
    await mia.reads("3 words")


async def shows(transcript, mia):
    """A picture, uploaded and seen."""
    await mia.runs("show")
    shown = await mia.reads("Here")
    file = shown["attachments"][0]
    transcript.holds("the picture's size is told", (file["width"], file["height"]), (8, 8))
    transcript.holds("the embed shows the file that came along", shown["embeds"][0]["image"]["url"], file["url"])
    async with mia.sandbox.http.get(file["url"]) as answer:
        transcript.holds("the picture is there", await answer.read(), picture())


async def burst(transcript, mia, send):
    """Twelve messages at once, through the library's own limiter: the sandbox takes five in five seconds."""
    await asyncio.gather(*(send(f"number {n}") for n in range(12)))
    for _ in range(12):
        await mia.hears("MESSAGE_CREATE", lambda data: data["content"].startswith("number "))
    sent = [
        line["status"] for line in await mia.sandbox.log()
        if line["kind"] == "request" and line["method"] == "POST" and line["request"]
        and str(line["request"].get("content", "")).startswith("number ")
    ]
    transcript.holds("twelve messages at once all arrive, each once", sent.count(200), 12)
    transcript.holds("its limiter goes by the headers: hardly a 429", sent.count(429) <= 2, True)
    transcript.says("", f"held back with 429: {sent.count(429)} times")


async def drops(transcript, mia, bot):
    """The connection is lost in several ways: the bot resumes, and hears what was said meanwhile, once."""
    for name, blow in BLOWS:
        resumptions, readies = bot.resumptions, bot.readies
        await mia.sandbox.lever("POST", "/faults", {"gateway": blow})
        words = f"said while {name}"
        await mia.posts("general", words)
        await until(lambda before=resumptions: bot.resumptions > before, 30)
        await until(lambda words=words: words in bot.heard)
        await asyncio.sleep(0.3)
        transcript.holds(f"{name}: resumed, nothing lost and nothing twice", (bot.heard.count(words), bot.readies), (1, readies))
    # A session may begin five seconds after the last. oceanic.js tries again at once, until it has used up
    # what a connection may send in a minute.
    await asyncio.sleep(5.5)
    readies = bot.readies
    await mia.sandbox.lever("POST", "/faults", {"gateway": {"invalid_session": False}})
    await until(lambda: bot.readies == readies + 1, 60)
    await mia.posts("general", "after a new session")
    await until(lambda: "after a new session" in bot.heard)
    transcript.holds("op 9: a new session", bot.heard.count("after a new session"), 1)
