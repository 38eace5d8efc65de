// What is chosen in the picture: a node with its lines, or a line with its sentences.

import { button, el } from "../dom.js";
import { WORDS } from "../failures.js";
import { BACKWARDS, EDGES } from "../kinds.js";
import { badge, confidence, nodeLink, role } from "../lists.js";
import { COMMON, EDGE, inCommon } from "../queries.js";
import { pageOf, write } from "../router.js";
import { counted, rounded, sentence } from "../text.js";

/** Draw a node: its page, its lines in the picture, and how to go on from it. */
export function nodePanel(panel, node, lines, shut) {
  panel.replaceChildren(
    ...[
      el("p", { class: "facts" }, badge(node), node.year && el("span", {}, node.year)),
      el("h2", {}, el("a", { href: pageOf(node) }, node.name)),
      el("p", { class: "buttons" }, el("a", { class: "button", href: write("graph", node.id) }, "Make it the centre"), shut && button("Close what it opened", shut)),
      el("ul", { class: "lines" }, lines.map((one) => el("li", {}, one))),
    ],
  );
}

/** A button for a line, as said from one of its ends. */
export function linkButton(link, here, byId, act) {
  const forward = link.source === here;
  const other = byId.get(forward ? link.target : link.source);
  const words = forward ? EDGES[link.kind] : (BACKWARDS[link.kind] ?? `← ${EDGES[link.kind]}`);
  const content = [
    el("span", { class: "says" }, words), " ", el("span", { class: `dot ${other.kind.toLowerCase()}`, "aria-hidden": "true" }), other.name,
    link.confidence !== null && el("span", { class: "small" }, ` ${rounded(link.confidence)}`),
  ];
  return button(content, act, { class: "line" });
}

/** Draw a line: who says what of whom, and the sentences it stands on, or the papers in common. */
export async function edgePanel(panel, link, byId, { ask, signal }) {
  const [source, target] = [byId.get(link.source), byId.get(link.target)];
  const says = el("h2", {}, nodeLink(source), " ", el("span", { class: "says" }, EDGES[link.kind]), " ", nodeLink(target));
  const waiting = el("p", { class: "loading" }, "Asking for the sentences…");
  panel.replaceChildren(says, waiting);
  try {
    const drawn = link.kind === "SHARED" ? await inBoth(source, target, ask, signal) : await sentences(source, target, ask, signal);
    if (waiting.isConnected) waiting.replaceWith(...drawn);
  } catch (problem) {
    if (problem.name === "AbortError") return;
    const [words, advice] = WORDS[problem.code] ?? WORDS.STRANGE;
    waiting.replaceWith(el("p", { class: "notice", role: "alert" }, `${words}. ${advice}`));
  }
}

async function sentences(source, target, ask, signal) {
  const { path } = await ask({ query: EDGE, variables: { from: source.id, to: target.id } }, signal);
  const edges = path.flatMap((one) => one.edges);
  return edges.flatMap((edge) => (edge.evidence.length ? read(edge, edges.length > 1) : stated(edge)));
}

/** An edge that was read from texts. */
function read(edge, several) {
  const extractors = [...new Set(edge.evidence.map((one) => one.extractor))];
  return [
    el("p", { class: "facts" }, several && el("span", { class: "says" }, EDGES[edge.kind]), role(edge.role), confidence(edge.confidence), el("span", {}, counted(edge.support, ["mention", "mentions"]))),
    el("ol", { class: "evidence" }, edge.evidence.map(said)),
    el("p", { class: "small" }, `Read by ${extractors.join(", ")}`),
  ];
}

/** An edge that sources state. */
function stated(edge) {
  const printed = edge.printed ? ` Printed as: ${edge.printed}` : "";
  const by = edge.sources.length ? `Stated by ${edge.sources.join(", ")}.` : "Stated as metadata.";
  return [el("p", { class: "small" }, by + printed)];
}

function said(one) {
  const facts = [one.field.toLowerCase(), `confidence ${rounded(one.confidence)}`, one.cue && `because of “${one.cue}”`];
  return el("li", {}, sentence(one), el("p", { class: "small" }, facts.filter(Boolean).join(", ")));
}

async function inBoth(source, target, ask, signal) {
  const where = inCommon([source.kind, source.id], [target.kind, target.id]);
  const { papers } = await ask({ query: COMMON, variables: { where } }, signal);
  return [
    el("p", { class: "facts" }, counted(papers.totalCount, ["paper has both", "papers have both"])),
    el("ul", {}, papers.nodes.map((one) => el("li", {}, nodeLink(one)))),
    el("p", {}, el("a", { href: write("path", null, { from: source.id, to: target.id }) }, "The ways between them, with sentences")),
  ];
}
