// Shows the view that the address names: asks its one query, draws the answer, moves the focus.

import { Failure, ask } from "./api.js";
import { behind } from "./behind.js";
import { announce, el } from "./dom.js";
import { failureView } from "./failures.js";
import { follow, go, read, settle, write } from "./router.js";
import { suggesting } from "./suggest.js";
import * as home from "./views/home.js";
import { author, organization, person, venue } from "./views/named.js";
import * as concept from "./views/concept.js";
import * as graph from "./views/graph.js";
import * as paper from "./views/paper.js";
import * as path from "./views/path.js";
import * as search from "./views/search.js";

const VIEWS = { home, search, paper, concept, author, organization, venue, person, graph, path };
const main = document.getElementById("main");
let running = new AbortController();

async function show({ focus, scroll }) {
  running.abort();
  running = new AbortController();
  const { signal } = running;
  const address = read(location.href);
  fillSearch(address);
  const waiting = setTimeout(() => wait(focus), 200);
  main.setAttribute("aria-busy", "true");
  try {
    if (!address) throw new Failure("NOT_FOUND", "no page has this address");
    const view = VIEWS[address.name];
    const question = view.question(address);
    const answer = question ? await ask(question, signal) : null;
    const drawn = await view.draw(answer, address, { signal, ask });
    if (signal.aborted) return;
    put(drawn, question, answer);
  } catch (problem) {
    if (signal.aborted || problem.name === "AbortError") return;
    const failure = problem instanceof Failure ? problem : new Failure("STRANGE", problem.message);
    if (!(problem instanceof Failure)) console.error(problem);
    main.replaceChildren(failureView(failure, () => show({ focus: true, scroll: null })));
    document.title = "citeweave";
  } finally {
    clearTimeout(waiting);
    if (!signal.aborted) main.removeAttribute("aria-busy");
  }
  if (focus) main.querySelector("h1")?.focus({ preventScroll: true });
  if (scroll !== null) scrollTo(0, scroll);
}

function put({ title, body, tables = [], note = null, canonical = null, shown = null }, question, answer) {
  const kept = document.activeElement?.id;
  main.className = "";
  main.replaceChildren(...body.filter(Boolean));
  if (question) main.append(behind(title, question, answer, tables));
  if (kept && main.querySelector(`#${CSS.escape(kept)}`)) document.getElementById(kept).focus({ preventScroll: true });
  document.title = title ? `${title} · citeweave` : "citeweave";
  if (canonical) settle(canonical);
  announce(note ?? title ?? "");
  shown?.();
}

function wait(focus) {
  if (focus || !main.childElementCount) main.replaceChildren(el("p", { class: "loading" }, "Asking the graph…"));
}

function fillSearch(address) {
  const input = document.getElementById("q");
  if (document.activeElement !== input) input.value = address?.name === "search" ? (address.search.get("q") ?? "") : "";
}

function startSearch() {
  const form = document.getElementById("find");
  const entered = (words) => words && go(write("search", null, { q: words }));
  form.append(
    suggesting({
      id: "q",
      label: "Search papers, concepts, people",
      placeholder: "Search papers, methods, people…",
      chosen: (node) => go(write(node.__typename.toLowerCase(), node.id)),
      entered,
    }),
    el("button", { type: "submit", class: "quiet" }, "Search"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    entered(form.querySelector("input").value.trim());
  });
  addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.closest("input, select, textarea");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    document.getElementById("q").focus();
  });
}

function startTheme() {
  const root = document.documentElement;
  const control = document.getElementById("theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const now = () => root.dataset.theme ?? (system.matches ? "dark" : "light");
  const told = () => {
    const other = now() === "dark" ? "light" : "dark";
    control.textContent = other === "dark" ? "Dark" : "Light";
    control.setAttribute("aria-label", `Use ${other} colours`);
    dispatchEvent(new Event("citeweave:theme"));
  };
  control.addEventListener("click", () => {
    root.dataset.theme = now() === "dark" ? "light" : "dark";
    try {
      localStorage.setItem("citeweave.theme", root.dataset.theme);
    } catch {
      // it holds until the page is left
    }
    told();
  });
  system.addEventListener("change", told);
  told();
}

if (document.documentElement.dataset.graphiql !== "yes") document.getElementById("to-graphiql").remove();
startTheme();
startSearch();
follow(show);
show({ focus: false, scroll: null });
