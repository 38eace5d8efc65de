// A concept: its years, roles, names, what it is used with, and its papers.

import { trend } from "../chart.js";
import { el, section } from "../dom.js";
import { filterForm, filtersOf } from "../filters.js";
import { BACKWARDS, EDGES, KINDS, ROLES } from "../kinds.js";
import { PAPER_COLUMNS, badge, confidence, growing, nodeLink, paperItem, ranking, role } from "../lists.js";
import { CONCEPT, morePapers } from "../queries.js";
import { write } from "../router.js";
import { counted, sentence } from "../text.js";
import { missing } from "./missing.js";

export function question({ id, search }) {
  return { query: CONCEPT, variables: { id, ...filtersOf(search) } };
}

export function draw({ concept }, address, { ask }) {
  if (!concept) return missing("concept", address);
  const next = async (after) =>
    (await ask({ query: morePapers("concept"), variables: { ...question(address).variables, after } })).concept.papers;
  const papers = growing(concept.papers, (edge) => paperItem(edge.node, role(edge.role), confidence(edge.confidence)), next);
  return {
    title: concept.name,
    canonical: concept.id === address.id ? null : write("concept", concept.id),
    body: [
      head(concept),
      el(
        "div",
        { class: "columns two" },
        section("By year", null, trend(concept.trend.facets, `Papers with ${concept.name}`)),
        section("By role", null, roles(concept.trend.roles)),
      ),
      el(
        "div",
        { class: "columns" },
        section("Methods in the same papers", concept.methods.totalCount, ranking(concept.methods, "papers have both")),
        section("Tasks", concept.tasks.totalCount, ranking(concept.tasks, "papers have both")),
        section("Datasets and metrics", concept.datasets.totalCount, ranking(concept.datasets, "papers have both")),
      ),
      section("Papers", concept.papers.totalCount, filterForm(address, ["years", "role", "confidence", "order"]), concept.papers.totalCount ? papers.element : el("p", { class: "notice" }, "None passes the filters.")),
      section("What papers say of it", concept.related.totalCount, related(concept)),
    ],
    tables: tables(concept, papers),
  };
}

function head(concept) {
  const { aliasCounts: names } = concept;
  const facts = [counted(concept.paperCount, KINDS.PAPER), concept.firstYear && `first seen ${concept.firstYear}`];
  return el(
    "div",
    { class: "head" },
    el("p", { class: `kind ${concept.kind.toLowerCase()}` }, KINDS[concept.kind][0]),
    el("h1", { tabindex: "-1" }, concept.name),
    el("p", { class: "facts" }, facts.filter(Boolean).map((one) => el("span", {}, one))),
    names.length > 0 && el("p", { class: "aliases" }, "Also written ", names.slice(0, 12).map(({ name, count }, at) => [at ? ", " : "", el("span", { class: "alias" }, name), count ? el("span", { class: "small" }, ` ${count}`) : ""]), names.length > 12 ? ` and ${names.length - 12} more` : ""),
    concept.listedBroader.length > 0 && el("p", { class: "small" }, `Listed under ${concept.listedBroader.join(", ")}`),
    concept.outsideIds.length > 0 && el("p", { class: "small" }, `Known elsewhere as ${concept.outsideIds.slice(0, 6).join(", ")}`),
    el("p", { class: "buttons" }, el("a", { class: "button", href: write("graph", concept.id) }, "Open as a picture"), el("a", { class: "button", href: write("path", null, { from: concept.id }) }, "How is it related to…")),
  );
}

function roles(facets) {
  if (!facets.length) return null;
  const most = Math.max(...facets.map((one) => one.count));
  return el(
    "ol",
    { class: "ranking" },
    facets.map(({ value, count }) => {
      const bar = el("span", { class: "bar", "aria-hidden": "true" });
      bar.style.setProperty("--share", String(count / most));
      return el("li", {}, el("span", {}, ROLES[(value ?? "").toUpperCase()] ?? "other"), bar, el("span", { class: "number" }, String(count), el("span", { class: "unseen" }, " papers")));
    }),
  );
}

function related(concept) {
  if (!concept.related.edges.length) return null;
  return el("ul", { class: "relations" }, concept.related.edges.map((edge) => relation(edge)));
}

function relation(edge) {
  const words = edge.direction === "IN" ? BACKWARDS[edge.kind] : EDGES[edge.kind];
  return el(
    "li",
    {},
    el("p", { class: "facts" }, el("span", { class: "says" }, words), nodeLink(edge.node), badge(edge.node), el("span", {}, counted(edge.support, KINDS.PAPER)), confidence(edge.confidence)),
    edge.evidence.map((one) => {
      const from = one.sentenceStart;
      const other = { start: one.otherStart - from, end: one.otherEnd - from };
      return el("p", { class: "said" }, sentence(one, [other]), " ", el("span", { class: "small" }, nodeLink(one.paper)));
    }),
  );
}

function tables(concept, papers) {
  const used = { id: ({ node }) => node.id, kind: ({ node }) => node.kind, name: ({ node }) => node.name, papers: ({ count }) => count };
  const said = { relation: (one) => one.kind, direction: (one) => one.direction, id: ({ node }) => node.id, name: ({ node }) => node.name, papers: (one) => one.support, confidence: (one) => one.confidence };
  return [
    { name: "Papers", columns: PAPER_COLUMNS, rows: () => papers.edges },
    { name: "Years", columns: { year: (one) => one.value, papers: (one) => one.count }, rows: () => concept.trend.facets },
    { name: "Used with", columns: used, rows: () => [concept.methods, concept.tasks, concept.datasets].flatMap((one) => one.edges) },
    { name: "Relations", columns: said, rows: () => concept.related.edges },
  ];
}
