// Forms that a command or button opens.

import { interact, state } from "./api.js";
import { byId, el } from "./dom.js";

const dialog = byId("modal");
let sent = null;

/** Opens a form. */
export function open(form) {
  const inputs = form.components.flatMap((row) => (row.type === 18 ? [[row.label, row.description, row.component]] : row.components.map((input) => [input.label, null, input])));
  const wrong = el("p", { class: "wrong", role: "alert" });
  const fields = inputs.map(([label, description, input]) => {
    const props = { name: input.custom_id, value: input.value ?? "", placeholder: input.placeholder ?? "", required: input.required !== false, maxLength: input.max_length ?? 4000, minLength: input.min_length ?? 0 };
    return el("label", {}, el("span", { class: props.required ? "need" : "" }, label), description && el("small", {}, description), el(input.style === 2 ? "textarea" : "input", props));
  });
  const cancel = el("button", { type: "button", onclick: () => dialog.close() }, "Cancel");
  const submit = el("button", { type: "submit", class: "style-1" }, "Submit");
  const body = el("form", { onsubmit: async (event) => {
    event.preventDefault();
    wrong.textContent = "";
    submit.disabled = true;
    const components = [...body.querySelectorAll("[name]")].map((input) => ({ type: 1, components: [{ type: 4, custom_id: input.name, value: input.value }] }));
    try {
      sent = await interact(5, { id: form.id, custom_id: form.custom_id, components }, { channel_id: form.channel_id ?? state.channel });
    } catch (error) {
      submit.disabled = false;
      wrong.textContent = error.status ? error.message : "No connection. What you typed is still here.";
    }
  } }, el("h2", { id: "modal-title" }, form.title), fields, wrong, el("div", { class: "actions" }, cancel, submit));
  dialog.replaceChildren(body);
  dialog.showModal();
  body.querySelector("input, textarea")?.focus();
}

dialog.addEventListener("close", () => dialog.replaceChildren());

/** The form that was sent has its answer. */
export function answered(nonce) {
  if (nonce === sent && dialog.open) dialog.close();
}

/** Nobody answered the form: what was typed stays. */
export function failed(nonce) {
  if (nonce !== sent || !dialog.open) return;
  dialog.querySelector("button[type=submit]").disabled = false;
  dialog.querySelector(".wrong").textContent = "Something went wrong. Try again.";
}
