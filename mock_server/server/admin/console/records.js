// The records: a table for each resource, with one of them to edit, and every change to be undone.

import { call } from "./api.js";
import { button, element, telling } from "./dom.js";
import { edit } from "./record_editor.js";

const COLUMNS = 8;
const PAGE = 100;

const part = encodeURIComponent;

export class Records {
  constructor(panel) {
    this.changes = [];
    this.chosen = null;
    this.choice = element("select", { id: "resource", onchange: telling(() => this.show(this.choice.value)) });
    this.count = element("span", { class: "count", role: "status" });
    this.undoing = button("Undo", telling(() => this.undo()), { disabled: true });
    this.adding = button("New record", telling(() => this.add()));
    this.table = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Records" });
    this.more = button("More", telling(() => this.page()), { hidden: true });
    panel.replaceChildren(
      element("div", { class: "bar" },
        element("label", { for: "resource" }, "Resource"), this.choice, this.adding, this.undoing,
        button("Look again", telling(() => this.load())), this.count),
      this.table, this.more,
    );
  }

  async load() {
    const { resources } = await call("GET", "records");
    this.resources = new Map(resources.map((one) => [one.resource, one]));
    this.choice.replaceChildren(...resources.map(({ resource, records }) =>
      element("option", { value: resource }, `${resource} (${records})`)));
    this.adding.disabled = !resources.length;
    if (!resources.length) {
      this.count.textContent = "";
      this.table.replaceChildren(element("p", { class: "empty" }, "The document has no resource with records."));
      return;
    }
    await this.show(this.resources.has(this.chosen) ? this.chosen : resources[0].resource);
  }

  async show(resource) {
    this.chosen = this.choice.value = resource;
    this.records = [];
    this.after = null;
    await this.page();
  }

  async page() {
    const query = new URLSearchParams({ limit: PAGE, ...(this.after === null ? {} : { after: this.after }) });
    const { records, members, total, next } = await call("GET", `records/${part(this.chosen)}?${query}`);
    this.records.push(...records);
    this.members = members;
    this.after = next;
    this.more.hidden = next === null;
    this.count.textContent = `${this.records.length} of ${total} records`;
    this.draw();
  }

  draw() {
    if (!this.records.length) {
      this.table.replaceChildren(element("p", { class: "empty" }, "No record is kept here."));
      return;
    }
    const names = [...new Set(this.records.flatMap(({ record }) => Object.keys(record)))].slice(0, COLUMNS);
    this.table.replaceChildren(element("table", {},
      element("caption", {}, this.chosen),
      element("thead", {}, element("tr", {}, ["key", "change", ...names].map((name) => element("th", { scope: "col" }, name)))),
      element("tbody", {}, this.records.map(({ key, record }) => element("tr", {},
        element("th", { scope: "row", title: key }, key),
        element("td", { class: "acts" }, element("span", { class: "bar" },
          button("Edit", telling(() => this.edit(key, record)), { "aria-label": `Edit ${key}` }),
          button("Delete", telling(() => this.remove(key, record)), { "aria-label": `Delete ${key}` }))),
        names.map((name) => element("td", { title: shown(record[name]) }, shown(record[name]))))))));
  }

  path(key) {
    return `records/${part(this.chosen)}/${part(key)}`;
  }

  async edit(key, record) {
    const kept = await edit(`Edit ${key}`, record, this.members, (value, force) =>
      call("PUT", this.path(key) + (force ? "?force=true" : ""), value));
    if (kept) await this.changed(() => call("PUT", `${this.path(key)}?force=true`, record));
  }

  async add() {
    const { key: name } = this.resources.get(this.chosen);
    let key = "";
    const kept = await edit("New record", name ? { [name]: "" } : {}, this.members, async (value, force) => {
      key = String((name && value[name]) || crypto.randomUUID());
      const path = this.path(key);
      if (this.records.some((one) => one.key === key)) throw new Error(`There is a record ${key} already; edit that one`);
      return call("PUT", path + (force ? "?force=true" : ""), value);
    });
    if (kept) {
      const path = this.path(key);
      await this.changed(() => call("DELETE", path));
    }
  }

  async remove(key, record) {
    const path = this.path(key);
    await call("DELETE", path);
    await this.changed(() => call("PUT", `${path}?force=true`, record));
  }

  async changed(back) {
    this.changes.push(back);
    this.undoing.disabled = false;
    await this.load();
  }

  async undo() {
    await this.changes.pop()();
    this.undoing.disabled = !this.changes.length;
    await this.load();
  }
}

function shown(value) {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
