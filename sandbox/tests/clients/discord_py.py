"""A bot of discord.py, unmodified but for its base address, in the sandbox: from login to a resume."""

import asyncio
import contextlib
import io
import ssl
import sys

import aiohttp
import discord
import yarl
from discord import app_commands

from sandbox import Person, Sandbox, main
from stories import FRUIT, burst, drops, interactions, picture, shows, until

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

    def __init__(self, **options):
        intents = discord.Intents.default()
        intents.message_content = True
        super().__init__(intents=intents, **options)
        self.tree = app_commands.CommandTree(self)
        self.heard = []
        self.readies, self.resumptions = 0, 0
        self.reactions = asyncio.Queue()
        self._commands()

    async def on_ready(self):
        self.readies += 1

    async def on_resumed(self):
        self.resumptions += 1

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

    with transcript.refused("who may not pin is told so", discord.Forbidden, 50013):
        await message.pin()
    await grant_pins(mia.sandbox, transcript)
    await message.pin()
    pins = [pin.id async for pin in channel.pins()]
    transcript.holds("a pin is kept", pins, [message.id])
    await message.edit(content="Thank you")
    await mia.reads("Thank you", "MESSAGE_UPDATE")
    await message.delete()
    gone = await mia.hears("MESSAGE_DELETE", lambda data: data["id"] == str(message.id))
    transcript.holds("a deletion is heard", gone["channel_id"], str(channel.id))
    with transcript.refused("what is gone has its code", discord.NotFound, 10008):
        await channel.fetch_message(message.id)
    with transcript.refused("2001 characters are refused", discord.HTTPException, 50035) as words:
        await channel.send("x" * 2001)
    transcript.holds("with the path to them", "In content: " in words[0], True)


async def grant_pins(sandbox, transcript):
    """The owner lets the bot pin: a right of its own since 2026."""
    dana = Person(sandbox, transcript, "Dana")
    path = f"/guilds/{sandbox.company['guild_id']}/roles"
    role = next(role for role in await dana.asks("GET", path) if role.get("tags", {}).get("bot_id"))
    permissions = str(int(role["permissions"]) | 1 << 51)
    await dana.asks("PATCH", f"{path}/{role['id']}", {"permissions": permissions})


def secure(sandbox):
    """The same over TLS, with the certificate that the sandbox has left in its folder."""
    discord.http.Route.BASE = sandbox.env["API_TLS_URL"]
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(sandbox.env["GATEWAY_TLS_URL"])
    trusted = ssl.create_default_context(cafile=sandbox.folder / "certificate.pem")
    return aiohttp.TCPConnector(ssl=trusted)


@contextlib.asynccontextmanager
async def connected(transcript, sandbox, **options):
    """The bot, logged in and with its commands registered."""
    async with Concierge(**options) as bot:
        await bot.login(sandbox.env["DISCORD_TOKEN"])
        task = asyncio.create_task(bot.connect())
        try:
            await until(lambda: bot.readies, 30)
            transcript.says("bot", f"logged in as {bot.user}, with discord.py {discord.__version__}")
            transcript.holds("it knows its server", [guild.name for guild in bot.guilds], ["Northwind Tools"])
            registered = await bot.tree.sync()
            transcript.holds("its commands are registered", len(registered), 7)
            yield bot
        finally:
            await bot.close()
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await task


async def story(transcript):
    async with Sandbox.start() as sandbox, Person(sandbox, transcript, "Mia").listening() as mia:
        point_at(sandbox)
        async with connected(transcript, sandbox) as bot:
            await interactions(transcript, mia)
            await shows(transcript, mia)
            await things(transcript, bot, mia)
            await burst(transcript, mia, bot.get_channel(int(sandbox.channel("general"))).send)
            await drops(transcript, mia, bot)
        await came_by(transcript, sandbox, ["zlib-stream", "zstd-stream"])
        await sandbox.leave_log("discord.py")


async def story_over_tls(transcript):
    async with Sandbox.start() as sandbox, Person(sandbox, transcript, "Mia").listening() as mia:
        async with connected(transcript, sandbox, connector=secure(sandbox)) as bot:
            await interactions(transcript, mia)
            await drops(transcript, mia, bot)
            transcript.holds("it resumed where it was told to", bot.ws.gateway.scheme, "wss")
        await came_by(transcript, sandbox, ["zstd-stream"])
        await sandbox.leave_log("discord.py-tls")


async def came_by(transcript, sandbox, ways):
    """All connections were compressed: in the first way, unless this Python has a better one of its own."""
    way = discord.utils._ActiveDecompressionContext.COMPRESSION_TYPE
    connected = [line for line in await sandbox.log() if way in line.get("what", "")]
    transcript.holds(f"all of it came through a {way}", (way in ways, len(connected)), (True, 5))


if __name__ == "__main__":
    if sys.argv[1:] == ["--tls"]:
        main("discord.py-tls", story_over_tls)
    main("discord.py", story)
