// Filters: read from the address, checked, drawn as controls, and written back to the address.

import { el } from "./dom.js";
import { ROLES } from "./kinds.js";
import { changed, go } from "./router.js";

const CONFIDENCES = [["", "any confidence"], ["0.5", "0.5 or more"], ["0.7", "0.7 or more"], ["0.9", "0.9 or more"]];
export const ORDERS = { STRENGTH: "strongest first", NEWEST: "newest first", SUPPORT: "most often stated first" };

/** Read what is filtered: `{roles, least, years, order}` as GraphQL takes it. */
export function filtersOf(search) {
  const role = search.get("role");
  const [gte, lte] = [year(search.get("from")), year(search.get("to"))];
  const order = search.get("order");
  return {
    roles: role in ROLES ? [role] : null,
    least: share(search.get("confidence")),
    years: gte === null && lte === null ? null : { gte, lte },
    ...(order in ORDERS ? { order } : {}),
  };
}

function year(text) {
  return /^\d{1,4}$/.test(text ?? "") ? Number(text) : null;
}

function share(text) {
  const number = Number(text);
  return text && number >= 0 && number <= 1 ? number : 0;
}

/** Draw the controls that a view has: `years`, `role`, `confidence`, `order`, or some of them. */
export function filterForm(address, names, extra = []) {
  const { search } = address;
  const act = (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(form));
    go(changed(address, values), { replace: true });
  };
  const parts = {
    role: () => choice("role", "Role", search, [["", "any role"], ...Object.entries(ROLES)]),
    confidence: () => choice("confidence", "Confidence", search, CONFIDENCES),
    order: () => choice("order", "Order", search, [["", "usual order"], ...Object.entries(ORDERS)]),
    years: () => [number("from", "From year", search), number("to", "to year", search)],
  };
  const form = el(
    "form",
    { class: "filters", "aria-label": "Filters", on: { submit: act, change: act } },
    extra,
    names.map((name) => parts[name]()),
  );
  return form;
}

/** A choice of one of several values; the present one comes from the address. */
export function choice(name, label, search, options) {
  const now = search.get(name) ?? "";
  return el(
    "label",
    {},
    el("span", {}, label),
    el(
      "select",
      { name, id: `f-${name}` },
      options.map(([value, words]) => el("option", { value, selected: value === now }, words)),
    ),
  );
}

function number(name, label, search) {
  const value = year(search.get(name));
  return el(
    "label",
    {},
    el("span", {}, label),
    el("input", { name, id: `f-${name}`, type: "number", min: 1000, max: 9999, step: 1, value, placeholder: "any" }),
  );
}
