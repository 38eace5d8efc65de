// The surroundings of a node as a picture, with a list beside it that says and does the same.

import { announce, button, el } from "../dom.js";
import { download, fileName } from "../exports.js";
import { choice, filterForm, filtersOf } from "../filters.js";
import { KINDS } from "../kinds.js";
import { drawing, emphasise, fit, put } from "../picture/drawing.js";
import { ego } from "../picture/ego.js";
import { cytoscapeJson, png, svgText } from "../picture/files.js";
import { EGO } from "../queries.js";
import { changed, pageOf, settle } from "../router.js";
import { counted } from "../text.js";
import { missing } from "./missing.js";
import { edgePanel, linkButton, nodePanel } from "./selection.js";

const SIZES = ["12", "20", "45", "60"];
const USUAL = 28;
const NARROW = 10;
const MOST_OPEN = 8;

const listed = (search, name) => (search.get(name) ?? "").split(",").filter(Boolean);

export function question({ id, search }) {
  const ids = [...new Set([id, ...listed(search, "open").slice(0, MOST_OPEN)])];
  return { query: EGO, variables: { ids, least: filtersOf(search).least } };
}

export function draw(answer, address, tools) {
  const answered = answer.nodes.filter(Boolean);
  if (!answer.nodes[0]) return missing("node", address);
  const picture = new Picture(answered, address, tools);
  return {
    title: `Around ${answered[0].name}`,
    body: [picture.element],
    tables: picture.tables(),
    note: picture.words(),
    shown: () => picture.start(),
  };
}

class Picture {
  constructor(answered, address, tools) {
    this.answered = answered;
    this.address = address;
    this.tools = tools;
    this.centre = answered[0];
    this.holder = el("div", { class: "canvas" });
    this.panel = el("div", { class: "panel", "aria-live": "polite", tabindex: "-1", id: "chosen" });
    this.list = el("ul", { class: "in-picture" });
    this.heading = el("h2", {}, "In the picture");
    this.refresh();
    this.element = this.drawn();
    this.rest();
  }

  get most() {
    const asked = SIZES.find((one) => one === this.address.search.get("n"));
    return asked ? Number(asked) : innerWidth < 640 ? NARROW : USUAL;
  }

  /** Choose anew what is drawn, from all that was answered. */
  refresh() {
    const hidden = new Set(listed(this.address.search, "hide"));
    this.graph = ego(this.answered, { most: this.most, hidden });
    this.byId = new Map(this.graph.nodes.map((one) => [one.id, one]));
    this.list.replaceChildren(
      ...this.graph.nodes.map((one) =>
        el("li", {}, button([el("span", { class: `dot ${one.kind.toLowerCase()}`, "aria-hidden": "true" }), one.name, el("span", { class: "unseen" }, `, ${KINDS[one.kind][0]}`)], () => this.select({ node: one.id }, true), { id: `n-${one.id}` })),
      ),
    );
    this.heading.textContent = `In the picture: ${this.words()}`;
  }

  words() {
    return `${counted(this.graph.nodes.length, ["node", "nodes"])}, ${counted(this.graph.links.length, ["edge", "edges"])}`;
  }

  drawn() {
    const { search } = this.address;
    this.holder.setAttribute("role", "img");
    this.holder.setAttribute("aria-label", `Picture of what surrounds ${this.centre.name}; the list after it has the same`);
    return el(
      "div",
      { class: "picture" },
      el("div", { class: "head" }, el("h1", { tabindex: "-1" }, "Around ", el("a", { href: pageOf(this.centre) }, this.centre.name))),
      el(
        "div",
        { class: "tools" },
        filterForm(this.address, ["confidence"], [choice("n", "Nodes", search, [["", "usual"], ...SIZES.map((one) => [one, `up to ${one}`])])]),
        this.kindSwitches(),
      ),
      el("div", { class: "stage" }, this.holder, el("div", { class: "zoom" }, button("+", () => this.zoom(1.3), { "aria-label": "Larger" }), button("−", () => this.zoom(1 / 1.3), { "aria-label": "Smaller" }), button("Fit", () => fit(this.cy)))),
      el("aside", { "aria-label": "What is chosen" }, this.panel, this.heading, this.list),
      el("div", { class: "buttons" }, button("PNG", async () => this.save("png", await png(this.cy), "image/png")), button("SVG", () => this.save("svg", svgText(this.cy), "image/svg+xml")), button("Cytoscape JSON", () => this.save("cyjs", cytoscapeJson(this.cy), "application/json"))),
    );
  }

  kindSwitches() {
    const hidden = new Set(listed(this.address.search, "hide"));
    const all = ego(this.answered, { most: this.most });
    const kinds = [...new Set([...all.nodes.slice(1).map((one) => one.kind), ...hidden])].filter((one) => one in KINDS);
    const flip = (kind) => {
      if (!hidden.delete(kind)) hidden.add(kind);
      this.address.search.set("hide", [...hidden].join(","));
      settle(changed(this.address, {}));
      this.redraw();
    };
    return el(
      "fieldset",
      { class: "switches" },
      el("legend", { class: "unseen" }, "Kinds shown"),
      Object.keys(KINDS)
        .filter((one) => kinds.includes(one))
        .map((kind) => el("label", { class: `key ${kind.toLowerCase()}` }, el("input", { type: "checkbox", checked: !hidden.has(kind), on: { change: () => flip(kind) } }), KINDS[kind][1])),
    );
  }

  async start() {
    this.calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.cy = await drawing(this.holder, (what) => this.select(what));
    if (this.tools.signal.aborted) {
      this.cy.destroy();
      return;
    }
    this.tools.signal.addEventListener("abort", () => this.cy.destroy());
    put(this.cy, this.graph, { calm: this.calm });
    this.holder.dataset.ready = "yes";
  }

  redraw() {
    this.refresh();
    if (!this.cy) return;
    put(this.cy, this.graph, { calm: this.calm });
    announce(this.words());
  }

  zoom(by) {
    const { width, height } = this.holder.getBoundingClientRect();
    this.cy?.zoom({ level: this.cy.zoom() * by, renderedPosition: { x: width / 2, y: height / 2 } });
  }

  save(ending, content, type) {
    download(fileName(`around ${this.centre.name}`, ending), content, type);
  }

  rest() {
    this.panel.replaceChildren(el("p", { class: "small" }, "Choose a node to open what surrounds it, or a line to read the sentences behind it."));
  }

  /** Show a node or a line, from the picture or from the list; a node is opened too. */
  async select({ node, edge }, byKeyboard = false) {
    if (this.cy) emphasise(this.cy, node ?? edge);
    if (edge) {
      const link = this.graph.links.find((one) => one.id === edge);
      await edgePanel(this.panel, link, this.byId, this.tools);
    } else if (node) {
      await this.open(node);
      const links = this.graph.links.filter((one) => one.source === node || one.target === node);
      const shut = this.opened(node) ? () => this.close(node) : null;
      nodePanel(this.panel, this.byId.get(node), links.map((one) => linkButton(one, node, this.byId, () => this.select({ edge: one.id }, true))), shut);
      if (this.cy) emphasise(this.cy, node);
    } else this.rest();
    if (byKeyboard) this.panel.focus({ preventScroll: false });
  }

  opened(id) {
    return this.answered.slice(1).some((one) => one.id === id);
  }

  async open(id) {
    if (this.answered.some((one) => one.id === id) || this.answered.length > MOST_OPEN) return;
    const asked = { query: EGO, variables: { ids: [id], least: filtersOf(this.address.search).least } };
    try {
      const { nodes } = await this.tools.ask(asked, this.tools.signal);
      if (nodes[0]) this.answered.push(nodes[0]);
    } catch (problem) {
      if (problem.name !== "AbortError") announce("What surrounds it could not be asked");
      return;
    }
    this.keep();
  }

  close(id) {
    this.answered = this.answered.filter((one) => one.id !== id);
    this.keep();
    this.rest();
  }

  keep() {
    this.address.search.set("open", this.answered.slice(1).map((one) => one.id).join(","));
    settle(changed(this.address, {}));
    this.redraw();
  }

  tables() {
    const nodes = { id: (one) => one.id, kind: (one) => one.kind, name: (one) => one.name, year: (one) => one.year, strength: (one) => one.score };
    const edges = { source: (one) => one.source, target: (one) => one.target, says: (one) => one.kind, role: (one) => one.role, confidence: (one) => one.confidence, papers: (one) => one.count };
    return [
      { name: "Nodes", columns: nodes, rows: () => this.graph.nodes },
      { name: "Edges", columns: edges, rows: () => this.graph.links },
    ];
  }
}
