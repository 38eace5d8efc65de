// The words and colours of what the graph has.

/** What a node is, in one word: the kind of a concept, else its type. */
export function kindOf(node) {
  return node.kind && node.__typename !== "Paper" ? node.kind : (node.__typename ?? "Paper").toUpperCase();
}

/** Words for kinds of nodes: one, several. */
export const KINDS = {
  PAPER: ["paper", "papers"],
  METHOD: ["method", "methods"],
  DATASET: ["dataset", "datasets"],
  TASK: ["task", "tasks"],
  METRIC: ["metric", "metrics"],
  AUTHOR: ["author", "authors"],
  ORGANIZATION: ["organisation", "organisations"],
  VENUE: ["venue", "venues"],
  PERSON: ["person", "people"],
};

/** Fill and border of each kind, as in the style sheet for Neo4j Browser. */
export const COLOURS = {
  PAPER: ["#3B6FA0", "#2C5680"],
  METHOD: ["#5A9E52", "#437A3C"],
  DATASET: ["#E8C547", "#C2A02B"],
  TASK: ["#D65A5A", "#AF4040"],
  METRIC: ["#5DB3B0", "#418F8C"],
  AUTHOR: ["#F2A541", "#C98425"],
  PERSON: ["#F7CE97", "#D9A965"],
  ORGANIZATION: ["#8C6D5A", "#6C5243"],
  VENUE: ["#8E6BA8", "#6F5086"],
};

/** Roles, from the strongest to the weakest, as said of a paper. */
export const ROLES = {
  PROPOSES: "proposes",
  USES: "uses",
  ADDRESSES: "addresses",
  COMPARES: "compares with",
  MENTIONS: "mentions",
};

/** What an edge says, between its source and its target. */
export const EDGES = {
  PROPOSES: "proposes",
  USES: "uses",
  COMPARES_WITH: "compares with",
  MENTIONS: "mentions",
  ADDRESSES: "addresses",
  REPORTS: "reports",
  NAMES: "names",
  CITES: "cites",
  AUTHORED: "wrote",
  AFFILIATED_WITH: "works at",
  PUBLISHED_IN: "appeared in",
  BROADER: "is a kind of",
  USED_FOR: "is used for",
  EVALUATED_ON: "is evaluated on",
  PART_OF: "is part of",
  COMPARED_WITH: "is compared with",
  SHARED: "has papers in common with",
};

/** The same, read from the target. */
export const BACKWARDS = {
  BROADER: "has as a kind",
  USED_FOR: "uses",
  EVALUATED_ON: "evaluates",
  PART_OF: "has as a part",
  COMPARED_WITH: "is compared with",
};

/** Where identifiers of each scheme are looked up outside. */
export const ADDRESSES = {
  DOI: (value) => `https://doi.org/${encodeURI(value)}`,
  ARXIV: (value) => `https://arxiv.org/abs/${encodeURI(value)}`,
  ACL: (value) => `https://aclanthology.org/${encodeURIComponent(value)}/`,
  OPENALEX: (value) => `https://openalex.org/${encodeURIComponent(value)}`,
  S2: (value) => `https://www.semanticscholar.org/paper/${encodeURIComponent(value)}`,
  PUBMED: (value) => `https://pubmed.ncbi.nlm.nih.gov/${encodeURIComponent(value)}/`,
  ORCID: (value) => `https://orcid.org/${encodeURIComponent(value)}`,
  ROR: (value) => `https://ror.org/${encodeURIComponent(value)}`,
};
