// The requests as they come, the newest first, with a filter; one of them opens to its why.

import { call, follow } from "./api.js";
import { button, element, notice, telling } from "./dom.js";
import { detail } from "./request_detail.js";
import { address } from "./snippets.js";

const MOST = 1000;

export class Requests {
  constructor(panel, onState) {
    this.entries = new Map();
    this.chosen = null;
    this.paused = false;
    this.waiting = [];
    this.onState = onState;
    this.filter = element("input", {
      type: "search", placeholder: "Filter: words, or status:4, method:post", "aria-label": "Filter the requests", oninput: () => this.sift(),
    });
    this.count = element("span", { class: "count", role: "status" });
    this.hold = button("Pause", () => this.pause(), { "aria-pressed": "false" });
    this.list = element("ol", { class: "entries", "aria-label": "Requests, the newest first" });
    this.empty = element("p", { class: "empty" }, "No request has come yet. Each one appears here as it is answered.");
    this.detail = element("section", { class: "detail", hidden: true, "aria-label": "The chosen request" });
    this.split = element("div", { class: "split" }, element("div", {}, this.empty, this.list), this.detail);
    panel.replaceChildren(
      element("div", { class: "bar" }, this.filter, this.hold, button("Clear", telling(() => this.clear())), this.count),
      this.split,
    );
    this.list.addEventListener("keydown", (event) => this.move(event));
  }

  // Shows what there is of the chosen sandbox, and from then on what comes.
  async load() {
    this.following?.abort();
    this.following = new AbortController();
    const { requests, last } = await call("GET", `requests?limit=${MOST}`);
    this.entries.clear();
    this.list.replaceChildren();
    this.waiting = [];
    for (const entry of requests) this.add(entry);
    this.close();
    this.sift();
    follow(`events?since=${last}`, this.following.signal, (event) => this.happened(event), this.onState);
  }

  happened(event) {
    if (event.type === "request") {
      const entry = JSON.parse(event.data);
      if (this.paused) this.waiting.push(entry);
      else this.add(entry);
    } else if (event.type === "not-reloaded") {
      notice(JSON.parse(event.data).says);
    } else if (event.type === "reloaded") {
      notice("");
    }
    this.told();
  }

  add(entry) {
    if (this.entries.has(entry.id)) return;
    const row = this.row(entry);
    this.entries.set(entry.id, { entry, row });
    row.hidden = !matches(entry, this.filter.value);
    this.list.prepend(row);
    if (this.entries.size > MOST) {
      const [oldest, { row: last }] = this.entries.entries().next().value;
      this.entries.delete(oldest);
      last.remove();
    }
    this.told();
  }

  row(entry) {
    const { status } = entry;
    const control = button("", telling(() => this.open(entry.id)), { class: "entry", "aria-expanded": "false" });
    control.append(
      element("span", { class: "time" }, new Date(entry.time).toLocaleTimeString()),
      element("span", { class: "mono" }, entry.method),
      element("span", { class: "path mono", title: [address(entry), entry.reason].filter(Boolean).join(": ") }, address(entry)),
      element("span", { class: `s${Math.floor(status / 100)}` }, String(status)),
      element("span", { class: "ms" }, `${entry.ms.toFixed(1)} ms`),
    );
    return element("li", {}, control);
  }

  sift() {
    for (const { entry, row } of this.entries.values()) row.hidden = !matches(entry, this.filter.value);
    this.told();
  }

  told() {
    const shown = [...this.entries.values()].filter(({ row }) => !row.hidden).length;
    this.empty.hidden = this.entries.size > 0;
    const held = this.waiting.length ? `, ${this.waiting.length} waiting` : "";
    this.count.textContent = shown === this.entries.size ? `${shown} requests${held}` : `${shown} of ${this.entries.size} requests${held}`;
  }

  pause() {
    this.paused = !this.paused;
    this.hold.setAttribute("aria-pressed", String(this.paused));
    this.hold.textContent = this.paused ? "Go on" : "Pause";
    if (!this.paused) for (const entry of this.waiting.splice(0)) this.add(entry);
    this.told();
  }

  async clear() {
    await call("DELETE", "requests");
    await this.load();
  }

  async open(id) {
    const again = this.chosen === id;
    this.close();
    if (again) return;
    const entry = await call("GET", `requests/${encodeURIComponent(id)}`);
    this.chosen = id;
    this.entries.get(id)?.row.firstChild.setAttribute("aria-expanded", "true");
    this.detail.replaceChildren(...detail(entry, () => this.close()));
    this.detail.hidden = false;
    this.split.classList.add("open");
    this.detail.querySelector("h2").focus();
  }

  close() {
    const row = this.entries.get(this.chosen)?.row;
    row?.firstChild.setAttribute("aria-expanded", "false");
    if (!this.detail.hidden) row?.firstChild.focus();
    this.chosen = null;
    this.detail.hidden = true;
    this.split.classList.remove("open");
  }

  move(event) {
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (!step) return;
    let row = event.target.closest("li")?.[step];
    while (row?.hidden) row = row[step];
    if (row) {
      row.firstChild.focus();
      event.preventDefault();
    }
  }
}

function matches(entry, filter) {
  const text = `${entry.method} ${address(entry)} ${entry.operationId ?? ""} ${entry.sandbox} ${entry.reason}`.toLowerCase();
  return filter.toLowerCase().split(/\s+/).filter(Boolean).every((word) => {
    const [name, value] = word.includes(":") ? word.split(":", 2) : ["", word];
    if (name === "status") return String(entry.status).startsWith(value);
    if (name === "method") return entry.method.toLowerCase() === value;
    return text.includes(word);
  });
}
