// Draws a graph with Cytoscape.js: colours, sizes, labels, and what happens when it is touched.

import { COLOURS } from "../kinds.js";
import { lines } from "../text.js";
import { hiddenLabels, place } from "./layout.js";

const FONT = 13;
const LINE = 16;
const STRONG = 10;

/** Load the library and draw into an element; `select({node})` and `select({edge})` hear of clicks. */
export async function drawing(holder, select) {
  const { default: cytoscape } = await import("/static/cytoscape/cytoscape.esm.min.js");
  const cy = cytoscape({
    container: holder,
    style: styles(),
    layout: { name: "preset" },
    minZoom: 0.25,
    maxZoom: 2.5,
    boxSelectionEnabled: false,
    selectionType: "single",
  });
  cy.on("tap", "node", (event) => select({ node: event.target.id() }));
  cy.on("tap", "edge", (event) => select({ edge: event.target.id() }));
  cy.on("tap", (event) => event.target === cy && select({}));
  cy.on("free", "node", () => unclutter(cy));
  const restyle = () => cy.style(styles());
  addEventListener("citeweave:theme", restyle);
  const sized = new ResizeObserver(() => {
    cy.resize();
    if (!cy.scratch("_touched")) fit(cy);
  });
  sized.observe(holder);
  cy.on("viewport", (event) => event.originalEvent && cy.scratch("_touched", true));
  cy.on("destroy", () => {
    removeEventListener("citeweave:theme", restyle);
    sized.disconnect();
  });
  return cy;
}

/** Put a graph into the drawing; nodes that are there already stay where they are. */
export function put(cy, { nodes, links, centre }, { calm }) {
  const measure = measuring();
  const fixed = new Map(cy.nodes().map((one) => [one.id(), { ...one.position() }]));
  const ratio = ratioOf(cy);
  const boxes = nodes.map((node, rank) => boxOf(node, rank, node.id === centre, measure));
  const places = place(boxes, links, { fixed, ratio });
  const wanted = new Set([...nodes, ...links].map((one) => one.id));
  const byId = new Map(boxes.map((one) => [one.id, one]));
  const wasEmpty = fixed.size === 0;
  cy.batch(() => {
    cy.elements().filter((one) => !wanted.has(one.id())).remove();
    for (const node of nodes) putNode(cy, node, byId.get(node.id), places.get(node.id), node.id === centre);
    for (const link of links) putLink(cy, link);
  });
  unclutter(cy);
  if (wasEmpty) fit(cy);
  else if (!calm) cy.animate({ fit: { eles: cy.elements(), padding: 24 }, duration: 350 });
  else fit(cy);
}

/** How much wider than high the picture is to be; labels are wide, so a narrow one is made taller. */
function ratioOf(cy) {
  const ratio = cy.width() / Math.max(cy.height(), 1);
  return Math.max(0.5, Math.min(2, cy.width() < 480 ? ratio * 0.75 : ratio));
}

function boxOf(node, rank, isCentre, measure) {
  const paper = node.kind === "PAPER";
  const label = lines(node.name, paper ? 24 : 20, isCentre ? 3 : 2);
  const size = isCentre ? 40 : 16 + 20 * Math.min(node.score, 1);
  const strong = rank <= STRONG;
  const width = Math.max(size, ...label.map((one) => measure(one, strong)));
  return { id: node.id, label: label.join("\n"), size, rank, strong, width: width + 14, above: size / 2 + 5, below: size / 2 + 4 + label.length * LINE + 7 };
}

function measuring() {
  const pen = document.createElement("canvas").getContext("2d");
  return (text, strong) => {
    pen.font = `${strong ? 600 : 400} ${FONT}px system-ui, sans-serif`;
    return pen.measureText(text).width;
  };
}

function putNode(cy, node, box, position, isCentre) {
  const [fill, border] = COLOURS[node.kind] ?? COLOURS.PAPER;
  const data = { ...node, label: box.label, size: box.size, rank: box.rank, fill, border };
  const known = cy.getElementById(node.id);
  const classes = [node.kind.toLowerCase(), box.strong && "strong", isCentre && "centre"].filter(Boolean);
  if (known.nonempty()) known.data(data);
  else cy.add({ group: "nodes", data, position, classes });
}

function putLink(cy, link) {
  const width = link.kind === "SHARED" ? 1.2 : 1 + 2 * (link.confidence ?? 0.4);
  if (cy.getElementById(link.id).empty()) cy.add({ group: "edges", data: { ...link, width }, classes: [link.kind.toLowerCase()] });
}

/** Hide the labels that would lie over stronger ones. */
function unclutter(cy) {
  const order = cy.nodes().sort((a, b) => a.data("rank") - b.data("rank"));
  const boxes = order.map((one) => ({ id: one.id(), ...one.boundingBox({ includeNodes: false, includeEdges: false, includeOverlays: false, includeLabels: true }) }));
  const hidden = hiddenLabels(boxes);
  cy.batch(() => cy.nodes().forEach((one) => one.toggleClass("unlabelled", hidden.has(one.id()))));
}

/** Show all of it, but no smaller than can be read: then the centre stays in the middle. */
export function fit(cy) {
  if (cy.elements().empty()) return;
  cy.fit(cy.elements(), 18);
  const least = 0.72;
  if (cy.zoom() < least) {
    cy.zoom(least);
    cy.center(cy.nodes(".centre"));
  }
}

/** Show what is selected: it and what it touches; the rest steps back. */
export function emphasise(cy, id) {
  cy.batch(() => {
    cy.elements().removeClass("dim chosen");
    const one = id ? cy.getElementById(id) : cy.collection();
    if (one.empty()) return;
    const near = one.isNode() ? one.closedNeighborhood() : one.union(one.connectedNodes());
    cy.elements().not(near).addClass("dim");
    one.addClass("chosen");
  });
}

/** Colours of the page, read from its style sheet so that both have the same. */
export function theme() {
  const now = getComputedStyle(document.documentElement);
  const colour = (name) => now.getPropertyValue(name).trim();
  return { ink: colour("--ink"), faint: colour("--faint"), line: colour("--edge"), page: colour("--page"), accent: colour("--accent") };
}

const EDGE_COLOURS = { proposes: "#2E7D32", uses: "#5A9E52", addresses: "#D65A5A", compares_with: "#E0A030", reports: "#5DB3B0", cites: "#3B6FA0", authored: "#F2A541" };

function styles() {
  const { ink, line, page, accent } = theme();
  return [
    {
      selector: "node",
      style: {
        width: "data(size)", height: "data(size)", "background-color": "data(fill)", "border-color": "data(border)", "border-width": 1.5,
        label: "data(label)", "text-wrap": "wrap", "text-valign": "bottom", "text-margin-y": 4, "font-size": FONT, "line-height": LINE / FONT,
        "font-family": "system-ui, sans-serif", color: ink, "text-background-color": page, "text-background-opacity": 0.82, "text-background-padding": 1,
        "text-background-shape": "roundrectangle", "overlay-opacity": 0, "min-zoomed-font-size": 5,
      },
    },
    { selector: "node.paper", style: { shape: "round-rectangle" } },
    { selector: "node.strong", style: { "font-weight": 600 } },
    { selector: "node.centre", style: { "border-width": 4, "border-color": accent } },
    { selector: "node.unlabelled", style: { "text-opacity": 0, "text-background-opacity": 0 } },
    { selector: "node.chosen", style: { "text-opacity": 1, "text-background-opacity": 0.9, "border-width": 4, "border-color": accent, "z-index": 10 } },
    { selector: "edge", style: { width: "data(width)", "line-color": line, "curve-style": "straight", opacity: 0.75, "overlay-padding": 7, "overlay-opacity": 0 } },
    ...Object.entries(EDGE_COLOURS).map(([kind, colour]) => ({ selector: `edge.${kind}`, style: { "line-color": colour, opacity: 0.55 } })),
    { selector: "edge.shared", style: { "line-style": "dashed" } },
    { selector: "edge.chosen", style: { "line-color": accent, opacity: 1, width: 4, "z-index": 9 } },
    { selector: ".dim", style: { opacity: 0.22 } },
  ];
}

export { EDGE_COLOURS };
