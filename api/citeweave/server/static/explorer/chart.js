// Papers by year, as bars and as a table.

import { el, svg } from "./dom.js";
import { counted } from "./text.js";

const [WIDTH, HEIGHT, FOOT] = [640, 150, 22];

/** Draw a trend from `[{value, count}]`, years as texts and null for unknown; null for none. */
export function trend(facets, what) {
  const known = facets.filter((one) => one.value !== null).map((one) => [Number(one.value), one.count]);
  const unknown = facets.find((one) => one.value === null)?.count ?? 0;
  if (!known.length) return unknown ? el("p", { class: "small" }, `Of ${counted(unknown, ["paper", "papers"])} the year is not known.`) : null;
  const years = spread(known);
  return el(
    "figure",
    { class: "trend" },
    bars(years, what),
    unknown > 0 && el("figcaption", { class: "small" }, `Of ${counted(unknown, ["more paper", "more papers"])} the year is not known.`),
    el("details", {}, el("summary", {}, "As a table"), table(years)),
  );
}

/** All years from the first to the last, with 0 where there is nothing; at most 120 of them. */
function spread(known) {
  const counts = new Map(known);
  const last = Math.max(...counts.keys());
  const first = Math.max(Math.min(...counts.keys()), last - 119);
  return Array.from({ length: last - first + 1 }, (_, at) => [first + at, counts.get(first + at) ?? 0]);
}

function bars(years, what) {
  const most = Math.max(...years.map(([, count]) => count));
  const step = Math.min(WIDTH / years.length, 64);
  const width = step * years.length;
  const every = Math.ceil(years.length / 10);
  const label = `${what} by year, ${years[0][0]} to ${years.at(-1)[0]}; at most ${most} in a year`;
  return svg(
    "svg",
    { viewBox: `0 0 ${Math.max(width, 220)} ${HEIGHT}`, width: Math.max(width, 220), role: "img", "aria-label": label },
    years.map(([year, count], at) => bar(year, count, at, { step, most, named: (years.length - 1 - at) % every === 0 })),
  );
}

function bar(year, count, at, { step, most, named }) {
  const height = (count / most) * (HEIGHT - FOOT - 18);
  const [x, y] = [at * step, HEIGHT - FOOT - height];
  const middle = x + step / 2;
  const wide = step >= 22;
  return svg(
    "g",
    {},
    svg("title", {}, `${year}: ${counted(count, ["paper", "papers"])}`),
    svg("rect", { x: x + step * 0.12, y, width: step * 0.76, height: Math.max(height, 0.75), rx: Math.min(3, step / 6) }),
    wide && count > 0 && svg("text", { x: middle, y: y - 5, class: "value" }, count),
    named && svg("text", { x: middle, y: HEIGHT - 6 }, year),
  );
}

function table(years) {
  return el(
    "table",
    {},
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Year"), el("th", { scope: "col" }, "Papers"))),
    el("tbody", {}, years.map(([year, count]) => el("tr", {}, el("th", { scope: "row" }, year), el("td", {}, count)))),
  );
}
