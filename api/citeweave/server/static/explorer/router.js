// Addresses: each view has one that can be shared, and the address is all the state a view has.

const WITH_ID = ["paper", "concept", "author", "organization", "venue", "person", "graph"];
const WITHOUT = { "/": "home", "/search": "search", "/path": "path" };

/** Read an address: `{name, id, search}`; null when no view has it. */
export function read(url) {
  const { pathname, searchParams } = new URL(url, location.origin);
  if (pathname in WITHOUT) return { name: WITHOUT[pathname], id: null, search: searchParams };
  const [, name, id, ...more] = pathname.split("/");
  if (!WITH_ID.includes(name) || !id || more.length) return null;
  const plain = decoded(id);
  return plain === null ? null : { name, id: plain, search: searchParams };
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

/** Write an address; parameters that are empty are left out. */
export function write(name, id = null, parameters = {}) {
  const path = name === "home" ? "/" : `/${name}${id === null ? "" : `/${encodeURIComponent(id)}`}`;
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== "") search.set(key, value);
  }
  const query = search.toString();
  return query ? `${path}?${query}` : path;
}

/** The address of a node's own page. */
export function pageOf(node) {
  return write(node.__typename.toLowerCase(), node.id);
}

/** The same address with other parameters. */
export function changed(address, parameters) {
  return write(address.name, address.id, { ...Object.fromEntries(address.search), ...parameters });
}

let arrive = () => {};
const scrolls = new Map();
let here = 0;

/** Call a function whenever the address changes; follow links without loading the page again. */
export function follow(handler) {
  arrive = handler;
  history.scrollRestoration = "manual";
  here = history.state?.place ?? 0;
  history.replaceState({ place: here }, "");
  addEventListener("popstate", (event) => {
    scrolls.set(here, scrollY);
    here = event.state?.place ?? 0;
    arrive({ focus: true, scroll: scrolls.get(here) ?? 0 });
  });
  document.addEventListener("click", clicked);
}

function clicked(event) {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  if (link.origin !== location.origin || link.hasAttribute("download") || "outside" in link.dataset) return;
  if (link.hash && link.pathname === location.pathname) return;
  if (!read(link.href)) return;
  event.preventDefault();
  go(link.href);
}

/** Go to an address; with `replace` the present one is forgotten and the focus stays. */
export function go(address, { replace = false } = {}) {
  if (replace) {
    history.replaceState({ place: here }, "", address);
    arrive({ focus: false, scroll: null });
    return;
  }
  scrolls.set(here, scrollY);
  here += 1;
  history.pushState({ place: here }, "", address);
  arrive({ focus: true, scroll: 0 });
}

/** Write the address that the present view has come to by itself, without showing it anew. */
export function settle(address) {
  history.replaceState({ place: here }, "", address);
}
