import { expect, test } from "./mock.mjs";

const tasks = (page) => page.getByRole("listitem");

// Each of these adds a task; none sees that of another, however many run at once.
for (const number of [1, 2, 3, 4]) {
  test(`a task that is added is shown and kept (${number})`, async ({ page, app, mock }) => {
    await page.goto(`${app}?api=${mock.url}`);
    await expect(tasks(page)).toHaveText(["Water the plants"]);
    await page.getByLabel("New task").fill(`Task ${number}`);
    await page.getByRole("button", { name: "Add" }).click();
    await expect(tasks(page)).toHaveText(["Water the plants", `Task ${number}`]);
    expect((await mock.records("tasks")).map(({ title }) => title)).toEqual(["Water the plants", `Task ${number}`]);
  });
}

test("a page that takes nothing but a base URL is in the sandbox too", async ({ page, app, mock }) => {
  await mock.admin("PUT", "records/tasks/7", { title: "Put by the test" });
  await page.goto(`${app}?api=${mock.sandboxUrl}`);
  await expect(tasks(page)).toHaveText(["Water the plants", "Put by the test"]);
});

test("what is not kept is told", async ({ page, app, mock }) => {
  await mock.admin("PUT", "faults", { rules: ["POST /tasks: first 1 -> 503"] });
  await page.goto(`${app}?api=${mock.url}`);
  await page.getByLabel("New task").fill("Again");
  await page.getByRole("button", { name: "Add" }).click();
  await expect(page.getByRole("alert")).toHaveText("It was not kept, please try again");
  await page.getByRole("button", { name: "Add" }).click();
  await expect(tasks(page)).toHaveText(["Water the plants", "Again"]);
});

test("a snapshot brings everything back", async ({ page, app, mock }) => {
  await mock.admin("POST", "snapshots/before");
  await mock.admin("DELETE", "records/tasks");
  await page.goto(`${app}?api=${mock.url}`);
  await expect(tasks(page)).toHaveCount(0);
  await mock.admin("POST", "snapshots/before/restore");
  await page.reload();
  await expect(tasks(page)).toHaveText(["Water the plants"]);
});
