// The query behind a view: to read, to copy, to go on with in GraphiQL.

import { announce, button, el } from "./dom.js";
import { exportButtons } from "./exports.js";

/** The address of GraphiQL with a query in it; after the #, which is sent to no server. */
export function graphiqlAddress({ query, variables }) {
  const parts = new URLSearchParams({ query, variables: JSON.stringify(variables, null, 2) });
  return `/graphql#${parts}`;
}

/** Draw what was asked and what can be taken along. */
export function behind(title, question, answer, tables) {
  const variables = JSON.stringify(question.variables, null, 2);
  const copy = button("Copy the query", async () => {
    const text = `${question.query}\n\n# variables\n${variables.replace(/^/gm, "# ")}\n`;
    try {
      await navigator.clipboard.writeText(text);
      announce("The query was copied");
      copy.textContent = "Copied";
    } catch {
      copy.textContent = "Select it and copy by hand";
    }
    setTimeout(() => (copy.textContent = "Copy the query"), 2_000);
  });
  const open = document.documentElement.dataset.graphiql === "yes" &&
    el("a", { class: "button", href: graphiqlAddress(question), "data-outside": true }, "Open in GraphiQL");
  return el(
    "section",
    { class: "behind", "aria-labelledby": "s-behind" },
    el("h2", { id: "s-behind" }, "Behind this page"),
    exportButtons(title, question, answer, tables),
    el(
      "details",
      {},
      el("summary", {}, "The GraphQL query"),
      el("div", { class: "buttons" }, copy, open),
      el("pre", { tabindex: "0", "aria-label": "Query" }, el("code", {}, question.query)),
      el("p", { class: "small" }, "Variables"),
      el("pre", { tabindex: "0", "aria-label": "Variables" }, el("code", {}, variables)),
    ),
  );
}
