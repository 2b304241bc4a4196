// Starts Swagger UI with the document as it is, and fills in the credentials that the document names for local use.
"use strict";

async function read(name) {
  const answer = await fetch(name, { cache: "no-store" });
  if (!answer.ok) throw new Error(`${name} can't be read: ${answer.status} ${answer.statusText}`);
  return answer.json();
}

function authorize(ui, { name, schema, value, cookie }) {
  if (cookie) {
    document.cookie = cookie; // a page can't set the header Cookie itself
  } else if (schema.type === "oauth2" || schema.type === "openIdConnect") {
    ui.authActions.authorizeOauth2({ auth: { name, schema }, token: { access_token: value, token_type: "Bearer" } });
  } else {
    ui.authActions.authorize({ [name]: { name, schema, value } });
  }
}

async function start() {
  const [spec, credentials] = await Promise.all([read(document.body.dataset.document), read("credentials.json")]);
  if (!/^3[.][0-2][.](0|[1-9][0-9]*)$/.test(spec.openapi)) {
    spec.openapi = `${spec.openapi.slice(0, 3)}.0`; // Swagger UI knows whole versions alone: 3.1 is 3.1.0
  }
  const ui = SwaggerUIBundle({
    spec,
    dom_id: "#ui",
    deepLinking: true,
    tryItOutEnabled: true,
    displayRequestDuration: true,
    validatorUrl: null,
    presets: [SwaggerUIBundle.presets.apis],
  });
  for (const credential of credentials) authorize(ui, credential);
}

start().catch((error) => {
  document.getElementById("ui").textContent = `This page could not be shown: ${error.message}`;
});
