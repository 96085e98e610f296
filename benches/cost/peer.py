"""The plainest way to do the same: discord.py and asyncpg, a transaction with a few statements, a line of news."""

import os

import asyncpg
import discord
import yarl
from discord import app_commands

discord.http.Route.BASE = os.environ["API_URL"]
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["GATEWAY_URL"])

TABLES = """
create table if not exists company (guild bigint primary key, leads int not null);
create table if not exists lead (
    guild bigint, number int, stage text not null, source text not null, by_whom bigint not null,
    at timestamptz not null default now(), primary key (guild, number));
create table if not exists person (
    guild bigint, lead int, name text not null, email text,
    foreign key (guild, lead) references lead (guild, number));
create index if not exists person_by_email on person (guild, lower(email));
create table if not exists happened (
    id bigint generated always as identity primary key, guild bigint, lead int, by_whom bigint, what text,
    at timestamptz not null default now(), foreign key (guild, lead) references lead (guild, number));
create index if not exists happened_to on happened (guild, lead);
"""


class Peer(discord.Client):
    def __init__(self):
        super().__init__(intents=discord.Intents.default())
        self.tree = app_commands.CommandTree(self)
        self.lead = app_commands.Group(name="lead", description="Leads")
        self.lead.command(name="add", description="Add a lead")(self.add)
        self.tree.add_command(self.lead)

    async def setup_hook(self):
        self.pool = await asyncpg.create_pool(os.environ["DATABASE_URL"], max_size=20)
        await self.pool.execute(TABLES)
        await self.tree.sync()

    async def write(self, guild, user, name, source, email):
        async with self.pool.acquire() as line, line.transaction():
            like = "select lead from person where guild = $1 and lower(email) = lower($2)"
            if email and await line.fetchval(like, guild, email):
                return None
            number = await line.fetchval(
                "insert into company values ($1, 1) on conflict (guild) do update set leads = company.leads + 1 "
                "returning leads", guild)
            await line.execute("insert into lead values ($1, $2, 'awareness', $3, $4)", guild, number, source, user)
            await line.execute("insert into person values ($1, $2, $3, $4)", guild, number, name, email)
            await line.execute(
                "insert into happened (guild, lead, by_whom, what) values ($1, $2, $3, 'added')", guild, number, user)
            return number

    async def add(self, asked: discord.Interaction, name: str, source: str, email: str = None):
        number = await self.write(asked.guild_id, asked.user.id, name, source, email)
        if number is None:
            await asked.response.send_message("There is one already.", ephemeral=True)
            return
        card = discord.Embed(title=f"L-{number} {name}", description=f"{source} {email}")
        await asked.response.send_message(embed=card, ephemeral=True)
        news = self.get_channel(int(os.environ["NEWS_CHANNEL"]))
        await news.send(f"{asked.user.display_name} added L-{number} {name}", allowed_mentions=discord.AllowedMentions.none())


Peer().run(os.environ["DISCORD_TOKEN"], log_handler=None)
