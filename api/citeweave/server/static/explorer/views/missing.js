// What is shown where the graph has nothing of an id.

import { el } from "../dom.js";
import { write } from "../router.js";

/** The view of a node that is not there. */
export function missing(what, address) {
  return {
    title: `No such ${what}`,
    body: [
      el("h1", { tabindex: "-1" }, `The graph has no ${what} of this id`),
      el("p", {}, el("code", {}, address.id), " may be of another graph, or cut short. ", el("a", { href: write("home") }, "Start from what the graph has"), "."),
    ],
  };
}
