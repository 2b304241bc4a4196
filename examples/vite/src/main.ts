import { tasksApi } from "./api";

const api = tasksApi("/api"); // vite.config.ts says where that leads
const list = document.querySelector("#tasks")!;
const form = document.querySelector("form")!;
const alert = document.querySelector("[role=alert]")!;

async function show() {
  const tasks = await api.list();
  list.replaceChildren(...tasks.map(({ title }) => Object.assign(document.createElement("li"), { textContent: title })));
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const title = String(new FormData(form).get("title"));
  alert.textContent = await api.add(title).then(() => "", () => "It was not kept, please try again");
  await show();
});

await show();
