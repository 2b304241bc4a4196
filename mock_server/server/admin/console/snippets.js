// A request as something to paste: a shell line, a test in Python, a test in the browser.

const LEFT_OUT = new Set(["host", "content-length", "connection", "accept-encoding", "user-agent", "transfer-encoding"]);

const quoted = (text) => `'${String(text).replaceAll("'", "'\\''")}'`;
const literal = (text) => JSON.stringify(String(text)).replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);

const names = (entry) =>
  entry.request.headers.some(({ name, value }) => /^x-mock-sandbox$/i.test(name) || (/^baggage$/i.test(name) && value.includes("mock-sandbox")));

function sent(entry) {
  const headers = entry.request.headers
    .filter(({ name }) => !LEFT_OUT.has(name.toLowerCase()) && !name.toLowerCase().startsWith("sec-"))
    .map(({ name, value }) => [name, value]);
  if (entry.sandbox !== "default" && !names(entry)) headers.push(["x-mock-sandbox", entry.sandbox]);
  return {
    method: entry.method,
    url: address(entry),
    headers,
    body: entry.request.body || "",
  };
}

export const address = ({ path, query }) => path + (query ? `?${query}` : "");

export function curl(entry, origin) {
  const { method, url, headers, body } = sent(entry);
  const words = [`curl -i -X ${/^[A-Za-z]+$/.test(method) ? method : quoted(method)} ${quoted(origin + url)}`];
  for (const [name, value] of headers) words.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (body) words.push(`--data-raw ${quoted(body)}`);
  return words.join(" \\\n  ");
}

const pairs = (headers, mark) => headers.map(([name, value]) => `${mark}${literal(name)}: ${literal(value)},`).join("\n");

export function pytest(entry) {
  const { method, url, headers, body } = sent(entry);
  const name = (entry.operationId || `${method} ${url.split("?")[0]}`).replace(/[^A-Za-z0-9]+/g, "_").toLowerCase();
  return `import httpx


def test_${name.replace(/^_+|_+$/g, "") || "request"}(mock_server):
    answer = httpx.request(
        ${literal(method)},
        mock_server.origin + ${literal(url)},
        headers={
${pairs(headers, "            ")}
        },${body ? `\n        content=${literal(body)},` : ""}
    )
    assert answer.status_code == ${entry.status}
`;
}

export function playwright(entry, origin) {
  const { method, url, headers, body } = sent(entry);
  return `import { expect, test } from "@playwright/test";

test(${literal(`${method} ${url.split("?")[0]}`)}, async ({ request }) => {
  const answer = await request.fetch(${literal(origin + url)}, {
    method: ${literal(method)},
    headers: {
${pairs(headers, "      ")}
    },${body ? `\n    data: ${literal(body)},` : ""}
  });
  expect(answer.status()).toBe(${entry.status});
});
`;
}
