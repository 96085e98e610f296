// A bot of discordeno, unmodified but for its base address. The same commands as the other bots here.

import { createBot, createDesiredPropertiesObject, commandOptionsParser } from "@discordeno/bot";

const { API_URL, APPLICATION_ID, DISCORD_TOKEN, PICTURE } = process.env;
const EPHEMERAL = 64;
const say = (fact) => process.stdout.write(`${JSON.stringify(fact)}\n`);
const text = (name, more = {}) => [{ type: 3, name, description: name, required: true, ...more }];

const commands = [
  { name: "hello", description: "Says hello at once", options: text("who") },
  { name: "think", description: "Thinks first", options: text("about") },
  { name: "offer", description: "Offers something" },
  { name: "fruit", description: "Suggests fruit", options: text("name", { autocomplete: true }) },
  { name: "show", description: "Shows a picture" },
  { name: "import", description: "Reads a list", options: [{ type: 11, name: "list", description: "list", required: true }] },
  { name: "Who is this", type: 2 },
  { name: "Count words", type: 3 },
];

const input = (customId, label, style, required) => ({ type: 1, components: [{ type: 4, customId, label, style, required }] });
const typed = (it) => it.data.components.flatMap((row) => row.components).map(({ value }) => value);

const acts = {
  hello: (it, { who }) => it.respond(`Hello, ${who}`),
  async think(it, { about }) {
    await it.defer();
    await it.edit(`I thought about ${about}`);
    await it.respond("And a word for you alone", { isPrivate: true });
    const answer = await bot.helpers.getOriginalInteractionResponse(it.token);
    await it.respond(`The answer was '${answer.content}'`);
  },
  offer: (it) => it.respond({
    content: "What may it be?", flags: EPHEMERAL,
    components: [
      { type: 1, components: [{ type: 2, customId: "order", label: "Order", style: 1 }] },
      { type: 1, components: [{ type: 3, customId: "size", placeholder: "Size", options: [{ label: "Small", value: "s" }, { label: "Large", value: "l" }] }] },
    ],
  }),
  fruit: (it, { name }) => it.respond(`One ${name}`),
  show: (it) => it.respond({
    content: "Here", embeds: [{ title: "A square", image: { url: "attachment://square.png" } }],
    files: [{ name: "square.png", blob: new Blob([Buffer.from(PICTURE, "base64")], { type: "image/png" }) }],
  }),
  async import(it, { list }) {
    const words = await fetch(list.url).then((answer) => answer.text());
    await it.respond(`${list.filename}: ${words.trim().split("\n").length} lines, ${list.size} bytes`);
  },
  "Who is this"(it) {
    const member = it.data.resolved.members.first();
    const user = it.data.resolved.users.first();
    // Everybody's role is none of a member's own.
    return it.respond(`${member.nick ?? user.globalName ?? user.username}, ${member.roles.length + 1} roles`, { isPrivate: true });
  },
  "Count words": (it) => it.respond(`${it.data.resolved.messages.first().content.split(" ").length} words`, { isPrivate: true }),
  order: (it) => it.respond({ title: "Your order", customId: "form", components: [input("what", "What", 1, true), input("why", "Why", 2, false)] }),
  size: (it) => it.edit(`Size ${it.data.values[0]} it is`),
  form: (it) => it.respond(`Noted: ${typed(it)[0]}, since ${typed(it)[1]}`),
};

let [name, known] = ["", false];
const bot = createBot({
  token: DISCORD_TOKEN,
  applicationId: APPLICATION_ID,
  // Servers, messages and what they say.
  intents: 1 | 1 << 9 | 1 << 15,
  // An address that is not Discord's is taken for a proxy with a limiter of its own.
  rest: { proxy: { baseUrl: API_URL.replace(/\/v10$/, ""), authorization: `Bot ${DISCORD_TOKEN}` } },
  desiredProperties: createDesiredPropertiesObject({}, true),
  events: {
    async interactionCreate(it) {
      if (it.type === 4) {
        const now = it.data.options.find((option) => option.focused).value;
        const fits = ["apple", "apricot", "banana"].filter((fruit) => fruit.includes(now));
        return it.respond({ choices: fits.map((fruit) => ({ name: fruit, value: fruit })) });
      }
      return acts[it.data.name ?? it.data.customId](it, it.data.options ? commandOptionsParser(it) : {});
    },
    messageCreate(message) {
      if (!message.author.bot) say({ heard: message.content });
    },
    ready({ user }) {
      say({ session: true });
      name = user.username;
    },
    async guildCreate(guild) {
      if (known) return;
      known = true;
      const registered = await bot.helpers.upsertGlobalApplicationCommands(commands);
      say({ ready: name, guilds: [guild.name], commands: registered.length });
    },
  },
  loggerFactory: () => ({ debug() {}, info() {}, warn() {}, error: (...words) => process.stderr.write(`${words.join(" ")}\n`), fatal: (...words) => process.stderr.write(`${words.join(" ")}\n`) }),
});
bot.gateway.events.resumed = () => say({ resumed: true });
process.on("unhandledRejection", (error) => { say({ error: String(error) }); process.exit(1); });
process.stdin.on("end", () => bot.shutdown().then(() => process.exit(0))).resume();
await bot.start();
