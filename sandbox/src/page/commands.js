// Commands: the list, what was typed of one, and how it is sent.

import { api, state } from "./api.js";
import { nameOf, people, roles, textChannels } from "./guild.js";

/** When they were loaded. */
let loaded = 0;

/** Loads the commands that this person may use. */
export async function load() {
  const { me } = state;
  const index = await api("GET", `/guilds/${state.company.guild_id}/application-command-index`);
  if (me !== state.me) return;
  state.commands = index.application_commands;
  loaded = Date.now();
}

/** Loads them again when some time has gone by: a bot may have registered others. Whether it did. */
export async function freshen() {
  if (Date.now() - loaded < 5_000) return false;
  await load();
  return true;
}

/** Those that go where this person is: in a server, or between two. */
const here = () => (state.commands ?? []).filter((command) => {
  if (command.contexts?.length) return command.contexts.includes(state.inTalk ? 1 : 0);
  return !state.inTalk || (!command.guild_id && command.dm_permission !== false);
});

/** Every command that can be typed, groups taken apart: { path, command, options }. */
export function leaves() {
  const below = (command, path, options, chain) => {
    const groups = (options ?? []).filter((option) => option.type === 1 || option.type === 2);
    if (groups.length) return groups.flatMap((group) => below(command, `${path} ${group.name}`, group.options, [...chain, group]));
    return [{ path, command, options: options ?? [], chain, description: chain.at(-1)?.description ?? command.description }];
  };
  return here().filter((command) => command.type === 1).flatMap((command) => below(command, `/${command.name}`, command.options, []));
}

/** Commands of a message's (3) or a user's (2) menu. */
export const menu = (type) => here().filter((command) => command.type === type);

/** The data of an interaction: the values, wrapped in the groups. `values` are [name, value, focused]. */
export function data(leaf, values) {
  let options = values.map(([name, value, focused]) => {
    const { type } = leaf.options.find((option) => option.name === name);
    return { name, type, value: focused ? value : typed(type, value), ...(focused ? { focused: true } : {}) };
  });
  for (const group of [...leaf.chain].reverse()) options = [{ name: group.name, type: group.type, options }];
  return { id: leaf.command.id, name: leaf.command.name, type: 1, version: leaf.command.version, options };
}

function typed(type, value) {
  if (type === 4) return Number.parseInt(value, 10);
  if (type === 10) return Number(value);
  if (type === 5) return value === true || value === "true" || value === "yes";
  return value;
}

/** What an option's text means: the value of a choice by its name, an id by a name. */
export function meaning(option, text) {
  const folded = text.trim().toLowerCase().replace(/^[@#]/, "");
  const choice = option.choices?.find((choice) => choice.name.toLowerCase() === folded || String(choice.value).toLowerCase() === folded)
    ?? option.choices?.find((choice) => choice.name.toLowerCase().startsWith(folded));
  if (choice) return choice.value;
  const id = (entries) => entries.find(([, name]) => name.toLowerCase() === folded)?.[0];
  const members = () => people().map(({ user }) => [user.id, nameOf(user.id)]);
  const named = (list) => list.map((entry) => [entry.id, entry.name]);
  if (option.type === 6) return id(members()) ?? text;
  if (option.type === 7) return id(named(textChannels())) ?? text;
  if (option.type === 8) return id(named(roles())) ?? text;
  if (option.type === 9) return id([...members(), ...named(roles())]) ?? text;
  return text.trim();
}

/** Reads a whole line: `/lead add name:Ada Lovelace source:blog`. Null when it is no command. */
export function parse(line) {
  const leaf = leaves().filter((leaf) => line === leaf.path || line.startsWith(`${leaf.path} `)).sort((a, b) => b.path.length - a.path.length)[0];
  if (!leaf) return null;
  const rest = line.slice(leaf.path.length);
  const names = leaf.options.map((option) => option.name).sort((a, b) => b.length - a.length);
  const marks = names.length ? [...rest.matchAll(new RegExp(`(?:^|\\s)(${names.join("|")}):`, "g"))] : [];
  const values = marks.map((mark, index) => {
    const from = mark.index + mark[0].length;
    const to = marks[index + 1]?.index ?? rest.length;
    const option = leaf.options.find((option) => option.name === mark[1]);
    return [mark[1], meaning(option, rest.slice(from, to).trim())];
  });
  return { leaf, values, missing: leaf.options.filter((option) => option.required && !values.some(([name]) => name === option.name)) };
}
