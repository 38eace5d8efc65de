// A paper that shares concepts with another one, and why: the sentences on both sides.

import { el } from "../dom.js";
import { confidence, nodeLink, role } from "../lists.js";
import { pageOf, write } from "../router.js";
import { rounded, sentence } from "../text.js";

const CHOICES = { datasets: ["DATASET"], tasks: ["TASK"], anything: null };

/** The kinds of concepts that are to be shared, as the address says; methods by default. */
export function shared(search) {
  const name = search.get("share");
  return name in CHOICES ? CHOICES[name] : ["METHOD"];
}

/** Draw the other paper. */
export function sharingItem(paper, edge, best) {
  const { node, score } = edge;
  const meter = el("span", { class: "bar", "aria-hidden": "true" });
  meter.style.setProperty("--share", String(best ? score / best : 0));
  return el(
    "li",
    { class: "paper" },
    el("a", { href: pageOf(node), class: "title" }, node.name || "(no title)"),
    el(
      "p",
      { class: "facts" },
      [node.year, node.venueName].filter(Boolean).map((one) => el("span", {}, one)),
      el("span", { class: "score" }, meter, `score ${rounded(score)}`),
      edge.shared.slice(0, 5).map(({ concept }) => nodeLink(concept)),
      edge.shared.length > 5 && el("span", {}, `and ${edge.shared.length - 5} more`),
    ),
    el(
      "details",
      {},
      el("summary", {}, "Why", el("span", { class: "unseen" }, `: what it shares with this paper, ${node.name}`)),
      el("dl", { class: "reasons" }, edge.shared.map(reason)),
      el("p", {}, el("a", { href: write("path", null, { from: paper.id, to: node.id }) }, "All the ways between the two")),
    ),
  );
}

function reason({ concept, weight, ours, theirs }) {
  return el(
    "div",
    {},
    el("dt", {}, nodeLink(concept), el("span", { class: "small" }, ` weight ${rounded(weight)}`)),
    el("dd", {}, side("This paper", ours), side("The other", theirs)),
  );
}

function side(name, fact) {
  return el(
    "div",
    { class: "side" },
    el("p", { class: "facts" }, el("strong", {}, name), role(fact.role), confidence(fact.confidence)),
    fact.evidence.map((one) => el("p", {}, sentence(one))),
  );
}
