"""A bot of hikari, unmodified but for its base address. The same commands as the other bots here."""

import asyncio

import hikari

from sandbox import Person, Sandbox, main
from stories import FRUIT, burst, drops, interactions, picture, shows, until

PRIVATE = hikari.MessageFlag.EPHEMERAL
ANSWER = hikari.ResponseType.MESSAGE_CREATE


class Concierge:
    """The bot."""

    def __init__(self, sandbox):
        self.bot = hikari.GatewayBot(
            sandbox.env["DISCORD_TOKEN"], rest_url=sandbox.env["API_URL"], banner=None,
            intents=hikari.Intents.GUILDS | hikari.Intents.GUILD_MESSAGES | hikari.Intents.MESSAGE_CONTENT,
        )
        self.application = int(sandbox.env["APPLICATION_ID"])
        self.heard, self.errors, self.readies, self.resumptions = [], [], 0, 0
        self.guild = None
        for event, act in [
            (hikari.ShardReadyEvent, self.on_ready),
            (hikari.ShardResumedEvent, self.on_resumed),
            (hikari.GuildAvailableEvent, self.on_guild),
            (hikari.MessageCreateEvent, self.on_message),
            (hikari.ExceptionEvent, self.on_error),
            (hikari.CommandInteractionCreateEvent, self.on_command),
            (hikari.AutocompleteInteractionCreateEvent, self.on_autocomplete),
            (hikari.ComponentInteractionCreateEvent, self.on_component),
            (hikari.ModalInteractionCreateEvent, self.on_form),
        ]:
            self.bot.subscribe(event, act)

    async def on_ready(self, event):
        self.readies += 1

    async def on_resumed(self, event):
        self.resumptions += 1

    async def on_guild(self, event):
        self.guild = event.guild.name

    async def on_message(self, event):
        if event.is_human:
            self.heard.append(event.content)

    async def on_error(self, event):
        self.errors.append(repr(event.exception))

    async def register(self):
        rest = self.bot.rest

        def text(name, **more):
            return hikari.CommandOption(type=hikari.OptionType.STRING, name=name, description=name, is_required=True, **more)

        return await rest.set_application_commands(self.application, [
            rest.slash_command_builder("hello", "Says hello at once").add_option(text("who")),
            rest.slash_command_builder("think", "Thinks first").add_option(text("about", max_length=20)),
            rest.slash_command_builder("offer", "Offers something"),
            rest.slash_command_builder("fruit", "Suggests fruit").add_option(text("name", autocomplete=True)),
            rest.slash_command_builder("show", "Shows a picture"),
            rest.context_menu_command_builder(hikari.CommandType.USER, "Who is this"),
            rest.context_menu_command_builder(hikari.CommandType.MESSAGE, "Count words"),
        ])

    async def on_command(self, event):
        it = event.interaction
        given = {option.name: option.value for option in it.options or []}
        match it.command_name:
            case "hello":
                await it.create_initial_response(ANSWER, f"Hello, {given['who']}")
            case "think":
                await it.create_initial_response(hikari.ResponseType.DEFERRED_MESSAGE_CREATE)
                await asyncio.sleep(0.2)
                await it.edit_initial_response(f"I thought about {given['about']}")
                await it.execute("And a word for you alone", flags=PRIVATE)
                answer = await it.fetch_initial_response()
                await it.execute(f"The answer was {answer.content!r}")
            case "offer":
                button = self.bot.rest.build_message_action_row()
                button.add_interactive_button(hikari.ButtonStyle.PRIMARY, "order", label="Order")
                sizes = self.bot.rest.build_message_action_row()
                sizes.add_text_menu("size", placeholder="Size").add_option("Small", "s").add_option("Large", "l")
                await it.create_initial_response(ANSWER, "What may it be?", components=[button, sizes], flags=PRIVATE)
            case "fruit":
                await it.create_initial_response(ANSWER, f"One {given['name']}")
            case "show":
                embed = hikari.Embed(title="A square").set_image(hikari.Bytes(picture(), "square.png"))
                await it.create_initial_response(ANSWER, "Here", embed=embed)
            case "Who is this":
                member = it.resolved.members[it.target_id]
                await it.create_initial_response(ANSWER, f"{member.display_name}, {len(member.role_ids)} roles", flags=PRIVATE)
            case "Count words":
                words = it.resolved.messages[it.target_id].content.split()
                await it.create_initial_response(ANSWER, f"{len(words)} words", flags=PRIVATE)

    async def on_autocomplete(self, event):
        it = event.interaction
        asked = next(option.value for option in it.options if option.is_focused)
        fits = [hikari.impl.AutocompleteChoiceBuilder(fruit, fruit) for fruit in FRUIT if asked in fruit]
        await it.create_response(fits)

    async def on_component(self, event):
        it = event.interaction
        if it.custom_id == "order":
            what, why = (self.bot.rest.build_modal_action_row() for _ in range(2))
            what.add_text_input("what", "What", max_length=40)
            why.add_text_input("why", "Why", style=hikari.TextInputStyle.PARAGRAPH, required=False)
            await it.create_modal_response("Your order", "form", components=[what, why])
        else:
            await it.create_initial_response(hikari.ResponseType.MESSAGE_UPDATE, f"Size {it.values[0]} it is")

    async def on_form(self, event):
        given = {part.custom_id: part.value for row in event.interaction.components for part in row.components}
        await event.interaction.create_initial_response(ANSWER, f"Noted: {given['what']}, since {given['why']}")


async def things(transcript, bot, mia):
    """A reaction, a thread, an edit, a deletion, a refusal."""
    rest, channel = bot.bot.rest, int(mia.sandbox.channel("general"))
    message = await rest.create_message(channel, "React, please")
    await mia.hears("MESSAGE_CREATE", lambda data: data["id"] == str(message.id))
    await rest.add_reaction(channel, message, "👍")
    reaction = await mia.hears("MESSAGE_REACTION_ADD")
    transcript.holds("its reaction is heard", reaction["emoji"]["name"], "👍")
    thread = await rest.create_message_thread(channel, message, "Details")
    await rest.create_message(thread, "In here")
    heard = await mia.hears("MESSAGE_CREATE", lambda data: data["content"] == "In here")
    transcript.holds("a new thread's message is heard at once", heard["channel_id"], str(thread.id))
    await mia.asks("POST", f"/channels/{thread.id}/messages", {"content": "and from me"})
    await until(lambda: "and from me" in bot.heard)
    transcript.holds("and the bot hears what people write there", bot.heard.count("and from me"), 1)
    await rest.edit_message(channel, message, "Thank you")
    await mia.reads("Thank you", "MESSAGE_UPDATE")
    await rest.delete_message(channel, message)
    await mia.hears("MESSAGE_DELETE", lambda data: data["id"] == str(message.id))
    with transcript.refused("what is gone has its code", hikari.NotFoundError, 10008):
        await rest.fetch_message(channel, message)
    with transcript.refused("2001 characters are refused", hikari.BadRequestError, 50035):
        await rest.create_message(channel, "x" * 2001)


async def story(transcript):
    async with Sandbox.start() as sandbox, Person(sandbox, transcript, "Mia").listening() as mia:
        bot = Concierge(sandbox)
        await asyncio.wait_for(bot.bot.start(check_for_updates=False), 30)
        try:
            await until(lambda: bot.guild)
            transcript.says("bot", f"logged in as {bot.bot.get_me()}, with hikari {hikari.__version__}")
            transcript.holds("it knows its server", bot.guild, "Northwind Tools")
            transcript.holds("its commands are registered", len(await bot.register()), 7)
            await interactions(transcript, mia)
            await shows(transcript, mia)
            await things(transcript, bot, mia)
            channel = int(sandbox.channel("general"))
            await burst(transcript, mia, lambda words: bot.bot.rest.create_message(channel, words))
            await drops(transcript, mia, bot)
        finally:
            await bot.bot.close()
            await sandbox.leave_log("hikari")
            transcript.holds("nothing went wrong in it", bot.errors, [])


if __name__ == "__main__":
    main("hikari", story)
