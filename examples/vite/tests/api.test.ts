import { forVitest, type MockFixtures, type MockWorkerFixtures } from "mythic-mock";
import { expect, test as base } from "vitest";
import { tasksApi } from "../src/api";

const test = base.extend<MockFixtures & MockWorkerFixtures>(forVitest({ seedData: "seed.json", seed: 1 }));

test("a task that is added is listed", async ({ mock }) => {
  const api = tasksApi(mock.url);
  const added = await api.add("Call home");
  expect(await api.list()).toEqual([{ id: 1, title: "Water the plants" }, added]);
  await mock.reset();
  expect(await api.list()).toHaveLength(1);
});

test("no other test is seen", async ({ mock }) => {
  expect((await tasksApi(mock.url).list()).map(({ title }) => title)).toEqual(["Water the plants"]);
});

test("a header leads into the sandbox too", async ({ mock, mockServer }) => {
  await mock.put("tasks", 9, { title: "Put" });
  const seen = async (headers?: HeadersInit) => (await (await fetch(`${mockServer.url}/tasks`, { headers })).json()).length;
  expect([await seen(), await seen(mock.headers)]).toEqual([1, 2]);
});

test("what is refused is told", async ({ mock }) => {
  await mock.faults("POST /tasks: first 1 -> 503");
  await expect(tasksApi(mock.url).add("Once")).rejects.toThrow("503");
  await expect(mock.faults("nonsense")).rejects.toThrow(/nonsense/);
});
