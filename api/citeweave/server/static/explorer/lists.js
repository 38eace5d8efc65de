// Lists: of papers, of concepts, of names; each an answer's edges, with a button for the next page.

import { announce, button, el } from "./dom.js";
import { WORDS } from "./failures.js";
import { KINDS, ROLES, kindOf } from "./kinds.js";
import { pageOf } from "./router.js";
import { counted, rounded } from "./text.js";

/** A link to the page of a node, with the colour of its kind. */
export function nodeLink(node, text = node.name) {
  const kind = kindOf(node);
  return el("a", { href: pageOf(node), class: `node ${kind.toLowerCase()}` }, text || "(no title)");
}

/** The kind of a node, in words. */
export function badge(node) {
  const kind = kindOf(node);
  return el("span", { class: `badge ${kind.toLowerCase()}` }, KINDS[kind][0]);
}

/** How sure something is, as a bar and a number; null for what a source states. */
export function confidence(value) {
  if (value === null || value === undefined) return null;
  const shown = rounded(value);
  return el("span", { class: "confidence" }, el("meter", { min: 0, max: 1, value, "aria-hidden": "true" }), el("span", { class: "unseen" }, "confidence "), shown);
}

/** A role, in words. */
export function role(value) {
  return value ? el("span", { class: `role ${value.toLowerCase()}` }, ROLES[value]) : null;
}

/** A paper in a list. */
export function paperItem(node, ...facts) {
  return el(
    "li",
    { class: "paper" },
    el("a", { href: pageOf(node), class: "title" }, node.name || "(no title)"),
    el("p", { class: "facts" }, [node.year, node.venueName, node.stub ? "known only by reference" : null].filter(Boolean).map((one) => el("span", {}, one)), facts),
  );
}

/**
 * A list that grows: the edges of a connection, and a button that asks for those after it.
 * `ask(after)` gives the next connection. Gives the element and the edges shown, for exports.
 */
export function growing(connection, item, ask, attributes = { class: "papers" }) {
  const edges = [...connection.edges];
  const list = el("ul", attributes, edges.map(item));
  const holder = el("div", {}, list);
  let next = connection.pageInfo;
  const more = button("Show more", async () => {
    more.disabled = true;
    try {
      const page = await ask(next.endCursor);
      const items = page.edges.map(item);
      list.append(...items);
      edges.push(...page.edges);
      next = page.pageInfo;
      items[0]?.querySelector("a")?.focus();
      announce(`${counted(page.edges.length, ["more item", "more items"])}, ${edges.length} in all`);
      if (!next.hasNextPage) more.remove();
    } catch (problem) {
      const [words, advice] = WORDS[problem.code] ?? WORDS.STRANGE;
      more.after(el("p", { class: "notice", role: "alert" }, `${words}. ${advice}`));
    }
    more.disabled = false;
  });
  if (next.hasNextPage) holder.append(more);
  return { element: holder, edges };
}

/** Concepts, authors or other nodes with how often each: the more, the longer its bar. */
export function ranking(connection, words) {
  if (!connection.edges.length) return null;
  const most = Math.max(...connection.edges.map((one) => one.count));
  return el(
    "ol",
    { class: "ranking" },
    connection.edges.map(({ count, node }) => {
      const bar = el("span", { class: "bar", "aria-hidden": "true" });
      bar.style.setProperty("--share", String(count / most));
      return el("li", {}, nodeLink(node), bar, el("span", { class: "number" }, String(count), el("span", { class: "unseen" }, ` ${words}`)));
    }),
  );
}

/** Nodes as chips beside each other. */
export function chips(nodes) {
  return nodes.length ? el("ul", { class: "chips" }, nodes.map((one) => el("li", {}, nodeLink(one)))) : null;
}

/** The columns of papers in a list, for a table. */
export const PAPER_COLUMNS = {
  id: ({ node }) => node.id,
  title: ({ node }) => node.name,
  year: ({ node }) => node.year,
  venue: ({ node }) => node.venueName,
  role: (edge) => edge.role,
  confidence: (edge) => edge.confidence,
  support: (edge) => edge.support,
};
