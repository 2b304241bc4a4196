// A mock server for each worker of Playwright or Vitest, and a sandbox of it for each test. Needs Node.js 20 and nothing else.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";

/** Starts `mock-server` and waits until it says where it listens; with `url` uses one that runs elsewhere. */
export async function startMock(options = {}) {
  const url = options.url ?? process.env.MOCK_URL;
  if (url) return new MockServer(url, options.token ?? process.env.MOCK_ADMIN_TOKEN ?? "", async () => {});
  const [command, ...first] = [options.command ?? process.env.MOCK_SERVER ?? "mock-server"].flat();
  const words = [...first, "--port", "0", "--store", "memory:", ...named(options), ...(options.args ?? [])];
  const token = options.token ?? randomUUID();
  const child = spawn(command, words, { env: { ...process.env, MOCK_ADMIN_TOKEN: token }, cwd: options.cwd });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const ended = new Promise((done) => child.once("close", done)).then(() => process.off("exit", kill));
  const stop = async () => {
    if (child.exitCode === null) child.kill("SIGTERM");
    const late = setTimeout(kill, 5_000);
    await ended;
    clearTimeout(late);
  };
  return new MockServer(await listening(child, command), token, stop);
}

function named({ spec = "openapi.yaml", seedData, seed }) {
  const found = [].concat(spec).flatMap((path) => ["--spec", path]);
  if (seedData !== undefined) found.push("--seed-data", seedData);
  if (seed !== undefined) found.push("--seed", String(seed));
  return found;
}

function listening(child, command) {
  return new Promise((found, failed) => {
    let said = "";
    const hear = (part) => {
      said += part;
      const line = /^ +listening +(http:\/\/\S+)$/m.exec(said);
      if (line) found(line[1]);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("close", (code) => failed(new Error(`${command} ended with ${code}: ${said.trim()}`)));
    child.once("error", (error) => failed(new Error(
      `${command} can't be started (${error.message}); pip install mythic-mock, or name it with the option command or $MOCK_SERVER`)));
  });
}

export class MockServer {
  constructor(url, token, stop) {
    Object.assign(this, { url: url.replace(/\/$/, ""), token, stop });
  }

  /** A sandbox: records, faults and clock of its own, begun with the first records of the server. */
  async sandbox(title = "test", options = {}) {
    const slug = title.replace(/[^A-Za-z0-9]+/g, "-").slice(-40).replace(/^-+|-+$/g, "") || "test";
    const sandbox = new MockSandbox(this, `${slug}.${randomUUID().slice(0, 8)}`);
    await sandbox.reset(options);
    return sandbox;
  }
}

export class MockSandbox {
  #token;

  constructor(server, name) {
    const { origin } = new URL(server.url);
    this.#token = server.token;
    this.name = name;
    this.origin = origin;
    this.url = server.url.replace(origin, `${origin}/__sandbox/${name}`);
    this.mockUrl = server.url;
    this.headers = { "X-Mock-Sandbox": name };
  }

  /** Any call of the admin API, within the sandbox; the parsed answer. */
  async admin(method, path, body) {
    const headers = { ...this.headers, Authorization: `Bearer ${this.#token}`, "Content-Type": "application/json" };
    const answer = await fetch(`${this.origin}/__admin/${path}`, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(problem(text) ?? `${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  async reset(options = {}) { await this.admin("PUT", `sandboxes/${this.name}`, options); }
  async end() { await this.admin("DELETE", `sandboxes/${this.name}`); }
  async records(resource) { return (await this.admin("GET", `records/${resource}`)).records.map(({ record }) => record); }
  async put(resource, key, record) { await this.admin("PUT", `records/${resource}/${encodeURIComponent(key)}`, record); }
  async faults(...rules) { await this.admin("PUT", "faults", { rules }); }
}

function problem(text) {
  try { return JSON.parse(text).detail; } catch { return undefined; }
}

const quietly = (promise) => promise.catch(() => {}); // a server that is gone has no sandbox to end

/** The fixture of both: one server for all tests of a worker. */
function serverOfWorker(options) {
  return [async ({}, use) => {
    const server = await startMock(options);
    await use(server);
    await server.stop();
  }, { scope: "worker" }];
}

/** Fixtures for Playwright's `test.extend`: what a page sends to `api` goes to the sandbox of its test. */
export function forPlaywright({ api, ...options } = {}) {
  return {
    mockServer: serverOfWorker(options),
    mock: async ({ mockServer, context }, use, info) => {
      const mock = await mockServer.sandbox(info.title);
      await context.route((url) => below(url, api ?? mockServer.url), (route) => forward(route, api ?? mockServer.url, mock.url));
      await use(mock);
      await quietly(mock.end());
    },
  };
}

function below(url, api) {
  const text = api.startsWith("/") ? url.pathname : url.href;
  return text === api || [`${api}/`, `${api}?`].some((beginning) => text.startsWith(beginning));
}

async function forward(route, api, target) {
  const from = new URL(route.request().url());
  const url = target + (api.startsWith("/") ? from.pathname + from.search : from.href).slice(api.length);
  if (from.protocol === "http:") return route.continue({ url });
  return route.fulfill({ response: await route.fetch({ url, maxRedirects: 0 }) }); // a page on https can't continue on http
}

/** Fixtures for Vitest's `test.extend`: `mock.url` is the API within the sandbox of the test. */
export function forVitest(options = {}) {
  return {
    mockServer: serverOfWorker(options),
    mock: async ({ mockServer, task }, use) => {
      const mock = await mockServer.sandbox(task.name);
      await use(mock);
      await quietly(mock.end());
    },
  };
}
