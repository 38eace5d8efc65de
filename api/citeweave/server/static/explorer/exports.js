// What can be taken along: the answer as JSON, lists as CSV, pictures.

import { fileAt } from "./api.js";
import { announce, button, el } from "./dom.js";

/** What the server writes of papers and what hangs on them: name, format, ending. */
const SERVER_FORMATS = [
  ["GraphML", "graphml", "graphml"],
  ["GEXF", "gexf", "gexf"],
  ["BibTeX", "bibtex", "bib"],
  ["RIS", "ris", "ris"],
];

/** Which papers a question is about, as `/export` is asked for them; null where none. */
function papersOf({ variables }) {
  if (variables?.words) return { query: variables.words };
  return variables?.id?.startsWith("P") ? { ids: variables.id } : null;
}

function serverButtons(title, question) {
  const papers = papersOf(question);
  if (!papers) return [];
  return SERVER_FORMATS.map(([name, format, ending]) =>
    button(name, async () => {
      try {
        const content = await fileAt(`/export?${new URLSearchParams({ format, ...papers })}`);
        download(fileName(title, ending), content);
      } catch (problem) {
        announce(`${name} was not written: ${problem.message}`);
      }
    }),
  );
}

/** A table as CSV (RFC 4180); cells that a spreadsheet would run as formulas are made text. */
export function csv(columns, rows) {
  const names = Object.keys(columns);
  const body = rows.map((row) => names.map((name) => columns[name](row)));
  return [names, ...body].map((cells) => cells.map(cell).join(",")).join("\r\n") + "\r\n";
}

// what spreadsheets take for a formula begins so, spaces and wide forms included
const FORMULA = /^[\s\u0000]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/u;

function cell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = FORMULA.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A name for a file, from a title. */
export function fileName(title, ending) {
  const plain = title.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  return `citeweave-${plain.slice(0, 60) || "view"}.${ending}`;
}

/** Hand a file to whoever looks at the page. */
export function download(name, content, type) {
  const blob = content instanceof Blob ? content : new Blob([content], { type });
  const address = URL.createObjectURL(blob);
  const link = el("a", { href: address, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Buttons for the answer to a question and for each table `{name, columns, rows}` of a view. */
export function exportButtons(title, question, answer, tables) {
  const json = () => download(fileName(title, "json"), JSON.stringify({ data: answer }, null, 2), "application/json");
  return el(
    "div",
    { class: "buttons" },
    button("Answer as JSON", json),
    tables.map(({ name, columns, rows }) =>
      // the mark at the start tells spreadsheets that it is UTF-8
      button(`${name} as CSV`, () => download(fileName(`${title} ${name}`, "csv"), `\uFEFF${csv(columns, rows())}`, "text/csv")),
    ),
    serverButtons(title, question),
  );
}
