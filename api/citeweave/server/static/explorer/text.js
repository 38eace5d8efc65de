// Texts and places in them. The graph counts code points, JavaScript UTF-16 units.

import { el } from "./dom.js";

/** Cut a text where spans begin and end: `[{text, span}]` in order, span null between them. */
export function segments(text, spans) {
  const points = Array.from(text);
  const parts = [];
  let at = 0;
  for (const span of apart(spans, points.length)) {
    if (span.start > at) parts.push({ text: points.slice(at, span.start).join(""), span: null });
    parts.push({ text: points.slice(span.start, span.end).join(""), span });
    at = span.end;
  }
  if (at < points.length) parts.push({ text: points.slice(at).join(""), span: null });
  return parts;
}

/** Of spans that overlap the longer stays; of equal ones the first. */
function apart(spans, length) {
  const whole = spans.filter(({ start, end }) => start >= 0 && start < end && end <= length);
  const taken = [];
  for (const one of whole.sort((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start)) {
    if (taken.every((other) => one.end <= other.start || one.start >= other.end)) taken.push(one);
  }
  return taken.sort((a, b) => a.start - b.start);
}

/** A sentence with the words that an edge stands on marked in it. */
export function sentence(evidence, extra = []) {
  const from = evidence.sentenceStart;
  const spans = [{ start: evidence.start - from, end: evidence.end - from }, ...extra];
  return el(
    "q",
    { class: "sentence" },
    segments(evidence.sentence, spans).map(({ text, span }) => (span ? el("mark", {}, text) : text)),
  );
}

/** A number with as many digits as one reads. */
export function rounded(number, digits = 2) {
  return number.toLocaleString("en", { maximumFractionDigits: digits });
}

/** "1 paper", "1,234 papers". */
export function counted(count, [one, several]) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : several}`;
}

/** A text of at most so many code points, cut at a word where there is one. */
export function shortened(text, most) {
  const points = Array.from(text);
  if (points.length <= most) return text;
  const cut = points.slice(0, most - 1).join("");
  const space = cut.lastIndexOf(" ");
  return `${space > most / 2 ? cut.slice(0, space) : cut}…`;
}

/** A text in lines of at most so many code points, the last one shortened. */
export function lines(text, width, most) {
  const found = [""];
  for (const word of text.split(/\s+/)) {
    const line = found[found.length - 1];
    const longer = line ? `${line} ${word}` : word;
    if (Array.from(longer).length <= width || !line) found[found.length - 1] = longer;
    else found.push(word);
  }
  const shown = found.slice(0, most).map((line) => shortened(line, width));
  if (found.length > most) shown[most - 1] = shortened(`${shown[most - 1]}…`, width + 1).replace(/…+$/, "…");
  return shown;
}
