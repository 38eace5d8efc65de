// What was found for words.

import { el } from "../dom.js";
import { choice, filterForm } from "../filters.js";
import { KINDS, kindOf } from "../kinds.js";
import { badge, growing } from "../lists.js";
import { SEARCH } from "../queries.js";
import { pageOf } from "../router.js";
import { counted, segments } from "../text.js";

const CHOICES = ["PAPER", "CONCEPT", "AUTHOR", "ORGANIZATION", "VENUE", "PERSON"];
const WORDS = { ...KINDS, CONCEPT: ["concept", "concepts"] };

export function question({ search }) {
  const words = (search.get("q") ?? "").trim();
  if (!words) return null;
  const kind = search.get("kind");
  return { query: SEARCH, variables: { words, kinds: CHOICES.includes(kind) ? [kind] : null } };
}

export function draw(answer, address, { ask }) {
  const words = (address.search.get("q") ?? "").trim();
  if (!answer) {
    const advice = "Write words of a title, an abstract or a name into the field above. All of them must occur.";
    return { title: "Search", body: [el("h1", { tabindex: "-1" }, "Search"), el("p", { class: "lead" }, advice)] };
  }
  const { search } = answer;
  const next = async (after) => {
    const asked = question(address);
    return (await ask({ ...asked, variables: { ...asked.variables, after } })).search;
  };
  const list = growing(search, found, next, { class: "papers found" });
  const note = `${counted(search.totalCount, ["result", "results"])} for “${words}”`;
  return {
    title: `Search: ${words}`,
    note,
    body: [
      el("h1", { tabindex: "-1" }, note),
      filterForm(address, [], [choice("kind", "Show", address.search, [["", "everything"], ...CHOICES.map((one) => [one, WORDS[one][1]])])]),
      search.corrections.length > 0 && instead(search.corrections),
      search.totalCount > 0 ? list.element : nothing(),
    ],
    tables: [{ name: "Results", columns: COLUMNS, rows: () => list.edges }],
  };
}

const COLUMNS = {
  id: ({ node }) => node.id,
  kind: ({ node }) => KINDS[kindOf(node)][0],
  name: ({ node }) => node.name,
  year: ({ node }) => node.year,
  venue: ({ node }) => node.venueName,
  papers: ({ node }) => node.paperCount,
  score: ({ score }) => score,
};

function found({ node, highlights, snippet, snippetStart }) {
  const papers = node.paperCount === undefined ? null : counted(node.paperCount, KINDS.PAPER);
  return el(
    "li",
    { class: "paper" },
    el("a", { href: pageOf(node), class: "title" }, node.name || "(no title)"),
    snippet && el("p", { class: "small" }, marked(snippet, snippetStart, highlights)),
    el("p", { class: "facts" }, badge(node), [node.year, node.venueName, papers, node.stub ? "known only by reference" : null].filter(Boolean).map((one) => el("span", {}, one))),
  );
}

function marked(snippet, from, highlights) {
  const spans = highlights.filter(({ field }) => field === "ABSTRACT").map(({ start, end }) => ({ start: start - from, end: end - from }));
  return segments(snippet, spans).map(({ text, span }) => (span ? el("mark", {}, text) : text));
}

function instead(corrections) {
  const words = corrections.map(({ from, to }) => `“${from}”: ${to.map((one) => `“${one}”`).join(", ")}`);
  return el("p", { class: "notice" }, `No text has this; looked for what is nearest. ${words.join("; ")}`);
}

function nothing() {
  return el("p", { class: "notice" }, "Nothing has all these words. Leave some out, or look for another form of them.");
}
