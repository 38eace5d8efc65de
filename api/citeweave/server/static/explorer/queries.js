// Every question that the explorer asks, one for each view.

const PAPER_LINKS = `fragment PaperLinks on PaperLinkConnection {
  totalCount
  pageInfo { hasNextPage endCursor }
  edges { id kind role confidence support node { __typename id name year venueName stub } }
}`;

const ENTITIES = `fragment Entities on ConceptLinkConnection {
  totalCount
  edges {
    id role confidence support
    judgement { id }
    node { __typename id name kind }
    evidence(first: 12) { field start end surface sentence sentenceStart confidence cue extractor }
  }
}`;

const RANKED = `fragment Ranked on ConceptRankedConnection {
  totalCount
  edges { count node { __typename id name kind } }
}`;

/** What was found for words; the next page after a cursor. */
export const SEARCH = `query Search($words: String!, $kinds: [NodeKind!], $after: String) {
  search(query: $words, kinds: $kinds, first: 20, after: $after) {
    totalCount
    corrections { from to }
    pageInfo { hasNextPage endCursor }
    edges {
      score snippet snippetStart
      highlights { field start end }
      node {
        __typename id name
        ... on Paper { year venueName stub }
        ... on Concept { kind paperCount firstYear }
      }
    }
  }
}`;

/** What somebody who is still typing may mean. */
export const SUGGEST = `query Suggest($words: String!) {
  suggest(query: $words, first: 10) {
    __typename id name
    ... on Concept { kind }
    ... on Paper { year }
  }
}`;

/** What the graph has, for the first page. */
export const HOME = `query Home {
  graph {
    version at extractor
    sources { uri format records refused complete }
    counts { papers stubs authors organizations venues people methods datasets tasks metrics mentions }
    completeness { papers withAbstract withYear withVenue withAuthors withReferences withConcepts }
  }
  methods: concepts(where: {kind: {eq: METHOD}}, first: 12) { nodes { __typename id name kind paperCount } }
  tasks: concepts(where: {kind: {eq: TASK}}, first: 8) { nodes { __typename id name kind paperCount } }
  datasets: concepts(where: {kind: {eq: DATASET}}, first: 8) { nodes { __typename id name kind paperCount } }
  papers(where: {stub: false}, first: 8) {
    facets(by: YEAR) { value count }
    nodes { __typename id name year venueName }
  }
}`;

/** A paper with its text, what was found in it, and papers that share something or are similar. */
export const PAPER = `query Paper($id: ID!, $roles: [Role!], $least: Float! = 0, $years: YearRange, $shared: [ConceptKind!]) {
  paper(by: {id: $id}) {
    __typename id name title abstract year date venueName language stub retracted sources missing
    identifiers { scheme value }
    links { what address }
    venue { __typename id name }
    authors(first: 60) { totalCount edges { printed node { __typename id name } } }
    organizations(first: 20) { totalCount edges { ...Named node { __typename id name } } }
    people(first: 20) { totalCount edges { ...Named node { __typename id name } } }
    methods(roles: $roles, minConfidence: $least, first: 60) { ...Entities }
    datasets(roles: $roles, minConfidence: $least, first: 30) { ...Entities }
    tasks(roles: $roles, minConfidence: $least, first: 30) { ...Entities }
    metrics(roles: $roles, minConfidence: $least, first: 30) { ...Entities }
    sharing(kinds: $shared, roles: $roles, minConfidence: $least, years: $years, first: 10) {
      ...Sharing
    }
    similar(weights: {text: 0}, years: $years, first: 6) {
      totalCount
      edges {
        score
        node { __typename id name year venueName stub }
        parts {
          kind value share count
          shared { concept { __typename id name kind } }
          papers { __typename id name }
        }
      }
    }
    references(first: 10) { ...PaperLinks }
    citations(first: 10) { ...PaperLinks }
  }
}
fragment Named on Fact { id confidence evidence(first: 6) { field start end surface sentence sentenceStart } }
fragment Sharing on SharingConnection {
  totalCount
  pageInfo { hasNextPage endCursor }
  edges {
    score
    node { __typename id name year venueName stub }
    shared {
      weight
      concept { __typename id name kind }
      ours { role confidence evidence(first: 1) { sentence sentenceStart start end } }
      theirs { role confidence evidence(first: 1) { sentence sentenceStart start end } }
    }
  }
}
${ENTITIES}
${PAPER_LINKS}`;

/** A concept with its years, roles, names, neighbours and papers. */
export const CONCEPT = `query Concept($id: ID!, $roles: [Role!], $least: Float! = 0, $years: YearRange, $order: EdgeOrder! = STRENGTH) {
  concept(by: {id: $id}) {
    __typename id name kind paperCount firstYear listedBroader outsideIds
    aliasCounts { name count }
    trend: papers { facets(by: YEAR) { value count } roles: facets(by: ROLE) { value count } }
    papers(roles: $roles, years: $years, minConfidence: $least, orderBy: $order, first: 20) { ...PaperLinks }
    related(minConfidence: $least, first: 20) {
      totalCount
      edges {
        id kind direction support confidence
        node { __typename id name kind }
        evidence(first: 2) { sentence sentenceStart start end otherStart otherEnd paper { __typename id name } }
      }
    }
    methods: coUsed(kinds: [METHOD], roles: $roles, first: 12) { ...Ranked }
    tasks: coUsed(kinds: [TASK], roles: $roles, first: 8) { ...Ranked }
    datasets: coUsed(kinds: [DATASET, METRIC], roles: $roles, first: 8) { ...Ranked }
  }
}
${PAPER_LINKS}
${RANKED}`;

/** An author with papers, co-authors, methods and organisations. */
export const AUTHOR = `query Author($id: ID!, $years: YearRange, $order: EdgeOrder! = NEWEST) {
  author(by: {id: $id}) {
    __typename id name aliases
    identifiers { scheme value }
    trend: papers { facets(by: YEAR) { value count } }
    papers(years: $years, orderBy: $order, first: 20) { ...PaperLinks }
    coAuthors(first: 20) { totalCount edges { count node { __typename id name } } }
    methods(kinds: [METHOD, TASK, DATASET], first: 20) { ...Ranked }
    organizations(first: 20) { totalCount edges { sources node { __typename id name } } }
  }
}
${PAPER_LINKS}
${RANKED}`;

/** An organisation with papers, authors and methods. */
export const ORGANIZATION = `query Organization($id: ID!, $years: YearRange, $order: EdgeOrder! = NEWEST) {
  organization(by: {id: $id}) {
    __typename id name aliases
    identifiers { scheme value }
    trend: papers { facets(by: YEAR) { value count } }
    papers(years: $years, orderBy: $order, first: 20) { ...PaperLinks }
    authors(first: 40) { totalCount edges { node { __typename id name } } }
    methods(kinds: [METHOD, TASK, DATASET], first: 20) { ...Ranked }
  }
}
${PAPER_LINKS}
${RANKED}`;

/** A venue with its papers. */
export const VENUE = `query Venue($id: ID!, $years: YearRange, $order: EdgeOrder! = NEWEST) {
  venue(by: {id: $id}) {
    __typename id name aliases
    identifiers { scheme value }
    trend: papers { facets(by: YEAR) { value count } }
    papers(years: $years, orderBy: $order, first: 20) { ...PaperLinks }
  }
}
${PAPER_LINKS}`;

/** Somebody named in texts, with the papers that name them. */
export const PERSON = `query Person($id: ID!) {
  person(by: {id: $id}) {
    __typename id name aliases
    trend: papers { facets(by: YEAR) { value count } }
    papers(first: 20) { ...PaperLinks }
  }
}
${PAPER_LINKS}`;

const MORE_OF = {
  concept: ["$roles: [Role!], $least: Float! = 0, $years: YearRange, $order: EdgeOrder! = STRENGTH", "roles: $roles, years: $years, minConfidence: $least, orderBy: $order"],
  author: ["$years: YearRange, $order: EdgeOrder! = NEWEST", "years: $years, orderBy: $order"],
  organization: ["$years: YearRange, $order: EdgeOrder! = NEWEST", "years: $years, orderBy: $order"],
  venue: ["$years: YearRange, $order: EdgeOrder! = NEWEST", "years: $years, orderBy: $order"],
  person: ["", ""],
  paper: ["", ""],
};

/** The next papers of a list, such as the `citations` of a paper, after a cursor. */
export function morePapers(root, field = "papers") {
  const [declared, given] = MORE_OF[root];
  const variables = ["$id: ID!", "$after: String", declared].filter(Boolean).join(", ");
  const options = [given, "first: 20", "after: $after"].filter(Boolean).join(", ");
  return `query More(${variables}) {
  ${root}(by: {id: $id}) { ${field}(${options}) { ...PaperLinks } }
}
${PAPER_LINKS}`;
}

/** The shortest ways between two nodes, with sentences. */
export const PATHS = `query Paths($from: ID!, $to: ID!, $ends: [ID!]!, $longest: Int!) {
  ends: nodes(ids: $ends) { ...Step }
  path(from: $from, to: $to, maxLength: $longest, first: 10) {
    length
    nodes { ...Step }
    edges {
      id kind role confidence source target sources printed
      evidence(first: 2) { sentence sentenceStart start end }
    }
  }
}
fragment Step on Node { __typename id name ... on Concept { kind } ... on Paper { year } }`;

/** The names of nodes. */
export const ENDS = `query Ends($ends: [ID!]!) {
  ends: nodes(ids: $ends) { __typename id name ... on Concept { kind } ... on Paper { year } }
}`;

/** What one or several nodes are tied to, for the picture. */
export const EGO = `query Ego($ids: [ID!]!, $least: Float! = 0) {
  nodes(ids: $ids) {
    __typename id name
    ... on Paper {
      year
      methods(minConfidence: $least, first: 14) { ...Found }
      datasets(minConfidence: $least, first: 6) { ...Found }
      tasks(minConfidence: $least, first: 8) { ...Found }
      metrics(minConfidence: $least, first: 4) { ...Found }
      sharing(minConfidence: $least, first: 12) {
        edges { score node { __typename id name year } shared {
          weight
          concept { __typename id name kind }
          ours { id kind role confidence }
          theirs { id kind role confidence }
        } }
      }
      authors(first: 8) { edges { id kind node { __typename id name } } }
      references(first: 6) { edges { id kind node { __typename id name year } } }
      citations(first: 6) { edges { id kind node { __typename id name year } } }
      venue { __typename id name }
    }
    ... on Concept {
      kind
      related(minConfidence: $least, first: 12) { edges { id kind direction support confidence node { __typename id name kind } } }
      coUsed(first: 14) { edges { count node { __typename id name kind } } }
      papers(minConfidence: $least, first: 10) {
        edges {
          id kind role confidence
          node {
            __typename id name year
            methods(minConfidence: $least, first: 6) { ...Found }
            tasks(minConfidence: $least, first: 3) { ...Found }
          }
        }
      }
    }
    ... on Author {
      papers(first: 12) { edges { id kind node { __typename id name year authors(first: 8) { edges { id kind node { __typename id name } } } } } }
      coAuthors(first: 12) { edges { count node { __typename id name } } }
      topics: methods(kinds: [METHOD, TASK, DATASET], first: 10) { edges { count node { __typename id name kind } } }
      organizations(first: 4) { edges { id kind node { __typename id name } } }
    }
    ... on Organization {
      papers(first: 14) { edges { id kind confidence node { __typename id name year } } }
      authors(first: 10) { edges { id kind node { __typename id name } } }
      topics: methods(kinds: [METHOD, TASK, DATASET], first: 12) { edges { count node { __typename id name kind } } }
    }
    ... on Venue { papers(first: 24) { edges { id kind node { __typename id name year } } } }
    ... on Person { papers(first: 24) { edges { id kind confidence node { __typename id name year } } } }
  }
}
fragment Found on ConceptLinkConnection { edges { id kind role confidence node { __typename id name kind } } }`;

/** The sentences of the edges between two nodes. */
export const EDGE = `query Edge($from: ID!, $to: ID!) {
  path(from: $from, to: $to, maxLength: 1, first: 5) {
    nodes { __typename id name ... on Concept { kind } }
    edges {
      id kind role confidence support source target sources printed
      evidence(first: 20) { sentence sentenceStart start end field confidence cue extractor }
    }
  }
}`;

/** The papers that two nodes have in common; `where` is made by `inCommon`. */
export const COMMON = `query Common($where: PaperWhere!) {
  papers(where: $where, first: 10) { totalCount nodes { __typename id name year } }
}`;

const OF_PAPER = { METHOD: "methods", DATASET: "datasets", TASK: "tasks", METRIC: "metrics", AUTHOR: "authors", ORGANIZATION: "organizations" };

/** The filter for papers that have an edge to both of two nodes; kinds as in `kindOf`. */
export function inCommon(...ends) {
  return { and: ends.map(([kind, id]) => ({ [OF_PAPER[kind]]: { some: { id: { eq: id } } } })) };
}
