"""A bot of discord.py, unmodified but for its base address, in the sandbox: from login to a resume."""

import asyncio
import contextlib
import io

import discord
import yarl
from discord import app_commands

from sandbox import Person, Sandbox, main
from stories import FRUIT, interactions, picture, shows, until

discord.utils.setup_logging()



class Order(discord.ui.Modal, title="Your order"):
    what = discord.ui.TextInput(label="What", max_length=40)
    why = discord.ui.TextInput(label="Why", style=discord.TextStyle.paragraph, required=False)

    async def on_submit(self, interaction):
        await interaction.response.send_message(f"Noted: {self.what.value}, since {self.why.value}")


class Choices(discord.ui.View):
    def __init__(self):
        super().__init__(timeout=None)

    @discord.ui.button(label="Order", style=discord.ButtonStyle.primary, custom_id="order")
    async def order(self, interaction, button):
        await interaction.response.send_modal(Order())

    @discord.ui.select(
        placeholder="Size", custom_id="size",
        options=[discord.SelectOption(label="Small", value="s"), discord.SelectOption(label="Large", value="l")],
    )
    async def size(self, interaction, select):
        await interaction.response.edit_message(content=f"Size {select.values[0]} it is")


class Concierge(discord.Client):
    """The bot."""

    def __init__(self):
        intents = discord.Intents.default()
        intents.message_content = True
        super().__init__(intents=intents)
        self.tree = app_commands.CommandTree(self)
        self.heard = []
        self.ready_once, self.resumed = asyncio.Event(), asyncio.Event()
        self.readies = 0
        self.reactions = asyncio.Queue()
        self._commands()

    async def on_ready(self):
        self.readies += 1
        self.ready_once.set()

    async def on_resumed(self):
        self.resumed.set()

    async def on_message(self, message):
        if message.author != self.user:
            self.heard.append(message.content)

    async def on_raw_reaction_add(self, reaction):
        if reaction.user_id != self.user.id:
            await self.reactions.put(reaction)

    def _commands(self):
        @self.tree.command(description="Says hello at once")
        async def hello(interaction: discord.Interaction, who: str):
            await interaction.response.send_message(f"Hello, {who}")

        @self.tree.command(description="Thinks first")
        async def think(interaction: discord.Interaction, about: app_commands.Range[str, 1, 20]):
            await interaction.response.defer(thinking=True)
            await asyncio.sleep(0.2)
            await interaction.edit_original_response(content=f"I thought about {about}")
            await interaction.followup.send("And a word for you alone", ephemeral=True)
            message = await interaction.original_response()
            await interaction.followup.send(f"The answer was {message.content!r}")

        @self.tree.command(description="Offers something")
        async def offer(interaction: discord.Interaction):
            await interaction.response.send_message("What may it be?", view=Choices(), ephemeral=True)

        @self.tree.command(description="Suggests fruit")
        async def fruit(interaction: discord.Interaction, name: str):
            await interaction.response.send_message(f"One {name}")

        @fruit.autocomplete("name")
        async def suggest(interaction: discord.Interaction, current: str):
            return [app_commands.Choice(name=fruit, value=fruit) for fruit in FRUIT if current in fruit]

        @self.tree.command(description="Shows a picture")
        async def show(interaction: discord.Interaction):
            embed = discord.Embed(title="A square").set_image(url="attachment://square.png")
            file = discord.File(io.BytesIO(picture()), "square.png", description="A green square")
            await interaction.response.send_message("Here", embed=embed, file=file)

        @self.tree.context_menu(name="Who is this")
        async def who(interaction: discord.Interaction, member: discord.Member):
            await interaction.response.send_message(f"{member.display_name}, {len(member.roles)} roles", ephemeral=True)

        @self.tree.context_menu(name="Count words")
        async def count(interaction: discord.Interaction, message: discord.Message):
            await interaction.response.send_message(f"{len(message.content.split())} words", ephemeral=True)


def point_at(sandbox):
    """All that has to be changed for a bot of discord.py."""
    discord.http.Route.BASE = sandbox.env["API_URL"]
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(sandbox.env["GATEWAY_URL"])


async def things(transcript, bot, mia):
    channel = bot.get_channel(int(mia.sandbox.channel("general")))
    message = await channel.send("React, please")
    await mia.hears("MESSAGE_CREATE", lambda data: data["id"] == str(message.id))
    await message.add_reaction("👍")
    await mia.hears("MESSAGE_REACTION_ADD")
    await mia.asks("PUT", f"/channels/{channel.id}/messages/{message.id}/reactions/%F0%9F%91%8D/@me")
    reaction = await asyncio.wait_for(bot.reactions.get(), 10)
    transcript.holds("a person's reaction is heard", (str(reaction.emoji), str(reaction.user_id)), ("👍", mia.id))
    fetched = await channel.fetch_message(message.id)
    transcript.holds("two have reacted, the bot too", [(r.count, r.me) for r in fetched.reactions], [(2, True)])

    thread = await message.create_thread(name="Details")
    await thread.send("In here")
    heard = await mia.hears("MESSAGE_CREATE", lambda data: data["content"] == "In here")
    transcript.holds("a new thread's message is heard at once", heard["channel_id"], str(thread.id))
    await mia.asks("POST", f"/channels/{thread.id}/messages", {"content": "and from me"})
    await until(lambda: "and from me" in bot.heard)
    transcript.holds("and the bot hears what people write there", bot.heard.count("and from me"), 1)

    try:
        await message.pin()
    except discord.Forbidden as error:
        transcript.holds("who may not pin is told so", error.code, 50013)
    await grant_pins(mia.sandbox, transcript)
    await message.pin()
    pins = [pin.id async for pin in channel.pins()]
    transcript.holds("a pin is kept", pins, [message.id])
    await message.edit(content="Thank you")
    await mia.reads("Thank you", "MESSAGE_UPDATE")
    await message.delete()
    gone = await mia.hears("MESSAGE_DELETE", lambda data: data["id"] == str(message.id))
    transcript.holds("a deletion is heard", gone["channel_id"], str(channel.id))
    try:
        await channel.fetch_message(message.id)
    except discord.NotFound as error:
        transcript.holds("what is gone has its code", error.code, 10008)
    try:
        await channel.send("x" * 2001)
    except discord.HTTPException as error:
        transcript.holds("2001 characters are refused with the path to them", (error.status, error.code, "content" in str(error)), (400, 50035, True))


async def grant_pins(sandbox, transcript):
    """The owner lets the bot pin: a right of its own since 2026."""
    dana = Person(sandbox, transcript, "Dana")
    path = f"/guilds/{sandbox.company['guild_id']}/roles"
    role = next(role for role in await dana.asks("GET", path) if role.get("tags", {}).get("bot_id"))
    permissions = str(int(role["permissions"]) | 1 << 51)
    await dana.asks("PATCH", f"{path}/{role['id']}", {"permissions": permissions})


async def burst(transcript, bot, mia):
    channel = bot.get_channel(int(mia.sandbox.channel("general")))
    await asyncio.gather(*(channel.send(f"number {n}") for n in range(12)))
    for n in range(12):
        await mia.hears("MESSAGE_CREATE", lambda data, n=n: data["content"].startswith("number "))
    log = await mia.sandbox.log()
    sent = [line for line in log if line["kind"] == "request" and line["method"] == "POST" and line["request"]
            and str(line["request"].get("content", "")).startswith("number ")]
    transcript.holds("twelve messages at once all arrive", sum(line["status"] == 200 for line in sent), 12)
    held = sum(line["status"] == 429 for line in sent)
    transcript.says("", f"its limiter went by the headers; held back with 429: {held} times")


async def drops(transcript, bot, mia):
    for name, blow in [("the connection breaks", "drop"), ("a close with 4000", {"close": 4000}), ("op 7", "reconnect")]:
        bot.resumed.clear()
        readies = bot.readies
        await mia.sandbox.lever("POST", "/faults", {"gateway": blow})
        words = f"said while {name}"
        await mia.posts("general", words)
        await asyncio.wait_for(bot.resumed.wait(), 30)
        await until(lambda: words in bot.heard)
        await asyncio.sleep(0.3)
        transcript.holds(f"{name}: resumed, nothing lost and nothing twice", (bot.heard.count(words), bot.readies), (1, readies))
    readies = bot.readies
    await mia.sandbox.lever("POST", "/faults", {"gateway": {"invalid_session": False}})
    await until(lambda: bot.readies == readies + 1, 45)
    await mia.posts("general", "after a new session")
    await until(lambda: "after a new session" in bot.heard)
    transcript.holds("op 9: a new session", bot.heard.count("after a new session"), 1)


async def story(transcript):
    async with Sandbox.start() as sandbox:
        point_at(sandbox)
        async with Person(sandbox, transcript, "Mia").listening() as mia, Concierge() as bot:
            await bot.login(sandbox.env["DISCORD_TOKEN"])
            task = asyncio.create_task(bot.connect())
            try:
                await asyncio.wait_for(bot.ready_once.wait(), 30)
                transcript.says("bot", f"logged in as {bot.user}, with discord.py {discord.__version__}")
                transcript.holds("it knows its server", [guild.name for guild in bot.guilds], ["Northwind Tools"])
                registered = await bot.tree.sync()
                transcript.holds("its commands are registered", len(registered), 7)
                await interactions(transcript, mia)
                await shows(transcript, mia)
                await things(transcript, bot, mia)
                await burst(transcript, bot, mia)
                await drops(transcript, bot, mia)
                connected = [line for line in await sandbox.log() if "zlib-stream" in line.get("what", "")]
                transcript.holds("all of it came through a zlib-stream", len(connected) >= 4, True)
            finally:
                await bot.close()
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, Exception):
                    await task
        await sandbox.leave_log("discord.py")


if __name__ == "__main__":
    main("discord.py", story)
