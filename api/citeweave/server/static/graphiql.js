"use strict";

// Shows GraphiQL beside the example queries. Everything comes from this server.
(function () {
  const here = document.getElementById("graphiql");
  const list = document.getElementById("examples");
  const root = ReactDOM.createRoot(here);

  // GraphiQL learns the operation's name a moment after the text has changed; until then it
  // would send that of the text before.
  function fitting(request) {
    const known = [...request.query.matchAll(/\b(?:query|mutation)\s+(\w+)/g)].map((one) => one[1]);
    return known.includes(request.operationName) ? request : { ...request, operationName: null };
  }

  async function fetcher(request, options) {
    const response = await fetch("/graphql", {
      method: "POST",
      credentials: "same-origin",
      headers: {
        "content-type": "application/json",
        accept: "application/graphql-response+json, application/json",
        ...(options && options.headers),
      },
      body: JSON.stringify(fitting(request)),
    });
    return response.json();
  }

  function show(example) {
    root.render(
      React.createElement(GraphiQL, {
        fetcher,
        query: example.query,
        variables: example.variables,
        shouldPersistHeaders: false,
        isHeadersEditorEnabled: true,
      }),
    );
    for (const button of list.querySelectorAll("button")) {
      button.setAttribute("aria-current", String(button.textContent === example.name));
    }
  }

  async function start() {
    const response = await fetch("/graphql/examples.json", { credentials: "same-origin" });
    const { examples } = await response.json();
    for (const example of examples) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = example.name;
      button.addEventListener("click", () => show(example));
      list.append(button);
    }
    show(linked() || examples[0]);
  }

  // The explorer gives a query after the #, which browsers send to nobody.
  function linked() {
    const parts = new URLSearchParams(location.hash.slice(1));
    const query = parts.get("query");
    return query && { name: null, query, variables: parts.get("variables") || "" };
  }

  start().catch((problem) => {
    here.textContent = "The example queries could not be loaded: " + problem.message;
  });
})();
