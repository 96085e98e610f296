// A bot of discord.js, unmodified but for its base address. The same commands as the other bots here.

import {
  ActionRowBuilder, ApplicationCommandType, AttachmentBuilder, ButtonBuilder, ButtonStyle, Client, ContextMenuCommandBuilder,
  EmbedBuilder, Events, GatewayIntentBits, MessageFlags, ModalBuilder, SlashCommandBuilder, StringSelectMenuBuilder,
  TextInputBuilder, TextInputStyle,
} from "discord.js";

const { API_URL, DISCORD_TOKEN, PICTURE } = process.env;
const { Guilds, GuildMessages, MessageContent } = GatewayIntentBits;
const client = new Client({
  intents: [Guilds, GuildMessages, MessageContent],
  rest: { api: API_URL.replace(/\/v10$/, ""), version: "10" },
});
const say = (fact) => process.stdout.write(`${JSON.stringify(fact)}\n`);
const text = (name) => (option) => option.setName(name).setDescription(name).setRequired(true);

const commands = [
  new SlashCommandBuilder().setName("hello").setDescription("Says hello at once").addStringOption(text("who")),
  new SlashCommandBuilder().setName("think").setDescription("Thinks first").addStringOption(text("about")),
  new SlashCommandBuilder().setName("offer").setDescription("Offers something"),
  new SlashCommandBuilder().setName("fruit").setDescription("Suggests fruit")
    .addStringOption((option) => text("name")(option).setAutocomplete(true)),
  new SlashCommandBuilder().setName("show").setDescription("Shows a picture"),
  new ContextMenuCommandBuilder().setName("Who is this").setType(ApplicationCommandType.User),
  new ContextMenuCommandBuilder().setName("Count words").setType(ApplicationCommandType.Message),
];

const input = (id, label, style, required) => new ActionRowBuilder().addComponents(
  new TextInputBuilder().setCustomId(id).setLabel(label).setStyle(style).setRequired(required));

const acts = {
  hello: (it) => it.reply(`Hello, ${it.options.getString("who")}`),
  async think(it) {
    await it.deferReply();
    await it.editReply(`I thought about ${it.options.getString("about")}`);
    await it.followUp({ content: "And a word for you alone", flags: MessageFlags.Ephemeral });
    const answer = await it.fetchReply();
    await it.followUp(`The answer was '${answer.content}'`);
  },
  offer: (it) => it.reply({
    content: "What may it be?", flags: MessageFlags.Ephemeral,
    components: [
      new ActionRowBuilder().addComponents(new ButtonBuilder().setCustomId("order").setLabel("Order").setStyle(ButtonStyle.Primary)),
      new ActionRowBuilder().addComponents(new StringSelectMenuBuilder().setCustomId("size").setPlaceholder("Size")
        .addOptions({ label: "Small", value: "s" }, { label: "Large", value: "l" })),
    ],
  }),
  fruit: (it) => it.reply(`One ${it.options.getString("name")}`),
  show: (it) => it.reply({
    content: "Here",
    embeds: [new EmbedBuilder().setTitle("A square").setImage("attachment://square.png")],
    files: [new AttachmentBuilder(Buffer.from(PICTURE, "base64"), { name: "square.png", description: "A green square" })],
  }),
  "Who is this": (it) => it.reply({ content: `${it.targetMember.displayName}, ${it.targetMember.roles.cache.size} roles`, flags: MessageFlags.Ephemeral }),
  "Count words": (it) => it.reply({ content: `${it.targetMessage.content.split(" ").length} words`, flags: MessageFlags.Ephemeral }),
  order: (it) => it.showModal(new ModalBuilder().setCustomId("form").setTitle("Your order")
    .addComponents(input("what", "What", TextInputStyle.Short, true), input("why", "Why", TextInputStyle.Paragraph, false))),
  size: (it) => it.update(`Size ${it.values[0]} it is`),
  form: (it) => it.reply(`Noted: ${it.fields.getTextInputValue("what")}, since ${it.fields.getTextInputValue("why")}`),
};

client.on(Events.InteractionCreate, async (it) => {
  if (it.isAutocomplete()) {
    const fits = ["apple", "apricot", "banana"].filter((fruit) => fruit.includes(it.options.getFocused()));
    await it.respond(fits.map((fruit) => ({ name: fruit, value: fruit })));
  } else {
    await acts[it.commandName ?? it.customId](it);
  }
});
client.on(Events.MessageCreate, (message) => {
  if (!message.author.bot) say({ heard: message.content });
});
client.on(Events.ShardResume, () => say({ resumed: true }));
client.on(Events.ShardReady, () => say({ session: true }));
client.on(Events.Error, (error) => say({ error: String(error) }));
process.on("unhandledRejection", (error) => { say({ error: String(error) }); process.exit(1); });
client.once(Events.ClientReady, async () => {
  const registered = await client.application.commands.set(commands);
  say({ ready: client.user.username, guilds: client.guilds.cache.map((guild) => guild.name), commands: registered.size });
});
process.stdin.on("end", () => client.destroy().then(() => process.exit(0))).resume();
await client.login(DISCORD_TOKEN);
