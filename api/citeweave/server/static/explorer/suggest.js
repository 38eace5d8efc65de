// A field that suggests what somebody who is still typing may mean (the pattern "combobox").

import { ask } from "./api.js";
import { announce, el } from "./dom.js";
import { KINDS, kindOf } from "./kinds.js";
import { SUGGEST } from "./queries.js";
import { counted } from "./text.js";

const PAUSE = 180;
const LEAST = 2;

/** Nodes for what was typed, the most used first. */
export async function suggestions(words, signal) {
  return (await ask({ query: SUGGEST, variables: { words } }, signal)).suggest;
}

/** Make a field; `chosen(node)` is called with a suggestion, `entered(text)` with what was typed. */
export function suggesting({ id, label, value = "", placeholder = "", chosen, entered = () => {} }) {
  const list = el("ul", { id: `${id}-list`, role: "listbox", "aria-label": "Suggestions", hidden: true });
  const input = el("input", {
    id, type: "text", role: "combobox", name: id === "q" ? "q" : null, value, placeholder, "aria-label": label,
    "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list", autocomplete: "off",
    spellcheck: "false", maxlength: 300, enterkeyhint: "search",
  });
  const state = { nodes: [], at: -1, timer: 0, asking: null };

  function close() {
    clearTimeout(state.timer);
    state.asking?.abort();
    list.hidden = true;
    state.at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(at) {
    state.at = at;
    [...list.children].forEach((one, place) => one.setAttribute("aria-selected", String(place === at)));
    const now = list.children[at];
    if (now) {
      input.setAttribute("aria-activedescendant", now.id);
      now.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  function take(node) {
    close();
    input.value = node.name;
    chosen(node);
  }

  async function look() {
    state.asking?.abort();
    state.asking = new AbortController();
    try {
      state.nodes = await suggestions(input.value.trim(), state.asking.signal);
    } catch {
      return; // a field without suggestions still searches
    }
    const items = state.nodes.map((node, at) => option(node, `${id}-${at}`, () => take(node)));
    list.replaceChildren(...items);
    list.hidden = !items.length || document.activeElement !== input;
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark(-1);
    announce(counted(items.length, ["suggestion", "suggestions"]));
  }

  input.addEventListener("input", () => {
    clearTimeout(state.timer);
    if (input.value.trim().length < LEAST) close();
    else state.timer = setTimeout(look, PAUSE);
  });
  input.addEventListener("blur", () => setTimeout(close, 120));
  input.addEventListener("keydown", (event) => {
    const open = !list.hidden;
    const count = state.nodes.length;
    if (event.key === "Escape" && open) close();
    else if (event.key === "ArrowDown" && open) mark((state.at + 1) % count);
    else if (event.key === "ArrowUp" && open) mark((state.at - 1 + count) % count);
    else if (event.key === "Enter" && open && state.at >= 0) take(state.nodes[state.at]);
    else if (event.key === "Enter") {
      close();
      entered(input.value.trim());
    } else return;
    event.preventDefault();
  });
  return el("div", { class: "suggesting" }, input, list);
}

function option(node, id, act) {
  const kind = kindOf(node);
  const down = (event) => {
    event.preventDefault();
    act();
  };
  return el(
    "li",
    { id, role: "option", "aria-selected": "false", on: { pointerdown: down } },
    el("span", { class: `dot ${kind.toLowerCase()}`, "aria-hidden": "true" }),
    el("span", { class: "name" }, node.name || "(no title)"),
    el("span", { class: "small" }, KINDS[kind][0], node.year ? `, ${node.year}` : ""),
  );
}
