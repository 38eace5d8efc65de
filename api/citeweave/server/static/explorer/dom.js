// Makes elements. Whatever comes from the graph becomes text: nothing here reads markup.

const SVG = "http://www.w3.org/2000/svg";

/** Make an HTML element; attributes that are null or false are left out, `on` has handlers. */
export function el(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** Make an SVG element. */
export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") listen(node, value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...present(children));
  return node;
}

function listen(node, handlers) {
  for (const [event, handler] of Object.entries(handlers)) node.addEventListener(event, handler);
}

function present(children) {
  return children
    .flat(Infinity)
    .filter((one) => one !== null && one !== undefined && one !== false)
    .map((one) => (one instanceof Node ? one : String(one)));
}

/** Tell whoever hears the page rather than sees it. */
export function announce(text) {
  document.getElementById("status").textContent = text;
}

/** A button that calls a function. */
export function button(label, act, attributes = {}) {
  return el("button", { type: "button", ...attributes, on: { click: act } }, label);
}

/** A section with a heading; null when it has nothing. */
export function section(title, count, ...children) {
  const content = present(children);
  if (!content.length) return null;
  const id = `s-${title.toLowerCase().replace(/[^a-z]+/g, "-")}`;
  return el(
    "section",
    { "aria-labelledby": id },
    el("h2", { id }, title, count === null ? null : el("span", { class: "count" }, ` ${count.toLocaleString("en")}`)),
    content,
  );
}
