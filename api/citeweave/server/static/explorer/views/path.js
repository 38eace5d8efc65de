// Why two things are related: the shortest ways between them, with the sentences.

import { el, section } from "../dom.js";
import { choice } from "../filters.js";
import { EDGES } from "../kinds.js";
import { badge, confidence, nodeLink } from "../lists.js";
import { ENDS, PATHS } from "../queries.js";
import { changed, go, write } from "../router.js";
import { suggesting } from "../suggest.js";
import { counted, sentence } from "../text.js";

const LENGTHS = ["2", "3", "4", "5", "6"];

export function question({ search }) {
  const [from, to] = [search.get("from"), search.get("to")];
  const ends = [from, to].filter(Boolean);
  if (!ends.length) return null;
  if (ends.length < 2 || from === to) return { query: ENDS, variables: { ends } };
  const longest = Number(LENGTHS.find((one) => one === search.get("longest")) ?? 4);
  return { query: PATHS, variables: { from, to, ends, longest } };
}

export function draw(answer, address) {
  const [from, to] = ends(answer, address);
  const title = from && to ? `${from.name} and ${to.name}` : "Why are two things related?";
  return {
    title,
    note: answer?.path ? counted(answer.path.length, ["way", "ways"]) : title,
    body: [
      el("h1", { tabindex: "-1" }, from && to ? "Why are these two related?" : title),
      form(address, from, to),
      from && to && from.id === to.id && el("p", { class: "notice" }, "These are one and the same."),
      answer?.path && ways(answer.path, from, to),
    ],
    tables: answer?.path ? [{ name: "Steps", columns: COLUMNS, rows: () => steps(answer.path) }] : [],
  };
}

/** The nodes asked for, in order; null where the address names none or one that is not there. */
function ends(answer, { search }) {
  const found = [...(answer?.ends ?? [])];
  return ["from", "to"].map((name) => (search.get(name) ? found.shift() ?? null : null));
}

function form(address, from, to) {
  const field = (name, label, node) => {
    const asked = address.search.get(name);
    const chosen = (other) => go(changed(address, { [name]: other.id }), { replace: false });
    return el(
      "div",
      { class: "end" },
      el("label", { for: `end-${name}` }, label),
      suggesting({ id: `end-${name}`, label: `${label}: paper, concept, author`, value: node?.name ?? "", placeholder: "Type a title or name", chosen }),
      node ? el("p", { class: "facts" }, badge(node), nodeLink(node)) : null,
      asked && !node ? el("p", { class: "notice" }, "The graph has nothing of the id ", el("code", {}, asked), ".") : null,
    );
  };
  const act = (event) => {
    event.preventDefault();
    go(changed(address, { longest: new FormData(event.currentTarget).get("longest") }), { replace: true });
  };
  const swap = el("a", { class: "button", href: write("path", null, { from: to?.id, to: from?.id, longest: address.search.get("longest") }) }, "Swap");
  return el(
    "form",
    { class: "ends", "aria-label": "The two ends", on: { submit: act, change: (event) => event.target.name === "longest" && act(event) } },
    field("from", "From", from),
    field("to", "To", to),
    el("div", { class: "filters" }, choice("longest", "At most", address.search, [["", "4 steps"], ...LENGTHS.filter((one) => one !== "4").map((one) => [one, `${one} steps`])]), from && to && swap),
  );
}

function ways(paths, from, to) {
  if (!paths.length) {
    return el("p", { class: "notice" }, `No way leads from “${from?.name}” to “${to?.name}” in so many steps. Allow more of them, or choose others.`);
  }
  return section(
    paths.length === 10 ? "The first ten ways" : "The shortest ways",
    paths.length === 10 ? null : paths.length,
    el("ol", { class: "ways" }, paths.map((one) => el("li", {}, way(one)))),
  );
}

function way({ nodes, edges }) {
  return el(
    "ol",
    { class: "way" },
    nodes.map((node, at) => [
      el("li", { class: "stop" }, nodeLink(node), badge(node)),
      at < edges.length && el("li", { class: "step" }, step(edges[at], node, nodes[at + 1])),
    ]),
  );
}

function step(edge, before, after) {
  const forward = edge.source === before.id;
  const words = EDGES[edge.kind];
  const [one, other] = forward ? [before, after] : [after, before];
  return [
    el("p", { class: "facts" }, el("span", { class: "arrow", "aria-hidden": "true" }, forward ? "↓" : "↑"), el("span", { class: "unseen" }, one.name, " "), el("span", { class: "says" }, words), el("span", { class: "unseen" }, " ", other.name), confidence(edge.confidence)),
    edge.evidence.map((each) => el("p", {}, sentence(each))),
    !edge.evidence.length && edge.sources.length > 0 && el("p", { class: "small" }, `stated by ${edge.sources.join(", ")}`),
  ];
}

const COLUMNS = {
  way: (row) => row.way,
  step: (row) => row.step,
  source: (row) => row.source,
  says: (row) => row.kind,
  target: (row) => row.target,
  confidence: (row) => row.confidence,
  sentence: (row) => row.evidence[0]?.sentence,
};

function steps(paths) {
  return paths.flatMap(({ nodes, edges }, way_) => {
    const names = new Map(nodes.map((one) => [one.id, one.name]));
    return edges.map((edge, at) => ({ ...edge, way: way_ + 1, step: at + 1, source: names.get(edge.source), target: names.get(edge.target) }));
  });
}
