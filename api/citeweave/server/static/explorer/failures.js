// What went wrong, in plain words, and what to do.

import { useToken } from "./api.js";
import { button, el } from "./dom.js";
import { pageOf } from "./router.js";

/** For each code: what it means and what to do. */
export const WORDS = {
  BAD_QUERY: ["The server did not understand the page", "Load the page again: it may be older than the server."],
  BAD_INPUT: ["Something in the address makes no sense", "Look at the filters, or start from the search."],
  NOT_FOUND: ["The graph does not have this", "It may have been removed, or the address cut short. Search for it."],
  AMBIGUOUS: ["Several things have this name", "Choose one of them."],
  BAD_CURSOR: ["The graph has changed since this list was begun", "Load the list again from its start."],
  TOO_COSTLY: ["This would ask for more than one request may", "Ask for less: fewer nodes, or a narrower filter."],
  TOO_DEEP: ["This would ask more at once than one request may", "Ask for less: close some of what was opened."],
  UNAUTHENTICATED: ["This server needs a token", "Enter the one you were given. It is kept until the tab is closed."],
  FORBIDDEN: ["This is not allowed", "Reach the server under a name that it knows, or ask whoever runs it for a token of the right scope."],
  RATE_LIMITED: ["Too many questions in a minute", "Wait a little, then try again."],
  STORE_UNAVAILABLE: ["The graph cannot be read now", "Try again in a moment. If it stays so, tell whoever runs the server."],
  TIMEOUT: ["The answer took too long and was stopped", "Ask for less: a narrower filter or fewer nodes."],
  INTERNAL: ["Something went wrong in the server", "Tell the id below to whoever runs it."],
  OFFLINE: ["The server cannot be reached", "See that it runs and that you are connected, then try again."],
  STRANGE: ["The answer was not one of a graph's server", "Something between here and the server may have changed it. Try again."],
};

/** Draw what went wrong; `again` is called to try again. */
export function failureView(failure, again) {
  const [title, advice] = WORDS[failure.code] ?? WORDS.STRANGE;
  return el(
    "section",
    { class: "failure", role: "alert" },
    el("h1", { tabindex: "-1" }, title),
    el("p", {}, advice),
    details(failure),
    failure.code === "UNAUTHENTICATED" ? tokenForm(again) : button("Try again", again),
  );
}

function details({ code, message, extensions }) {
  const wait = extensions.retryAfter ? ` Try again in ${extensions.retryAfter} s.` : "";
  const id = extensions.id ? ` Id: ${extensions.id}` : "";
  const ids = Array.isArray(extensions.ids) ? extensions.ids.filter((one) => typeof one === "string") : [];
  return [
    el("p", { class: "small" }, el("code", {}, code), ` ${message}.${wait}${id}`.replace("..", ".")),
    ids.length > 0 &&
      el("ul", {}, ids.map((one) => el("li", {}, el("a", { href: pageOf({ __typename: "Paper", id: one }) }, one)))),
  ];
}

function tokenForm(again) {
  const input = el("input", { type: "password", id: "token", autocomplete: "off", required: true, spellcheck: "false" });
  const send = (event) => {
    event.preventDefault();
    useToken(input.value.trim());
    again();
  };
  return el(
    "form",
    { class: "token", on: { submit: send } },
    el("label", { for: "token" }, "Token"),
    input,
    el("button", { type: "submit" }, "Use it"),
  );
}
