import { expect, test as base } from "@playwright/test";
import { forPlaywright, type MockFixtures, type MockWorkerFixtures } from "mythic-mock";

// For a page that was built with an address of its own: what it sends there goes to the mock, on https too.
const api = "https://tasks.example.com/v1";
const test = base.extend<MockFixtures, MockWorkerFixtures>(forPlaywright({ api, seedData: "seed.json" }));

test("an address that is built in is the mock's", async ({ page, mock }) => {
  const ask = (method: string, body?: string) => page.evaluate(async ([url, method, body]) => {
    const answer = await fetch(`${url}/tasks?`, { method, body, headers: { "Content-Type": "application/json" } });
    return [answer.status, await answer.json()];
  }, [api, method, body] as const);
  expect((await ask("POST", '{"title": "Far"}'))[0]).toBe(201);
  expect(await ask("GET")).toEqual([200, await mock.records("tasks")]);
});
