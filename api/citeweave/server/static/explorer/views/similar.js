// A paper that is similar to another one, and what makes it so, part by part.

import { el } from "../dom.js";
import { chips } from "../lists.js";
import { pageOf } from "../router.js";
import { counted, rounded } from "../text.js";

const PARTS = {
  METHODS: ["Methods", ["shared method", "shared methods"]],
  DATASETS: ["Datasets", ["shared dataset", "shared datasets"]],
  TASKS: ["Tasks", ["shared task", "shared tasks"]],
  CO_CITATION: ["Cited together", ["paper that cites both", "papers that cite both"]],
  COUPLING: ["Common references", ["paper that both cite", "papers that both cite"]],
};

/** Draw the other paper. */
export function similarItem({ node, score, parts }) {
  const meter = el("span", { class: "bar", "aria-hidden": "true" });
  meter.style.setProperty("--share", String(score));
  return el(
    "li",
    { class: "paper" },
    el("a", { href: pageOf(node), class: "title" }, node.name || "(no title)"),
    el(
      "p",
      { class: "facts" },
      [node.year, node.venueName].filter(Boolean).map((one) => el("span", {}, one)),
      el("span", { class: "score" }, meter, `score ${rounded(score)}`),
      parts.map(({ kind, share }) => el("span", {}, `${PARTS[kind][0].toLowerCase()} ${percent(share)}`)),
    ),
    el(
      "details",
      {},
      el("summary", {}, "Why", el("span", { class: "unseen" }, `: what makes ${node.name} similar`)),
      el("dl", { class: "reasons" }, parts.map(reason)),
    ),
  );
}

function percent(share) {
  return share.toLocaleString("en", { style: "percent" });
}

function reason({ kind, value, share, count, shared, papers }) {
  const [name, words] = PARTS[kind];
  const nodes = [...shared.map(({ concept }) => concept), ...papers];
  const more = count - nodes.length;
  return el(
    "div",
    {},
    el("dt", {}, name, el("span", { class: "small" }, ` ${rounded(value)} of 1, ${percent(share)} of the score`)),
    el("dd", {}, el("div", {}, el("p", { class: "small" }, counted(count, words), more > 0 && `, the first ${nodes.length} of them:`), chips(nodes))),
  );
}
