// A picture as a file: PNG as it is drawn, SVG drawn anew, JSON as Cytoscape reads it.

import { svg } from "../dom.js";
import { EDGE_COLOURS, theme } from "./drawing.js";

/** The whole picture as a PNG, twice as fine as on the screen. */
export function png(cy) {
  return cy.png({ output: "blob", full: true, scale: 2, bg: theme().page });
}

/** The whole picture as SVG. */
export function svgText(cy) {
  const { ink, line, page } = theme();
  const { x1, y1, w, h } = cy.elements().boundingBox();
  const box = [x1 - 12, y1 - 12, w + 24, h + 24].map(Math.round);
  const picture = svg(
    "svg",
    { viewBox: box.join(" "), width: box[2], height: box[3], "font-family": "system-ui, sans-serif", "font-size": 13, "text-anchor": "middle" },
    svg("rect", { x: box[0], y: box[1], width: box[2], height: box[3], fill: page }),
    cy.edges().map((one) => edge(one, line)),
    cy.nodes().map((one) => node(one, ink)),
  );
  return new XMLSerializer().serializeToString(picture);
}

function edge(one, line) {
  const [from, to] = [one.source().position(), one.target().position()];
  return svg("line", {
    x1: from.x, y1: from.y, x2: to.x, y2: to.y, "stroke-width": one.data("width"), "stroke-opacity": 0.6,
    stroke: EDGE_COLOURS[one.data("kind").toLowerCase()] ?? line, "stroke-dasharray": one.hasClass("shared") ? "5 4" : null,
  });
}

function node(one, ink) {
  const { x, y } = one.position();
  const { size, fill, border, label } = one.data();
  const shape = one.hasClass("paper")
    ? svg("rect", { x: x - size / 2, y: y - size / 2, width: size, height: size, rx: size / 5, fill, stroke: border })
    : svg("circle", { cx: x, cy: y, r: size / 2, fill, stroke: border });
  if (one.hasClass("unlabelled")) return shape;
  const lines = label.split("\n").map((text, at) => svg("tspan", { x, y: y + size / 2 + 16 * (at + 1) }, text));
  return [shape, svg("text", { fill: ink, "font-weight": one.hasClass("strong") ? 600 : 400 }, lines)];
}

/** Nodes and edges with their places, as Cytoscape (the program and the library) opens them. */
export function cytoscapeJson(cy) {
  const keep = ({ data, position }) => ({ data, ...(position ? { position } : {}) });
  const nodes = cy.nodes().map((one) => keep(one.json()));
  return JSON.stringify({ elements: { nodes, edges: cy.edges().map((one) => keep(one.json())) } }, null, 2);
}
