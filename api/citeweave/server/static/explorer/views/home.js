// The first page: what the graph has, and where to begin.

import { trend } from "../chart.js";
import { el, section } from "../dom.js";
import { KINDS } from "../kinds.js";
import { nodeLink, paperItem } from "../lists.js";
import { HOME } from "../queries.js";
import { counted } from "../text.js";

export const question = () => ({ query: HOME, variables: {} });

export function draw({ graph, methods, tasks, datasets, papers }) {
  return {
    title: "",
    note: `A graph of ${counted(graph.counts.papers, KINDS.PAPER)}`,
    body: [
      el(
        "div",
        { class: "hero" },
        el("h1", { tabindex: "-1" }, "What papers are about, and what ties them together"),
        el("p", { class: "lead" }, lead(graph)),
      ),
      graph.counts.papers === 0 &&
        el("p", { class: "notice" }, "The graph is empty. Build one with ", el("code", {}, "citeweave build"), "."),
      counts(graph.counts),
      el(
        "div",
        { class: "columns" },
        section("Methods of most papers", null, ranked(methods.nodes)),
        section("Tasks", null, ranked(tasks.nodes)),
        section("Datasets", null, ranked(datasets.nodes)),
      ),
      section("Papers by year", null, trend(papers.facets, "Papers")),
      section("Newest papers", null, papers.nodes.length ? el("ul", { class: "papers" }, papers.nodes.map((one) => paperItem(one))) : null),
      section("Made from", null, sources(graph.sources)),
      section("What is known", null, completeness(graph.completeness)),
    ],
    tables: [{ name: "Papers by year", columns: { year: (one) => one.value, papers: (one) => one.count }, rows: () => papers.facets }],
  };
}

function lead({ version, at, extractor, counts }) {
  const when = at ? `, made on ${at.slice(0, 10)}` : "";
  const by = extractor ? ` with ${extractor}` : "";
  return `${counted(counts.papers, KINDS.PAPER)}, ${counted(counts.mentions, ["mention", "mentions"])} of what they propose, use and address. Version ${version} of the graph${when}${by}.`;
}

function counts(all) {
  const shown = [
    ["papers", "paper"], ["methods", "method"], ["tasks", "task"], ["datasets", "dataset"], ["metrics", "metric"],
    ["authors", "author"], ["organizations", "organization"], ["venues", "venue"],
  ];
  return el(
    "dl",
    { class: "counts" },
    shown
      .filter(([name]) => all[name] > 0)
      .map(([name, kind]) => el("div", { class: kind }, el("dt", {}, KINDS[kind.toUpperCase()][1]), el("dd", {}, all[name].toLocaleString("en")))),
  );
}

function ranked(nodes) {
  if (!nodes.length) return null;
  const most = nodes[0].paperCount;
  return el(
    "ol",
    { class: "ranking" },
    nodes.map((node) => {
      const bar = el("span", { class: "bar", "aria-hidden": "true" });
      bar.style.setProperty("--share", String(node.paperCount / most));
      return el("li", {}, nodeLink(node), bar, el("span", { class: "number" }, String(node.paperCount), el("span", { class: "unseen" }, " papers")));
    }),
  );
}

function sources(all) {
  if (!all.length) return null;
  return el(
    "ul",
    { class: "sources" },
    all.map((one) =>
      el("li", {}, el("code", {}, one.uri), ` ${counted(one.records, ["record", "records"])}${one.refused ? `, ${one.refused} refused` : ""}${one.complete ? "" : ", not read to its end"}`),
    ),
  );
}

function completeness(known) {
  if (!known.papers) return null;
  const rows = [["abstract", known.withAbstract], ["year", known.withYear], ["venue", known.withVenue], ["authors", known.withAuthors], ["references", known.withReferences], ["concepts", known.withConcepts]];
  return el(
    "dl",
    { class: "known" },
    rows.map(([name, count]) => {
      const share = Math.round((100 * count) / known.papers);
      return el("div", {}, el("dt", {}, name), el("dd", {}, el("meter", { min: 0, max: 100, value: share, "aria-hidden": "true" }), ` ${share} %`));
    }),
  );
}
