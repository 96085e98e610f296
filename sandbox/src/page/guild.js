// The server as the gateway tells it: channels, threads, roles, members; and the present person's direct
// messages. Events keep it up to date.

import { api, state } from "./api.js";

/** What is known. */
export const guild = { name: "", owner: null, channels: new Map(), threads: new Map(), roles: new Map(), members: new Map(), talks: new Map() };

const byId = (list) => new Map((list ?? []).map((entry) => [entry.id ?? entry.user.id, entry]));

/** Permissions by name: their bits. */
export const BITS = {
  KICK_MEMBERS: 1n << 1n, ADMINISTRATOR: 1n << 3n, MANAGE_CHANNELS: 1n << 4n, MANAGE_GUILD: 1n << 5n, ADD_REACTIONS: 1n << 6n,
  VIEW_CHANNEL: 1n << 10n, SEND_MESSAGES: 1n << 11n, MANAGE_MESSAGES: 1n << 13n, ATTACH_FILES: 1n << 15n, MANAGE_ROLES: 1n << 28n,
  MANAGE_THREADS: 1n << 34n, CREATE_PUBLIC_THREADS: 1n << 35n, SEND_MESSAGES_IN_THREADS: 1n << 38n, PIN_MESSAGES: 1n << 51n,
};

/** The whole server, as GUILD_CREATE tells it. */
export function load(data) {
  guild.name = data.name;
  guild.owner = data.owner_id;
  guild.roles = byId(data.roles);
  guild.members = byId(data.members);
  guild.channels = byId(data.channels);
  guild.threads = byId(data.threads);
}

/** Forgets everything: somebody else looks now. */
export function forget() {
  load({ name: state.company.name, owner_id: null });
  guild.talks = new Map();
}

/** Asks for the channels that this person sees, the threads in them, and their talks: what they see may have changed. */
export async function refresh() {
  const me = state.me;
  const path = `/guilds/${state.company.guild_id}`;
  const [channels, threads, talks] = await Promise.all([
    api("GET", `${path}/channels`),
    api("GET", `${path}/threads/active`).catch(() => null),
    api("GET", "/users/@me/channels"),
  ]);
  if (me !== state.me) return;
  guild.channels = byId(channels);
  if (threads?.threads) guild.threads = byId(threads.threads);
  guild.talks = byId(talks);
}

const EVENTS = {
  GUILD_CREATE: (data) => load(data),
  GUILD_UPDATE: (data) => { guild.name = data.name; guild.owner = data.owner_id; if (data.roles) guild.roles = byId(data.roles); },
  GUILD_ROLE_CREATE: ({ role }) => guild.roles.set(role.id, role),
  GUILD_ROLE_UPDATE: ({ role }) => guild.roles.set(role.id, role),
  GUILD_ROLE_DELETE: ({ role_id: id }) => guild.roles.delete(id),
  GUILD_MEMBER_ADD: (data) => guild.members.set(data.user.id, data),
  GUILD_MEMBER_UPDATE: (data) => guild.members.set(data.user.id, { ...guild.members.get(data.user.id), ...data }),
  GUILD_MEMBER_REMOVE: ({ user }) => guild.members.delete(user.id),
  CHANNEL_CREATE: (data) => (isTalk(data) ? guild.talks : guild.channels).set(data.id, data),
  CHANNEL_UPDATE: (data) => guild.channels.set(data.id, data),
  CHANNEL_DELETE: ({ id }) => guild.channels.delete(id),
  THREAD_CREATE: (data) => guild.threads.set(data.id, data),
  THREAD_UPDATE: (data) => { if (data.thread_metadata?.archived) guild.threads.delete(data.id); else guild.threads.set(data.id, data); },
  THREAD_DELETE: ({ id }) => guild.threads.delete(id),
  THREAD_LIST_SYNC: ({ threads }) => threads.forEach((thread) => guild.threads.set(thread.id, thread)),
};

/** Takes an event in. Whether it was about the server. */
export function apply(event, data) {
  EVENTS[event]?.(data);
  return event in EVENTS;
}

/** A channel, thread or talk. */
export const channelOf = (id) => guild.channels.get(id) ?? guild.threads.get(id) ?? guild.talks.get(id);
/** Whether it is a talk between two. */
export const isTalk = (channel) => channel?.type === 1;
/** What a channel is called; a talk has the name of the other. */
export const titleOf = (channel) => (isTalk(channel) ? called(channel.recipients[0]) : channel.name);
/** The present person's talks, by name. */
export const talks = () => [...guild.talks.values()].sort((a, b) => titleOf(a).localeCompare(titleOf(b)));
/** Whether it is a thread. */
export const isThread = (channel) => channel?.type >= 10 && channel?.type <= 12;

/** Channels for writing, in their order. */
export const textChannels = () => [...guild.channels.values()].filter((channel) => channel.type === 0 || channel.type === 5)
  .sort((a, b) => a.position - b.position || (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
/** The threads of a channel. */
export const threadsOf = (id) => [...guild.threads.values()].filter((thread) => thread.parent_id === id);
/** Roles that people can hold, the highest first: neither @everyone nor a bot's own. */
export const roles = () => [...guild.roles.values()].filter((role) => role.id !== state.company.guild_id && !role.managed).sort((a, b) => b.position - a.position);
/** The members who are people. */
export const people = () => [...guild.members.values()].filter((member) => !member.user.bot);
/** The bot, when it is in the server. */
export const bot = () => guild.members.get(state.company.application_id);

/** A user's name as the server knows it. */
export const called = (user) => guild.members.get(user.id)?.nick ?? user.global_name ?? user.username;

/** The name of somebody, by id. */
export function nameOf(id) {
  const member = guild.members.get(id);
  return member ? member.nick ?? called(member.user) : state.company.members.find((known) => known.id === id)?.name ?? "somebody";
}

/** The ids of somebody's roles. */
export const rolesOf = (id) => guild.members.get(id)?.roles ?? [];

/** What both may do in a talk. */
const TALK = ["ADD_REACTIONS", "VIEW_CHANNEL", "SEND_MESSAGES", "ATTACH_FILES", "PIN_MESSAGES"].reduce((sum, name) => sum | BITS[name], 0n);

/** What the present person may do, in the server or in a channel. */
function held(channelId) {
  if (isTalk(channelOf(channelId))) return TALK;
  const all = (1n << 53n) - 1n;
  if (state.me.id === guild.owner) return all;
  const everyone = state.company.guild_id;
  const own = rolesOf(state.me.id);
  let bits = [everyone, ...own].reduce((sum, id) => sum | BigInt(guild.roles.get(id)?.permissions ?? 0), 0n);
  if (bits & BITS.ADMINISTRATOR) return all;
  const channel = channelOf(channelId);
  const overwrites = (isThread(channel) ? channelOf(channel.parent_id) : channel)?.permission_overwrites ?? [];
  const lay = (list) => {
    for (const { deny } of list) bits &= ~BigInt(deny);
    for (const { allow } of list) bits |= BigInt(allow);
  };
  lay(overwrites.filter(({ id }) => id === everyone));
  lay(overwrites.filter(({ id }) => own.includes(id)));
  lay(overwrites.filter(({ id }) => id === state.me.id));
  return bits;
}

/** Whether the present person may do something: `may("MANAGE_ROLES")`, `may("PIN_MESSAGES", channel)`. */
export const may = (name, channel) => (held(channel) & BITS[name]) !== 0n;

/** Whether there is anything that the present person may manage. */
export const manages = () => ["MANAGE_ROLES", "KICK_MEMBERS", "MANAGE_CHANNELS", "MANAGE_GUILD"].some((name) => may(name));
