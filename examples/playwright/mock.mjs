// Fixtures: one mock server for each worker, and for each test a sandbox of it.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { test as base } from "@playwright/test";

const COMMAND = process.env.MOCK_SERVER ?? "mock-server";

// Starts a server and waits until it says where it listens.
async function started(token) {
  const words = ["--spec", "openapi.yaml", "--seed-data", "seed.json", "--store", "memory:", "--port", "0"];
  const child = spawn(COMMAND, words, { env: { ...process.env, MOCK_ADMIN_TOKEN: token } });
  const url = await new Promise((found, failed) => {
    let said = "";
    child.stdout.on("data", (part) => {
      said += part;
      const line = /listening +(http:\/\/\S+)/.exec(said);
      if (line) found(line[1]);
    });
    child.stderr.on("data", (part) => { said += part; });
    child.on("exit", (code) => failed(new Error(`mock-server ended with ${code}: ${said}`)));
    child.on("error", failed);
  });
  return { url, stop: () => child.kill("SIGTERM") };
}

export const test = base.extend({
  // The page under test, served on an origin of its own as a development server would.
  app: [async ({}, use) => {
    const page = await readFile("app.html");
    const server = createServer((_, answer) => answer.setHeader("Content-Type", "text/html").end(page));
    await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
    await use(`http://localhost:${server.address().port}/`);
    server.close();
  }, { scope: "worker" }],

  // One server for all tests of a worker; MOCK_URL and MOCK_ADMIN_TOKEN name one that runs elsewhere, for all workers.
  server: [async ({}, use) => {
    if (process.env.MOCK_URL) {
      await use({ url: process.env.MOCK_URL, token: process.env.MOCK_ADMIN_TOKEN });
      return;
    }
    const token = randomUUID();
    const { url, stop } = await started(token);
    await use({ url, token });
    stop();
  }, { scope: "worker" }],

  // A sandbox for this test alone: it begins with the first records, and ends with the test.
  mock: async ({ server, context }, use, info) => {
    const name = `pw-${info.testId.slice(0, 40)}-${info.retry}-${randomUUID().slice(0, 8)}`;
    const { origin } = new URL(server.url);
    const admin = async (method, path, body) => {
      const headers = { Authorization: `Bearer ${server.token}`, "Content-Type": "application/json", "X-Mock-Sandbox": name };
      const answer = await fetch(`${origin}/__admin/${path}`, { method, headers, body: body && JSON.stringify(body) });
      const value = answer.status === 204 ? undefined : await answer.json();
      if (!answer.ok) throw new Error(value.detail);
      return value;
    };
    // Requests to the mock, and to nobody else, name the sandbox; what has no headers can use the other URL.
    await context.route(`${origin}/**`, (route) =>
      route.continue({ headers: { ...route.request().headers(), "x-mock-sandbox": name } }));
    await use({
      name,
      admin,
      url: server.url,
      sandboxUrl: server.url.replace(origin, `${origin}/__sandbox/${name}`),
      records: async (resource) => (await admin("GET", `records/${resource}`)).records.map(({ record }) => record),
    });
    await admin("DELETE", `sandboxes/${name}`).catch(() => {});
  },
});

export { expect } from "@playwright/test";
