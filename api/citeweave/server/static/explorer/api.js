// Asks the server. A token is kept for as long as the tab is open, and nowhere else.

const TOKEN = "citeweave.token";
const KEPT = 30;
const FRESH = 120_000;
const answers = new Map();
let token = kept();

function kept() {
  try {
    return sessionStorage.getItem(TOKEN);
  } catch {
    return null;
  }
}

/** Send this token from now on; null for none. */
export function useToken(value) {
  token = value;
  answers.clear();
  try {
    if (value === null) sessionStorage.removeItem(TOKEN);
    else sessionStorage.setItem(TOKEN, value);
  } catch {
    // without storage it is kept until the page is loaded again
  }
}

/** What went wrong, with the code of the API, or OFFLINE or STRANGE for what came before it. */
export class Failure extends Error {
  constructor(code, message, extensions = {}) {
    super(message);
    this.code = code;
    this.extensions = extensions;
  }
}

/** Ask a query and give its data; one that was had in the last two minutes is given again. */
export async function ask({ query, variables = {} }, signal) {
  const key = JSON.stringify([query, variables]);
  const known = answers.get(key);
  if (known && known.at > Date.now() - FRESH) return known.data;
  const data = dataOf(await sent(query, variables, signal));
  answers.delete(key);
  answers.set(key, { data, at: Date.now() });
  if (answers.size > KEPT) answers.delete(answers.keys().next().value);
  return data;
}

/** Have the server write a file, and give its content. */
export async function fileAt(address) {
  const headers = token ? { authorization: `Bearer ${token}` } : {};
  const response = await fetch(address, { credentials: "omit", headers });
  if (response.ok) return response.blob();
  const said = await response.json().catch(() => ({}));
  throw new Failure("STRANGE", said.errors?.[0]?.message ?? `the server answered ${response.status}`);
}

async function sent(query, variables, signal) {
  const headers = { "content-type": "application/json", accept: "application/json" };
  if (token) headers.authorization = `Bearer ${token}`;
  let response;
  try {
    const body = JSON.stringify({ query, variables });
    response = await fetch("/graphql", { method: "POST", credentials: "omit", headers, body, signal });
  } catch (problem) {
    if (problem.name === "AbortError") throw problem;
    throw new Failure("OFFLINE", problem.message);
  }
  try {
    return await response.json();
  } catch (problem) {
    if (problem.name === "AbortError") throw problem;
    throw new Failure("STRANGE", `status ${response.status}`);
  }
}

function dataOf(answer) {
  const first = answer?.errors?.[0];
  if (first) throw new Failure(first.extensions?.code ?? "STRANGE", first.message, first.extensions);
  if (!answer?.data) throw new Failure("STRANGE", "an answer without data");
  return answer.data;
}
