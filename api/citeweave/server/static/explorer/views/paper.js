// A paper: its text with what was found in it, papers that share something or are similar,
// references, citations.

import { el, section } from "../dom.js";
import { choice, filterForm, filtersOf } from "../filters.js";
import { ADDRESSES, KINDS, ROLES, kindOf } from "../kinds.js";
import { PAPER_COLUMNS, chips, confidence, growing, nodeLink, paperItem, role } from "../lists.js";
import { PAPER, morePapers } from "../queries.js";
import { pageOf, write } from "../router.js";
import { segments } from "../text.js";
import { shared, sharingItem } from "./sharing.js";
import { similarItem } from "./similar.js";
import { missing } from "./missing.js";

const SIMILAR_COLUMNS = {
  id: ({ node }) => node.id,
  title: ({ node }) => node.name,
  year: ({ node }) => node.year,
  score: (edge) => edge.score,
  parts: (edge) => edge.parts.map(({ kind, share }) => `${kind} ${share}`).join("; "),
};
const FAMILIES = ["methods", "datasets", "tasks", "metrics"];

export function question({ id, search }) {
  const { roles, least, years } = filtersOf(search);
  return { query: PAPER, variables: { id, roles, least, years, shared: shared(search) } };
}

export function draw({ paper }, address, { ask }) {
  if (!paper) return missing("paper", address);
  const lists = links(paper, address, ask);
  return {
    title: paper.name,
    canonical: paper.id === address.id ? null : write("paper", paper.id),
    body: [
      head(paper, address),
      filterForm(address, ["role", "confidence"]),
      el("div", { class: "reading" }, abstract(paper), found(paper)),
      sharing(paper, address),
      similar(paper),
      section("References", paper.references.totalCount, paper.references.totalCount ? lists.references.element : null),
      section("Citations", paper.citations.totalCount, paper.citations.totalCount ? lists.citations.element : null),
      section("Named in the text", null, chips([...paper.organizations.edges, ...paper.people.edges].map(({ node }) => node))),
      about(paper),
    ],
    tables: tables(paper, lists),
  };
}

function head(paper, address) {
  const facts = [paper.date ?? paper.year, !paper.venue && paper.venueName, languageOf(paper)];
  return el(
    "div",
    { class: "head" },
    el("p", { class: "kind paper" }, "Paper", paper.stub ? ", known only by reference" : "", paper.retracted ? el("strong", { class: "retracted" }, "Retracted") : null),
    el("h1", { tabindex: "-1" }, highlighted(paper, "TITLE")),
    paper.authors.edges.length > 0 &&
      el("p", { class: "authors" }, paper.authors.edges.map(({ node }, at) => [at ? ", " : "", el("a", { href: pageOf(node) }, node.name)]), paper.authors.totalCount > paper.authors.edges.length ? ` and ${paper.authors.totalCount - paper.authors.edges.length} more` : ""),
    el("p", { class: "facts" }, facts.filter(Boolean).map((one) => el("span", {}, one)), paper.venue && nodeLink(paper.venue), paper.identifiers.map(identifier)),
    el(
      "p",
      { class: "buttons" },
      el("a", { class: "button", href: write("graph", paper.id) }, "Open as a picture"),
      el("a", { class: "button", href: write("path", null, { from: paper.id }) }, "How is it related to…"),
      paper.missing.length > 0 && el("span", { class: "small" }, `Not known: ${paper.missing.join(", ")}`),
    ),
  );
}

function languageOf({ language }) {
  if (!/^[a-z]{2,3}$/.test(language ?? "")) return language && `language ${language}`;
  return new Intl.DisplayNames("en", { type: "language" }).of(language);
}

/** An identifier, as a link to where it is looked up. */
export function identifier({ scheme, value }) {
  const to = ADDRESSES[scheme];
  const text = `${scheme.toLowerCase().replace("_", " ")}: ${value}`;
  return el("span", {}, to ? el("a", { href: to(value), rel: "noopener noreferrer", "data-outside": true }, text) : text);
}

function abstract(paper) {
  if (!paper.abstract) return el("section", { class: "abstract" }, el("h2", {}, "Abstract"), el("p", { class: "notice" }, "No source has an abstract of it."));
  return el("section", { class: "abstract" }, el("h2", {}, "Abstract"), legend(paper), el("p", { class: "text" }, highlighted(paper, "ABSTRACT")));
}

/** The title or abstract as given, with links on the places that mention something. */
function highlighted(paper, field) {
  const text = field === "TITLE" ? paper.title : paper.abstract;
  const spans = mentions(paper).filter((one) => one.field === field);
  return segments(text, spans).map(({ text: part, span }) => (span ? entity(part, span) : part));
}

function mentions(paper) {
  const edges = [...FAMILIES, "organizations", "people"].flatMap((name) => paper[name].edges);
  return edges.flatMap(({ role: what, confidence: how, node, evidence }) =>
    evidence.map(({ field, start, end }) => ({ field, start, end, node, role: what, confidence: how })),
  );
}

function entity(text, { node, role: what, confidence: how }) {
  const kind = kindOf(node);
  const words = [KINDS[kind][0], what && ROLES[what], how === null ? null : `confidence ${how}`, node.name === text ? null : node.name];
  return el("a", { href: pageOf(node), class: `entity ${kind.toLowerCase()} ${(what ?? "").toLowerCase()}`, title: words.filter(Boolean).join(", ") }, text);
}

function legend(paper) {
  const kinds = [...new Set(mentions(paper).map(({ node }) => kindOf(node)))];
  return el("p", { class: "legend" }, kinds.map((kind) => el("span", { class: `key ${kind.toLowerCase()}` }, KINDS[kind][0])), kinds.length > 0 && el("span", { class: "small" }, "solid line: proposed, used or addressed; dotted: compared with or mentioned"));
}

function found(paper) {
  const groups = FAMILIES.filter((name) => paper[name].edges.length).map((name) =>
    el(
      "div",
      { class: "group" },
      el("h3", {}, name[0].toUpperCase() + name.slice(1)),
      el("ul", { class: "entities" }, paper[name].edges.map(entityItem)),
    ),
  );
  const none = el("p", { class: "notice" }, "Nothing was found, or nothing passes the filters.");
  return el("section", { class: "found-in", "aria-labelledby": "s-found" }, el("h2", { id: "s-found" }, "What was found in it"), groups.length ? groups : none);
}

function entityItem(edge) {
  return el(
    "li",
    {},
    nodeLink(edge.node),
    el("span", { class: "facts" }, role(edge.role), confidence(edge.confidence), edge.judgement && el("span", {}, "judged by a person")),
  );
}

function sharing(paper, address) {
  const { edges, totalCount } = paper.sharing;
  const what = choice("share", "Share", address.search, [["", "methods"], ["datasets", "datasets"], ["tasks", "tasks"], ["anything", "anything"]]);
  const all = section(
    "Papers that share",
    totalCount,
    filterForm(address, ["years"], [what]),
    edges.length ? el("ol", { class: "papers sharing" }, edges.map((one) => sharingItem(paper, one, edges[0].score))) : el("p", { class: "notice" }, "No other paper shares any, or none passes the filters."),
  );
  all.id = "sharing";
  return all;
}

function similar({ similar: { edges, totalCount } }) {
  const all = section("Similar papers", totalCount, edges.length > 0 && el("ol", { class: "papers" }, edges.map(similarItem)));
  if (all) all.id = "similar";
  return all;
}

function links(paper, address, ask) {
  const list = (field) =>
    growing(paper[field], ({ node }) => paperItem(node), async (after) => (await ask({ query: morePapers("paper", field), variables: { id: paper.id, after } })).paper[field]);
  return { references: list("references"), citations: list("citations") };
}

function about(paper) {
  const addresses = paper.links.filter(({ address }) => /^https?:\/\//.test(address));
  return section(
    "Sources",
    null,
    el("p", { class: "small" }, "From ", paper.sources.join(", ") || "references alone", "."),
    addresses.length > 0 && el("ul", {}, addresses.map(({ what, address }) => el("li", {}, el("a", { href: address, rel: "noopener noreferrer", "data-outside": true }, address), ` (${what})`))),
  );
}

function tables(paper, lists) {
  const concepts = FAMILIES.flatMap((name) => paper[name].edges);
  const columns = {
    id: ({ node }) => node.id,
    kind: ({ node }) => node.kind,
    name: ({ node }) => node.name,
    role: (edge) => edge.role,
    confidence: (edge) => edge.confidence,
    support: (edge) => edge.support,
    sentence: (edge) => edge.evidence[0]?.sentence,
  };
  const neighbours = {
    id: ({ node }) => node.id,
    title: ({ node }) => node.name,
    year: ({ node }) => node.year,
    score: (edge) => edge.score,
    shared: (edge) => edge.shared.map(({ concept }) => concept.name).join("; "),
  };
  return [
    { name: "Concepts", columns, rows: () => concepts },
    { name: "Papers that share", columns: neighbours, rows: () => paper.sharing.edges },
    paper.similar.totalCount > 0 && { name: "Similar papers", columns: SIMILAR_COLUMNS, rows: () => paper.similar.edges },
    paper.references.totalCount > 0 && { name: "References", columns: PAPER_COLUMNS, rows: () => lists.references.edges },
    paper.citations.totalCount > 0 && { name: "Citations", columns: PAPER_COLUMNS, rows: () => lists.citations.edges },
  ].filter(Boolean);
}
