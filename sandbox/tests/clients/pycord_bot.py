"""A bot of py-cord, unmodified but for its base address, in the sandbox: from login to a resume."""

import asyncio
import contextlib
import io

import logging

import discord

from sandbox import Person, Sandbox, main
from stories import FRUIT, burst, drops, gives, interactions, picture, shows, until


logging.basicConfig(level=logging.WARNING)


class Order(discord.ui.Modal):
    def __init__(self):
        super().__init__(
            discord.ui.InputText(label="What", max_length=40),
            discord.ui.InputText(label="Why", style=discord.InputTextStyle.long, required=False),
            title="Your order",
        )

    async def callback(self, interaction):
        what, why = (child.value for child in self.children)
        await interaction.response.send_message(f"Noted: {what}, since {why}")


class Choices(discord.ui.View):
    def __init__(self):
        super().__init__(timeout=None)

    @discord.ui.button(label="Order", style=discord.ButtonStyle.primary, custom_id="order")
    async def order(self, button, interaction):
        await interaction.response.send_modal(Order())

    @discord.ui.select(
        placeholder="Size", custom_id="size",
        options=[discord.SelectOption(label="Small", value="s"), discord.SelectOption(label="Large", value="l")],
    )
    async def size(self, select, interaction):
        await interaction.response.edit_message(content=f"Size {select.values[0]} it is")


class Concierge(discord.Bot):
    """The bot."""

    def __init__(self):
        intents = discord.Intents.default()
        intents.message_content = True
        super().__init__(intents=intents)
        self.heard, self.wrong = [], []
        self.readies, self.resumptions = 0, 0
        self._commands()

    async def on_ready(self):
        self.readies += 1

    async def on_resumed(self):
        self.resumptions += 1

    async def on_message(self, message):
        if message.author != self.user:
            self.heard.append(message.content)

    async def on_application_command_error(self, context, error):
        self.wrong.append(repr(error))

    def _commands(self):
        @self.slash_command(description="Says hello at once")
        @discord.option("who", str)
        async def hello(ctx, who):
            await ctx.respond(f"Hello, {who}")

        @self.slash_command(description="Thinks first")
        @discord.option("about", str, max_length=20)
        async def think(ctx, about):
            await ctx.defer()
            await asyncio.sleep(0.2)
            edited = await ctx.edit(content=f"I thought about {about}")
            await ctx.send_followup("And a word for you alone", ephemeral=True)
            message = await ctx.channel.fetch_message(edited.id)
            await ctx.send_followup(f"The answer was {message.content!r}")

        @self.slash_command(description="Offers something")
        async def offer(ctx):
            await ctx.respond("What may it be?", view=Choices(), ephemeral=True)

        async def suggest(ctx):
            return [fruit for fruit in FRUIT if ctx.value in fruit]

        @self.slash_command(description="Suggests fruit")
        @discord.option("name", str, autocomplete=suggest)
        async def fruit(ctx, name):
            await ctx.respond(f"One {name}")

        @self.slash_command(description="Shows a picture")
        async def show(ctx):
            embed = discord.Embed(title="A square")
            embed.set_image(url="attachment://square.png")
            file = discord.File(io.BytesIO(picture()), "square.png", description="A green square")
            await ctx.respond("Here", embed=embed, file=file)

        @self.slash_command(name="import", description="Reads a list")
        @discord.option("list", discord.Attachment, parameter_name="file")
        async def take(ctx, file):
            words = (await file.read()).decode()
            await ctx.respond(f"{file.filename}: {len(words.splitlines())} lines, {file.size} bytes")

        @self.user_command(name="Who is this")
        async def who(ctx, member):
            await ctx.respond(f"{member.display_name}, {len(member.roles)} roles", ephemeral=True)

        @self.message_command(name="Count words")
        async def count(ctx, message):
            await ctx.respond(f"{len(message.content.split())} words", ephemeral=True)


@contextlib.asynccontextmanager
async def connected(transcript, sandbox):
    """The bot, logged in and with its commands registered."""
    # All that has to be changed for a bot of py-cord.
    discord.http.Route.API_BASE_URL = sandbox.env["API_URL"]
    bot = Concierge()
    task = asyncio.create_task(bot.start(sandbox.env["DISCORD_TOKEN"]))
    try:
        await until(lambda: bot.readies or task.done(), 30)
        if task.done():
            task.result()
        transcript.says("bot", f"logged in as {bot.user}, with py-cord {discord.__version__}")
        transcript.holds("it knows its server", [guild.name for guild in bot.guilds], ["Northwind Tools"])
        transcript.holds("its commands are registered", len(await bot.http.get_global_commands(bot.user.id)), 8)
        yield bot
    finally:
        await bot.close()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await task


async def members(transcript, bot):
    """Numbers as ids, as this library sends them: asked for by name and by id."""
    guild = bot.guilds[0]
    found = await guild.query_members("Mi", limit=5)
    transcript.holds("members are found by their names", [member.display_name for member in found], ["Mia"])
    again = await guild.query_members(user_ids=[found[0].id])
    transcript.holds("and by their ids", [member.id for member in again], [found[0].id])


async def story(transcript):
    async with Sandbox.start() as sandbox, Person(sandbox, transcript, "Mia").listening() as mia:
        async with connected(transcript, sandbox) as bot:
            await interactions(transcript, mia)
            await shows(transcript, mia)
            await gives(transcript, mia)
            await members(transcript, bot)
            await burst(transcript, mia, bot.get_channel(int(sandbox.channel("general"))).send)
            await drops(transcript, mia, bot)
            transcript.holds("nothing went wrong in it", bot.wrong, [])
        await sandbox.leave_log("py-cord")


if __name__ == "__main__":
    main("py-cord", story)
