// A bot of oceanic.js, unmodified but for its base address. The same commands as the other bots here.

import { Client, MessageFlags } from "oceanic.js";

const { API_URL, DISCORD_TOKEN, PICTURE } = process.env;
const client = new Client({
  auth: `Bot ${DISCORD_TOKEN}`,
  rest: { baseURL: API_URL },
  gateway: { intents: ["GUILDS", "GUILD_MESSAGES", "MESSAGE_CONTENT"], compress: "zlib-stream" },
});
const say = (fact) => process.stdout.write(`${JSON.stringify(fact)}\n`);
const text = (name, more) => ({ type: 3, name, description: name, required: true, ...more });
const row = (...components) => ({ type: 1, components });
const input = (customID, label, style, required) => row({ type: 4, customID, label, style, required });

const commands = [
  { type: 1, name: "hello", description: "Says hello at once", options: [text("who")] },
  { type: 1, name: "think", description: "Thinks first", options: [text("about")] },
  { type: 1, name: "offer", description: "Offers something" },
  { type: 1, name: "fruit", description: "Suggests fruit", options: [text("name", { autocomplete: true })] },
  { type: 1, name: "show", description: "Shows a picture" },
  { type: 2, name: "Who is this" },
  { type: 3, name: "Count words" },
];

const acts = {
  hello: (it) => it.createMessage({ content: `Hello, ${it.data.options.getString("who")}` }),
  async think(it) {
    await it.defer();
    await it.editOriginal({ content: `I thought about ${it.data.options.getString("about")}` });
    await it.createFollowup({ content: "And a word for you alone", flags: MessageFlags.EPHEMERAL });
    const answer = await it.getOriginal();
    await it.createFollowup({ content: `The answer was '${answer.content}'` });
  },
  offer: (it) => it.createMessage({
    content: "What may it be?", flags: MessageFlags.EPHEMERAL,
    components: [
      row({ type: 2, style: 1, customID: "order", label: "Order" }),
      row({ type: 3, customID: "size", placeholder: "Size", options: [{ label: "Small", value: "s" }, { label: "Large", value: "l" }] }),
    ],
  }),
  fruit: (it) => it.createMessage({ content: `One ${it.data.options.getString("name")}` }),
  show: (it) => it.createMessage({
    content: "Here",
    embeds: [{ title: "A square", image: { url: "attachment://square.png" } }],
    files: [{ name: "square.png", contents: Buffer.from(PICTURE, "base64") }],
  }),
  "Who is this": (it) => {
    const member = it.data.resolved.members.first();
    // Everybody's role is none of a member's own.
    return it.createMessage({ content: `${member.displayName}, ${member.roles.length + 1} roles`, flags: MessageFlags.EPHEMERAL });
  },
  "Count words": (it) => it.createMessage({
    content: `${it.data.resolved.messages.first().content.split(" ").length} words`, flags: MessageFlags.EPHEMERAL,
  }),
  order: (it) => it.createModal({
    customID: "form", title: "Your order", components: [input("what", "What", 1, true), input("why", "Why", 2, false)],
  }),
  size: (it) => it.editParent({ content: `Size ${it.data.values.raw[0]} it is` }),
  form: (it) => it.createMessage({
    content: `Noted: ${it.data.components.getTextInput("what")}, since ${it.data.components.getTextInput("why")}`,
  }),
};

client.on("interactionCreate", async (it) => {
  if (it.isAutocompleteInteraction()) {
    const typed = it.data.options.getFocused(true).value;
    const fits = ["apple", "apricot", "banana"].filter((fruit) => fruit.includes(typed));
    await it.result(fits.map((fruit) => ({ name: fruit, value: fruit })));
  } else {
    await acts[it.data.name ?? it.data.customID](it);
  }
});
client.on("messageCreate", (message) => {
  if (!message.author.bot) say({ heard: message.content });
});
client.on("shardResume", () => say({ resumed: true }));
// `shardReady` comes after resuming too.
client.on("packet", (packet) => {
  if (packet.t === "READY") say({ session: true });
});
// Connections that end tell of themselves here too: what was lost shows in what was heard.
client.on("error", (error) => process.stderr.write(`${error}\n`));
process.on("unhandledRejection", (error) => { say({ error: String(error) }); process.exit(1); });
client.once("ready", async () => {
  const registered = await client.application.bulkEditGlobalCommands(commands);
  const guilds = client.guilds.map((guild) => guild.name);
  say({ ready: client.user.username, guilds, commands: registered.length });
});
process.stdin.on("end", () => { client.disconnect(false); process.exit(0); }).resume();
await client.connect();
