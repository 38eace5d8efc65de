// Authors, organisations, venues and persons: all have names and papers, some have more.

import { trend } from "../chart.js";
import { el, section } from "../dom.js";
import { filterForm, filtersOf } from "../filters.js";
import { KINDS } from "../kinds.js";
import { PAPER_COLUMNS, chips, confidence, growing, paperItem, ranking } from "../lists.js";
import { AUTHOR, ORGANIZATION, PERSON, VENUE, morePapers } from "../queries.js";
import { write } from "../router.js";
import { missing } from "./missing.js";
import { identifier } from "./paper.js";

/** Make the view of a kind of node; `filters` is what its papers can be filtered by. */
function viewOf(name, query, filters) {
  const word = KINDS[name.toUpperCase()][0];
  function question({ id, search }) {
    const { years, order } = filtersOf(search);
    return { query, variables: { id, ...(filters.length ? { years, ...(order ? { order } : {}) } : {}) } };
  }

  function draw(answer, address, { ask }) {
    const node = answer[name];
    if (!node) return missing(word, address);
    const next = async (after) =>
      (await ask({ query: morePapers(name), variables: { ...question(address).variables, after } }))[name].papers;
    const papers = growing(node.papers, (edge) => paperItem(edge.node, confidence(edge.confidence)), next);
    return {
      title: node.name,
      canonical: node.id === address.id ? null : write(name, node.id),
      body: [
        head(node, name, word),
        section("By year", null, trend(node.trend.facets, `Papers of ${node.name}`)),
        el(
          "div",
          { class: "columns two" },
          node.coAuthors && section("Co-authors", node.coAuthors.totalCount, ranking(node.coAuthors, "papers together")),
          node.methods && section("What the papers are about", node.methods.totalCount, ranking(node.methods, "papers")),
        ),
        node.organizations && section("Works at", null, chips(node.organizations.edges.map((one) => one.node))),
        node.authors && section("Authors who say to work there", node.authors.totalCount, chips(node.authors.edges.map((one) => one.node))),
        section("Papers", node.papers.totalCount, filters.length > 0 && filterForm(address, filters), node.papers.totalCount ? papers.element : el("p", { class: "notice" }, "None passes the filters.")),
      ],
      tables: tables(node, papers),
    };
  }
  return { question, draw };
}

function head(node, name, word) {
  return el(
    "div",
    { class: "head" },
    el("p", { class: `kind ${name}` }, word),
    el("h1", { tabindex: "-1" }, node.name),
    node.aliases.length > 0 && el("p", { class: "aliases" }, "Also written ", node.aliases.slice(0, 12).join(", "), node.aliases.length > 12 ? ` and ${node.aliases.length - 12} more` : ""),
    node.identifiers?.length > 0 && el("p", { class: "facts" }, node.identifiers.map(identifier)),
    el("p", { class: "buttons" }, el("a", { class: "button", href: write("graph", node.id) }, "Open as a picture"), el("a", { class: "button", href: write("path", null, { from: node.id }) }, "How related to…")),
  );
}

function tables(node, papers) {
  const counted = { id: ({ node: one }) => one.id, name: ({ node: one }) => one.name, papers: ({ count }) => count };
  return [
    { name: "Papers", columns: PAPER_COLUMNS, rows: () => papers.edges },
    node.coAuthors && { name: "Co-authors", columns: counted, rows: () => node.coAuthors.edges },
    node.methods && { name: "Concepts", columns: counted, rows: () => node.methods.edges },
  ].filter(Boolean);
}

export const author = viewOf("author", AUTHOR, ["years", "order"]);
export const organization = viewOf("organization", ORGANIZATION, ["years", "order"]);
export const venue = viewOf("venue", VENUE, ["years", "order"]);
export const person = viewOf("person", PERSON, []);
