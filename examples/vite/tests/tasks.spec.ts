import { expect, test as base, type Page } from "@playwright/test";
import { forPlaywright, type MockFixtures, type MockWorkerFixtures } from "mythic-mock";

const test = base.extend<MockFixtures, MockWorkerFixtures>(forPlaywright({ api: "/api", seedData: "seed.json" }));
const tasks = (page: Page) => page.getByRole("listitem");

// Each of these adds a task; none sees that of another, however many run at once.
for (const number of [1, 2, 3]) {
  test(`a task that is added is shown and kept (${number})`, async ({ page, mock }) => {
    await page.goto("/");
    await expect(tasks(page)).toHaveText(["Water the plants"]);
    await page.getByLabel("New task").fill(`Task ${number}`);
    await page.getByRole("button", { name: "Add" }).click();
    await expect(tasks(page)).toHaveText(["Water the plants", `Task ${number}`]);
    expect((await mock.records("tasks")).map(({ title }) => title)).toEqual(["Water the plants", `Task ${number}`]);
  });
}

test("what another put there is shown", async ({ page, mock }) => {
  await mock.put("tasks", 7, { title: "Put by the test" });
  await page.goto("/");
  await expect(tasks(page)).toHaveText(["Water the plants", "Put by the test"]);
});

test("what is not kept is told", async ({ page, mock }) => {
  await mock.faults("POST /tasks: first 1 -> 503");
  await page.goto("/");
  await page.getByLabel("New task").fill("Again");
  await page.getByRole("button", { name: "Add" }).click();
  await expect(page.getByRole("alert")).toHaveText("It was not kept, please try again");
  await page.getByRole("button", { name: "Add" }).click();
  await expect(tasks(page)).toHaveText(["Water the plants", "Again"]);
});

test("a snapshot brings everything back", async ({ page, mock }) => {
  await mock.admin("POST", "snapshots/before");
  await mock.admin("DELETE", "records/tasks");
  await page.goto("/");
  await expect(tasks(page)).toHaveCount(0);
  await mock.admin("POST", "snapshots/before/restore");
  await page.reload();
  await expect(tasks(page)).toHaveText(["Water the plants"]);
});
