// What surrounds a node, by how strongly: out of the answers to the query Ego, pruned to be read.

import { kindOf } from "../kinds.js";

const ROLE_WEIGHT = { PROPOSES: 1, USES: 0.85, ADDRESSES: 0.85, COMPARES: 0.65, MENTIONS: 0.45 };
/** How many more nodes each opened node may bring. */
export const OPENED = 8;

/** Nodes and links as they are gathered; of two things between the same two nodes one line is drawn. */
class Gathered {
  constructor() {
    this.nodes = new Map();
    this.links = new Map();
  }

  node(node, score = 0) {
    const known = this.nodes.get(node.id);
    if (known) known.score = Math.max(known.score, score);
    else this.nodes.set(node.id, { id: node.id, __typename: node.__typename, name: node.name || "(no title)", kind: kindOf(node), year: node.year ?? null, score });
    return node.id;
  }

  boost(id, by) {
    const known = this.nodes.get(id);
    if (known) known.score = Math.min(1, known.score + by);
  }

  link(one, other, { kind, role = null, confidence = null, count = null }, outward = true) {
    const [source, target] = outward ? [one, other] : [other, one];
    const id = [one, other].sort().join(" ");
    const known = this.links.get(id);
    const fact = { id, source, target, kind, role, confidence, count };
    if (one !== other && (!known || (known.kind === "SHARED" && kind !== "SHARED"))) this.links.set(id, fact);
  }

  /** A line for papers in common, unless a paper that is gathered already ties the two. */
  common(one, other, count) {
    this.link(one, other, { kind: "SHARED", count });
  }
}

const weight = ({ role, confidence }) => (ROLE_WEIGHT[role] ?? 0.5) * (confidence ?? 0.8);
const edgesOf = (node, ...names) => names.flatMap((name) => node[name]?.edges ?? []);
const later = (rank) => rank * 0.012;

const AROUND = {
  Paper(all, node) {
    for (const edge of edgesOf(node, "methods", "datasets", "tasks", "metrics")) {
      all.node(edge.node, 0.2 + 0.6 * weight(edge));
      all.link(node.id, edge.node.id, edge);
    }
    const sharing = edgesOf(node, "sharing");
    for (const { node: other, score, shared } of sharing) {
      all.node(other, 0.3 + 0.6 * (score / (sharing[0].score || 1)));
      for (const { concept, ours, theirs } of shared) {
        all.node(concept, 0.2 + 0.6 * weight(ours));
        all.boost(concept.id, 0.12);
        all.link(node.id, concept.id, ours);
        all.link(other.id, concept.id, theirs);
      }
    }
    edgesOf(node, "authors").forEach((edge, rank) => joined(all, node, edge, 0.5 - later(rank), false));
    edgesOf(node, "references").forEach((edge, rank) => joined(all, node, edge, 0.42 - later(rank)));
    edgesOf(node, "citations").forEach((edge, rank) => joined(all, node, edge, 0.45 - later(rank), false));
    if (node.venue) joined(all, node, { kind: "PUBLISHED_IN", node: node.venue }, 0.35);
  },

  Concept(all, node) {
    for (const edge of edgesOf(node, "papers")) {
      joined(all, node, edge, 0.25 + 0.5 * weight(edge), false);
      for (const found of edgesOf(edge.node, "methods", "tasks")) {
        if (found.node.id === node.id) continue;
        all.node(found.node, 0.15 + 0.3 * weight(found));
        all.link(edge.node.id, found.node.id, found);
      }
    }
    const related = edgesOf(node, "related");
    const most = Math.max(1, ...related.map((one) => one.support));
    related.forEach((edge, rank) => joined(all, node, edge, 0.4 + 0.4 * (edge.support / most) - later(rank), edge.direction !== "IN"));
    together(all, node, "coUsed", 0.3, 0.6);
  },

  Author(all, node) {
    edgesOf(node, "papers").forEach((edge, rank) => {
      joined(all, node, edge, 0.7 - later(rank));
      for (const also of edgesOf(edge.node, "authors")) {
        if (also.node.id === node.id) continue;
        all.node(also.node, 0.2);
        all.link(edge.node.id, also.node.id, also, false);
      }
    });
    edgesOf(node, "organizations").forEach((edge) => joined(all, node, edge, 0.6));
    together(all, node, "coAuthors", 0.25, 0.5);
    together(all, node, "topics", 0.25, 0.4);
  },

  Organization(all, node) {
    edgesOf(node, "papers").forEach((edge, rank) => joined(all, node, edge, 0.6 - later(rank), false));
    edgesOf(node, "authors").forEach((edge, rank) => joined(all, node, edge, 0.5 - later(rank), false));
    together(all, node, "topics", 0.25, 0.5);
  },

  Venue(all, node) {
    edgesOf(node, "papers").forEach((edge, rank) => joined(all, node, edge, 0.6 - later(rank), false));
  },

  Person(all, node) {
    edgesOf(node, "papers").forEach((edge, rank) => joined(all, node, edge, 0.6 - later(rank), false));
  },
};

function joined(all, node, edge, score, outward = true) {
  all.node(edge.node, score);
  all.link(node.id, edge.node.id, edge, outward);
}

/** Nodes reached over papers: the strongest have `most` more than the least. */
function together(all, node, name, least, most) {
  const edges = edgesOf(node, name);
  for (const { count, node: other } of edges) {
    const score = least + most * (count / edges[0].count) * 0.9;
    all.node(other, score);
    const tied = [...all.links.values()].some(
      (one) => (one.source === other.id || one.target === other.id) && one.kind !== "SHARED",
    );
    if (!tied) all.common(node.id, other.id, count);
  }
}

/**
 * Choose what is drawn around the first of the answered nodes: at most so many nodes, and a few
 * more around each of the others, which were opened.
 *
 * Gives `{centre, nodes, links}`, nodes from the strongest to the weakest, the centre first.
 */
export function ego(answered, { most, hidden = new Set(), order = () => 0 }) {
  const [centre, ...opened] = answered;
  const chosen = new Map();
  const links = new Map();
  for (const [node, size] of [[centre, most], ...opened.map((one) => [one, OPENED])]) {
    const all = new Gathered();
    all.node(node, 1);
    AROUND[node.__typename]?.(all, node);
    for (const id of strongest(all, node.id, size, hidden, chosen)) {
      if (!chosen.has(id)) chosen.set(id, all.nodes.get(id));
    }
    for (const [id, link] of all.links) if (!links.has(id) || links.get(id).kind === "SHARED") links.set(id, link);
  }
  const drawn = [...links.values()].filter((one) => chosen.has(one.source) && chosen.has(one.target));
  chosen.get(centre.id).score = 1.01;
  const tied = new Set(drawn.flatMap((one) => [one.source, one.target]));
  const nodes = [...chosen.values()].filter((one) => one.id === centre.id || tied.has(one.id));
  nodes.sort((a, b) => b.score - a.score || order(a, b) || (a.id < b.id ? -1 : 1));
  return { centre: centre.id, nodes, links: drawn };
}

/** The ids of the strongest nodes, each with what ties it to the node they surround. */
function strongest(all, here, size, hidden, known) {
  const near = new Map();
  for (const { source, target } of all.links.values()) {
    for (const [one, other] of [[source, target], [target, source]]) near.set(one, [...(near.get(one) ?? []), other]);
  }
  const shown = (id) => !hidden.has(all.nodes.get(id).kind);
  const byScore = (a, b) => all.nodes.get(b).score - all.nodes.get(a).score || (a < b ? -1 : 1);
  const taken = new Set([here]);
  const fresh = () => [...taken].filter((id) => id === here || !known.has(id)).length;
  for (const id of [...all.nodes.keys()].filter(shown).sort(byScore)) {
    if (fresh() >= size + (known.has(here) ? 1 : 0)) break;
    const ties = near.get(id) ?? [];
    if (taken.has(id) || (!ties.length && id !== here)) continue;
    if (!ties.some((one) => taken.has(one))) {
      const way = ties.filter((one) => shown(one) && near.get(one)?.includes(here)).sort(byScore)[0];
      if (!way) continue;
      taken.add(way);
    }
    taken.add(id);
  }
  return taken;
}
